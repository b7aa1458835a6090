"""State changes by HTTP, for a provider that is not Python (Pact's state change protocol)."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

import msgspec

from pactwright.model.interaction import ProviderState
from pactwright.model.json import JsonObject
from pactwright.model.wire import WireRequest, WireResponse
from pactwright.provider.failure import StepError
from pactwright.provider.http import HttpTransport, read_url
from pactwright.provider.transport import Transport

_LONGEST_TEXT = 2000
_GOOD = range(200, 300)
_JSON = msgspec.json.Encoder(decimal_format="number")


class StateChangeUrl:
    """Posts `{"state", "params", "action"}` to a URL; a JSON object in the answer is values."""

    def __init__(self, transport: Transport, path: str) -> None:
        self._transport = transport
        self._path, _, query = path.partition("?")
        self._query = tuple(
            (name, (value,))
            for name, _, value in (pair.partition("=") for pair in query.split("&") if pair)
        )

    def change(self, state: ProviderState, action: str, *, timeout: float) -> JsonObject:
        """Ask for the change; raises `StepError` for an answer that is not 2xx."""
        request = WireRequest(
            method="POST",
            path=self._path,
            query=self._query,
            headers=(("Content-Type", "application/json"),),
            body=_JSON.encode({"state": state.name, "params": state.params, "action": action}),
        )
        place = self._transport.base_url + self._path
        try:
            response = self._transport.send(request, timeout=timeout)
        except StepError as failure:
            raise StepError(
                f"state {state.name!r}: {action} at {place} failed: {failure.message}",
                kind="state",
                path=state.name,
                hint=failure.hint,
                details=failure.details,
            ) from None
        if response.status not in _GOOD:
            raise StepError(
                f"state {state.name!r}: {action} at {place} answered {response.status}",
                kind="state",
                path=state.name,
                details=tuple(filter(None, [_text(response)])),
            )
        return _values(response, state)


@contextlib.contextmanager
def open_state_changes(
    url: str | None, transport: Transport | None
) -> Iterator[StateChangeUrl | None]:
    """Yield what asks for the changes; a path, unlike a URL, is the provider's own."""
    if url is None:
        yield None
    elif url.startswith("/") and transport is not None:
        yield StateChangeUrl(transport, url)
    else:
        parts = read_url(url)
        own = HttpTransport(f"{parts.scheme}://{parts.netloc}")
        try:
            path = urlsplit(url).path or "/"
            yield StateChangeUrl(own, f"{path}?{parts.query}" if parts.query else path)
        finally:
            own.close()


def _values(response: WireResponse, state: ProviderState) -> JsonObject:
    kind = next((v for n, v in response.headers if n.lower() == "content-type"), "")
    if not response.body.strip():
        return {}
    try:
        answer = msgspec.json.decode(response.body)
    except msgspec.DecodeError as error:
        if "json" not in kind.lower():
            return {}
        raise StepError(
            f"state {state.name!r}: the answer of the state change is not JSON: {error}",
            kind="state",
            path=state.name,
            details=(_text(response),),
        ) from None
    return answer if isinstance(answer, Mapping) else {}


def _text(response: WireResponse) -> str:
    return response.body[:_LONGEST_TEXT].decode("utf-8", "replace").strip()

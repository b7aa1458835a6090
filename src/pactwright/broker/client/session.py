"""Speaking with a broker: links followed, refusals told in the broker's own words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Self
from urllib.parse import quote, urlencode

import msgspec

from pactwright.broker.client.answer import Answer, NotThereError
from pactwright.broker.client.transport import Reply, Transport
from pactwright.errors import PactwrightError

_NOT_FOUND = 404
_REFUSED = 400
_BROKEN = 500
_DENIED = {
    401: "set PACT_BROKER_TOKEN, or PACT_BROKER_USERNAME and PACT_BROKER_PASSWORD",
    403: "use a token that may; who keeps the broker makes one: pactwright broker token add",
}
_encoder = msgspec.json.Encoder(decimal_format="number")


class Session:
    """Requests to one broker, JSON in and out; closed at the end of a `with`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of files and connections."""
        self._transport.close()

    @property
    def base(self) -> str:
        """Where the broker's addresses begin."""
        return self._transport.base

    @property
    def name(self) -> str:
        """How the command line names the broker."""
        return self._transport.name

    def address(self, *segments: str, query: Iterable[tuple[str, str]] = ()) -> str:
        """Return the address of the path whose segments these are."""
        path = "/".join((self.base, *(quote(segment, safe="") for segment in segments)))
        asked = urlencode(list(query))
        return f"{path}?{asked}" if asked else path

    def get(self, url: str) -> Answer:
        """Return the JSON object at the URL. Raises `NotThereError` when there is none."""
        found = check_reply(self._transport.send("GET", url), "GET").answer()
        if not isinstance(found.value, dict):
            raise PactwrightError(
                f"{url}: the answer is JSON, but no object",
                hint="check that the address is that of a Pact broker",
            )
        return found

    def get_bytes(self, url: str) -> bytes:
        """Return what is at the URL as it is. Raises `NotThereError` when there is nothing."""
        return check_reply(self._transport.send("GET", url), "GET").body

    def send(
        self,
        method: str,
        url: str,
        body: Mapping[str, Any],
        *,
        content_type: str = "application/json",
    ) -> Answer:
        """Send the JSON and return the JSON that is answered, that of `null` for no body."""
        data = _encoder.encode(body)
        reply = self._transport.send(method, url, body=data, content_type=content_type)
        reply = check_reply(reply, method)
        return reply.answer() if reply.body else Answer(value=None, url=url)

    def try_send(self, method: str, url: str, body: Mapping[str, Any]) -> Reply:
        """Send the JSON and return the reply, whatever it is."""
        return self._transport.send(method, url, body=_encoder.encode(body))


def expand(template: str, **values: str) -> str:
    """Return the link with its `{names}` replaced by the encoded values."""
    for name, value in values.items():
        template = template.replace("{" + name + "}", quote(value, safe=""))
    return template


def check_reply(reply: Reply, method: str) -> Reply:
    """Return the reply. Raises `PactwrightError` in the broker's words when it refuses."""
    if reply.status < _REFUSED:
        return reply
    said = describe_refusal(reply)
    if reply.status == _NOT_FOUND:
        raise NotThereError(
            f"{method} {reply.url}: there is nothing (status {_NOT_FOUND}): {said}",
            hint="check the names in the command, and that --broker is a Pact broker's address",
        )
    if reply.status in _DENIED:
        raise PactwrightError(
            f"{method} {reply.url}: the broker refuses (status {reply.status}): {said}",
            hint=_DENIED[reply.status],
        )
    broken = reply.status >= _BROKEN
    raise PactwrightError(
        f"{method} {reply.url}: the broker answers with status {reply.status}: {said}",
        hint="try again; the broker's log says more" if broken else "mend what it names",
    )


def describe_refusal(reply: Reply) -> str:
    """Return what the broker says is wrong, on one line."""
    try:
        body = reply.answer().value
    except PactwrightError:
        return "no reason given"
    if not isinstance(body, dict):
        return "no reason given"
    texts = [*_texts(body.get("error")), *_texts(body.get("errors"))]
    if isinstance(body.get("notices"), list):
        texts = [str(one.get("text")) for one in body["notices"] if isinstance(one, dict)] or texts
    return "; ".join(texts) or "no reason given"


def _texts(value: Any) -> list[str]:  # noqa: ANN401 - JSON of any shape
    if isinstance(value, str):
        return [value]
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    if isinstance(value, dict):
        return [f"{name}: {text}" for name, item in value.items() for text in _texts(item)]
    return []

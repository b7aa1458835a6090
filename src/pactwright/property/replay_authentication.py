"""Checks that an operation that wants credentials does not do without them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from pactwright.model.wire import WireRequest
from pactwright.property.replay_reading import Reader
from pactwright.property.replay_request import Source
from pactwright.property.replay_values import (
    Exchange,
    Setting,
    Tally,
    Trouble,
    base_request,
    trouble_of,
)
from pactwright.property.schemathesis_checks import Breach

_FAILURE: Final = 400
_WRONG: Final = "pactwright-invalid"


def check_authentication(
    source: Source, reader: Reader, setting: Setting, tally: Tally
) -> Iterator[Trouble]:
    """Yield a trouble when the operation answers as usual without credentials, or to wrong ones.

    Asked of what the consumer does with credentials and success; the provider's request hook,
    which may add them, is left out.
    """
    ways = source.operation.credentials
    status = reader.interaction.response.status
    if not ways or status >= _FAILURE or source.operation.name in _checked(tally):
        return
    places = {place for way in ways for place in way}
    for name, value in (("no credentials", None), ("wrong credentials", _WRONG)):
        with setting.stage.scene(source.interaction.states) as scene:
            base = base_request(source, scene.values, setting.clock)
            request = _with_credentials(base, places, value)
            tally.cases += 1
            answer = scene.send(request, bare=True)
        exchange = Exchange(request=request, answer=answer, template=source.operation.path)
        if exchange.is_success:
            yield trouble_of(source, _breach(name, exchange), exchange)
            return


def _checked(tally: Tally) -> set[str]:
    return {one.operation for one in tally.troubles.values() if one.breach.kind == _KIND}


_KIND: Final = "authentication"


def _breach(name: str, exchange: Exchange) -> Breach:
    return Breach(
        kind="authentication",
        check="ignored_auth",
        place=name,
        message=f"the document asks for credentials, and a request with {name} is answered",
        expected="401 or 403",
        actual=str(exchange.status),
    )


def _with_credentials(
    request: WireRequest, places: set[tuple[str, str]], value: str | None
) -> WireRequest:
    """Return the request with all credentials taken out, or with `value` in their stead."""
    names = {(place, name.lower()) for place, name in places}
    headers = []
    for name, text in request.headers:
        if ("header", name.lower()) in names:
            if value is not None:
                scheme = text.partition(" ")[0] if " " in text else ""
                headers.append((name, f"{scheme} {value}".strip()))
        elif name.lower() == "cookie" and any(place == "cookie" for place, _ in names):
            kept = _cookies(text, names, value)
            headers += [(name, kept)] if kept else []
        else:
            headers.append((name, text))
    query = tuple(
        (name, values if ("query", name.lower()) not in names else (value,))
        for name, values in request.query
        if value is not None or ("query", name.lower()) not in names
    )
    return replace(request, headers=tuple(headers), query=query)


def _cookies(text: str, names: set[tuple[str, str]], value: str | None) -> str:
    kept = []
    for part in text.split(";"):
        name, _, old = part.strip().partition("=")
        if ("cookie", name.lower()) not in names:
            kept.append(f"{name}={old}")
        elif value is not None:
            kept.append(f"{name}={value}")
    return "; ".join(kept)

"""Checks that an operation that wants credentials does not do without them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from pactwright.model.wire import WireRequest
from pactwright.property.replay_request import Source
from pactwright.property.replay_takes import takes_of
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
    sources: Sequence[Source], setting: Setting, tally: Tally
) -> Trouble | None:
    """Return a trouble when an operation answers as usual without credentials, or to wrong ones.

    Asked of what the consumer does with success; the provider's request hook, which may add
    credentials, is left out. One refusal shows that they are looked at: some answers come
    before that, such as that a request makes no sense.
    """
    troubles: list[Trouble] = []
    for source in sources:
        if not source.operation.credentials:
            return None
        if source.interaction.response.status < _FAILURE:
            found = _ask(source, setting, tally)
            if found is None:
                return None
            troubles.append(found)
    return troubles[0] if troubles else None


def _ask(source: Source, setting: Setting, tally: Tally) -> Trouble | None:
    places = {place for way in source.operation.credentials for place in way}
    for name, value in (("no credentials", None), ("wrong credentials", _WRONG)):
        with setting.stage.scene(source.interaction.states) as scene:
            base = base_request(source, scene.values, setting.clock)
            request = _with_credentials(base, places, value)
            kept = tuple(one for one in takes_of(source) if not _is_credential(one.into, places))
            exchange = tally.send(scene, request, source, takes=kept, bare=True)
        found = judge_credentials(name, [exchange])
        if found is not None:
            return trouble_of(source, found, exchange)
    return None


def _is_credential(into: str, places: set[tuple[str, str]]) -> bool:
    """Return whether a value that a provider state gives would prove who one is."""
    return into.lower() in {f"{place}.{name}".lower() for place, name in places}


def judge_credentials(place: str, exchanges: Sequence[Exchange]) -> Breach | None:
    """Return a breach when a request that proves nothing (`place` says how) was answered."""
    return _breach(place, exchanges[-1]) if exchanges[-1].is_success else None


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

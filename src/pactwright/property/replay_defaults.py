"""Checks that what is left out has the default that the document promises."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from pactwright.matching.values import read_json
from pactwright.matching.wording import encode_json
from pactwright.model.json import Json, JsonObject
from pactwright.model.wire import WireRequest
from pactwright.property.replay_fields import member_schemas
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
from pactwright.property.schemathesis_checks import Breach, shorten
from pactwright.strategy.operations import follow

_WRITING: Final = frozenset({"POST", "PUT"})


def check_defaults(
    source: Source, reader: Reader, setting: Setting, tally: Tally
) -> Iterator[Trouble]:
    """Yield a trouble for each default that says one thing and does another.

    The same request is sent without the value and with the default in plain words. For queries
    that read, the answers must be equal; for bodies, the member of that name in the answers.
    """
    del reader
    if source.operation.method == "GET":
        yield from _check_query(source, setting, tally)
    elif source.operation.method in _WRITING:
        yield from _check_body(source, setting, tally)


def _check_query(source: Source, setting: Setting, tally: Tally) -> Iterator[Trouble]:
    known = {name for name, _ in source.example.query}
    for parameter in source.operation.parameters:
        default = follow(source.operation.document.root, parameter.schema).get("default")
        text = _text(default)
        if parameter.location != "query" or parameter.name in known or text is None:
            continue
        with setting.stage.scene(source.interaction.states) as scene:
            base = base_request(source, scene.values, setting.clock)
            spoken = replace(base, query=(*base.query, (parameter.name, (text,))))
            sent = [tally.send(scene, one, source) for one in (base, spoken, base)]
        found = judge_default(f"query {parameter.name}", sent)
        if found is not None:
            yield trouble_of(source, found, *sent)


def judge_default(place: str, exchanges: Sequence[Exchange]) -> Breach | None:
    """Return how requests with and without a default differ, as they should not.

    For `query <name>` the exchanges are without, with and without it again; for `$.<name>`, a
    member of the body, with and without it.
    """
    if place.startswith("$."):
        return _judge_member(place.removeprefix("$."), exchanges)
    plain, told, again = (*exchanges, *exchanges, *exchanges)[:3]
    if not plain.is_success or not _same(plain, again) or _same(plain, told):
        return None
    name = place.removeprefix("query ")
    return _breach(place, str(dict(told.request.query).get(name, (None,))[-1]), told)


def _judge_member(name: str, exchanges: Sequence[Exchange]) -> Breach | None:
    told, plain = exchanges[0], exchanges[-1]
    before, after = _member(plain, name), _member(told, name)
    if not (plain.is_success and told.is_success) or before is None or before == after:
        return None
    default = read_json(told.request.body)
    shown = shorten(default.get(name) if isinstance(default, Mapping) else None)
    return replace(
        _breach(f"$.{name}", shown, told), expected=shorten(after), actual=shorten(before)
    )


def _breach(place: str, default: str, told: Exchange) -> Breach:
    body = told.answer.response.body if told.answer.response is not None else b""
    return Breach(
        kind="default",
        check="default-holds",
        place=place,
        message=f"left out it does something else than {default}, its documented default",
        expected="the same answer",
        actual=f"{told.status} {body[:80].decode('utf-8', 'replace')}",
    )


def _check_body(source: Source, setting: Setting, tally: Tally) -> Iterator[Trouble]:
    content = source.body_value
    if content is None or not isinstance(content.value, Mapping) or source.media_type is None:
        return
    if not source.media_type.endswith(("json", "*")):
        return
    schema = source.operation.bodies.get(source.media_type, {})
    for name, default in _defaults(source.operation.document.root, schema).items():
        if name in content.value:
            continue
        sent = [
            _write(source, setting, tally, {name: default}, left_out=one) for one in (False, True)
        ]
        found = judge_default(f"$.{name}", sent)
        if found is not None:
            yield trouble_of(source, found, *sent)


def _write(
    source: Source, setting: Setting, tally: Tally, more: JsonObject, *, left_out: bool
) -> Exchange:
    with setting.stage.scene(source.interaction.states) as scene:
        base = base_request(source, scene.values, setting.clock)
        request = base if left_out else _with_members(base, more)
        return tally.send(scene, request, source, fresh=True)


def _with_members(request: WireRequest, more: JsonObject) -> WireRequest:
    value: Any = read_json(request.body)
    return replace(request, body=encode_json({**value, **more}))


def _member(exchange: Exchange, name: str) -> Json:
    response = exchange.answer.response
    try:
        value = None if response is None else read_json(response.body)
    except (ValueError, RecursionError):
        return None
    return value.get(name) if isinstance(value, Mapping) else None


def _same(one: Exchange, other: Exchange) -> bool:
    left, right = one.answer.response, other.answer.response
    if left is None or right is None:
        return False
    return (left.status, left.body) == (right.status, right.body)


def _text(default: Json) -> str | None:
    if isinstance(default, bool):
        return "true" if default else "false"
    return str(default) if isinstance(default, int | float | str) and default != "" else None


def _defaults(root: Json, schema: JsonObject) -> dict[str, Json]:
    """Return the defaults of an object's members, those of `allOf` included."""
    return {
        name: inner["default"]
        for name, inner in member_schemas(root, schema).items()
        if inner.get("default") is not None and inner.get("readOnly") is not True
    }

"""Sends the kept cases of an operation again, before anything new is tried."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from pactwright.errors import PactwrightError
from pactwright.matching.expressions import fill_expression
from pactwright.matching.values import read_json
from pactwright.matching.wording import encode_json
from pactwright.model.json import Json
from pactwright.model.path import parse_path
from pactwright.model.wire import WireRequest
from pactwright.property.cases import Case, Step, Take
from pactwright.property.replay_judge import judge
from pactwright.property.replay_port import Scene
from pactwright.property.replay_reading import Reader
from pactwright.property.replay_request import Source, pick, put, quote_segment
from pactwright.property.replay_values import Exchange, Setting, Tally, Trouble
from pactwright.property.schemathesis_checks import Breach

_GONE: Final = (404, 410)
_PLAIN: Final = re.compile(r"\$\{([^{}]+)\}")


def replay_kept(
    cases: Iterable[Case], sources: Sequence[Source], setting: Setting, tally: Tally
) -> Iterator[Trouble]:
    """Yield what the kept cases of an operation still show.

    What has no steps, or compares several answers, is tried anew by the check that found it.
    """
    for case in cases:
        if not case.steps:
            continue
        own = next(
            (one for one in sources if one.interaction.description == case.interaction), None
        )
        states = case.states if own is None else own.interaction.states
        try:
            with setting.stage.scene(states) as scene:
                exchanges = list(_send_steps(case.steps, scene, tally))
        except PactwrightError:
            continue  # the interaction itself tells why its states cannot be set up
        for breach in _judge(case, exchanges, own, sources):
            yield Trouble(
                operation=case.operation,
                breach=breach,
                exchanges=tuple(exchanges),
                states=tuple(states),
                description=case.interaction,
            )


def _judge(
    case: Case, exchanges: Sequence[Exchange], own: Source | None, sources: Sequence[Source]
) -> Iterator[Breach]:
    last = exchanges[-1]
    wrong = {
        "use_after_free": last.is_success,
        "ensure_resource_availability": last.status in _GONE,
    }
    if wrong.get(case.check):
        place = _special_place(case)
        yield Breach(
            kind=_KINDS[case.check],  # type: ignore[arg-type] # one of the kinds below
            check=case.check,
            place=place,
            message=case.message,
            expected=case.expected or None,
            actual=str(last.status),
        )
    operation = (own or sources[0]).operation if own is not None or sources else None
    if operation is None or case.operation != operation.name or case.check in _ASKED_ANEW:
        return
    readers = [Reader(one.interaction) for one in sources]
    mine = None if own is None else Reader(own.interaction)
    yield from judge(operation, last.request, last.answer, own=mine, others=readers)


_KINDS: Final = {
    "use_after_free": "use-after-delete",
    "ensure_resource_availability": "status",
}


_ASKED_ANEW: Final = frozenset(
    {*_KINDS, "ignored_auth", "examples-work", "examples-fit", "default-holds", "pages-add-up"}
)
"""What compares several answers, or asks without credentials: its own check asks each time."""


def _special_place(case: Case) -> str:
    """Return the place that the finding's fingerprint was made of; details begin with it."""
    prefix = "place: "
    return next((one.removeprefix(prefix) for one in case.details if one.startswith(prefix)), "")


def _send_steps(steps: Sequence[Step], scene: Scene, tally: Tally) -> Iterator[Exchange]:
    made: list[Exchange] = []
    for step in steps:
        request = step.request
        for take in step.takes:
            value = _taken(take, scene.values, made)
            if value is not None:
                request = _put_into(request, step.path_template or "", take.into, value)
        tally.cases += 1
        template = step.path_template or request.path
        made.append(Exchange(request=request, answer=scene.send(request), template=template))
    return iter(made)


def _taken(take: Take, values: Mapping[str, Json], made: Sequence[Exchange]) -> Json:
    if take.step is None:
        return _from_state(take.place, values)
    response = made[take.step].answer.response if take.step < len(made) else None
    try:
        return None if response is None else pick(read_json(response.body), parse_path(take.place))
    except (LookupError, TypeError, ValueError, RecursionError):
        return None


def _from_state(place: str, values: Mapping[str, Json]) -> Json:
    """Return the value that a place names, or an expression of values (`Bearer ${token}`)."""
    if "${" not in place:
        return values.get(place)
    try:
        return fill_expression(place, values, where=place)
    except PactwrightError:
        return None


def _put_into(request: WireRequest, template: str, into: str, value: Json) -> WireRequest:
    text = value if isinstance(value, str) else encode_json(value).decode()
    if into.startswith("$"):
        try:
            body = put(read_json(request.body), parse_path(into), value)
        except (LookupError, TypeError, ValueError, RecursionError):
            return request
        return replace(request, body=encode_json(body))
    part, _, name = into.partition(".")
    if part == "path":
        return replace(request, path=fill_path(template, request.path, {name: text}))
    if part == "query":
        query = tuple((n, (text,) if n == name else values) for n, values in request.query)
        return replace(request, query=query)
    headers = tuple(
        (n, text if part == "header" and n.lower() == name else old) for n, old in request.headers
    )
    return replace(request, headers=headers)


def fill_path(template: str, path: str, values: Mapping[str, str]) -> str:
    """Return the path with other texts for parameters of its template."""
    parts = re.split(r"\{([^{}/]+)\}", template)
    pattern = "".join(
        "([^/]+?)" if index % 2 else re.escape(part) for index, part in enumerate(parts)
    )
    found = re.search(f"{pattern}$", path)
    if found is None:
        return path
    made, end = [path[: found.start()]], found.start()
    for index, name in enumerate(parts[1::2], start=1):
        new = quote_segment(values[name]) if name in values else found[index]
        made += [path[end : found.start(index)], new]
        end = found.end(index)
    return "".join([*made, path[end:]])


def takes_of(source: Source) -> tuple[Take, ...]:
    """Return the values of a source's request that come from its provider states."""
    found = [
        Take(into=f"path.{one.name}", place=name)
        for one in source.use.path_values
        if (name := _place_of(one.expression)) is not None
    ]
    for category, prefix in (("query", "query."), ("header", "header."), ("body", "")):
        made = source.request.generators.get(category, {})  # type: ignore[call-overload]
        for place, generator in made.items():
            name = _place_of(generator.attributes.get("expression"))
            if generator.kind == "ProviderState" and name is not None:
                where = place.lower() if category == "header" else place
                found.append(Take(into=f"{prefix}{where}", place=name))
    return tuple(found)


def _place_of(expression: object) -> str | None:
    """Return what a `Take` says of an expression: its one name, or the whole of it."""
    if not isinstance(expression, str) or "${" not in expression:
        return None
    found = _PLAIN.fullmatch(expression)
    return expression if found is None else found[1]

"""Where the values of a request come from when it is sent again: states, earlier answers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from pactwright.errors import PactwrightError
from pactwright.matching.expressions import fill_expression
from pactwright.matching.values import read_json
from pactwright.matching.wording import encode_json
from pactwright.model.json import Json
from pactwright.model.path import parse_path
from pactwright.model.wire import WireAnswer, WireRequest
from pactwright.property.cases import Take
from pactwright.property.replay_request import Source, pick, put, quote_segment

_PLAIN: Final = re.compile(r"\$\{([^{}]+)\}")
_HEADER: Final = "header."


def takes_of(source: Source) -> tuple[Take, ...]:
    """Return the values of a source's request that come from its provider states."""
    found = [
        Take(into=f"path.{one.name}", place=name)
        for one in source.use.path_values
        if (name := _place_of(one.expression)) is not None
    ]
    for category, prefix in (("query", "query."), ("header", _HEADER), ("body", "")):
        made = source.request.generators.get(category, {})  # type: ignore[call-overload]
        for place, generator in made.items():
            name = _place_of(generator.attributes.get("expression"))
            if generator.kind == "ProviderState" and name is not None:
                where = place.lower() if category == "header" else place
                found.append(Take(into=f"{prefix}{where}", place=name))
    return tuple(found)


def without_step(takes: Sequence[Take], step: int) -> tuple[Take, ...]:
    """Return the takes where that step is left out: none from it, the later ones renumbered."""
    return tuple(
        replace(one, step=one.step - 1) if one.step is not None and one.step > step else one
        for one in takes
        if one.step != step
    )


def _place_of(expression: object) -> str | None:
    """Return what a `Take` says of an expression: its one name, or the whole of it."""
    if not isinstance(expression, str) or "${" not in expression:
        return None
    found = _PLAIN.fullmatch(expression)
    return expression if found is None else found[1]


def fill_takes(
    request: WireRequest,
    template: str,
    takes: Sequence[Take],
    *,
    values: Mapping[str, Json],
    answers: Sequence[WireAnswer],
) -> WireRequest:
    """Return the request with the values that its takes name now.

    `values` are those of the provider states, `answers` those to the steps before. What names
    nothing leaves the request as it was sent.
    """
    for take in takes:
        value = taken(take, values, answers)
        if value is not None:
            request = _put_into(request, template, take.into, value)
    return request


def taken(take: Take, values: Mapping[str, Json], answers: Sequence[WireAnswer]) -> Json:
    """Return the value that a take names, `None` where there is none."""
    if take.step is None:
        return _from_state(take.place, values)
    response = answers[take.step].response if take.step < len(answers) else None
    if response is None:
        return None
    if take.place.startswith(_HEADER):
        name = take.place.removeprefix(_HEADER)
        text = next((v for n, v in response.headers if n.lower() == name), None)
        return text if text is None or take.pattern is None else _group(take.pattern, text)
    try:
        return pick(read_json(response.body), parse_path(take.place))
    except (LookupError, TypeError, ValueError, RecursionError):
        return None


def _group(pattern: str, text: str) -> str | None:
    try:
        found = re.search(pattern, text)
    except re.error:
        return None
    return found[1] if found is not None and found.re.groups else None


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

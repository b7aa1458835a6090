"""Makes a failing draft small: close to the consumer's example, and simple where it differs."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import Any, Final

from pactwright.model.json import Json
from pactwright.property.schemathesis_cases import Content, Draft

LOCATIONS: Final = {"path": "path", "query": "query", "headers": "header", "cookies": "cookie"}
"""The parts of a draft that hold values by name, with what a document calls their location."""

PARTS: Final = tuple(LOCATIONS)

_MOST_TRIES: Final = 60
_MOST_HALVINGS: Final = 40
_FAR: Final = 4
"""Bounds further apart than so many times are halved by their digits."""

_FEW: Final = 10
"""The numbers up to this one are tried one by one."""

_ONE: Final = 1
_PLAIN_SIGNS: Final = ("a", "é", "日")


def shrink_draft(draft: Draft, example: Json, fails: Callable[[Draft], bool]) -> Draft:
    """Return the smallest draft found that still fails; `example` is the example's body.

    `fails` is asked at most a hundred times.
    """
    return _with_least_numbers(_simplest(draft, example, fails), example, fails)


def _simplest(draft: Draft, example: Json, fails: Callable[[Draft], bool]) -> Draft:
    tries = 0
    while True:
        for candidate in _simpler_drafts(draft, example):
            if tries >= _MOST_TRIES:
                return draft
            tries += 1
            if fails(candidate):
                draft = candidate
                break
        else:
            return draft


def _with_least_numbers(draft: Draft, example: Json, fails: Callable[[Draft], bool]) -> Draft:
    """Return the draft with each of its large numbers as small as a search by halves finds it."""
    tries = _MOST_HALVINGS
    place = 0
    while found := next(islice(_numbers(draft, example), place, None), None):
        number, put = found
        sign, least, most = (1 if number > 0 else -1), _FEW, abs(number)
        while tries and most - least > 1:
            tries -= 1
            middle = math.isqrt(least * most) if most > _FAR * least else (least + most) // 2
            candidate = put(sign * middle)
            if fails(candidate):
                draft, most = candidate, middle
            else:
                least = middle
        place += 1
    return draft


def _numbers(draft: Draft, example: Json) -> Iterator[tuple[int, Callable[[int], Draft]]]:
    """Yield the whole numbers that are not the example's, each with what puts another there."""
    for part in PARTS:
        values: Mapping[str, Any] = getattr(draft, part)
        for name, value in values.items():
            text = value[0] if isinstance(value, tuple) and value else value
            if isinstance(text, str) and _is_whole(text):
                yield int(text), partial(_put_text, draft, part, name)
    if draft.body is not None:
        for number, put in _numbers_in(draft.body.value, example):
            yield number, partial(_put_body, draft, put)


def _put_text(draft: Draft, part: str, name: str, number: int) -> Draft:
    values = getattr(draft, part)
    many = isinstance(values[name], tuple)
    text = (str(number), *values[name][1:]) if many else str(number)
    return with_values(draft, part, {**values, name: text})


def _put_body(draft: Draft, put: Callable[[int], Json], number: int) -> Draft:
    return replace(draft, body=Content(value=put(number)))


def _numbers_in(value: Json, example: Json) -> Iterator[tuple[int, Callable[[int], Json]]]:
    match value:
        case bool():
            return
        case int() if not _same(value, example):
            yield value, int
        case Mapping():
            known = example if isinstance(example, Mapping) else {}
            for name, inner in value.items():
                for number, put in _numbers_in(inner, known.get(name)):
                    yield number, partial(_put_member, value, name, put)
        case list():
            first = _first(example)
            for index, inner in enumerate(value):
                for number, put in _numbers_in(inner, first):
                    yield number, partial(_put_item, value, index, put)


def _put_member(
    value: Mapping[str, Json], name: str, put: Callable[[int], Json], number: int
) -> Json:
    return {**value, name: put(number)}


def _put_item(value: list[Json], index: int, put: Callable[[int], Json], number: int) -> Json:
    return [*value[:index], put(number), *value[index + 1 :]]


def _first(example: Json) -> Json:
    return example[0] if isinstance(example, list) and example else None


def _simpler_drafts(draft: Draft, example: Json) -> Iterator[Draft]:
    if draft.body is not None:
        yield replace(draft, body=None)
    for part in PARTS:
        values: Mapping[str, Any] = getattr(draft, part)
        for name in values:
            rest = {one: value for one, value in values.items() if one != name}
            yield with_values(draft, part, rest)
    for part in PARTS:
        values = getattr(draft, part)
        for name, value in values.items():
            for simple in _simpler_texts(value):
                yield with_values(draft, part, {**values, name: simple})
    if draft.body is not None:
        for simple in simpler_values(draft.body.value, example):
            yield replace(draft, body=Content(value=simple))


def with_values(draft: Draft, part: str, values: Mapping[str, Any]) -> Draft:
    """Return the draft with other values of one part."""
    changes: dict[str, Any] = {part: values}
    return replace(draft, **changes)


def _simpler_texts(value: Any) -> Iterator[Any]:  # noqa: ANN401 - a text, or several
    if isinstance(value, tuple):
        if len(value) > _ONE:
            yield from ((one,) for one in value)
            return
        yield from ((one,) for text in value for one in _simpler_texts(text))
    elif _is_whole(value):
        yield from (str(one) for one in _simpler_numbers(int(value)))
    elif "%" not in value:
        yield from _simpler_strings(value)


def _is_whole(text: str) -> bool:
    return text.lstrip("-").isdigit() and text.isascii() and str(int(text)) == text


def simpler_values(value: Json, example: Json) -> Iterator[Json]:
    """Yield simpler values, the boldest first: the example's, smaller, fewer, one by one."""
    if _same(value, example):
        return
    yield example
    match value:
        case Mapping():
            yield from _simpler_objects(value, example)
        case list():
            yield from _simpler_lists(value, example)
        case bool():
            return
        case int():
            yield from _simpler_numbers(value)
        case float():
            yield from (int(value), round(value, 1))
        case str():
            yield from _simpler_strings(value)


def _simpler_objects(value: Mapping[str, Json], example: Json) -> Iterator[Json]:
    known = example if isinstance(example, Mapping) else {}
    for name in value:
        if name not in known:
            yield {one: inner for one, inner in value.items() if one != name}
    for name, inner in value.items():
        if name in known and not _same(inner, known[name]):
            yield {**value, name: known[name]}
    for name, inner in value.items():
        for simple in simpler_values(inner, known.get(name)):
            yield {**value, name: simple}


def _simpler_lists(value: list[Json], example: Json) -> Iterator[Json]:
    if value:
        yield []
    if len(value) > _ONE:
        yield value[: len(value) // 2]
        yield value[len(value) // 2 :]
        for index in range(len(value)):
            yield value[:index] + value[index + 1 :]
    for index, one in enumerate(value):
        for simple in simpler_values(one, _first(example)):
            yield [*value[:index], simple, *value[index + 1 :]]


def _simpler_numbers(value: int) -> Iterator[int]:
    size, sign = abs(value), 1 if value > 0 else -1
    # A remainder that matters shows among the first few numbers.
    few = (0, 1, -1, sign * (size - 1), *range(2, _FEW + 1))
    yield from dict.fromkeys(one for one in few if abs(one) < size)


def _simpler_strings(value: str) -> Iterator[str]:
    if not value:
        return
    yield ""
    if len(value) > _ONE:
        half = len(value) // 2
        yield value[:half]
        yield value[half:]
        yield from dict.fromkeys(value)
    else:
        yield from (one for one in _PLAIN_SIGNS if one < value)


def _same(one: Json, other: Json) -> bool:
    return type(one) is type(other) and one == other

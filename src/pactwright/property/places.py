"""Which places of a body an example speaks of, as path expressions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final
from urllib.parse import parse_qsl

from pactwright.matching.rules import KEY_KINDS, Ruling, read_rules
from pactwright.matching.values import read_json
from pactwright.model.choice import Choice
from pactwright.model.interaction import Body
from pactwright.model.json import Json
from pactwright.model.path import Step, Wildcard, format_path, parse_path
from pactwright.model.rule import RuleSet
from pactwright.pactfile.media import is_json, split_type

_FORM: Final = ("application", "x-www-form-urlencoded")
_Steps = tuple[Step, ...]


def list_places(
    body: Body | None,
    content_type: str | None,
    rules: Mapping[str, RuleSet] | None,
    choices: Sequence[Choice] = (),
) -> tuple[str, ...]:
    """Return the places of the body's plain values, sorted: `$.lines[*].sku`.

    Elements of a list are one place, and so are the members of an object whose names a rule
    leaves open. An empty list or object is a place itself; a body of another kind than JSON or
    a form is the one place `$`. `choices` add what the example leaves out.
    """
    found = {format_path(steps) for steps in _body_steps(body, content_type, rules)}
    found |= {format_path(steps) for steps in _choice_steps((), choices)}
    return tuple(sorted(found))


def _body_steps(
    body: Body | None, content_type: str | None, rules: Mapping[str, RuleSet] | None
) -> Iterator[_Steps]:
    if body is None or not body.content:
        return
    if split_type(content_type) == _FORM:
        text = body.content.decode("utf-8", "replace")
        yield from ((name,) for name, _ in parse_qsl(text, keep_blank_values=True))
        return
    if content_type is not None and not is_json(content_type):
        yield ()
        return
    try:
        value = read_json(body.content)
    except (RecursionError, ValueError):
        yield ()
        return
    yield from _value_steps(value, (), (), read_rules(rules))


def _value_steps(
    value: Json, place: tuple[str | int, ...], above: _Steps, rules: Ruling
) -> Iterator[_Steps]:
    if isinstance(value, Mapping) and value:
        open_names = _has_rule(rules, place, KEY_KINDS)
        for name, inner in value.items():
            step: Step = Wildcard.ANY if open_names else name
            yield from _value_steps(inner, (*place, name), (*above, step), rules)
    elif isinstance(value, list | tuple) and value:
        for index, inner in enumerate(value):
            yield from _value_steps(inner, (*place, index), (*above, Wildcard.INDEX), rules)
    else:
        yield above


def _has_rule(rules: Ruling, place: tuple[str | int, ...], kinds: frozenset[str]) -> bool:
    return any(rule.kind in kinds for found in rules.at(place) for rule in found.rules)


def _choice_steps(above: _Steps, choices: Iterable[Choice]) -> Iterator[_Steps]:
    for choice in choices:
        here = (*above, *parse_path(choice.place))
        for one in choice.alternatives:
            if one.kind == "value":
                for steps in _value_steps(one.content, (), (), read_rules(one.rules)):
                    yield (*here, *steps)
            yield from _choice_steps(here, one.choices)

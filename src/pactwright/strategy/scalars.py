"""Plain JSON values that the rules of a place admit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Final

from hypothesis import strategies as st

from pactwright.matching import core
from pactwright.matching.wording import encode_json
from pactwright.model.json import Json
from pactwright.model.rule import MatchingRule, RuleSet
from pactwright.strategy.texts import (
    PLAIN,
    SOME,
    moment_texts,
    regex_texts,
    semver_texts,
    texts_around,
)

Values = st.SearchStrategy[Json]

_HUNDRED: Final = 100
INTEGERS: Final[Values] = st.integers(-(2**63), 2**63 - 1)
# Mapped from whole numbers: nothing is thrown away, and the simplest are few digits long.
DECIMALS: Final[Values] = st.integers(-(10**11), 10**11).map(
    lambda cents: cents / _HUNDRED if cents % _HUNDRED else cents / _HUNDRED + 0.5
)
BOOLEANS: Final[Values] = st.booleans()
NULL: Final[Values] = st.none()
NUMBERS: Final[Values] = INTEGERS | DECIMALS


def scalar_values(rules: RuleSet, example: Json, *, cascaded: bool = False) -> Values:
    """Return values that the rules admit in place of the example.

    Of rules that hold together, the narrowest makes values and the others choose among them.
    `cascaded` tells that the rules were written for a parent of the place.
    """
    if not rules.rules:
        return st.just(example)
    made = [_by_rule(rule, example) for rule in rules.rules]
    if rules.combine == "OR":
        return st.one_of(made)
    if len(made) == 1:
        return made[0]
    narrow = min(range(len(made)), key=lambda index: _width(rules.rules[index]))
    if rules.rules[narrow].kind == "regex" and not isinstance(example, str):
        return _written_values(rules, example, made[narrow])
    others = [rule for index, rule in enumerate(rules.rules) if index != narrow]
    want = encode_json(example)

    def holds(value: Json) -> bool:
        came = encode_json(value)
        return all(core.match_json(rule, want, came, cascaded=cascaded) is None for rule in others)

    return made[narrow].filter(holds)


def _written_values(rules: RuleSet, example: Json, texts: Values) -> Values:
    """Return numbers whose JSON text a pattern admits, as `one_of(1, 2)` asks for."""
    want = encode_json(example)

    def holds(value: Json) -> bool:
        came = encode_json(value)
        return all(core.match_json(rule, want, came) is None for rule in rules.rules)

    return texts.map(_read_number).filter(holds)


def _read_number(text: Json) -> Json:
    try:
        return int(str(text))
    except ValueError:
        return text


def _width(rule: MatchingRule) -> int:
    """Return how much a rule lets through, from one value to all of a type."""
    order = (
        "equality",
        "regex",
        "date",
        "time",
        "datetime",
        "semver",
        "include",
        "null",
        "boolean",
    )
    return order.index(rule.kind) if rule.kind in order else len(order)


def _by_rule(rule: MatchingRule, example: Json) -> Values:
    if rule.kind in _PLAIN_KINDS:
        return _PLAIN_KINDS[rule.kind]
    maker = _MAKERS.get(rule.kind)
    found = maker(rule, example) if maker is not None else None
    return st.just(example) if found is None else found


def of_type(example: Json) -> Values:
    """Return values of the example's type; a whole number stays whole."""
    match example:
        case bool():
            return BOOLEANS
        case int():
            return INTEGERS
        case float() | Decimal():
            return DECIMALS
        case str():
            return PLAIN
        case _:
            return st.just(example)


def _not_empty(_rule: MatchingRule, example: Json) -> Values:
    return SOME if isinstance(example, str) else of_type(example)


def _moments(rule: MatchingRule, _example: Json) -> Values | None:
    pattern = rule.attributes.get("format")
    return moment_texts(rule.kind, pattern if isinstance(pattern, str) else None)


def _include(rule: MatchingRule, example: Json) -> Values | None:
    if example is None:
        return None
    return texts_around(str(rule.attributes.get("value", "")))


def _regex(rule: MatchingRule, _example: Json) -> Values | None:
    return regex_texts(str(rule.attributes.get("regex", "")))


_PLAIN_KINDS: Final[Mapping[str, Values]] = {
    "integer": INTEGERS,
    "decimal": DECIMALS,
    "number": NUMBERS,
    "boolean": BOOLEANS,
    "null": NULL,
}
_MAKERS: Final[Mapping[str, Callable[[MatchingRule, Json], Values | None]]] = {
    "type": lambda _, example: of_type(example),
    "regex": _regex,
    "include": _include,
    "date": _moments,
    "time": _moments,
    "datetime": _moments,
    "semver": lambda _rule, _example: semver_texts(),
    "notEmpty": _not_empty,
}

"""Values that a rule must refuse: the counterpart that the strategies are held against."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from hypothesis import strategies as st

from pactwright.model.json import Json
from pactwright.model.rule import MatchingRule
from pactwright.strategy.scalars import BOOLEANS, DECIMALS, INTEGERS, Values
from pactwright.strategy.texts import PLAIN

_LETTERS: Final = st.text("abcxyz!", min_size=1, max_size=9)
_CONTAINERS: Final[Values] = st.sampled_from([{}, [], {"a": 1}, [1]])
_NO_TEXT: Final[Values] = INTEGERS | DECIMALS | BOOLEANS


def refused_values(rule: MatchingRule, example: Json) -> Values:
    """Return JSON values that break the rule in place of the example.

    Raises KeyError for a rule of a kind that is not known here.
    """
    return _REFUSED[rule.kind](rule, example)


def _other_type(_rule: MatchingRule, example: Json) -> Values:
    match example:
        case bool():
            return INTEGERS | PLAIN | _CONTAINERS | st.none()
        case str():
            return _NO_TEXT | _CONTAINERS | st.none()
        case Mapping():
            return PLAIN | INTEGERS | st.none()
        case list():
            return PLAIN | INTEGERS | st.none()
        case None:
            return PLAIN | _NO_TEXT | _CONTAINERS
        case _:
            return PLAIN | BOOLEANS | _CONTAINERS | st.none()


def _bounds(rule: MatchingRule, example: Json) -> Values:
    least, most = rule.attributes.get("min"), rule.attributes.get("max")
    if not isinstance(example, list) or not (isinstance(least, int) or isinstance(most, int)):
        return _other_type(rule, example)
    short = [example[:1] * size for size in range(least if isinstance(least, int) else 0)]
    long = [example[:1] * (most + 1)] if isinstance(most, int) else []
    return st.sampled_from([*short, *long])


def _broken_items(rule: MatchingRule, example: Json) -> Values:
    """Return a container with an element, a key or a value that breaks the rule for each."""
    nested = rule.attributes.get("rules")
    inner = nested[0] if isinstance(nested, list | tuple) and nested else {}
    attributes = {name: one for name, one in inner.items() if name != "match"}
    below = MatchingRule(kind=str(inner["match"]), attributes=attributes)
    if rule.kind == "eachKey":
        return st.dictionaries(refused_values(below, "").map(str), st.just(1), min_size=1)
    first = example[min(example)] if isinstance(example, Mapping) else None
    return st.dictionaries(PLAIN, refused_values(below, first), min_size=1)


_REFUSED: Final[Mapping[str, Callable[[MatchingRule, Json], Values]]] = {
    "type": _bounds,
    "equality": lambda _, example: st.just([example]) | st.just({"other": example}),
    "integer": lambda *_: DECIMALS | PLAIN | BOOLEANS | _CONTAINERS | st.none(),
    "decimal": lambda *_: INTEGERS | PLAIN | BOOLEANS | _CONTAINERS | st.none(),
    "number": lambda *_: _LETTERS | BOOLEANS | _CONTAINERS | st.none(),
    "boolean": lambda *_: INTEGERS | _LETTERS | _CONTAINERS | st.none(),
    "null": lambda *_: _NO_TEXT | _LETTERS | _CONTAINERS,
    "regex": lambda *_: st.just("") | st.just("\N{SNOWMAN}") | _CONTAINERS,
    "include": lambda *_: _LETTERS | st.none(),
    "date": lambda *_: _LETTERS | INTEGERS | st.just("2024-13-45"),
    "time": lambda *_: _LETTERS | st.just("25:61:61"),
    "datetime": lambda *_: _LETTERS | INTEGERS | st.just("2024-13-45T25:61:61"),
    "semver": lambda *_: _LETTERS | st.sampled_from(["1", "1.2", "01.2.3", "1.2.3-"]),
    "notEmpty": lambda _, example: st.sampled_from(["", [], {}]) if example else st.none(),
    "values": _other_type,
    "eachKey": _broken_items,
    "eachValue": _broken_items,
    "arrayContains": lambda *_: st.lists(st.sampled_from([None, "nothing alike"]), max_size=3),
}

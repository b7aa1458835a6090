"""From an example and its matching rules to the JSON Schema of what a consumer may send.

The schemas keep to keywords that every version of OpenAPI reads alike. What the rules mean and a
schema cannot say (the format of a date) becomes an enumeration of values that hold; the Rust core
has the last word on each request anyway.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, TypeAlias

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as hypothesis_seed
from hypothesis.errors import Unsatisfiable

from pactwright.matching.rules import (
    ARRAY_CONTAINS,
    EACH_VALUE,
    TYPE_KINDS,
    Ruling,
    Selected,
    nested_rules,
    read_rules,
)
from pactwright.model.json import Json, JsonObject
from pactwright.model.path import Place, Wildcard
from pactwright.model.rule import MatchingRule, RuleSet
from pactwright.strategy.lengths import kinds_of, length_bounds
from pactwright.strategy.scalars import Values, scalar_values

Schema: TypeAlias = dict[str, Any]

_MORE: Final = 5
_SAMPLES: Final = 24
_LOW, _HIGH = -(2**63), 2**63 - 1
_SEMVER: Final = r"^(0|[1-9][0-9]{0,3})\.(0|[1-9][0-9]{0,3})\.(0|[1-9][0-9]{0,3})$"


def narrow_body(example: Json, rules: Mapping[str, RuleSet] | None) -> Schema:
    """Return the schema of the bodies that the rules admit in place of the example."""
    return _Narrower(ruling=read_rules(rules)).narrow(example, ())


def narrow_text(rules: RuleSet, example: str, *, types: frozenset[str]) -> Schema:
    """Return the schema of a parameter under rules; `types` are those of the document's schema.

    A rule that the wire text meets by being of the document's type adds nothing.
    """
    kinds = {rule.kind for rule in rules.rules}
    if len(rules.rules) == 1 and kinds <= TYPE_KINDS:
        return {}
    if kinds <= {"integer", "number", "decimal", "boolean"} and types and "string" not in types:
        return {}
    if len(rules.rules) == 1 and kinds == {"regex"} and types <= {"string"}:
        pattern = _whole_pattern(str(rules.rules[0].attributes.get("regex", "")))
        if pattern is not None:
            return {"type": "string", "pattern": pattern}
    texts = [str(one) for one in sample(scalar_values(rules, example))]
    return {"enum": _values([*texts, example], types)}


def _values(texts: Sequence[str], types: frozenset[str]) -> list[Json]:
    """Return the texts, or the numbers that they are where the document wants numbers."""
    if not types or "string" in types:
        return list(dict.fromkeys(texts))
    found: dict[str, Json] = {}
    for text in texts:
        if types & {"integer", "number"} and re.fullmatch(r"-?(0|[1-9][0-9]*)", text):
            found[text] = int(text)
        elif "number" in types and re.fullmatch(r"-?[0-9]+\.[0-9]+", text):
            found[text] = float(text)
        elif "boolean" in types and text in ("true", "false"):
            found[text] = text == "true"
    return list(found.values()) or list(texts)


def closed_object(members: Mapping[str, Schema]) -> Schema:
    """Return the schema of objects with just these members, all of them."""
    return {
        "type": "object",
        "properties": dict(members),
        "required": list(members),
        "additionalProperties": False,
    }


def sample(values: Values, *, count: int = _SAMPLES, seed: int = 0) -> list[Json]:
    """Return some values of a strategy, the same ones each time."""
    found: list[Json] = []

    @hypothesis_seed(seed)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(values)
    def take(value: Json) -> None:
        found.append(value)

    # Whoever counts on chance afterwards must not see that values were drawn.
    state = random.getstate()
    try:
        take()
    except Unsatisfiable:
        return []
    finally:
        random.setstate(state)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Narrower:
    ruling: Ruling

    def narrow(self, example: Json, place: Place) -> Schema:
        selected = self.ruling.select(place)
        if selected is not None and kinds_of(selected) & {"equality"}:
            return {"enum": [_plain(example)]}
        if isinstance(example, Mapping):
            return self._object(example, place, selected)
        if isinstance(example, list | tuple):
            return self._array(example, place, selected)
        if selected is None:
            return {"enum": [_plain(example)]}
        return _scalar(selected, example)

    def _object(self, example: JsonObject, place: Place, selected: Selected | None) -> Schema:
        if selected is not None and not selected.cascaded and example:
            keyed = self._keyed(example, place, selected)
            if keyed is not None:
                return keyed
        return closed_object(
            {name: self.narrow(one, (*place, name)) for name, one in example.items()}
        )

    def _keyed(self, example: JsonObject, place: Place, selected: Selected) -> Schema | None:
        kinds = kinds_of(selected)
        if not kinds & {"values", "eachKey", "each-key", *EACH_VALUE}:
            return None
        name = min(example)
        inner = self
        for rule in selected.rules.rules:
            if rule.kind in EACH_VALUE:
                steps = (*place, Wildcard.ANY)
                inner = _Narrower(ruling=Ruling({steps: RuleSet(rules=nested_rules(rule))}))
        value = inner.narrow(example[name], (*place, name))
        if kinds & {"eachKey", "each-key"}:
            # Other names that the rule would allow say little; those of the example are sure.
            return {
                "type": "object",
                "properties": dict.fromkeys(example, value),
                "minProperties": 1,
                "additionalProperties": False,
            }
        return {
            "type": "object",
            "additionalProperties": value,
            "minProperties": 1,
            "maxProperties": _MORE,
        }

    def _array(self, example: Sequence[Json], place: Place, selected: Selected | None) -> Schema:
        size = len(example)
        items = [self.narrow(one, (*place, index)) for index, one in enumerate(example)]
        if selected is None or not size or kinds_of(selected) & ARRAY_CONTAINS:
            schema: Schema = {"type": "array", "minItems": size, "maxItems": size}
            return schema | ({"items": _either(items)} if items else {})
        if not selected.cascaded and kinds_of(selected) & EACH_VALUE:
            rule = next(rule for rule in selected.rules.rules if rule.kind in EACH_VALUE)
            steps = (*place, Wildcard.ANY)
            below = _Narrower(ruling=Ruling({steps: RuleSet(rules=nested_rules(rule))}))
            items = [below.narrow(example[0], (*place, 0))]
        low, high = length_bounds(selected, more=_MORE)
        return {"type": "array", "items": _either(items), "minItems": low, "maxItems": high}


def _either(schemas: Sequence[Schema]) -> Schema:
    different = [one for index, one in enumerate(schemas) if one not in schemas[:index]]
    return different[0] if len(different) == 1 else {"anyOf": different}


def _scalar(selected: Selected, example: Json) -> Schema:
    parts = [_of_rule(rule, example) for rule in selected.rules.rules]
    if any(part is None for part in parts) or not parts:
        values = sample(scalar_values(selected.rules, example, cascaded=selected.cascaded))
        distinct: list[Json] = []
        for one in (*values, example):
            if not any(type(one) is type(other) and one == other for other in distinct):
                distinct.append(_plain(one))
        return {"enum": distinct}
    whole = [part for part in parts if part is not None]
    if len(whole) == 1:
        return whole[0]
    return {"anyOf" if selected.rules.combine == "OR" else "allOf": whole}


def _of_rule(rule: MatchingRule, example: Json) -> Schema | None:
    if rule.kind in TYPE_KINDS:
        return _of_type(example)
    if rule.kind in _PLAIN:
        return _PLAIN[rule.kind]
    maker = _OF_TEXT.get(rule.kind)
    return maker(rule) if maker is not None and isinstance(example, str) else None


def _of_regex(rule: MatchingRule) -> Schema | None:
    pattern = _whole_pattern(str(rule.attributes.get("regex", "")))
    return None if pattern is None else {"type": "string", "pattern": pattern}


_INTEGER: Final[Schema] = {"type": "integer", "minimum": _LOW, "maximum": _HIGH}
_PLAIN: Final[Mapping[str, Schema]] = {
    "integer": _INTEGER,
    "decimal": {"type": "number"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "null": {"enum": [None]},
}
_OF_TEXT: Final[Mapping[str, Callable[[MatchingRule], Schema | None]]] = {
    "regex": _of_regex,
    "include": lambda rule: {
        "type": "string",
        "pattern": re.escape(str(rule.attributes.get("value", ""))),
    },
    "semver": lambda _: {"type": "string", "pattern": _SEMVER},
    "notEmpty": lambda _: {"type": "string", "minLength": 1},
}


def _of_type(example: Json) -> Schema:
    match example:
        case bool():
            return {"type": "boolean"}
        case int():
            return _INTEGER
        case float() | Decimal():
            return {"type": "number"}
        case str():
            return {"type": "string"}
        case _:
            return {"enum": [_plain(example)]}


def _whole_pattern(pattern: str) -> str | None:
    """Return the pattern for the whole text, `None` where Python and JSON Schema may disagree."""
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError):
        return None
    if re.search(r"\(\?[^:=!]|\\[AZzGKQEpPhRX]|\[\[:|\$\w", pattern):
        return None
    bare = pattern.removeprefix("^")
    if bare.endswith("$") and not bare.endswith("\\$"):
        bare = bare[:-1]
    return f"^(?:{bare})$" if "|" in bare else f"^{bare}$"


def _plain(value: Json) -> Any:  # noqa: ANN401 - any JSON value, as plain Python
    match value:
        case Mapping():
            return {name: _plain(one) for name, one in value.items()}
        case list() | tuple():
            return [_plain(one) for one in value]
        case Decimal():
            return float(value)
        case _:
            return value

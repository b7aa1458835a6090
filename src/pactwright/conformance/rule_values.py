"""The single values that matching rules admit, as a JSON schema (2020-12)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final

from pactwright.errors import PactwrightError
from pactwright.matching import core
from pactwright.matching.wording import encode_json
from pactwright.model.json import Json
from pactwright.model.rule import MatchingRule, RuleSet
from pactwright.schema.keywords import is_pattern

Schema = dict[str, Any]

UNKNOWN: Final = "$unknown"
"""Keyword of a lowered schema for what it cannot say; nothing is proven about it."""

# One value of each type: what a rule admits of these it admits of the whole type.
_PROBES: Final[Mapping[str, tuple[Json, ...]]] = {
    "null": (None,),
    "boolean": (True, False),
    "integer": (0, 7, -3),
    "fraction": (0.5, -2.25),
    "string": ("", "x", "1"),
    "array": ([], [1]),
    "object": ({}, {"a": 1}),
}
_SEMVER: Final = (
    r"^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)"
    r"(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$"
)
_BY_TYPE: Final = frozenset(
    {"type", "integer", "decimal", "number", "boolean", "null", "min-type", "max-type",
     "min-max-type", "min", "max", "notEmpty", "not-empty"}
)  # fmt: skip
_FORMATS: Final = frozenset({("date", "yyyy-MM-dd")})
"""Formats of Java's letters that JSON Schema has a name for, the same as the rule's."""


def scalar_schema(rules: RuleSet, example: Json, *, cascaded: bool) -> Schema:
    """Return the schema of the values that the rules of a place admit there.

    `cascaded` tells that the rules were written for a parent. A pattern is for the whole text, as
    the core has it. What a schema cannot say it says with the keyword `UNKNOWN`, which nothing is
    proven about.
    """
    made = [_by_rule(rule, example, cascaded=cascaded) for rule in rules.rules]
    if not made:
        return {"enum": [example]}
    if len(made) == 1:
        return made[0]
    return {"anyOf": made} if rules.combine == "OR" else {"allOf": made}


def are_by_type(rules: RuleSet) -> bool:
    """Tell whether the rules look at no more of an example than its type."""
    return all(rule.kind in _BY_TYPE for rule in rules.rules)


def _by_rule(rule: MatchingRule, example: Json, *, cascaded: bool) -> Schema:
    if rule.kind == "equality":
        return {"enum": [example]}
    if rule.kind in _BY_TYPE:
        types, partly = _admitted(encode_rule(rule), _sample_of(example), cascaded)
        schema = _of_types(types)
        if rule.kind in ("notEmpty", "not-empty"):
            return {**schema, "minLength": 1, "minItems": 1, "minProperties": 1}
        return {**schema, **_unknown(rule, None)} if partly else schema
    maker = _MAKERS.get(rule.kind)
    return _unknown(rule, example) if maker is None else maker(rule, example)


def _sample_of(example: Json) -> bytes:
    """Return a value of the example's type: no rule on types looks at more of it."""
    samples: dict[type, bytes] = {str: b'"x"', int: b"1", bool: b"true", type(None): b"null"}
    if isinstance(example, Mapping):
        return b"{}"
    return b"[]" if isinstance(example, list) else samples.get(type(example), b"1.5")


def encode_rule(rule: MatchingRule) -> tuple[str, bytes]:
    """Return a rule as a key to remember answers by."""
    return rule.kind, encode_json(dict(rule.attributes))


@lru_cache(maxsize=4096)
def _admitted(
    rule: tuple[str, bytes],
    example: bytes,
    cascaded: bool,  # noqa: FBT001 - a key of the cache
) -> tuple[tuple[str, ...], bool]:
    """Return the types of which the core admits values by a rule, asked about some of each.

    Also whether it admits some of a type and refuses others.
    """
    import json

    probed = MatchingRule(kind=rule[0], attributes=json.loads(rule[1]))
    found, partly = [], False
    for name, values in _PROBES.items():
        texts = (encode_json(value) for value in values)
        try:
            reasons = [core.match_json(probed, example, text, cascaded=cascaded) for text in texts]
        except PactwrightError:
            return (), True
        if any(reason is None for reason in reasons):
            found.append(name)
            partly |= any(reason is not None for reason in reasons)
    return tuple(found), partly


def _of_types(types: tuple[str, ...]) -> Schema:
    if not types:
        return {"not": {}}
    if len(types) == len(_PROBES):
        return {}
    plain = [name for name in types if name != "fraction"]
    if "fraction" not in types:
        return {"type": plain}
    if "integer" in types:
        return {"type": [*(name for name in plain if name != "integer"), "number"]}
    fraction: Schema = {"type": ["number"], "not": {"type": ["integer"]}}
    return {"anyOf": [{"type": plain}, fraction]} if plain else fraction


def _regex(rule: MatchingRule, example: Json) -> Schema:
    pattern = str(rule.attributes.get("regex", ""))
    # What Java reads and ECMA-262 does not is left to the core.
    if not isinstance(example, str) or not is_pattern(f"^(?:{pattern})$"):
        return _unknown(rule, example)
    words = _words_of(pattern)
    if words is not None:
        return {"type": ["string"], "enum": words}
    return {"type": ["string"], "pattern": f"^(?:{pattern})$"}


def _words_of(pattern: str) -> list[str] | None:
    """Return the texts of a pattern that only lists them (`open|paid`, `^(open|paid)$`)."""
    inner = re.fullmatch(r"\^?(?:\((?:\?:)?([^()]*)\)|([^()]*?))\$?", pattern)
    if inner is None:
        return None
    text = inner.group(1) if inner.group(1) is not None else inner.group(2)
    words = text.split("|")
    plain = all(re.fullmatch(r"[\w \-/:,;@#%&=]+", word, re.ASCII) for word in words)
    return words if plain else None


def _include(rule: MatchingRule, example: Json) -> Schema:
    if not isinstance(example, str):
        return _unknown(rule, example)
    text = str(rule.attributes.get("value", ""))
    return {"type": ["string"], "pattern": re.sub(r"([\\^$.*+?()\[\]{}|/])", r"\\\1", text)}


def _semver(_rule: MatchingRule, _example: Json) -> Schema:
    return {"type": ["string"], "pattern": _SEMVER, UNKNOWN: {"semver": True}}


def _moment(rule: MatchingRule, example: Json) -> Schema:
    if (rule.kind, rule.attributes.get("format")) in _FORMATS:
        return {"type": ["string"], "format": rule.kind}
    return {"type": ["string"], UNKNOWN: {rule.kind: [rule.attributes.get("format"), str(example)]}}


def _unknown(rule: MatchingRule, example: Json) -> Schema:
    kept: Schema = {UNKNOWN: {rule.kind: [repr(sorted(rule.attributes.items())), str(example)]}}
    return {**kept, "type": ["string"]} if isinstance(example, str) else kept


_MAKERS: Final[Mapping[str, Callable[[MatchingRule, Json], Schema]]] = {
    "regex": _regex,
    "include": _include,
    "semver": _semver,
    "date": _moment,
    "time": _moment,
    "datetime": _moment,
    "timestamp": _moment,
}

"""Proves cheaply that a plain part has nothing for the linter to find; no proof is no fault."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from types import NoneType
from typing import Final

import msgspec

from pactwright.consumer.lint_part import LintPart
from pactwright.consumer.lint_rules import why_invalid
from pactwright.consumer.lint_tree import Tree, UnreadableBodyError, follow_path
from pactwright.errors import PactwrightError
from pactwright.matching import core
from pactwright.model.interaction import MessageContents, Pairs, Request, Response
from pactwright.model.path import parse_path
from pactwright.model.rule import MatchingRule, RuleSet

# Without one of these texts a JSON body holds no matcher or generator as a value.
_SUSPECT: Final = re.compile(
    rb'\\u|pact:(?:matcher|generator):type|"expression"'
    rb'|"(?:Date|DateTime|MockServerURL|ProviderState|Random\w+|Regex|Time|Uuid)"'
)
_MARK: Final = "pact:"
# What these rules say of a value of these types is true of every such value and itself.
_ALWAYS: Final[Mapping[str, tuple[type, ...]]] = {
    "boolean": (bool,),
    "equality": (bool, float, int, str, NoneType),
    "integer": (int,),
    "null": (NoneType,),
    "number": (float, int),
    "type": (bool, float, int, str),
}
_ON_NULL: Final = frozenset({"equality", "null"})
_SMALLEST, _LARGEST = -(2**63), 2**64 - 1
_Holds = Callable[[MatchingRule], bool]


def is_sound(part: LintPart) -> bool:
    """Whether it is certain that the linter finds nothing in the part.

    It knows requests and responses without generators, whose body is JSON or nothing, and rules
    on single values and on lists; whatever else it meets, it leaves to the linter itself.
    """
    side = part.side
    if isinstance(side, MessageContents) or side.generators:
        return False
    try:
        return _is_sound_head(side) and _is_sound_body(part)
    except (PactwrightError, UnreadableBodyError):
        return False


def _is_sound_head(side: Request | Response) -> bool:
    rules = side.rules
    named = {"header": side.headers, "query": getattr(side, "query", ())}
    if isinstance(side, Request):
        known = {"path", "query", "header", "body"}
        plain = _MARK not in side.path and _holds_of_texts(rules.get("path"), [side.path])
    else:
        known = {"status", "header", "body"}
        plain = "status" not in rules
    return (
        plain
        and rules.keys() <= known
        and all(_is_sound_list(pairs, rules.get(name, {})) for name, pairs in named.items())  # type: ignore[call-overload]
    )


def _is_sound_list(pairs: Pairs, rules: Mapping[str, RuleSet]) -> bool:
    """Whether names with their values are plain, and each rule holds for all values of a name."""
    if not pairs:
        return not rules
    values = dict(pairs)
    texts = [text for many in values.values() for text in many]
    plain = len({name.lower() for name in values}) == len(pairs) and all(values.values())
    return (
        plain
        and not any(text is None or "," in text or _MARK in text for text in texts)
        and all(
            name in values and _holds_of_texts({"": one}, values[name])
            for name, one in rules.items()
        )
    )


def _holds_of_texts(rules: Mapping[str, RuleSet] | None, texts: Iterable[str | None]) -> bool:
    if not rules:
        return True
    (one,) = rules.values()
    return all(_holds_of_text(one, text) for text in texts)


def _holds_of_text(rules: RuleSet, text: str | None) -> bool:
    return text is not None and _combine(rules, lambda rule: _is_right(_text_of(rule), text))


def _combine(rules: RuleSet, holds: _Holds) -> bool:
    if not rules.rules or not all(_is_valid(rule) for rule in rules.rules):
        return False
    found = map(holds, rules.rules)
    return any(found) if rules.combine == "OR" else all(found)


def _is_sound_body(part: LintPart) -> bool:
    body, rules = part.side.body, part.side.rules.get("body", {})
    if body is None or not body.content:
        return not rules
    kind = part.content_type
    if kind is None or not kind.is_json or _SUSPECT.search(body.content):
        return False
    tree = part.tree
    return all(_is_sound_place(tree, place, one) for place, one in rules.items())


def _is_sound_place(tree: Tree, place: str, rules: RuleSet) -> bool:
    values = list(follow_path(tree, parse_path(place)))
    return bool(values) and all(_is_sound_value(value, rules) for value in values)


def _is_sound_value(value: Tree, rules: RuleSet) -> bool:
    if isinstance(value, list):
        return _combine(rules, lambda rule: rule.kind == "type" and _fits(len(value), rule))
    if isinstance(value, Mapping):
        return _combine(rules, lambda rule: rule.kind == "type" and not rule.attributes)
    if value is None and not any(rule.kind in _ON_NULL for rule in rules.rules):
        return False
    return _combine(rules, lambda rule: _holds(rule, value))


def _fits(length: int, rule: MatchingRule) -> bool:
    least, most = rule.attributes.get("min", 0), rule.attributes.get("max", length)
    return isinstance(least, int) and isinstance(most, int) and least <= length <= most


def _holds(rule: MatchingRule, value: object) -> bool:
    if isinstance(value, int) and not _SMALLEST <= value <= _LARGEST:
        return False
    if type(value) in _ALWAYS.get(rule.kind, ()):
        return True
    if not isinstance(value, str | int | float):
        return False
    return _holds_in_core(_text_of(rule), msgspec.json.encode(value))


def _is_valid(rule: MatchingRule) -> bool:
    return (not rule.attributes and rule.kind in _ALWAYS) or _is_valid_text(_text_of(rule))


def _text_of(rule: MatchingRule) -> bytes:
    return msgspec.json.encode([rule.kind, rule.attributes])


def _rule_of(text: bytes) -> MatchingRule:
    kind, attributes = msgspec.json.decode(text)
    return MatchingRule(kind=kind, attributes=attributes)


@lru_cache(maxsize=4096)
def _is_valid_text(rule: bytes) -> bool:
    return why_invalid(_rule_of(rule)) is None


@lru_cache(maxsize=4096)
def _is_right(rule: bytes, text: str) -> bool:
    return core.match_text(_rule_of(rule), text, text) is None


@lru_cache(maxsize=4096)
def _holds_in_core(rule: bytes, value: bytes) -> bool:
    return core.match_json(_rule_of(rule), value, value) is None

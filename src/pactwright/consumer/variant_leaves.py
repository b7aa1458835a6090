"""One matcher for several plain values: a rule that admits what each of them admits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from pactwright.consumer.encode import encode_json
from pactwright.consumer.value import Matcher
from pactwright.model.rule import MatchingRule

_SPECIAL = re.compile(r"[\\.+*?()|\[\]{}^$]")
# A rule on texts speaks of other scalars by their JSON text, and of null by the empty one.
_LIKE_ANOTHER = re.compile(r"|true|false|-?\d+(\.\d+)?([eE][+-]?\d+)?")


def is_leaf(value: object) -> bool:
    """Whether the value is plain, or a matcher of a plain value that an OR of rules can hold."""
    match value:
        case None | bool() | int() | float() | Decimal() | str():
            return True
        case Matcher(example=None | bool() | int() | float() | Decimal() | str(), step=None):
            rules = value.rules
            plain = all(isinstance(rule, MatchingRule) for rule in rules)
            return plain and (len(rules) == 1 or (len(rules) > 1 and value.combine == "OR"))
        case _:
            return False


def join_leaves(values: Sequence[Any]) -> tuple[Matcher, bool]:
    """Return a matcher with the first value's example that admits each of the values."""
    shown = next((one for one in values if _example(one) is not None), None)
    example = _example(shown)
    literals = [_example(one) for one in values if _is_literal(one) and _example(one) is not None]
    if len(literals) == len(values):
        rules, combine = _admit_only(literals), "AND"
    else:
        found = [rule for one in values for rule in _rules_of(one, example)]
        if literals:
            found.append(_exactly(literals))
        rules, combine = tuple(_unique(found)), "OR"
    return Matcher(
        name="one_of",
        example=example,
        rules=rules,
        combine="OR" if combine == "OR" else "AND",
        generator=shown.generator if isinstance(shown, Matcher) else None,
    ), True


def _example(value: Any) -> Any:  # noqa: ANN401 - a scalar
    return value.example if isinstance(value, Matcher) else value


def _is_literal(value: object) -> bool:
    match value:
        case Matcher(rules=(MatchingRule(kind="equality"),)):
            return True
        case Matcher():
            return False
        case _:
            return True


def _admit_only(literals: Sequence[Any]) -> tuple[MatchingRule, ...]:
    if {type(one) for one in literals} == {bool}:
        return (MatchingRule(kind="boolean"),)
    exact = _exactly(literals)
    if all(isinstance(one, int) and not isinstance(one, bool) for one in literals):
        return MatchingRule(kind="integer"), exact
    texts = all(isinstance(one, str) for one in literals)
    if texts and any(_LIKE_ANOTHER.fullmatch(one) for one in literals):
        return MatchingRule(kind="type"), exact
    return (exact,)


def _exactly(literals: Sequence[Any]) -> MatchingRule:
    texts = [one if isinstance(one, str) else encode_json(one) for one in literals]
    escaped = "|".join(_SPECIAL.sub(r"\\\g<0>", text) for text in dict.fromkeys(texts))
    return MatchingRule(kind="regex", attributes={"regex": f"^({escaped})$"})


def _rules_of(value: object, example: object) -> tuple[MatchingRule, ...]:
    match value:
        case None:
            return (MatchingRule(kind="null"),)
        case Matcher() if not _is_literal(value):
            rules = [rule for rule in value.rules if isinstance(rule, MatchingRule)]
            return tuple(_own(rule, value.example, example) for rule in rules)
        case _:
            return ()


def _own(rule: MatchingRule, own: object, example: object) -> MatchingRule:
    """Return the rule in words that do not lean on another value's example."""
    if rule.kind != "type" or type(own) is type(example):
        return rule
    if isinstance(own, bool):
        return MatchingRule(kind="boolean")
    if isinstance(own, int | float | Decimal):
        return MatchingRule(kind="number")
    if own is None:
        return MatchingRule(kind="null")
    return MatchingRule(kind="regex", attributes={"regex": r"^[\s\S]*$"})


def _unique(rules: Sequence[MatchingRule]) -> list[MatchingRule]:
    kept: list[MatchingRule] = []
    for rule in rules:
        if rule not in kept:
            kept.append(rule)
    return kept

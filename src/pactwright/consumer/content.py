"""From declared values to plain examples, with the rules of the matchers met on the way."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from pactwright.consumer.encode import encode_json
from pactwright.consumer.sheet import Sheet, Spot
from pactwright.consumer.value import (
    EachRule,
    Matcher,
    Rule,
    Scalar,
    VariantsRule,
    Varying,
    Xml,
    describe_type,
)
from pactwright.model.json import Json
from pactwright.model.path import Wildcard
from pactwright.model.rule import Generator, MatchingRule, RuleSet

# The Rust core reads JSON no deeper than 128 levels.
_DEEPEST = 100

_HINTS = {
    "date": "use match.date(...) or .isoformat()",
    "datetime": "use match.datetime(...) or .isoformat()",
    "time": "use match.time(...) or .isoformat()",
    "UUID": "use uuid(...) or str(...)",
    "bytes": "bytes are a whole body; use a text here",
    "set": "a set has no order; use a list",
    "frozenset": "a set has no order; use a list",
    "StatusMatcher": "it stands for the status of a response",
    "Form": "form() is a whole body",
    "Multipart": "multipart() is a whole body",
}
_ANY_HINT = "turn it into plain dicts, lists, texts and numbers first"


def compile_content(value: object, spot: Spot, sheet: Sheet) -> Json:
    """Return the plain JSON example of a declared value; its rules go to the sheet."""
    if len(spot.steps) > _DEEPEST:
        sheet.report(str(spot), f"nested deeper than {_DEEPEST} levels, or within itself")
        return None
    match value:
        case Matcher():
            return compile_matcher(value, spot, sheet)
        case None | bool() | str() | int() | float() | Decimal():
            return _compile_scalar(value, spot, sheet)
        case dict() | Mapping():
            return _compile_object(value, spot, sheet)
        case list() | tuple():
            return [compile_content(item, spot.child(i), sheet) for i, item in enumerate(value)]
        case _:
            sheet.report(str(spot), _refuse(value))
            return None


def compile_matcher(matcher: Matcher, spot: Spot, sheet: Sheet) -> Json:
    """Return the matcher's example; its rules, generator and problems go to the sheet."""
    if not _gives_way(matcher, spot):
        note_matcher(matcher, spot, sheet)
    if isinstance(matcher.example, bytes):
        sheet.report(str(spot), f"{matcher.name}() with bytes stands for a whole body")
        return None
    if any(isinstance(rule, VariantsRule) for rule in matcher.rules):
        # The variants carry the rules of their insides themselves.
        return compile_content(matcher.example, spot, Sheet(part=sheet.part, side=sheet.side))
    if matcher.step is None:
        return compile_content(matcher.example, spot, sheet)
    inner = spot.child(matcher.step)
    match matcher.example:
        case Mapping() as items:
            return {name: compile_content(item, inner, sheet) for name, item in items.items()}
        case Sequence() as items:
            return [compile_content(item, inner, sheet) for item in items]
        case _:
            return compile_content(matcher.example, inner, sheet)


def _gives_way(matcher: Matcher, spot: Spot) -> bool:
    """Whether the rules of its template are all that a repeated header or parameter can have."""
    match matcher:
        case Matcher(example=[Matcher(), *_], step=Wildcard.INDEX, problems=()):
            return spot.name is not None
        case _:
            return False


def note_matcher(matcher: Matcher, spot: Spot, sheet: Sheet) -> None:
    """Write the matcher's own rules, generator and problems on the sheet."""
    for problem in matcher.problems:
        sheet.report(str(spot), problem)
    if (reason := spot.why_no_rules()) is not None:
        sheet.report(str(spot), f"{matcher.name}() {reason}")
    elif matcher.rules and (matcher.asks_request or sheet.side == "response"):
        rules = tuple(_compile_rule(rule, spot, sheet) for rule in matcher.rules)
        sheet.add_rules(spot.category, spot.place, RuleSet(rules=rules, combine=matcher.combine))
    generator: object = matcher.generator
    if isinstance(generator, Generator):
        sheet.add_generator(spot.category, spot.place, generator)
    elif generator is not None:
        words = describe_type(generator)
        sheet.report(str(spot), f"generator= takes one of pactwright.generate, not {words}")


def _compile_scalar(value: Scalar, spot: Spot, sheet: Sheet) -> Json:
    if isinstance(value, float | Decimal) and not math.isfinite(value):
        sheet.report(str(spot), f"{value} is no JSON number")
        return None
    # Members of enumerations that are texts or numbers travel as their plain values.
    if isinstance(value, str):
        return _compile_text(str.__str__(value), spot, sheet)
    if isinstance(value, int) and not isinstance(value, bool):
        return int(value)
    return value


def _compile_text(text: str, spot: Spot, sheet: Sheet) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        sheet.report(str(spot), f"{text!a} holds half of a surrogate pair, which is no text")
        return ""
    return text


def _compile_object(value: Mapping[Any, object], spot: Spot, sheet: Sheet) -> Json:
    example: dict[str, Json] = {}
    for name, item in value.items():
        if isinstance(name, str):
            plain = _compile_text(str.__str__(name), spot, sheet)
            example[plain] = compile_content(item, spot.child(plain), sheet)
        else:
            words = describe_type(name)
            sheet.report(str(spot), f"names in a JSON object are texts, not {words}")
    return example


def _refuse(value: object) -> str:
    if isinstance(value, Generator):
        return (
            f"the generator {value.kind} stands where a value belongs; "
            "hand it to a matcher: like(example, generator=...)"
        )
    if isinstance(value, Xml):
        return "an XML element stands inside JSON; an XML body is xml(...) as a whole"
    if isinstance(value, Varying):
        return (
            f"{value.name}() stands in the JSON body of an answer or message only, and not in an "
            "array_containing(); declare a matcher here, as in "
            'regex("open|paid", example="open"), or an interaction for each form'
        )
    hint = _HINTS.get(type(value).__name__, _ANY_HINT)
    return f"{describe_type(value)} is no JSON value; {hint}"


def _compile_rule(rule: Rule, spot: Spot, sheet: Sheet) -> MatchingRule:
    match rule:
        case MatchingRule():
            return rule
        case EachRule():
            return _compile_each(rule, spot, sheet)
        case VariantsRule():
            variants = [
                _compile_variant(index, variant, spot, sheet)
                for index, variant in enumerate(rule.variants)
            ]
            return MatchingRule(kind="arrayContains", attributes={"variants": variants})


def _compile_each(rule: EachRule, spot: Spot, sheet: Sheet) -> MatchingRule:
    inner = Sheet(part=sheet.part, side="response")
    example = compile_content(rule.matcher, Spot(category=spot.category), inner)
    sheet.problems.extend(problem for problem in inner.problems if problem not in sheet.problems)
    found = inner.rules.get(spot.category, {})
    if not isinstance(rule.matcher, Matcher) or set(found) != {"$"}:
        word = "each_key" if rule.kind == "eachKey" else "each_value"
        advice = "" if rule.kind == "eachKey" else "; for a template use match.values(...)"
        sheet.report(str(spot), f"{word}() takes one matcher without others in it{advice}")
        return MatchingRule(kind=rule.kind, attributes={"rules": []})
    rules = [_as_json(one) for one in found["$"].rules]
    text = example if isinstance(example, str) else encode_json(example)
    return MatchingRule(kind=rule.kind, attributes={"rules": rules, "value": text})


def _compile_variant(index: int, variant: object, spot: Spot, sheet: Sheet) -> Json:
    inner = Sheet(part=sheet.part, side=sheet.side)
    compile_content(variant, Spot(category=spot.category), inner)
    for problem in inner.problems:
        sheet.report(f"{spot}[{index}]", problem)
    rules = {
        place: {"combine": rule_set.combine, "matchers": [_as_json(one) for one in rule_set.rules]}
        for place, rule_set in inner.rules.get(spot.category, {}).items()
    }
    generators = {
        place: {**generator.attributes, "type": generator.kind}
        for place, generator in inner.generators.get(spot.category, {}).items()
    }
    return {"index": index, "rules": rules, "generators": generators}


def _as_json(rule: MatchingRule) -> Json:
    return {**rule.attributes, "match": rule.kind}

"""What a pact's rules, generators and variants ask for, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pactwright.errors import PactwrightError
from pactwright.matching.rules import describe_rule, nested_rules
from pactwright.model.choice import Choice
from pactwright.model.rule import Generator, MatchingRule, RuleSet
from pactwright.pactfile.choices import read_choices
from pactwright.pactfile.generators import read_generators
from pactwright.pactfile.node import Node, Problem
from pactwright.pactfile.rules import read_rules

_PLAIN = {
    "type": "of the example's type",
    "equality": "equal to the example",
    "integer": "a whole number",
    "decimal": "a number with decimals",
    "number": "a number",
    "boolean": "true or false",
    "null": "null",
    "notEmpty": "not empty",
    "semver": "a semantic version",
    "values": "any names, each value like the example's",
    "arrayContains": "holds one like each of the example's",
}
_WITH = {
    "regex": ("regex", "matches {}"),
    "include": ("value", "holds {}"),
    "contentType": ("value", "content of the type {}"),
    "statusCode": ("status", "a status of the class {}"),
    "date": ("format", "a date {}"),
    "time": ("format", "a time {}"),
    "datetime": ("format", "a time stamp {}"),
}
_NESTED = {"eachKey": "each name", "eachValue": "each value"}
_BOUNDS = {"min": "at least", "max": "at most"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """What is asked for at one place: `body $.id`, `header X-Total`, `path`, `status`."""

    place: str
    says: str


def read_terms(owner: Mapping[str, Any]) -> tuple[Term, ...] | None:
    """Return what `matchingRules` and `generators` of the owner say, in the order of the file.

    Return `None` when they cannot be read whole: then only their JSON tells all.
    """
    problems: list[Problem] = []
    node = Node({**owner}, "", problems)
    rules, odd = read_rules(node)
    generators, strange = read_generators(node)
    more = [found.extra for places in rules.values() for found in places.values() if found.extra]
    if problems or odd or strange or more:
        return None
    terms = [
        Term(place=f"{category} {place}".rstrip(), says=_say_rules(found))
        for category, places in rules.items()
        for place, found in places.items()
    ]
    made = [
        Term(place=f"{category} {place}".rstrip(), says=_say_generator(found))
        for category, places in generators.items()
        for place, found in places.items()
    ]
    return (*terms, *made)


def read_variants(comments: Any) -> tuple[tuple[Term, ...], ...]:  # noqa: ANN401 - JSON of any shape
    """Return what the declared variants of each expected body say; none where none can be read."""
    try:
        bodies = read_choices(comments) if isinstance(comments, dict) else ()
    except PactwrightError:
        return ()
    return tuple(tuple(_say_choices(choices)) for choices in bodies)


def _say_choices(choices: tuple[Choice, ...], within: str = "") -> Iterator[Term]:
    for choice in choices:
        names = " or ".join(alternative.name for alternative in choice.alternatives)
        yield Term(place=f"body {choice.place}{within}", says=names)
        for alternative in choice.alternatives:
            yield from _say_choices(alternative.choices, f" within {alternative.name}{within}")


def _say_rules(rules: RuleSet) -> str:
    joint = " or " if rules.combine == "OR" else " and "
    return joint.join(map(_say_rule, rules.rules))


def _say_rule(rule: MatchingRule) -> str:
    if rule.kind in _NESTED and (nested := nested_rules(rule)):
        return f"{_NESTED[rule.kind]} {' and '.join(map(_say_rule, nested))}"
    if rule.kind in _PLAIN:
        said = _PLAIN[rule.kind]
    elif rule.kind in _WITH:
        name, words = _WITH[rule.kind]
        said = words.format(rule.attributes.get(name, "")).rstrip()
    else:
        return describe_rule(rule)
    bounds = [
        f"{words} {rule.attributes[name]}"
        for name, words in _BOUNDS.items()
        if name in rule.attributes
    ]
    return ", ".join((said, *bounds))


def _say_generator(generator: Generator) -> str:
    if generator.kind == "ProviderState":
        return f"comes from the provider state: {generator.attributes.get('expression', '')}"
    made = " ".join(f"{name} {value}" for name, value in generator.attributes.items())
    return f"made anew for each run: {generator.kind} {made}".rstrip()

"""The declared alternatives of a body, as an interaction's comments hold them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from pactwright.consumer.content import compile_content
from pactwright.consumer.sheet import Sheet, Spot
from pactwright.consumer.value import Branch, Matcher, Varying
from pactwright.consumer.variant_join import ANYTHING, Join, is_listed
from pactwright.consumer.variant_tree import Taken, Trail, children, place_of
from pactwright.model.choice import Alternative, Choice
from pactwright.model.path import format_path
from pactwright.model.rule import MatchingRule, RuleSet

# What a rule says of a whole object or list, and not of what is in it.
_BOUNDS: Final = frozenset({"min", "max"})


@dataclass(slots=True, kw_only=True)
class Union:
    """Describes the varying values of one body; problems of their contents go to `sheet`.

    `pins` are the branches that an interaction of its own has settled.
    """

    sheet: Sheet
    pins: Mapping[Trail, int] = field(default_factory=dict)

    def describe(self, value: object) -> tuple[Choice, ...]:
        """Return the choices of a body, sorted by place."""
        return self._sorted(self._choices(value, (), 0, None))

    def _sorted(self, found: Iterator[Choice]) -> tuple[Choice, ...]:
        return tuple(sorted(found, key=lambda choice: choice.place))

    def _choices(
        self, value: object, trail: Trail, start: int, above: RuleSet | None
    ) -> Iterator[Choice]:
        """Yield the choices below a value; their places begin at step `start` of its own."""
        if isinstance(value, Varying):
            if trail in self.pins:
                index = self.pins[trail]
                content = value.branches[index].content
                yield from self._choices(content, (*trail, Taken(index)), start, above)
            else:
                yield self._choice(value, trail, start, above)
            return
        inherited = _cascade(value, above)
        for step, one in children(value):
            yield from self._choices(one, (*trail, step), start, inherited)

    def _choice(self, value: Varying, trail: Trail, start: int, above: RuleSet | None) -> Choice:
        alternatives = tuple(
            self._alternative(
                branch,
                (*trail, Taken(index)),
                None if is_listed(value, branch.content) else above,
            )
            for index, branch in enumerate(value.branches)
        )
        place = format_path(place_of(trail)[start:])
        return Choice(place=place, alternatives=alternatives)

    def _alternative(self, branch: Branch, trail: Trail, above: RuleSet | None) -> Alternative:
        if branch.absent:
            return Alternative(name=branch.name, kind="absent")
        start = len(place_of(trail))
        choices = self._sorted(self._choices(branch.content, trail, start, above))
        joined = Join(pins=self.pins).join(branch.content, trail)
        if joined is ANYTHING:
            return Alternative(name=branch.name, kind="any", choices=choices)
        inner = Sheet(part=self.sheet.part, side=self.sheet.side)
        content = compile_content(joined, Spot(category="body"), inner)
        for problem in inner.problems:
            if problem not in self.sheet.problems:
                self.sheet.problems.append(problem)
        rules = dict(inner.rules.get("body", {}))
        if above is not None:
            rules.setdefault("$", above)
        return Alternative(name=branch.name, content=content, rules=rules, choices=choices)


def _cascade(value: object, above: RuleSet | None) -> RuleSet | None:
    """Return the rules that what is inside a value is under, where it has none of its own."""
    if not isinstance(value, Matcher):
        return above
    rules = tuple(
        MatchingRule(
            kind=rule.kind,
            attributes={name: one for name, one in rule.attributes.items() if name not in _BOUNDS},
        )
        for rule in value.rules
        if isinstance(rule, MatchingRule) and rule.kind in ("type", "equality")
    )
    return RuleSet(rules=rules) if rules else None

"""JSON values that an example stands for, by the rules and variants declared for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from hypothesis import strategies as st

from pactwright.matching.rules import (
    ARRAY_CONTAINS,
    EACH_VALUE,
    Ruling,
    Selected,
    array_variants,
    nested_rules,
    read_rules,
)
from pactwright.model.choice import Alternative, Choice
from pactwright.model.json import Json, JsonObject
from pactwright.model.path import Place, Step, Wildcard, parse_path
from pactwright.model.rule import MatchingRule, RuleSet
from pactwright.strategy.lengths import kinds_of, length_bounds
from pactwright.strategy.objects import maps, objects
from pactwright.strategy.scalars import Values, scalar_values

_MORE: Final = 3
"""How many elements above the least an array without a bound gets."""

_Below = tuple[tuple[tuple[Step, ...], Choice], ...]


def body_values(
    example: Json, rules: Mapping[str, RuleSet] | None, choices: Sequence[Choice] = ()
) -> Values:
    """Return the values that the rules, and the choices of the declared variants, admit.

    Source: the rules' meaning in the Pact specification V4, as the Rust core has it.
    """
    steps = tuple((parse_path(choice.place), choice) for choice in choices)
    return _Maker(ruling=read_rules(rules)).make(example, (), steps)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Maker:
    ruling: Ruling

    def make(self, example: Json, place: Place, below: _Below) -> Values:
        """Return values for a place; `below` are the choices from it on."""
        here = [choice for steps, choice in below if not steps]
        if here:
            return _alternatives(here[0])
        selected = self.ruling.select(place)
        if isinstance(example, Mapping):
            return self._object(example, place, below, selected)
        if isinstance(example, list):
            return self._array(example, place, below, selected)
        if selected is None:
            return st.just(example)
        return scalar_values(selected.rules, example, cascaded=selected.cascaded)

    def _object(
        self, example: JsonObject, place: Place, below: _Below, selected: Selected | None
    ) -> Values:
        if selected is not None and kinds_of(selected) & {"equality"}:
            return st.just(example)
        if selected is not None and not selected.cascaded:
            keyed = self._keyed(example, place, below, selected)
            if keyed is not None:
                return keyed
        members = {
            name: self.make(one, (*place, name), _step(below, name))
            for name, one in example.items()
        }
        absent = {
            step: _step(below, step)
            for steps, _ in below
            if len(steps) == 1 and isinstance(step := steps[0], str)
        }
        may_lack = {name: found for name, found in absent.items() if _may_be_absent(found)}
        optional = {name: self.make(None, (*place, name), may_lack[name]) for name in may_lack}
        needed = {
            name: self.make(None, (*place, name), found)
            for name, found in absent.items()
            if name not in may_lack
        }
        kept = {name: one for name, one in members.items() if name not in absent}
        return objects({**kept, **needed}, optional)

    def _keyed(
        self, example: JsonObject, place: Place, below: _Below, selected: Selected
    ) -> Values | None:
        """Return objects whose keys are free, where a rule on keys or values says so."""
        keys: Values | None = None
        values: Values | None = None
        first = example[min(example)] if example else None
        for rule in selected.rules.rules:
            if rule.kind in ("eachKey", "each-key"):
                sample = min(example, default="")
                keys = scalar_values(RuleSet(rules=nested_rules(rule)), sample)
            elif rule.kind == "values":
                values = self.make(first, (*place, min(example, default="")), _step(below, ""))
            elif rule.kind in EACH_VALUE:
                inner = _Maker(
                    ruling=Ruling({(*place, Wildcard.ANY): RuleSet(rules=nested_rules(rule))})
                )
                values = inner.make(first, (*place, ""), _step(below, ""))
        if values is not None and example:
            return maps(keys, values)
        if keys is not None and example:
            made = [
                self.make(one, (*place, name), _step(below, name)) for name, one in example.items()
            ]
            return maps(keys, st.one_of(made))
        return None

    def _array(
        self, example: Sequence[Json], place: Place, below: _Below, selected: Selected | None
    ) -> Values:
        if not example or (selected is not None and kinds_of(selected) & {"equality"}):
            return st.just(list(example))
        if selected is None:
            items = [
                self.make(one, (*place, index), _step(below, index))
                for index, one in enumerate(example)
            ]
            return st.tuples(*items).map(list)
        for rule in selected.rules.rules:
            if rule.kind in ARRAY_CONTAINS:
                return _containing(example, rule)
        return self._repeated(example, place, below, selected)

    def _repeated(
        self, example: Sequence[Json], place: Place, below: _Below, selected: Selected
    ) -> Values:
        maker = self
        for rule in selected.rules.rules:
            if rule.kind in EACH_VALUE and not selected.cascaded:
                inner = {(*place, Wildcard.ANY): RuleSet(rules=nested_rules(rule))}
                maker = replace(self, ruling=Ruling(inner))
        least, most = length_bounds(selected, more=_MORE)
        if len(example) == 1 or all(one == example[0] for one in example):
            item = maker.make(example[0], (*place, 0), _step(below, 0))
            return st.lists(item, min_size=least, max_size=most)
        return self._unlike(example, place, below, (least, most))

    def _unlike(
        self, example: Sequence[Json], place: Place, below: _Below, bounds: tuple[int, int]
    ) -> Values:
        """Return arrays whose elements are like the example's, one by one, then like its first."""
        least, most = bounds
        items = [
            self.make(
                example[index if index < len(example) else 0], (*place, index), _step(below, index)
            )
            for index in range(max(least, min(most, len(example) + 1)))
        ]
        sizes = range(min(least, len(items)), len(items) + 1)
        return st.one_of([st.tuples(*items[:size]).map(list) for size in sizes])


def _step(below: _Below, step: Step) -> _Below:
    return tuple((steps[1:], choice) for steps, choice in below if steps and _fits(steps[0], step))


def _fits(wanted: Step, step: Step) -> bool:
    if isinstance(wanted, Wildcard):
        return wanted is Wildcard.ANY or isinstance(step, int)
    return wanted == step


def _may_be_absent(below: _Below) -> bool:
    return any(
        alternative.kind == "absent"
        for steps, choice in below
        if not steps
        for alternative in choice.alternatives
    )


def _alternatives(choice: Choice) -> Values:
    return st.one_of([_alternative(one) for one in choice.alternatives if one.kind != "absent"])


def _alternative(alternative: Alternative) -> Values:
    if alternative.kind == "any":
        return st.nothing()
    return body_values(alternative.content, alternative.rules, alternative.choices)


def _containing(example: Sequence[Json], rule: MatchingRule) -> Values:
    """Return arrays that hold an element like each variant, in any order, and more of them."""
    wanted = [
        _Maker(ruling=variant.rules).make(example[variant.index], (), ())
        for variant in array_variants(rule)
        if variant.index < len(example)
    ]
    others = st.lists(st.one_of(wanted), max_size=2)
    parts = st.tuples(st.tuples(*wanted), others, st.integers(0, len(wanted)))

    def put_together(made: tuple[tuple[Json, ...], list[Json], int]) -> Json:
        found, more, turn = made
        items = [*found, *more]
        return items[turn:] + items[:turn]

    return parts.map(put_together)

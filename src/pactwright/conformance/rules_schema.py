"""The values that a pact's matching rules admit, as a JSON schema (2020-12)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pactwright.conformance.rule_values import are_by_type, scalar_schema
from pactwright.matching.rules import (
    ARRAY_CONTAINS,
    EACH_VALUE,
    KEY_KINDS,
    VALUE_KINDS,
    AppliedRule,
    Ruling,
    array_variants,
    nested_rules,
    read_rules,
)
from pactwright.model.choice import Alternative, Choice
from pactwright.model.json import Json, JsonObject
from pactwright.model.path import Place, Step, Wildcard, parse_path
from pactwright.model.rule import MatchingRule, RuleSet

Schema = dict[str, Any]

_NEVER: Final[Schema] = {"not": {}}
_Below = tuple[tuple[tuple[Step, ...], Choice], ...]


def rules_schema(
    example: Json,
    rules: Mapping[str, RuleSet] | None,
    *,
    sends: bool,
    choices: Sequence[Choice] = (),
) -> Schema:
    """Return the lowered schema of the bodies that an example with its rules stands for.

    With `sends` it is a request's: objects hold the example's keys and no others. Otherwise it is
    what the consumer takes: objects may hold more. `choices` are those of declared variants.
    Source: Pact specification V4, "Matching rules", as `pactwright.matching` has it.
    """
    below = tuple((parse_path(choice.place), choice) for choice in choices)
    return _Builder(read_rules(rules), sends, {}).build(example, (), below)


@dataclass(frozen=True, slots=True)
class _Builder:
    ruling: Ruling
    sends: bool
    scalars: dict[tuple[int, type, bool], tuple[RuleSet, Schema]]
    """What rules on types admit: by the rules, the example's type, and whether they cascade."""

    def build(self, example: Json, place: Place, below: _Below) -> Schema:
        if below and (here := [choice for steps, choice in below if not steps]):
            return self._alternatives(here)
        if isinstance(example, Mapping):
            return self._object(example, place, below)
        if isinstance(example, list):
            return self._array(example, place, below)
        selected = self.ruling.select(place)
        if selected is None:
            return {"enum": [example]}
        return self._scalar(selected.rules, example, cascaded=selected.cascaded)

    def _with(self, ruling: Ruling) -> _Builder:
        return _Builder(ruling, self.sends, self.scalars)

    def _scalar(self, rules: RuleSet, example: Json, *, cascaded: bool) -> Schema:
        key = (id(rules), type(example), cascaded)
        known = self.scalars.get(key)
        if known is None:
            known = (rules, scalar_schema(rules, example, cascaded=cascaded))
            if not are_by_type(rules):
                return known[1]
            self.scalars[key] = known  # with the rules, whose identity must stay taken
        return known[1]

    def _alternatives(self, choices: Sequence[Choice]) -> Schema:
        """Return what the variants declared for a place admit together."""
        return _all_of([_any_of([self._alternative(a) for a in c.alternatives]) for c in choices])

    def _alternative(self, one: Alternative) -> Schema:
        if one.kind == "absent":
            return _NEVER
        below = tuple((parse_path(choice.place), choice) for choice in one.choices)
        if one.kind == "any":
            return _choices_only(below, self.sends)
        inner = self._with(read_rules(one.rules)).build(one.content, (), ())
        return _all_of([inner, _choices_only(below, self.sends)]) if below else inner

    def _object(self, example: JsonObject, place: Place, below: _Below) -> Schema:
        if self.sends and not example:
            return {"type": ["object"], "maxProperties": 0}
        selected = self.ruling.select(place)
        if selected is None:
            return self._members(example, place, below)
        made = [self._by_rule(rule, example, place, below) for rule in selected.each()]
        return _all_of(made) if made else {"type": ["object"]}

    def _by_rule(
        self, applied: AppliedRule, example: JsonObject, place: Place, below: _Below
    ) -> Schema:
        rule = applied.rule
        if not applied.cascaded and rule.kind in VALUE_KINDS:
            return self._values(rule, example, place, below)
        if rule.kind == "equality":
            return {"enum": [example]}
        schema = self._members(example, place, below)
        bounds = {} if applied.cascaded else _size_bounds(rule, "Properties")
        if rule.kind in ("notEmpty", "not-empty"):
            bounds = {"minProperties": 1}
        return {**schema, **bounds}

    def _values(
        self, rule: MatchingRule, example: JsonObject, place: Place, below: _Below
    ) -> Schema:
        """Return the objects whose values are all like the example's, under any keys."""
        if not example:
            return {"type": ["object"]}
        builder = self
        if rule.kind in EACH_VALUE:
            builder = self._with(_nested(place, rule))
        members = {
            name: builder.build(one, (*place, name), _step(below, name))
            for name, one in example.items()
        }
        first = min(example)
        others = builder.build(example[first], (*place, "\0other"), _step(below, "\0other"))
        return {"type": ["object"], "properties": members, "additionalProperties": others}

    def _members(self, example: JsonObject, place: Place, below: _Below) -> Schema:
        direct = self.ruling.at(place)
        speaks = bool(direct) and all(any(r.kind in KEY_KINDS for r in one.rules) for one in direct)
        members = {
            name: self.build(one, (*place, name), _step(below, name))
            for name, one in example.items()
        }
        required = [] if speaks else sorted(members)
        for steps, choice in below:
            if len(steps) == 1 and isinstance(name := steps[0], str):
                members[name] = self.build(None, (*place, name), _step(below, name))
                absent = any(one.kind == "absent" for one in choice.alternatives)
                required = [one for one in required if one != name or not absent]
                if not absent and name not in required:
                    required.append(name)
        schema: Schema = {"type": ["object"], "properties": members, "required": sorted(required)}
        if self.sends and not speaks:
            schema["additionalProperties"] = _NEVER
        keys = [_keys_schema(rule) for one in direct for rule in one.rules]
        return _all_of([schema, *(one for one in keys if one)])

    def _array(self, example: Sequence[Json], place: Place, below: _Below) -> Schema:
        selected = self.ruling.select(place)
        if selected is None:
            items = [
                self.build(one, (*place, index), _step(below, index))
                for index, one in enumerate(example)
            ]
            exactly = {"type": ["array"], "minItems": len(items), "maxItems": len(items)}
            return {**exactly, "prefixItems": items} if items else exactly
        made = [self._list(rule, example, place, below) for rule in selected.each()]
        if selected.rules.combine == "OR":
            return _any_of(made)
        return _all_of(made) if made else {"type": ["array"]}

    def _list(
        self, applied: AppliedRule, example: Sequence[Json], place: Place, below: _Below
    ) -> Schema:
        rule = applied.rule
        if not example:
            return {"type": ["array"]}
        if rule.kind == "equality":
            return {"enum": [list(example)]}
        if rule.kind in ARRAY_CONTAINS:
            return self._variants(rule, example)
        builder = self
        if rule.kind in EACH_VALUE:
            if applied.cascaded:
                return {"type": ["array"]}
            builder = _Builder(_nested(place, rule), self.sends, self.scalars)
        schema = builder._contents(example, place, below)
        if rule.kind in ("notEmpty", "not-empty"):
            return {**schema, "minItems": 1}
        return schema if applied.cascaded else {**schema, **_size_bounds(rule, "Items")}

    def _contents(self, example: Sequence[Json], place: Place, below: _Below) -> Schema:
        """Return lists item by item; the first item of the example stands for what follows."""
        rest = self.build(example[0], (*place, len(example)), _step(below, len(example)))
        items = [
            self.build(one, (*place, index), _step(below, index))
            for index, one in enumerate(example)
        ]
        while items and items[-1] == rest:
            items.pop()
        schema: Schema = {"type": ["array"], "items": rest}
        return {**schema, "prefixItems": items} if items else schema

    def _variants(self, rule: MatchingRule, example: Sequence[Json]) -> Schema:
        contained = [
            {"contains": self._with(one.rules).build(example[one.index], (), ())}
            for one in array_variants(rule)
            if one.index < len(example)
        ]
        return {"type": ["array"], "allOf": contained}


def _choices_only(below: _Below, sends: bool) -> Schema:  # noqa: FBT001 - a private argument
    """Return what choices ask of a value of which nothing else is known."""
    if not below:
        return {}
    here = [choice for steps, choice in below if not steps]
    builder = _Builder(Ruling({}), sends, {})
    schemas = [builder._alternatives(here)] if here else []  # noqa: SLF001 - this module's own
    names = {steps[0] for steps, _ in below if steps}
    for name in sorted(names, key=str):
        inner = _choices_only(_step(below, name), sends)
        if isinstance(name, str):
            absent = all(
                any(one.kind == "absent" for one in choice.alternatives)
                for steps, choice in below
                if len(steps) == 1 and steps[0] == name
            )
            schemas.append(
                {"properties": {name: inner}, **({} if absent else {"required": [name]})}
            )
        elif isinstance(name, Wildcard):
            schemas.append({"items": inner})
    return _all_of(schemas)


def _step(below: _Below, key: Step) -> _Below:
    """Return the choices below a key or index."""
    return below and tuple(
        (steps[1:], choice) for steps, choice in below if steps and _leads(steps[0], key)
    )


def _leads(step: Step, key: Step) -> bool:
    if step is Wildcard.ANY:
        return True
    return isinstance(key, int) if step is Wildcard.INDEX else step == key


def _nested(place: Place, rule: MatchingRule) -> Ruling:
    return Ruling({(*place, Wildcard.ANY): RuleSet(rules=nested_rules(rule))})


def _keys_schema(rule: MatchingRule) -> Schema:
    if rule.kind not in ("eachKey", "each-key"):
        return {}
    nested = RuleSet(rules=nested_rules(rule))
    return {"propertyNames": scalar_schema(nested, "", cascaded=False)}


def _size_bounds(rule: MatchingRule, what: str) -> Schema:
    found = {}
    for name in ("min", "max"):
        bound = rule.attributes.get(name)
        if isinstance(bound, int) and not isinstance(bound, bool):
            found[f"{name}{what}"] = max(bound, 0)
    return found


def _all_of(schemas: Sequence[Schema]) -> Schema:
    filled = [schema for schema in schemas if schema]
    if len(filled) == 1:
        return filled[0]
    return {"allOf": filled} if filled else {}


def _any_of(schemas: Sequence[Schema]) -> Schema:
    return schemas[0] if len(schemas) == 1 else {"anyOf": list(schemas)}

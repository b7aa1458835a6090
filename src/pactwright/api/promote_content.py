"""A part of an interaction as the Python that declares it: values, matchers, provider states."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Literal

from pactwright.api.python_layout import Code, call, listing, mapping, quote, quote_pattern
from pactwright.consumer.moment import moment_format
from pactwright.matching.rules import nested_rules
from pactwright.matching.values import read_json
from pactwright.model.json import Json
from pactwright.model.path import Step, Wildcard, format_path
from pactwright.model.rule import Generator, MatchingRule, RuleSet
from pactwright.pactfile.node import Node
from pactwright.pactfile.rules import read_rules

UUID: Final = r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"
_TOP: Final = frozenset(
    {"boolean", "decimal", "each_like", "from_state", "integer", "like", "regex", "uuid"}
)
_PLAIN: Final = {
    "integer": "integer",
    "decimal": "decimal",
    "number": "number",
    "boolean": "boolean",
    "semver": "semver",
}
_NUMBERS: Final = frozenset({"integer", "decimal", "number"})
_AROUND: Final = {"type": "like", "equality": "equal_to", "notEmpty": "not_empty"}
_BOUNDS: Final = ({"min"}, {"min", "max"})
_MOMENTS: Final[Mapping[str, Literal["date", "time", "datetime"]]] = {
    "date": "date",
    "time": "time",
    "datetime": "datetime",
}


class UntellableError(ValueError):
    """What no declaration in Python says; the text tells what."""


@dataclass(slots=True, kw_only=True)
class ContentWriter:
    """Writes the values of one category of a request or response; `names` collects imports.

    `rules` and `generators` are keyed by path expressions from the value on.
    """

    side: Literal["request", "response"]
    names: set[str]
    rules: Mapping[str, RuleSet] = field(default_factory=dict)
    generators: Mapping[str, Generator] = field(default_factory=dict)

    def write(self, value: Json, steps: tuple[Step, ...] = ()) -> Code:
        """Return the expression for a value; raises `UntellableError`."""
        place = format_path(steps)
        return self.write_ruled(
            value, self.rules.get(place), self.generators.get(place), steps=steps
        )

    def write_ruled(
        self,
        value: Json,
        rules: RuleSet | None,
        generator: Generator | None,
        *,
        steps: tuple[Step, ...] = (),
    ) -> Code:
        """Return the expression for a value under these rules."""
        if generator is not None:
            return self._from_state(value, generator)
        if rules is None or not rules.rules:
            return self._plain(value, steps)
        if len(rules.rules) == 1:
            return self._matcher(rules.rules[0], value, steps)
        name = "any_of" if rules.combine == "OR" else "all_of"
        each = [self._matcher(rule, value, steps) for rule in rules.rules]
        return self._call(name, *each)

    def _plain(self, value: Json, steps: tuple[Step, ...]) -> Code:
        match value:
            case None | bool() | int() | float():
                return repr(value)
            case Decimal():
                raise UntellableError(f"the number {value}")
            case str():
                return quote(value)
            case Mapping():
                return mapping({key: self.write(one, (*steps, key)) for key, one in value.items()})
            case _:
                return listing(self.write(one, (*steps, at)) for at, one in enumerate(value))

    def _from_state(self, value: Json, generator: Generator) -> Code:
        expression = generator.attributes.get("expression")
        if generator.kind != "ProviderState" or not isinstance(expression, str):
            raise UntellableError(f"the generator {generator.kind}")
        return self._call("from_state", quote(expression), self._plain(value, ()))

    def _matcher(self, rule: MatchingRule, value: Json, steps: tuple[Step, ...]) -> Code:
        kind = rule.kind
        if kind in _PLAIN:
            return self._call(_PLAIN[kind], self._plain(_number(kind, value), ()))
        if kind == "null":
            return self._call("null")
        if kind in _AROUND and not rule.attributes:
            return self._call(_AROUND[kind], self._plain(value, steps))
        if isinstance(value, str):
            return self._text(rule, value, steps)
        return self._collection(rule, value, steps)

    def _text(self, rule: MatchingRule, text: str, steps: tuple[Step, ...]) -> Code:
        if rule.kind in _MOMENTS:
            return self._moment(_MOMENTS[rule.kind], rule.attributes.get("format"), text)
        match rule.kind, rule.attributes:
            case "regex", {"regex": str(pattern)} if pattern == UUID:
                return self._call("uuid", quote(text))
            case "regex", {"regex": str(pattern)}:
                return self._call("regex", quote_pattern(pattern), example=quote(text))
            case "include", {"value": str(part)}:
                return self._call("include", quote(part), example=quote(text))
        return self._collection(rule, text, steps)

    def _collection(self, rule: MatchingRule, value: Json, steps: tuple[Step, ...]) -> Code:
        match rule.kind, value:
            case "type", [template, *_] if rule.attributes.keys() in _BOUNDS:
                return self._each_like(template, rule.attributes, steps)
            case "values", Mapping() if len(value) == 1:
                key, template = next(iter(value.items()))
                inner = self.write(template, (*steps, Wildcard.ANY))
                return self._call("values", inner, key=quote(key))
            case ("eachKey" | "eachValue") as kind, Mapping():
                name = "each_key" if kind == "eachKey" else "each_value"
                return self._call(name, self._inner(rule), example=self._plain(value, steps))
            case "arrayContains", [*items]:
                return self._call("array_containing", *self._variants(rule, items))
        raise UntellableError(f"the rule {rule.kind} of {format_path(steps)}")

    def _each_like(
        self,
        template: Json,
        attributes: Mapping[str, Json],
        steps: tuple[Step, ...],
    ) -> Code:
        inner = self.write(template, (*steps, Wildcard.INDEX))
        bounds: dict[str, Code] = {}
        if attributes["min"] != 1:
            bounds["min"] = repr(attributes["min"])
        if "max" in attributes:
            bounds["max"] = repr(attributes["max"])
        return self._call("each_like", inner, **bounds)

    def _moment(self, kind: Literal["date", "time", "datetime"], pattern: Json, value: str) -> Code:
        told = moment_format(value, kind)
        if pattern is None or pattern == told:
            return self._call(kind, quote(value))
        return self._call(kind, quote(value), pattern=quote(str(pattern)))

    def _inner(self, rule: MatchingRule) -> Code:
        nested, example = nested_rules(rule), rule.attributes.get("value")
        if len(nested) != 1 or not isinstance(example, str):
            raise UntellableError(f"the rule {rule.kind} with {len(nested)} rules in it")
        value: Json = example
        if nested[0].kind not in {"regex", "include", "semver", *_MOMENTS}:
            try:
                value = read_json(example.encode())
            except ValueError:
                value = example
        return ContentWriter(side=self.side, names=self.names).write_ruled(
            value, RuleSet(rules=nested), None
        )

    def _variants(self, rule: MatchingRule, items: list[Json]) -> list[Code]:
        listed = rule.attributes.get("variants")
        found: list[Code] = []
        for one in listed if isinstance(listed, list | tuple) else ():
            index = one.get("index") if isinstance(one, Mapping) else None
            if not isinstance(index, int) or not 0 <= index < len(items):
                raise UntellableError("an arrayContains without an example")
            # What stands in it is written as that of a body is.
            within = Node({"matchingRules": {"body": one.get("rules") or {}}}, "", [])
            rules, _ = read_rules(within)
            writer = ContentWriter(side=self.side, names=self.names, rules=rules.get("body", {}))
            found.append(writer.write(items[index]))
        return found

    def _call(self, name: str, *positional: Code, **named: Code) -> Code:
        if name in _TOP:
            self.names.add(name)
            return call(name, *positional, **named)
        self.names.add("match")
        return call(f"match.{name}", *positional, **named)


def _number(kind: str, value: Json) -> Json:
    """Return the number that the text of a header or parameter stands for."""
    if not isinstance(value, str) or kind not in _NUMBERS:
        return value
    try:
        return read_json(value.encode())
    except ValueError:
        return value

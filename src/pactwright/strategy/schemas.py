"""JSON values that an API document's schema allows, as far as an interaction looks at them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import jsonschema_rs
from hypothesis import strategies as st

from pactwright.matching.rules import Ruling, read_rules
from pactwright.model.json import Json, JsonObject
from pactwright.model.path import Place
from pactwright.model.rule import RuleSet
from pactwright.strategy.objects import objects
from pactwright.strategy.operations import follow
from pactwright.strategy.scalars import BOOLEANS, DECIMALS, Values
from pactwright.strategy.texts import PLAIN, regex_texts

UNKNOWN: Final = "a-member-that-is-new"
"""Stands for a member that an enumeration may get one day."""

_MORE: Final = 3
_LONG: Final = 20
_DEEPEST: Final = 12
_BIG: Final = 2**53
_FORMATS: Final[Mapping[str, Values]] = {
    "uuid": st.uuids().map(str),
    "date": st.dates().map(lambda day: day.isoformat()),
    "date-time": st.datetimes().map(lambda moment: f"{moment.isoformat(timespec='seconds')}Z"),
    "time": st.times().map(lambda time: f"{time.isoformat(timespec='seconds')}Z"),
    "email": st.sampled_from(["a@b.example", "first.last+tag@example.org", "x_y@sub.example.com"]),
    "uri": st.sampled_from(["https://example.com", "http://a.example/b?c=d#e"]),
    "ipv4": st.ip_addresses(v=4).map(str),
    "ipv6": st.ip_addresses(v=6).map(str),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaValues:
    """Makes values of schemas of one document; `unknown` adds members to enumerations."""

    root: Json
    unknown: bool = False

    def project(
        self, schema: JsonObject, example: Json, rules: Mapping[str, RuleSet] | None
    ) -> Values:
        """Return the example with what its rules leave open drawn from the schema.

        What has no rule is what the provider state brings about, and stays. Members that the
        example has and the schema does not require may be left out, where a rule speaks of them.
        """
        return self._project(schema, example, (), read_rules(rules), 0)

    def _project(
        self, schema: JsonObject, example: Json, place: Place, ruling: Ruling, depth: int
    ) -> Values:
        schema = self._plain(schema)
        open_here = ruling.select(place) is not None
        null = [st.none()] if open_here and self._is_nullable(schema) and place else []
        if isinstance(example, Mapping):
            made = self._object(schema, example, place, ruling, depth)
        elif isinstance(example, list) and example:
            made = self._array(schema, example, place, ruling, depth)
        else:
            made = self._scalar(schema, example) if open_here else st.just(example)
        return st.one_of(made, *null)

    def _object(
        self, schema: JsonObject, example: JsonObject, place: Place, ruling: Ruling, depth: int
    ) -> Values:
        properties = follow(self.root, schema.get("properties"))
        required = schema.get("required")
        needed = required if isinstance(required, list | tuple) else ()
        members: dict[str, Values] = {}
        optional: dict[str, Values] = {}
        for name, one in example.items():
            inner = (*place, name)
            described = properties.get(name)
            if described is None or depth > _DEEPEST:
                members[name] = st.just(one)
                continue
            made = self._project(follow(self.root, described), one, inner, ruling, depth + 1)
            may_lack = name not in needed and ruling.select(inner) is not None
            (optional if may_lack else members)[name] = made
        return objects(members, optional)

    def _array(
        self, schema: JsonObject, example: Sequence[Json], place: Place, ruling: Ruling, depth: int
    ) -> Values:
        items = follow(self.root, schema.get("items"))
        if ruling.select(place) is None:
            made = [
                self._project(items, one, (*place, index), ruling, depth + 1)
                for index, one in enumerate(example)
            ]
            return st.tuples(*made).map(list)
        least, most = _whole(schema.get("minItems"), 0), schema.get("maxItems")
        greatest = min(_whole(most, least + _MORE), least + _MORE)
        item = self._project(items, example[0], (*place, 0), ruling, depth + 1)
        return st.lists(item, min_size=least, max_size=greatest)

    def _plain(self, schema: JsonObject) -> JsonObject:
        """Return the schema with references followed and the parts of `allOf` put together."""
        whole = dict(follow(self.root, schema))
        parts = whole.pop("allOf", ())
        for part in parts if isinstance(parts, list | tuple) else ():
            other = self._plain(follow(self.root, part))
            merged: dict[str, Any] = {**other, **whole}
            if "properties" in other and "properties" in whole:
                merged["properties"] = {
                    **follow(self.root, other["properties"]),
                    **follow(self.root, whole["properties"]),
                }
            merged["required"] = [*_list(other.get("required")), *_list(whole.get("required"))]
            whole = merged
        branches = whole.get("anyOf") or whole.get("oneOf")
        real = [
            one
            for one in (self._plain(follow(self.root, each)) for each in _list(branches))
            if one.get("type") != "null"
        ]
        if len(real) == 1:
            nullable = len(_list(branches)) > 1
            rest = {name: one for name, one in whole.items() if name not in ("anyOf", "oneOf")}
            return {**real[0], **rest, **({"nullable": True} if nullable else {})}
        return whole

    def _is_nullable(self, schema: JsonObject) -> bool:
        return schema.get("nullable") is True or "null" in _list(schema.get("type"))

    def _scalar(self, schema: JsonObject, example: Json) -> Values:
        if "const" in schema:
            return st.just(schema["const"])
        if members := _list(schema.get("enum")):
            new = [UNKNOWN] if self.unknown and isinstance(example, str) else []
            return st.sampled_from(
                [*(one for one in members if one is not None), *new] or [example]
            )
        if any(name in schema for name in ("anyOf", "oneOf", "not", "if")):
            return st.just(example)
        kinds = [one for one in _list(schema.get("type")) or [schema.get("type")] if one != "null"]
        made = [one for kind in kinds if (one := self._of_kind(str(kind), schema)) is not None]
        return st.one_of(made) if made else st.just(example)

    def _of_kind(self, kind: str, schema: JsonObject) -> Values | None:
        match kind:
            case "boolean":
                return BOOLEANS
            case "integer":
                return _bounded(schema)
            case "number":
                return _numbers(schema)
            case "string":
                return _texts(schema)
            case _:
                return None


def _list(value: Json) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else []


def _whole(value: Json, default: int) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else default


def _bounded(schema: JsonObject) -> Values:
    """Return whole numbers, the bounds of the schema among the first that are tried."""
    least, most = (schema.get(name) for name in ("minimum", "maximum"))
    low = int(least) if isinstance(least, int | float | Decimal) else -_BIG
    high = int(most) if isinstance(most, int | float | Decimal) else _BIG
    edges = [one for one in (low, high) if abs(one) != _BIG]
    numbers: Values = st.integers(low, max(low, high))
    made = st.one_of(numbers, st.sampled_from(edges)) if edges else numbers
    return made.filter(_validator(schema, "integer").is_valid)


def _numbers(schema: JsonObject) -> Values:
    bounded = any(name in schema for name in ("minimum", "maximum", "multipleOf"))
    plain: Values = _bounded(schema)
    if not bounded:
        return plain | DECIMALS
    return plain | DECIMALS.filter(_validator(schema, "number").is_valid)


def _texts(schema: JsonObject) -> Values | None:
    form, pattern = schema.get("format"), schema.get("pattern")
    if isinstance(pattern, str):
        texts: Values | None = regex_texts(pattern)
    elif isinstance(form, str) and form in _FORMATS:
        texts = _FORMATS[form]
    else:
        least = _whole(schema.get("minLength"), 0)
        most = min(_whole(schema.get("maxLength"), least + _LONG), least + _LONG)
        return (
            PLAIN
            if (least, most) == (0, _LONG)
            else st.text("aZ 9-é", min_size=least, max_size=most)
        )
    return None if texts is None else texts.filter(_validator(schema, "string").is_valid)


def _validator(schema: JsonObject, kind: str) -> jsonschema_rs.Draft202012Validator:
    names = (
        *("minimum", "maximum", "multipleOf", "minLength", "maxLength", "pattern"),
        *("exclusiveMinimum", "exclusiveMaximum"),
    )
    kept = {
        name: schema[name]
        for name in names
        if name in schema and not isinstance(schema[name], bool)
    }
    return jsonschema_rs.Draft202012Validator({"type": kind, **kept})

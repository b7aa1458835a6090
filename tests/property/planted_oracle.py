"""An oracle of its own: values made from one side's schemas, put before the other side's.

It shares nothing with the checker: it reads the documents as they are written, makes values at
random, and believes what both validators say of them.
"""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from random import Random
from typing import Any

import jsonschema
import jsonschema_rs
from hypothesis.errors import NonInteractiveExampleWarning
from hypothesis.strategies import characters, from_regex
from planted_places import Place, at, target

FORMATS = {
    "date": ("2024-02-29", "1999-12-31"),
    "date-time": ("2024-02-29T23:59:59Z",),
    "time": ("23:59:59Z",),
    "uuid": ("6f8c5a52-9d5b-4a0e-8f35-2f2f2c9a7d11",),
    "email": ("a@example.org",),
    "hostname": ("example.org",),
    "uri": ("https://example.org/a", "a:b"),
    "ipv4": ("127.0.0.1",),
    "ipv6": ("::1",),
}
BOUNDS = {"int32": 2**31, "int64": 2**63}
WORDS = ("", "a", "abc", "some words", "x" * 40, "planted", "2024-02-29", "12.50", "NL", "EUR", "1")
NUMBERS = (0, 1, -1, 2, 7, 100, 1000, -100, 2**31, 2**40)
ANY = (None, True, 0, 1.5, "a", [], ["a"], {}, {"a": 1})
TYPES_OF_KEYS = {"properties": "object", "additionalProperties": "object", "items": "array"}
CHECKER = jsonschema.FormatChecker(formats=sorted(FORMATS))
DEEPEST = 9


class DeadEndError(Exception):
    """No value can be made here."""


class Sampler:
    """Makes values of a document's schemas that lead along a way, all else at random."""

    def __init__(
        self, document: dict, place: Place, random: Random, *, declared: bool, names: list[str]
    ) -> None:
        self.document = document
        self.names = names
        self.random = random
        self.declared = declared
        self.stays = "readOnly" if place.root.direction == "request" else "writeOnly"
        self.turns = {id(at(document, here)): step for here, step in place.way}
        self.goal = id(at(document, place.place))
        self.matching: dict[str, list[str]] = {}

    def make(self, schema: Any, depth: int = 0) -> Any:
        """Return a value that the schema should admit. Raises DeadEndError."""
        if depth > 3 * DEEPEST or schema is False:
            raise DeadEndError
        if schema is True or schema == {}:
            return self.random.choice(ANY)
        parts = self._parts(schema, 0)
        if any(map(_takes_null, parts)) and self.random.random() < 0.1:
            return None
        listed = [[part["const"]] for part in parts if "const" in part]
        listed += [part["enum"] for part in parts if "enum" in part]
        if listed:
            return self._listed(listed)
        kind = self._type(parts)
        if kind in {"object", "array"}:
            return (self._object if kind == "object" else self._array)(parts, depth)
        return self._scalar(parts, kind)

    def _listed(self, listed: list[list]) -> Any:
        common = [value for value in listed[0] if all(value in other for other in listed)]
        if not common:
            raise DeadEndError
        return self.random.choice([common[-1], *common])

    def _scalar(self, parts: list[dict], kind: str | None) -> Any:
        match kind:
            case "string":
                return self._string(parts)
            case "integer" | "number":
                return self._number(parts, kind)
            case "boolean":
                return self.random.choice([True, False])
        return None if kind == "null" else self.random.choice(ANY)

    def _parts(self, schema: dict, depth: int) -> list[dict]:
        """Return the schemas that hold together, a branch chosen of each union."""
        if depth > DEEPEST:
            raise DeadEndError
        if "$ref" in schema:
            named = self._parts(at(self.document, target(schema["$ref"])), depth + 1)
            others = beside_reference(self.document, schema)
            return [*named, *(self._parts(others, depth + 1) if others else ())]
        found = [schema]
        for branch in schema.get("allOf", ()):
            found += self._parts(branch, depth + 1)
        for key in ("anyOf", "oneOf"):
            if key in schema:
                found += self._parts(self._branch(schema, key), depth + 1)
        return found

    def _branch(self, schema: dict, key: str) -> dict:
        turn = self.turns.get(id(schema))
        if turn is not None and turn[0] == key:
            return schema[key][turn[1]]
        branches = schema[key]
        if id(schema) == self.goal and self.random.random() < 0.5:
            return branches[-1]
        return self.random.choice(branches)

    def _type(self, parts: list[dict]) -> str | None:
        kinds = [part["type"] for part in parts if "type" in part]
        sets = [set(kind) if isinstance(kind, list) else {kind} for kind in kinds]
        if sets:
            common = sorted(set.intersection(*sets))
            if not common:
                raise DeadEndError
            wanted = [self.turns.get(id(part)) for part in parts]
            for step in filter(None, wanted):
                if TYPES_OF_KEYS.get(step[0]) in common:
                    return TYPES_OF_KEYS[step[0]]
            return self.random.choice(common)
        for part in parts:
            for key, kind in TYPES_OF_KEYS.items():
                if key in part:
                    return kind
        return None

    def _object(self, parts: list[dict], depth: int) -> dict:
        properties: dict[str, list] = {}
        for part in parts:
            for name, one in part.get("properties", {}).items():
                properties.setdefault(name, []).append(one)
        required = {name for part in parts for name in part.get("required", ())}
        turns = [self.turns.get(id(part), ()) for part in parts]
        wanted = {turn[1] for turn in turns if turn[:1] == ("properties",)}
        likely = 0.0 if depth > DEEPEST else 0.4 / (1 + depth)
        goal = any(id(part) == self.goal for part in parts)
        made = {}
        for name in sorted({*properties, *required}):
            schemas = properties.get(name, [True])
            if any(self._stays(one) for one in schemas):
                continue
            if name in required or name in wanted or self.random.random() < max(likely, 0.5 * goal):
                whole = schemas[0] if len(schemas) == 1 else {"allOf": schemas}
                try:
                    made[name] = self.make(whole, depth + 1)
                except DeadEndError:
                    if name in required or name in wanted:
                        raise
        self._add_others(made, parts, properties, depth, follows=("additionalProperties",) in turns)
        return made

    def _add_others(
        self, made: dict, parts: list[dict], properties: dict, depth: int, *, follows: bool
    ) -> None:
        """Add what is not named: by a schema of its own, or freely where that is asked for."""
        others = [part["additionalProperties"] for part in parts if "additionalProperties" in part]
        schemas = [other for other in others if isinstance(other, dict) and other]
        free = not schemas and not any("properties" in part for part in parts)
        if False in others or (self.declared and not schemas and not free):
            return
        goal = any(id(part) == self.goal for part in parts)
        if follows or self.random.random() < (0.8 if goal else 0.3):
            name = self.random.choice(["k", *(self.names if goal else ())])
            if name not in made and name not in properties:
                made[name] = self.make({"allOf": schemas} if schemas else True, depth + 1)

    def _stays(self, schema: Any) -> bool:
        return isinstance(schema, dict) and stays_at_home(self.document, schema, self.stays)

    def _array(self, parts: list[dict], depth: int) -> list:
        schemas = [part["items"] for part in parts if "items" in part]
        least = max((part.get("minItems", 0) for part in parts), default=0)
        most = min((part.get("maxItems", least + 2) for part in parts), default=least + 2)
        follows = any(self.turns.get(id(part)) == ("items",) for part in parts)
        goal = any(id(part) == self.goal for part in parts)
        sizes = [least, most] if goal else [max(least, 1)] if follows else [least]
        size = self.random.choice(sizes)
        item = schemas[0] if len(schemas) == 1 else {"allOf": schemas} if schemas else True
        return [self.make(item, depth + 1) for _ in range(min(size, 40))]

    def _string(self, parts: list[dict]) -> str:
        for part in parts:
            if part.get("format") in FORMATS:
                return self.random.choice(FORMATS[part["format"]])
        least = max((part.get("minLength", 0) for part in parts), default=0)
        most = min((part.get("maxLength", 6000) for part in parts), default=6000)
        for part in parts:
            if "pattern" in part:
                return self._matching(part["pattern"])
        words = [*WORDS, "x" * least, "x" * most, "x" * 6000]
        return self.random.choice([word for word in words if least <= len(word) <= most] or words)

    def _matching(self, pattern: str) -> str:
        if pattern not in self.matching:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", NonInteractiveExampleWarning)
                texts = from_regex(pattern, alphabet=characters(codec="ascii"))
                self.matching[pattern] = [texts.example() for _ in range(3)]
        return self.random.choice(self.matching[pattern])

    def _number(self, parts: list[dict], kind: str) -> float:
        least = max((part["minimum"] for part in parts if "minimum" in part), default=None)
        most = min((part["maximum"] for part in parts if "maximum" in part), default=None)
        numbers = [*NUMBERS, *(bound for bound in (least, most) if bound is not None)]
        if kind == "number":
            numbers += [0.5, 1.25]
        fitting = [
            number
            for number in numbers
            if (least is None or number >= least) and (most is None or number <= most)
        ]
        return self.random.choice(fitting or numbers)


class Plain:
    """One document's schemas as 2020-12, for one side; what does not travel is left out."""

    def __init__(self, document: dict, direction: str, *, sends: bool) -> None:
        self.document = document
        self.stays = "readOnly" if direction == "request" else "writeOnly"
        self.sends = sends
        self.made: dict[str, tuple[dict, list[str]]] = {}

    def forget(self, place: tuple) -> None:
        """Forget what was made of the schemas around a place, which is another one now."""
        for length in range(len(place) + 1):
            self.made.pop("#/" + "/".join(map(str, place[:length])), None)

    def whole(self, place: tuple) -> dict:
        """Return the schema at a place with all it refers to."""
        references: list[str] = []
        whole = self._plain(at(self.document, place), references)
        named: dict[str, dict] = {}
        while references:
            name = references.pop()
            if name not in named:
                if name not in self.made:
                    below: list[str] = []
                    plain = self._plain(at(self.document, target(name)), below)
                    self.made[name] = (plain, below)
                named[name], below = self.made[name]
                references += below
        return {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "allOf": [whole],
            "$defs": {_named(name): one for name, one in named.items()},
        }

    def _plain(self, schema: Any, references: list[str]) -> Any:
        if not isinstance(schema, dict):
            return schema
        if "$ref" in schema:
            references.append(schema["$ref"])
            others = self._plain(beside_reference(self.document, schema), references)
            return {"$ref": f"#/$defs/{_named(schema['$ref'])}", **others}
        made = {}
        for key, item in schema.items():
            if key in {"properties", "patternProperties"}:
                made[key] = self._members(item, references)
            elif key in {"items", "additionalProperties", "not"}:
                made[key] = self._plain(item, references)
            elif key in {"allOf", "anyOf", "oneOf"}:
                made[key] = [self._plain(one, references) for one in item]
            elif key == "required":
                held = schema.get("properties", {})
                made[key] = [name for name in item if not self._stays(held.get(name))]
            elif key not in {"format", "nullable", "example", "examples", "default"}:
                made[key] = item
        return self._read_format(schema, made)

    def _read_format(self, schema: dict, made: dict) -> dict:
        for key, other in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
            if isinstance(made.get(key), bool) and made.pop(key):  # a flag before 3.1
                made[key] = made.pop(other)
        name = schema.get("format")
        if name in FORMATS:
            made["format"] = name
        if name in BOUNDS:
            made["minimum"] = max(-BOUNDS[name], made.get("minimum", -BOUNDS[name]))
            made["maximum"] = min(BOUNDS[name] - 1, made.get("maximum", BOUNDS[name]))
        return {"anyOf": [made, {"type": "null"}]} if _takes_null(schema) else made

    def _members(self, held: dict, references: list[str]) -> dict:
        return {
            name: (not self.sends) if self._stays(one) else self._plain(one, references)
            for name, one in held.items()
        }

    def _stays(self, schema: Any) -> bool:
        return isinstance(schema, dict) and stays_at_home(self.document, schema, self.stays)


def _takes_null(schema: dict) -> bool:
    """Tell whether the flag of OpenAPI 3.0 lets null pass: a list of values must hold it too."""
    return schema.get("nullable") is True and None in schema.get("enum", [None])


def stays_at_home(document: dict, schema: dict, flag: str) -> bool:
    """Tell whether a member does not travel, by its schema or what that is another name for."""
    if schema.get(flag) is True:
        return True
    if "$ref" in schema:
        return stays_at_home(document, at(document, target(schema["$ref"])), flag)
    held = schema.get("allOf", ())
    return len(held) == 1 and stays_at_home(document, held[0], flag)


def beside_reference(document: dict, schema: dict) -> dict:
    """Return what counts beside a reference: nothing before OpenAPI 3.1."""
    if document["openapi"] < "3.1":
        return {}
    return {key: item for key, item in schema.items() if key != "$ref"}


def _named(reference: str) -> str:
    return re.sub(r"[^A-Za-z0-9]", "_", reference)


class Validators:
    """Both validators of one schema; the first one is compiled when it is asked for."""

    def __init__(self, schema: dict) -> None:
        self.schema = schema
        self.second = jsonschema.Draft202012Validator(schema, format_checker=CHECKER)
        self._first: Any = None

    def agrees(self, value: Any, *, accepts: bool) -> bool:
        """Tell whether the first validator says what the second one said."""
        if self._first is None:
            self._first = jsonschema_rs.Draft202012Validator(self.schema, validate_formats=True)
        return self._first.is_valid(value) is accepts


@dataclass(frozen=True, kw_only=True)
class Question:
    """Where to look and how; `names` are worth a try where anything may be sent."""

    place: Place
    seed: int
    names: list[str]
    declared: bool
    tries: int


def find_break(sender: tuple[dict, dict], reader: dict, asked: Question) -> list | None:
    """Return a list of one value that the sender may send and the reader refuses, or None.

    `sender` are its document and its schema as 2020-12, `reader` is the other one's.
    """
    whole = at(sender[0], asked.place.root.place)
    sampler = Sampler(
        sender[0],
        asked.place,
        Random(asked.seed),
        declared=asked.declared,
        names=asked.names,
    )
    mine, theirs = Validators(sender[1]), Validators(reader)
    for _ in range(asked.tries):
        try:
            value = sampler.make(whole)
        except DeadEndError:
            continue
        if theirs.second.is_valid(value) or not mine.second.is_valid(value):
            continue
        if mine.agrees(value, accepts=True) and theirs.agrees(value, accepts=False):
            return [value]
    return None

"""A multipart body as the value of its parts by name, and back to bytes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pactwright.matching.content_type import parse_content_type
from pactwright.matching.multipart import Part, join_multipart, split_multipart
from pactwright.matching.values import read_json
from pactwright.matching.wording import encode_json
from pactwright.model.json import Json, JsonObject
from pactwright.property.narrow import Schema, closed_object
from pactwright.property.replay_fields import (
    Rules,
    bytes_text,
    member_schema,
    narrow_bytes,
    narrow_field,
    narrow_member,
    read_field,
    rules_at,
    text_bytes,
    write_field,
)
from pactwright.property.schemathesis_document import types_of
from pactwright.strategy.operations import follow


@dataclass(frozen=True, slots=True, kw_only=True)
class PartsBody:
    """A multipart body: fields as the document types them, JSON as itself, files as their bytes.

    `schema` is the document's of the whole body. Parts of one name are a list, of as many elements.
    Source: OpenAPI 3.1.1, section 4.8.14.3.
    """

    root: Json
    schema: JsonObject
    parts: tuple[Part, ...]
    boundary: str

    @property
    def value(self) -> Json:
        """The parts of the example by name."""
        return {name: self._value(name, same) for name, same in self._named().items()}

    def narrow(self, rules: Rules) -> Schema:
        """Return what the consumer's rules leave open."""
        members = {name: self._narrow(name, same, rules) for name, same in self._named().items()}
        return closed_object(members)

    def write(self, value: Json) -> bytes:
        """Return the bytes of a value; a part that it does not change stays byte for byte."""
        members = value if isinstance(value, Mapping) else {}
        return join_multipart(self._written(members), self.boundary)

    def _written(self, members: Mapping[str, Json]) -> Iterator[tuple[bytes, bytes]]:
        for part, number in self._numbered():
            name = part.label
            if name not in members:
                continue
            new = members[name]
            if self._is_list(name):
                new = new[number] if isinstance(new, list) and number < len(new) else None
            old = self._read(part)
            stays = new is None or (type(new), new) == (type(old), old)
            written = part.content if stays else _write(part, new)
            # A content that held the boundary would end the part early.
            yield part.head, part.content if self.boundary.encode() in written else written

    def _numbered(self) -> Iterator[tuple[Part, int]]:
        """Yield the parts as they stand, each with its number among those of its name."""
        seen: dict[str, int] = {}
        for part in self.parts:
            seen[part.label] = seen.get(part.label, -1) + 1
            yield part, seen[part.label]

    def _named(self) -> dict[str, list[Part]]:
        found: dict[str, list[Part]] = {}
        for part in self.parts:
            found.setdefault(part.label, []).append(part)
        return found

    def _is_list(self, name: str) -> bool:
        """Return whether parts of that name are the elements of a list."""
        schema = member_schema(self.root, self.schema, name)
        several = len(self._named()[name]) > 1
        return several or types_of(self.root, schema) == {"array"}

    def _schema(self, name: str) -> JsonObject:
        """Return the document's schema of a part of that name: of lists, that of an element."""
        schema = member_schema(self.root, self.schema, name)
        if not self._is_list(name):
            return schema
        items = follow(self.root, schema).get("items")
        return items if isinstance(items, Mapping) else {}

    def _value(self, name: str, same: Sequence[Part]) -> Json:
        values = [self._read(one) for one in same]
        return values if self._is_list(name) else values[0]

    def _read(self, part: Part) -> Json:
        if _holds_bytes(part):
            return bytes_text(part.decoded)
        if _holds_json(part):
            try:
                return read_json(part.decoded)
            except (ValueError, RecursionError):
                return bytes_text(part.decoded)
        text = part.decoded.decode("utf-8", "replace")
        return read_field(self.root, self._schema(part.label), text)

    def _narrow(self, name: str, same: Sequence[Part], rules: Rules) -> Schema:
        ruled = rules_at(name, rules) is not None
        kinds = {(_holds_bytes(one), _holds_json(one)) for one in same}
        encoded = any("content-transfer-encoding" in one.headers for one in same)
        if encoded or (self._is_list(name) and (not ruled or len(kinds) > 1)):
            return {"enum": [self._value(name, same)]}
        inner = self._narrow_part(name, same[0], rules)
        if not self._is_list(name):
            return inner
        return {"type": "array", "items": inner, "minItems": len(same), "maxItems": len(same)}

    def _narrow_part(self, name: str, part: Part, rules: Rules) -> Schema:
        value = self._read(part)
        ruling = rules_at(name, rules)
        if _holds_bytes(part):
            return narrow_bytes(self._schema(name), str(value), ruling)
        if _holds_json(part) and not part.is_file and ruling is None:
            return {"enum": [value]}  # rules reach into files of JSON only
        if _holds_json(part):
            return narrow_member(name, value, rules)
        return narrow_field(self.root, self._schema(name), value, name, rules)


def read_parts(root: Json, schema: JsonObject, content: bytes, kind: str) -> PartsBody | None:
    """Return the body of a multipart content type, `None` where it cannot be split."""
    parsed = parse_content_type(kind)
    boundary = None if parsed is None else parsed.parameter("boundary")
    if boundary is None:
        return None
    try:
        parts = split_multipart(content, boundary)
    except ValueError:
        return None
    return PartsBody(root=root, schema=schema, parts=parts, boundary=boundary)


def _write(part: Part, value: Json) -> bytes:
    if _holds_bytes(part):
        return text_bytes(str(value))
    return encode_json(value) if _holds_json(part) else write_field(value).encode()


def _holds_json(part: Part) -> bool:
    kind = parse_content_type(part.headers.get("content-type", ""))
    return kind is not None and kind.is_json


def _holds_bytes(part: Part) -> bool:
    kind = parse_content_type(part.headers.get("content-type", ""))
    return kind is not None and kind.is_binary

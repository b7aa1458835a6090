"""A multipart body as the value of its parts by name, and back to bytes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

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


@dataclass(frozen=True, slots=True, kw_only=True)
class PartsBody:
    """A multipart body: fields as the document types them, JSON as itself, files as their bytes.

    `schema` is the document's of the whole body. Parts of one name are a list, which stays.
    Source: OpenAPI 3.1.1, section 4.8.14.3.
    """

    root: Json
    schema: JsonObject
    parts: tuple[Part, ...]
    boundary: str

    @property
    def value(self) -> Json:
        """The parts of the example by name."""
        return {
            name: [self._read(one) for one in same] if len(same) > 1 else self._read(same[0])
            for name, same in self._named().items()
        }

    def narrow(self, rules: Rules) -> Schema:
        """Return what the consumer's rules leave open."""
        members = {name: self._narrow(name, same, rules) for name, same in self._named().items()}
        return closed_object(members)

    def write(self, value: Json) -> bytes:
        """Return the bytes of a value; a part that it does not change stays byte for byte."""
        members = value if isinstance(value, Mapping) else {}
        return join_multipart(self._written(members), self.boundary)

    def _written(self, members: Mapping[str, Json]) -> Iterator[tuple[bytes, bytes]]:
        named = self._named()
        for part in self.parts:
            if part.label not in members:
                continue
            new, same = members[part.label], named[part.label]
            old = self._read(part)
            stays = len(same) > 1 or (type(new), new) == (type(old), old)
            written = part.content if stays else _write(part, new)
            # A content that held the boundary would end the part early.
            yield part.head, part.content if self.boundary.encode() in written else written

    def _named(self) -> dict[str, list[Part]]:
        found: dict[str, list[Part]] = {}
        for part in self.parts:
            found.setdefault(part.label, []).append(part)
        return found

    def _read(self, part: Part) -> Json:
        schema = member_schema(self.root, self.schema, part.label)
        if _holds_bytes(part):
            return bytes_text(part.decoded)
        if _holds_json(part):
            try:
                return read_json(part.decoded)
            except (ValueError, RecursionError):
                return bytes_text(part.decoded)
        return read_field(self.root, schema, part.decoded.decode("utf-8", "replace"))

    def _narrow(self, name: str, same: Sequence[Part], rules: Rules) -> Schema:
        value: Any = self._read(same[0])
        if len(same) > 1 or "content-transfer-encoding" in same[0].headers:
            return {"enum": [[self._read(one) for one in same] if len(same) > 1 else value]}
        schema = member_schema(self.root, self.schema, name)
        if _holds_bytes(same[0]):
            return narrow_bytes(schema, value, rules_at(name, rules))
        if _holds_json(same[0]) and not same[0].is_file and rules_at(name, rules) is None:
            return {"enum": [value]}  # rules reach into files of JSON only
        if _holds_json(same[0]):
            return narrow_member(name, value, rules)
        return narrow_field(self.root, schema, value, name, rules)


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

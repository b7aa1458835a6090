"""What the body of a consumer's request stands for as a value, and back to bytes."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol
from urllib.parse import parse_qsl

from pactwright.matching.content_type import ContentType, parse_content_type
from pactwright.matching.values import read_json
from pactwright.matching.wording import encode_json
from pactwright.model.json import Json, JsonObject
from pactwright.property.narrow import Schema, closed_object, narrow_body, narrow_text
from pactwright.property.replay_fields import (
    Rules,
    bytes_text,
    member_schema,
    narrow_bytes,
    narrow_field,
    read_field,
    text_bytes,
    write_form,
)
from pactwright.property.replay_markup import read_markup
from pactwright.property.replay_parts import read_parts
from pactwright.property.schemathesis_document import types_of

_ROOT: Final = "$"


class BodyValue(Protocol):
    """A body as a value that schemas can speak of."""

    @property
    def value(self) -> Json:
        """The example's value."""
        ...

    def narrow(self, rules: Rules) -> Schema:
        """Return the schema of what the consumer's rules leave open."""
        ...

    def write(self, value: Json) -> bytes:
        """Return the bytes of a value; raises ValueError for one that no body can hold."""
        ...


def read_body(root: Json, schema: JsonObject, content: bytes, kind: str) -> BodyValue | None:
    """Return the body of a content type as a value, `None` where it has none.

    `schema` is the document's of such bodies; references in it lead into `root`.
    """
    found: BodyValue | None = None
    with contextlib.suppress(ValueError, RecursionError):
        match parse_content_type(kind):
            case None:
                pass
            case ContentType(is_xml=True):
                found = read_markup(root, schema, content)
            case ContentType(is_json=True):
                found = JsonBody(value=read_json(content))
            case ContentType(is_form=True):
                found = FormBody(root=root, schema=schema, text=content.decode())
            case ContentType(is_multipart=True):
                found = read_parts(root, schema, content, kind)
            case ContentType(is_binary=True):
                found = BytesBody(schema=schema, value=bytes_text(content))
            case _:
                found = TextBody(root=root, schema=schema, value=content.decode())
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonBody:
    """A body of JSON."""

    value: Json

    def narrow(self, rules: Rules) -> Schema:
        """Return what the rules leave open."""
        return narrow_body(self.value, rules)

    def write(self, value: Json) -> bytes:
        """Return the JSON text."""
        return encode_json(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class BytesBody:
    """A body of bytes, as a text of as many characters."""

    schema: JsonObject
    value: str

    def narrow(self, rules: Rules) -> Schema:
        """Return contents of other lengths, where a rule speaks of the body."""
        return narrow_bytes(self.schema, self.value, rules.get(_ROOT))

    def write(self, value: Json) -> bytes:
        """Return the bytes."""
        return text_bytes(str(value))


@dataclass(frozen=True, slots=True, kw_only=True)
class TextBody:
    """A body of text."""

    root: Json
    schema: JsonObject
    value: str

    def narrow(self, rules: Rules) -> Schema:
        """Return what a rule on the body leaves open."""
        found = rules.get(_ROOT)
        if found is None:
            return {"enum": [self.value]}
        types = types_of(self.root, self.schema)
        return narrow_text(found, self.value, types=types) or {"type": "string"}

    def write(self, value: Json) -> bytes:
        """Return the text in UTF-8."""
        return str(value).encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class FormBody:
    """A URL-encoded form: its fields as the document types them, a repeated one as a list.

    Source: OpenAPI 3.1.1, section 4.8.14.2, for fields in the style `form` with `explode`.
    """

    root: Json
    schema: JsonObject
    text: str

    @property
    def value(self) -> Json:
        """The fields by name."""
        return {name: self._read(name, texts) for name, texts in self._fields().items()}

    def narrow(self, rules: Rules) -> Schema:
        """Return what the rules leave open."""
        members = {
            name: narrow_field(self.root, self._schema(name), self._read(name, texts), name, rules)
            for name, texts in self._fields().items()
        }
        return closed_object(members)

    def write(self, value: Json) -> bytes:
        """Return the form's text."""
        return write_form(value if isinstance(value, Mapping) else {})

    def _fields(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name, text in parse_qsl(self.text, keep_blank_values=True):
            found.setdefault(name, []).append(text)
        return found

    def _schema(self, name: str) -> JsonObject:
        return member_schema(self.root, self.schema, name)

    def _read(self, name: str, texts: list[str]) -> Json:
        schema = self._schema(name)
        if "array" in types_of(self.root, schema) or len(texts) > 1:
            items = schema.get("items")
            inner = items if isinstance(items, Mapping) else {}
            return [read_field(self.root, inner, text) for text in texts]
        return read_field(self.root, schema, texts[0])

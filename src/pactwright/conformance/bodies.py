"""Bodies of a pact read as values, so that a schema can be asked about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal
from urllib.parse import parse_qsl

from pactwright.conformance.media_types import base_of, essence
from pactwright.conformance.operation import Media, Parameter
from pactwright.conformance.styles import read_query
from pactwright.conformance.texts import TextReader
from pactwright.matching.content_type import parse_content_type
from pactwright.matching.multipart import Part, split_multipart
from pactwright.matching.values import read_json
from pactwright.model.interaction import Body
from pactwright.model.json import Json
from pactwright.schema.node import Node

FORM: Final = "application/x-www-form-urlencoded"
_MULTIPART: Final = "multipart/form-data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a body holds: `kind` is `unreadable` where no value can be made of it."""

    kind: Literal["value", "unreadable"]
    value: Json = None
    json: bool = False


UNREADABLE: Final = Content(kind="unreadable")


def is_json(media_type: str) -> bool:
    """Whether bodies of this media type are JSON, whatever vendor's or suffix's."""
    base = base_of(media_type)
    return base in {"application/json", "text/json"} or base.endswith("/json")


def shown_value(body: Body | None) -> Json:
    """Return the body as results show it: its JSON value, else its text."""
    if body is None or body.content is None:
        return None
    if body.encoding == "json":
        return _json_or_text(body.content)
    return body.content.decode("utf-8", "replace")


def read_body(
    body: Body, header: str | None, media: Media, node: Node | None, reader: TextReader
) -> Content:
    """Return the value of a body of one of the document's media types.

    `header` is the body's own Content-Type, which names a boundary; `node` is the lowered schema
    that fields of forms are read by.
    """
    content = body.content or b""
    kind = essence(header or media.type)
    if "*" in kind:
        kind = essence(body.content_type or "application/json")
    if is_json(kind):
        return Content(kind="value", value=_json_or_text(content), json=True)
    if body.encoding == "json" and (base_of(kind) == FORM or kind == _MULTIPART):
        return Content(kind="value", value=_json_or_text(content))
    text = content.decode("utf-8", "replace")
    if base_of(kind) == FORM:
        return Content(kind="value", value=_read_form(text, media, node or {}, reader))
    if kind == _MULTIPART:
        return _read_multipart(content, header or "", node or {}, reader)
    if kind.startswith("text/") and base_of(kind) not in {"text/xml", "text/html"}:
        return UNREADABLE if node is None else Content(kind="value", value=reader.read(node, text))
    return UNREADABLE


def _json_or_text(content: bytes) -> Json:
    try:
        return read_json(content)
    except (ValueError, RecursionError):
        return content.decode("utf-8", "replace")


def _read_form(text: str, media: Media, node: Node, reader: TextReader) -> Json:
    """Return the object that a form stands for. Source: OpenAPI 3.1.1, section 4.8.15.1.2.

    What one branch of a union has as a list, another may have as a text.
    """
    query: dict[str, list[str]] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        query.setdefault(name, []).append(value)
    usual = _read_fields(query, media, node, reader)
    if reader.accepts(node, usual):
        return usual
    others = (_read_fields(query, media, one, reader) for one in reader.alternatives(node))
    return next((value for value in others if reader.accepts(node, value)), usual)


def _read_fields(
    query: Mapping[str, list[str]], media: Media, node: Node, reader: TextReader
) -> dict[str, Json]:
    found: dict[str, Json] = {}
    taken: set[str] = set()
    for name in reader.properties(node):
        how = _field(name, media)
        read = read_query(how, reader.property(node, name), query, reader)
        if read is not None:
            found[name] = read[0]
            taken |= read[1]
    for name, values in query.items():
        if name not in taken:
            more = reader.property(node, name)
            found[name] = reader.read_tree(more, values[0] if len(values) == 1 else values)
    return found


def _field(name: str, media: Media) -> Parameter:
    encoding = media.encoding.get(name)
    how: Mapping[str, Any] = encoding if isinstance(encoding, Mapping) else {}
    style = str(how.get("style", "form"))
    kind = str(how.get("contentType", ""))
    return Parameter(
        name=name,
        location="query",
        pointer=media.pointer,
        label=name,
        style=style,
        explode=bool(how.get("explode", style == "form")),
        content=Media(type=kind, pointer=media.pointer) if is_json(kind) else None,
    )


def _read_multipart(content: bytes, header: str, node: Node, reader: TextReader) -> Content:
    """Return the object whose properties are the parts (OpenAPI 3.1.1, section 4.8.15.1.3)."""
    parsed = parse_content_type(header)
    boundary = parsed.parameter("boundary") if parsed is not None else None
    if not boundary:
        return UNREADABLE
    # Pact files hold such bodies with either kind of line end.
    lines = content if b"\r\n" in content else content.replace(b"\n", b"\r\n")
    try:
        parts = split_multipart(lines, boundary)
    except ValueError:
        return UNREADABLE
    found: dict[str, list[Json]] = {}
    for part in parts:
        schema = reader.property(node, part.label)
        found.setdefault(part.label, []).append(_read_part(part, schema, reader))
    value = {
        name: values
        if len(values) > 1 or "array" in reader.types(reader.property(node, name))
        else values[0]
        for name, values in found.items()
    }
    return Content(kind="value", value=value)


def _read_part(part: Part, node: Node, reader: TextReader) -> Json:
    text = part.decoded.decode("utf-8", "replace")
    types = reader.types(node)
    kind = part.headers.get("content-type", "")
    listed = "array" in types
    if is_json(kind) or (types & {"object"} and text[:1] == "{"):
        return _json_or_text(part.decoded)
    if part.is_file and "content-disposition" in part.headers:
        return text
    return reader.read_list(node, [text])[0] if listed else reader.read(node, text)

"""From a declared body to the bytes of its example, its content type and its rules."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Literal
from urllib.parse import quote_plus

from pactwright.consumer.bodies import Form, Multipart
from pactwright.consumer.content import compile_content, note_matcher
from pactwright.consumer.document import compile_document
from pactwright.consumer.encode import encode_json
from pactwright.consumer.sheet import Sheet, Spot
from pactwright.consumer.value import Matcher, Xml, describe_type
from pactwright.model.interaction import Body
from pactwright.model.json import Json

_ROOT = Spot(category="body")
_JSON = "application/json"
MULTIPART_PATTERN = r"multipart/form-data;(\s*charset=[^;]*;)?\s*boundary=.*"
"""What the content type of a multipart body must match: the boundary is the client's choice."""


def compile_body(value: object, content_type: str | None, sheet: Sheet) -> Body | None:
    """Return the body of a declared value, `None` where the declaration says nothing of it."""
    body: Body | None = None
    match value:
        case None:
            pass
        case bytes() | bytearray():
            body = _binary(bytes(value), content_type)
        case Matcher(example=bytes() as example):
            note_matcher(value, _ROOT, sheet)
            body = _binary(example, content_type or _content_type_of(value))
        case Form():
            body = _form(value, content_type, sheet)
        case Xml():
            text = compile_document(value, _ROOT, sheet)
            body = _text(text, content_type or "application/xml")
        case Multipart():
            body = _multipart(value, content_type, sheet)
        case _:
            body = _json_or_text(value, content_type, sheet)
    return body


def is_json(content_type: str) -> bool:
    """Whether a body of this content type is JSON."""
    essence = content_type.partition(";")[0].strip().lower()
    return essence.endswith(("/json", "+json"))


def _content_type_of(matcher: Matcher) -> str | None:
    for rule in matcher.rules:
        if getattr(rule, "kind", None) == "contentType":
            return str(rule.attributes["value"])  # type: ignore[union-attr]
    return None


def _binary(content: bytes, content_type: str | None) -> Body:
    kind = content_type or "application/octet-stream"
    return Body(content=content, content_type=kind, encoding="base64")


def _text(text: str, content_type: str) -> Body:
    return Body(content=text.encode(), content_type=content_type, encoding="text")


def _json_or_text(value: object, content_type: str | None, sheet: Sheet) -> Body:
    kind = content_type or _JSON
    example = compile_content(value, _ROOT, sheet)
    if is_json(kind):
        text = "" if sheet.problems else encode_json(example)
        return Body(content=text.encode(), content_type=kind, encoding="json")
    if not isinstance(example, str):
        sheet.report("body", f"a body of {kind} is a text or bytes, not {describe_type(example)}")
        return _text("", kind)
    return _text(example, kind)


def _form(value: Form, content_type: str | None, sheet: Sheet) -> Body:
    pairs: list[tuple[str, str]] = []
    for name, item in value.fields.items():
        example = compile_content(item, _ROOT.child(name), sheet)
        many = example if isinstance(example, list) else [example]
        pairs += [(name, field_text(one, str(_ROOT.child(name)), sheet)) for one in many]
    text = "&".join(f"{quote_plus(name)}={quote_plus(item)}" for name, item in pairs)
    return _text(text, content_type or "application/x-www-form-urlencoded")


def field_text(value: Json, place: str, sheet: Sheet) -> str:
    """Return a scalar as it stands in a form or query; `true` and the like have no one text."""
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, bool | Mapping | list):
        sheet.report(place, f"write the text that is sent, not {describe_type(value)}")
        return ""
    return encode_json(value)


def _multipart(value: Multipart, content_type: str | None, sheet: Sheet) -> Body:
    parts = [_part(name, item, sheet) for name, item in value.parts.items()]
    joined = b"".join(parts)
    # The same parts always make the same boundary, so that the pact never changes by itself.
    boundary = f"pactwright-{hashlib.sha256(joined).hexdigest()[:24]}"
    mark = f"--{boundary}".encode()
    content = b"".join(mark + b"\r\n" + part + b"\r\n" for part in parts) + mark + b"--\r\n"
    kind = f"{content_type or 'multipart/form-data'}; boundary={boundary}"
    return Body(content=content, content_type=kind, encoding="base64")


def _part(name: str, value: object, sheet: Sheet) -> bytes:
    filename, content, kind = _split_part(value)
    spot = _ROOT.child(name)
    body = _part_body(content, kind, spot, sheet)
    disposition = f'form-data; name="{_quote(name)}"'
    if filename is not None:
        disposition += f'; filename="{_quote(filename)}"'
    head = f"Content-Disposition: {disposition}\r\nContent-Type: {body.content_type}\r\n\r\n"
    return head.encode() + (body.content or b"")


def _split_part(value: object) -> tuple[str | None, object, str | None]:
    match value:
        case (str(filename), content, str(kind)):
            return filename, content, kind
        case (str(filename), content) if isinstance(value, tuple):
            return filename, content, None
        case _:
            return None, value, None


def _part_body(content: object, kind: str | None, spot: Spot, sheet: Sheet) -> Body:
    if isinstance(content, bytes):
        return _binary(content, kind)
    if isinstance(content, Matcher) and isinstance(content.example, bytes):
        note_matcher(content, spot, sheet)
        return _binary(content.example, kind or _content_type_of(content))
    example = compile_content(content, spot, sheet)
    if isinstance(example, str) and not (kind and is_json(kind)):
        return _text(example, kind or "text/plain")
    encoding: Literal["json"] = "json"
    return Body(
        content=encode_json(example).encode(), content_type=kind or _JSON, encoding=encoding
    )


def _quote(text: str) -> str:
    # As browsers write names in a multipart form (WHATWG HTML, "multipart form data").
    return text.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")

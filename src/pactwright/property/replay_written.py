"""A value that a document's schema allows as the bytes of one of the document's media types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import quote

from pactwright.matching.content_type import ContentType, parse_content_type
from pactwright.matching.multipart import join_multipart
from pactwright.matching.wording import encode_json
from pactwright.model.json import Json, JsonObject
from pactwright.property.replay_fields import member_schema, text_bytes, write_field, write_form
from pactwright.property.schemathesis_document import ApiOperation
from pactwright.strategy.operations import follow

_BOUNDARY: Final = "pactwright-boundary"
_BYTES: Final = "application/octet-stream"
_JSON: Final = "application/json"


def sent_media_type(operation: ApiOperation) -> str | None:
    """Return the media type in which bodies are sent: JSON, a form, or the first that can be.

    `None` where there is no body, or XML alone, which a schema does not spell out.
    """
    kinds = {kind: parse_content_type(kind) for kind in operation.bodies}
    known = [(kind, one) for kind, one in kinds.items() if one is not None and not one.is_xml]
    ranked = sorted(known, key=lambda pair: (not pair[1].is_json, not pair[1].is_form))
    return ranked[0][0] if ranked else None


def write_body(operation: ApiOperation, media_type: str, value: Json) -> tuple[str, bytes]:
    """Return the content type and the bytes of a generated value."""
    match parse_content_type(media_type):
        case ContentType(is_json=True) | ContentType(is_unknown=True):
            kind = media_type if "*" not in media_type else _JSON
            return kind, encode_json(value)
        case ContentType(is_form=True) if isinstance(value, Mapping):
            return media_type, write_form(value)
        case ContentType(is_multipart=True) if isinstance(value, Mapping):
            parts = list(_parts(operation, media_type, value))
            return f"{media_type}; boundary={_BOUNDARY}", join_multipart(parts, _BOUNDARY)
        case ContentType(is_binary=True) if isinstance(value, str):
            return media_type, text_bytes(value)
        case _:
            return media_type, write_field(value).encode()


def _parts(
    operation: ApiOperation, media_type: str, members: Mapping[str, Json]
) -> Iterator[tuple[bytes, bytes]]:
    """Yield head and content of each part. Source: OpenAPI 3.1.1, section 4.8.15.1."""
    root = operation.document.root
    body = follow(root, operation.definition.get("requestBody"))
    media = follow(root, follow(root, body.get("content")).get(media_type))
    encodings = follow(root, media.get("encoding"))
    for name, value in members.items():
        schema = member_schema(root, operation.bodies.get(media_type, {}), name)
        kind = follow(root, encodings.get(name)).get("contentType")
        several = value if isinstance(value, list | tuple) else [value]
        for one in several:
            yield _part(name, one, schema, kind if isinstance(kind, str) else None)


def _part(name: str, value: Json, schema: JsonObject, kind: str | None) -> tuple[bytes, bytes]:
    items = schema.get("items")
    inner = items if isinstance(items, Mapping) else schema
    disposition = f'form-data; name="{quote(name, safe=" ")}"'
    if inner.get("format") == "binary" or "contentMediaType" in inner:
        chosen = (kind or str(inner.get("contentMediaType") or _BYTES)).partition(",")[0].strip()
        head = f'{disposition}; filename="file"\r\nContent-Type: {_concrete(chosen)}\r\n'
        return _headed(head), text_bytes(write_field(value))
    if isinstance(value, Mapping | list | tuple):
        return _headed(f"{disposition}\r\nContent-Type: {kind or _JSON}\r\n"), encode_json(value)
    head = f"{disposition}\r\nContent-Type: {kind}\r\n" if kind else f"{disposition}\r\n"
    return _headed(head), write_field(value).encode()


def _headed(text: str) -> bytes:
    return f"Content-Disposition: {text}".encode()


def _concrete(kind: str) -> str:
    return kind if "*" not in kind else _BYTES

"""Bodies and message contents: how each version of the specification writes bytes, and back."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping

from pactwright.model.interaction import Body
from pactwright.model.json import Json
from pactwright.pactfile import media
from pactwright.pactfile.locate import find_lone_surrogate
from pactwright.pactfile.node import Node
from pactwright.pactfile.text import decode_json, encode_json

_KNOWN = frozenset({"content", "contentType", "contentTypeHint", "encoded"})


def read_v4_body(owner: Node, key: str, header_type: str | None) -> Body | None:
    """Return the body at `key` of a V4 part; `header_type` counts where the body names no type.

    An object without `content` that holds anything but the body's own attributes is taken for
    the payload itself, as the Rust core does.
    """
    if not isinstance(owner.value, dict) or key not in owner.value:
        return None
    node = owner.child(key, owner.value[key])
    if node.value is None:
        return Body(content=None)
    if not isinstance(node.value, dict) or (
        "content" not in node.value and not node.value.keys() <= _KNOWN
    ):
        return Body(content=encode_json(node.value), content_type="application/json")
    if "content" not in node.value:
        return None
    return _read_attributes(node, node.value["content"], header_type)


def lost_attributes(owner: Node, key: str) -> Mapping[str, Json]:
    """Return what a V4 part says at `key` of a body that it does not have, to be kept."""
    value = owner.value.get(key) if isinstance(owner.value, dict) else None
    absent = isinstance(value, dict) and "content" not in value and value.keys() <= _KNOWN
    return {key: value} if absent and value else {}


def _read_attributes(node: Node, content: Json, header_type: str | None) -> Body:
    content_type = node.text("contentType")
    extra = dict(node.rest(_KNOWN))
    encoded = node.member("encoded")
    scheme = encoded.value if encoded is not None else False
    if encoded is not None and not isinstance(scheme, (bool, str)):
        encoded.wrong_type('false, "base64" or "JSON"')
    name = scheme.lower() if isinstance(scheme, str) else ""
    if scheme and name not in {"base64", "json"}:
        extra["encoded"] = scheme
    if content is None:
        return _body(node, None, content_type, "json", extra)
    if name == "base64":
        return _body(node, _read_base64(node, content), content_type, "base64", extra)
    if not isinstance(content, str):
        return _body(node, encode_json(content), content_type, "json", extra)
    if content and not scheme and media.is_json(content_type or header_type):
        return _body(node, encode_json(content), content_type, "json", extra)
    return _body(node, content.encode(), content_type, "text", extra)


def _body(
    node: Node,
    content: bytes | None,
    content_type: str | None,
    encoding: str,
    extra: dict[str, Json],
) -> Body:
    return Body(
        content=content,
        content_type=content_type,
        encoding=encoding,  # type: ignore[arg-type]
        content_type_hint=node.text("contentTypeHint"),
        extra=extra,
    )


def _read_base64(node: Node, content: Json) -> bytes:
    where = node.child("content", content)
    if not isinstance(content, str):
        where.wrong_type("a base64 string")
        return b""
    try:
        return base64.b64decode(content, validate=True)
    except (binascii.Error, ValueError) as error:
        where.report(f"not base64 ({error})")
        return b""


def read_old_body(owner: Node, key: str, header_type: str | None) -> Body | None:
    """Return the body at `key` of a part written as V1, V1.1, V2 or V3.

    The body stands there as itself; what a string means depends on the content type, as in the
    Rust core: text as it is, JSON either parsed or quoted, anything else base64 where it is.
    """
    if not isinstance(owner.value, dict) or key not in owner.value:
        return None
    value = owner.value[key]
    known = header_type if media.split_type(header_type) else None
    if value is None:
        return Body(content=None, content_type=known)
    if not isinstance(value, str):
        return Body(content=encode_json(value), content_type=known or "application/json")
    content_type = known or (media.detect_type(value) if value else None)
    if media.is_json(content_type) and value:
        return _old_json(value, content_type)
    if content_type is None or media.is_text(content_type):
        return Body(content=value.encode(), content_type=content_type, encoding="text")
    return Body(content=_loose_base64(value), content_type=content_type, encoding="base64")


def _old_json(value: str, content_type: str | None) -> Body:
    """Read a string under a JSON type: an object or string written as JSON, or a bare string."""
    try:
        parsed = decode_json(value)
    except json.JSONDecodeError:
        parsed = None
    except (ValueError, RecursionError):
        return Body(content=value.encode(), content_type=content_type, encoding="text")
    if isinstance(parsed, (Mapping, str)) and find_lone_surrogate(value) is None:
        return Body(content=encode_json(parsed), content_type=content_type)
    return Body(content=encode_json(value), content_type=content_type)


def _loose_base64(value: str) -> bytes:
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        return value.encode()


def write_body(body: Body, header_type: str | None) -> Json:
    """Return the V4 form of a body, such that `read_v4_body` reads the same bytes."""
    attributes: dict[str, Json] = {}
    if body.content_type is not None:
        attributes["contentType"] = body.content_type
    if body.content_type_hint is not None:
        attributes["contentTypeHint"] = body.content_type_hint
    if body.content is None:
        return attributes | {"content": None} | dict(body.extra)
    content, encoded = _write_content(body.content, body, body.content_type or header_type)
    return attributes | {"content": content, "encoded": encoded} | dict(body.extra)


def _write_content(content: bytes, body: Body, content_type: str | None) -> tuple[Json, Json]:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        text = None
    if text is None or body.encoding == "base64":
        return base64.b64encode(content).decode("ascii"), "base64"
    reads_as_json = media.is_json(content_type)
    value = _json_value(text) if body.encoding == "json" else None
    if value is not None and (not isinstance(value, str) or (reads_as_json and value)):
        return value, False
    return text, "JSON" if reads_as_json and text else False


def _json_value(text: str) -> Json:
    """Return the value of a JSON text, `None` where only the text itself can stand for it."""
    if find_lone_surrogate(text) is not None:
        return None
    try:
        return decode_json(text)
    except (ValueError, RecursionError):
        return None

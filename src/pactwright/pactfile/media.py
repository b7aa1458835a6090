"""Content types as the Rust core classes them: JSON, text, or neither."""

from __future__ import annotations

import re

_TYPE = re.compile(r"\s*([^\s/;,]+)/([^\s/;,]+)")
_XML_DECLARATION = re.compile(r"\s*<\?xml\s*version")
_HTML = re.compile(r"\s*<!DOCTYPE|<HTML>", re.IGNORECASE)
_XML = re.compile(r"\s*<\w+")
_JSON = re.compile(r'\s*(?:true|false|null|[0-9]+|"\w*|\{\s*(?:\}|"\w+)|\[)')


def split_type(content_type: str | None) -> tuple[str, str] | None:
    """Return main type and subtype in lower case, or `None` where there is no type to read."""
    found = _TYPE.match(content_type or "")
    return (found.group(1).lower(), found.group(2).lower()) if found else None


def is_json(content_type: str | None) -> bool:
    """Tell whether bodies of this type are JSON values in a pact file."""
    parts = split_type(content_type)
    if parts is None or parts[0] != "application":
        return False
    return parts[1].startswith("json") or parts[1].endswith("+json") or parts[1] == "graphql"


def is_text(content_type: str | None) -> bool:
    """Tell whether bodies of this type are strings in a pact file, rather than base64."""
    parts = split_type(content_type)
    if parts is None:
        return False
    main, sub = parts
    if main == "text" or is_json(content_type):
        return True
    return main == "application" and (
        sub in {"xml", "x-www-form-urlencoded"} or sub.endswith("+xml")
    )


def detect_type(text: str) -> str:
    """Return the content type that the Rust core would guess for a string without one."""
    if _XML_DECLARATION.match(text):
        return "application/xml"
    if _HTML.match(text):
        return "text/html"
    if _XML.match(text):
        return "application/xml"
    return "application/json" if _JSON.match(text) else "text/plain"

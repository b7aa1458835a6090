"""Requests and responses: methods, paths, queries, headers and status, read and written."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from urllib.parse import unquote_plus

from pactwright.model.interaction import Body, Pairs, Request, Response
from pactwright.model.json import Json, JsonObject
from pactwright.pactfile.body import lost_attributes, read_old_body, read_v4_body, write_body
from pactwright.pactfile.generators import read_generators, write_generators
from pactwright.pactfile.node import Node
from pactwright.pactfile.rules import read_rules, write_rules
from pactwright.pactfile.text import encode_json

_LISTS = frozenset(
    {
        "accept",
        "accept-encoding",
        "accept-language",
        "access-control-allow-headers",
        "access-control-allow-methods",
        "access-control-expose-headers",
        "access-control-request-headers",
        "allow",
        "cache-control",
        "if-match",
        "if-none-match",
        "vary",
    }
)
"""Headers whose one string is a list; the Rust core splits these and no other."""

_MAX_STATUS = 2**16 - 1
_PART = ("body", "generators", "headers", "matchingRules")
_REQUEST = frozenset({*_PART, "method", "path", "query"})
_RESPONSE = frozenset({*_PART, "status"})
_OLD_REQUEST = _REQUEST | {"requestMatchingRules"}
_OLD_RESPONSE = _RESPONSE | {"responseMatchingRules"}


def read_request(node: Node, *, v4: bool) -> Request:
    """Return the request at `node`; the form of its body depends on whether the file is V4."""
    old_rules = "" if v4 else "requestMatchingRules"
    headers = _read_headers(node)
    rules, unknown_rules = read_rules(node, old_key=old_rules)
    generators, unknown_generators = read_generators(node)
    unread = {**unknown_rules, **unknown_generators}
    path = node.text("path")
    return Request(
        method=(node.text("method") or "GET").upper(),
        path="/" if path is None else path,
        query=_read_query(node),
        headers=headers,
        body=_read_body(node, headers, v4=v4),
        rules=rules,
        generators=generators,
        extra=_read_extra(node, _REQUEST if v4 else _OLD_REQUEST, unread, v4=v4),
    )


def read_response(node: Node, *, v4: bool) -> Response:
    """Return the response at `node`; the form of its body depends on whether the file is V4."""
    old_rules = "" if v4 else "responseMatchingRules"
    headers = _read_headers(node)
    rules, unknown_rules = read_rules(node, old_key=old_rules)
    generators, unknown_generators = read_generators(node)
    unread = {**unknown_rules, **unknown_generators}
    return Response(
        status=_read_status(node),
        headers=headers,
        body=_read_body(node, headers, v4=v4),
        rules=rules,
        generators=generators,
        extra=_read_extra(node, _RESPONSE if v4 else _OLD_RESPONSE, unread, v4=v4),
    )


def _read_extra(node: Node, known: frozenset[str], unread: JsonObject, *, v4: bool) -> JsonObject:
    lost = lost_attributes(node, "body") if v4 else {}
    return {**node.rest(known), **unread, **lost}


def _read_body(node: Node, headers: Pairs, *, v4: bool) -> Body | None:
    read = read_v4_body if v4 else read_old_body
    return read(node, "body", header_type(headers))


def header_type(headers: Pairs) -> str | None:
    """Return the value of the Content-Type header, or `None`."""
    return next(
        (values[0] for name, values in headers if name.lower() == "content-type" and values), None
    )


def _read_status(node: Node) -> int:
    status = node.member("status")
    if status is None:
        return 200
    value = status.value
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MAX_STATUS:
        return value
    status.wrong_type("a status code, a whole number such as 200")
    return 200


def _read_headers(owner: Node) -> Pairs:
    node = owner.object("headers")
    if node is None:
        return ()
    return tuple(sorted((name, _read_header(name, value)) for name, value in node.members()))


def _read_header(name: str, node: Node) -> tuple[str, ...]:
    if isinstance(node.value, str):
        if name.lower() in _LISTS:
            return tuple(part.strip() for part in node.value.split(","))
        return (node.value.strip(),)
    if isinstance(node.value, list):
        return _plain_texts(node.value) or tuple(map(_read_scalar, node.elements()))
    return (_read_scalar(node),)


def _plain_texts(values: list[Json]) -> tuple[str, ...]:
    """Return the values where all are strings, as they nearly always are; else nothing."""
    texts = tuple(value for value in values if isinstance(value, str))
    return texts if len(texts) == len(values) else ()


def _read_scalar(node: Node) -> str:
    match node.value:
        case str():
            return node.value
        case bool() | int() | float() | Decimal():
            return encode_json(node.value).decode()
        case _:
            node.wrong_type("a string")
            return ""


def _read_query(owner: Node) -> Pairs:
    node = owner.member("query")
    if node is None:
        return ()
    if isinstance(node.value, str):
        return _parse_query(node.value)
    if not isinstance(node.value, Mapping):
        node.wrong_type("a query string or an object of lists")
        return ()
    return tuple(sorted((name, _read_parameter(value)) for name, value in node.members()))


def _read_parameter(node: Node) -> tuple[str | None, ...]:
    if isinstance(node.value, list):
        return _plain_texts(node.value) or tuple(
            None if value.value is None else _read_scalar(value) for value in node.elements()
        )
    return (None,) if node.value is None else (_read_scalar(node),)


def _parse_query(text: str) -> Pairs:
    found: dict[str, list[str | None]] = {}
    for pair in filter(None, text.split("&")):
        name, equals, value = pair.partition("=")
        values = found.setdefault(_unquote(name), [])
        values.append(_unquote(value) if equals else None)
    return tuple(sorted((name, tuple(values)) for name, values in found.items()))


def _unquote(text: str) -> str:
    """Decode percents and pluses; what is not UTF-8 afterwards stays as it was written."""
    try:
        return unquote_plus(text, errors="strict")
    except UnicodeDecodeError:
        return text


def write_request(request: Request) -> JsonObject:
    """Return the V4 form of a request."""
    written: dict[str, Json] = {"method": request.method.upper(), "path": request.path}
    if request.query:
        written["query"] = _write_pairs(request.query)
    return _write_part(written, request)


def write_response(response: Response) -> JsonObject:
    """Return the V4 form of a response."""
    return _write_part({"status": response.status}, response)


def _write_part(written: dict[str, Json], part: Request | Response) -> JsonObject:
    if part.headers:
        written["headers"] = _write_pairs(part.headers)
    if part.body is not None:
        written["body"] = write_body(part.body, header_type(part.headers))
    if rules := write_rules(part.rules, part.extra.get("matchingRules")):
        written["matchingRules"] = rules
    if generators := write_generators(part.generators, part.extra.get("generators")):
        written["generators"] = generators
    return {**part.extra, **written}


def _write_pairs(pairs: Pairs) -> Json:
    merged: dict[str, list[Json]] = {}
    for name, values in pairs:
        merged.setdefault(name, []).extend(values)
    return merged

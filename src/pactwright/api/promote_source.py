"""An interaction as the Python that declares it, proven by compiling it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal
from urllib.parse import parse_qsl

from pactwright.api.promote_content import ContentWriter, UntellableError
from pactwright.api.python_layout import (
    Code,
    Group,
    call,
    listing,
    mapping,
    quote,
    quote_bytes,
)
from pactwright.errors import PactwrightError
from pactwright.matching.rules import only_set
from pactwright.model.interaction import (
    Body,
    HttpInteraction,
    Pairs,
    ProviderState,
    Request,
    Response,
)
from pactwright.model.json import Json
from pactwright.model.rule import Category, MatchingRule, RuleSet
from pactwright.pactfile.http import header_type
from pactwright.pactfile.media import is_json, split_type
from pactwright.pactfile.text import decode_json, encode_json

_METHODS: Final = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"})
_STATUSES: Final = {200: "ok", 201: "created", 202: "accepted", 204: "no_content"}
_CLASSES: Final = {
    "info": "information",
    "success": "success",
    "redirect": "redirect",
    "clientError": "client_error",
    "serverError": "server_error",
    "nonError": "non_error",
    "error": "any_error",
}
_JSON: Final = "application/json"
_NULL: Final = {"$": RuleSet(rules=(MatchingRule(kind="null"),))}


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """The decorator that declares an interaction, and what it needs from `pactwright`."""

    code: Group
    names: frozenset[str]


def write_declaration(interaction: HttpInteraction, *, pact: str) -> Declaration:
    """Return the decorator on the variable `pact` that declares the interaction.

    Raises `PactwrightError` where Python cannot say it, rather than something near it.
    """
    names: set[str] = set()
    try:
        code = call(
            f"@{pact}.interaction",
            **_given(interaction.states, names),
            description=quote(interaction.description),
            request=_request(interaction.request, pact, names),
            response=_response(interaction.response, pact, names),
        )
    except (RecursionError, ValueError) as error:
        # Bytes that are not what their type says are as untellable as a rule of no name.
        raise _untellable(interaction, str(error)) from None
    return Declaration(code=code, names=frozenset(names))


def _untellable(interaction: HttpInteraction, what: str) -> PactwrightError:
    return PactwrightError(
        f"{interaction.description!r} cannot be declared in Python: {what}",
        hint="put it into the pact itself with --as pact",
    )


def check_declared(wanted: HttpInteraction, declared: HttpInteraction) -> None:
    """Raise `PactwrightError` where a declaration does not mean the interaction it is for.

    Comments, the key and the layout of bodies do not count.
    """
    for part in ("description", "states", "request", "response"):
        if _bare(getattr(wanted, part)) != _bare(getattr(declared, part)):
            raise _untellable(wanted, f"its {part} has a form that no matcher makes")


def _bare(part: str | tuple[ProviderState, ...] | Request | Response) -> object:
    if not isinstance(part, Request | Response):
        return part
    headers = sorted((name.lower(), values) for name, values in part.headers)
    kind = header_type(part.headers)
    body = None
    if part.body is not None and part.body.content is not None:
        body = _canonical(part.body, kind)
    lines = [one for one in headers if one[0] != "content-type"]
    rules = {name: dict(places) for name, places in part.rules.items() if places}
    if body is not None and body[1] == b"null" and rules.get("body") == _NULL:
        # Declared `null` has this rule, which says no more than the value does.
        del rules["body"]
    generators = {name: dict(places) for name, places in part.generators.items() if places}
    return (replace(part, headers=(), body=None, rules={}, generators={}, extra={}),
            lines, body, rules, generators)  # fmt: skip


def _canonical(body: Body, kind: str | None) -> tuple[str | None, bytes]:
    essence = split_type(body.content_type or kind)
    name = "/".join(essence) if essence else None
    try:
        if is_json(name) and body.content:
            return name, encode_json(decode_json(body.content.decode()))
    except ValueError:
        pass
    return name, body.content or b""


def _given(states: Sequence[ProviderState], names: set[str]) -> dict[str, Code]:
    written = [_state(one, names) for one in states]
    if not written:
        return {}
    return {"given": written[0] if len(written) == 1 else listing(written)}


def _state(state: ProviderState, names: set[str]) -> Code:
    if not state.params:
        return quote(state.name)
    names.add("given")
    writer = ContentWriter(side="response", names=names)
    named = {key: writer.write(value) for key, value in state.params.items()}
    if all(key.isidentifier() for key in named) and "state" not in named:
        return call("given", quote(state.name), **named)
    return Group("given(", (("", quote(state.name)), ("**", mapping(named))), ")")


def _request(request: Request, pact: str, names: set[str]) -> Code:
    writer = ContentWriter(side="request", names=names)
    generator = (request.generators.get("path") or {}).get("")
    path = writer.write_ruled(request.path, only_set(request.rules.get("path")), generator)
    parts: dict[str, Code] = {}
    if request.query:
        parts["query"] = _fields(request.query, request, "query", names)
    parts |= _headers(request, names)
    parts |= _body(request, "request", names)
    if request.method in _METHODS:
        return call(f"{pact}.{request.method.lower()}", path, **parts)
    return call(f"{pact}.request", quote(request.method), path, **parts)


def _response(response: Response, pact: str, names: set[str]) -> Code:
    parts = _body(response, "response", names)
    body = parts.pop("body", None)
    parts = {**_headers(response, names), **parts}
    first = [] if body is None else [body]
    rules = only_set(response.rules.get("status"))
    if rules is None and response.status in _STATUSES and (response.status != 204 or not first):  # noqa: PLR2004 - no content
        return call(f"{pact}.{_STATUSES[response.status]}", *first, **parts)
    return call(f"{pact}.response", _status(response, rules, names), *first, **parts)


def _status(response: Response, rules: RuleSet | None, names: set[str]) -> Code:
    wanted = rules.rules[0].attributes.get("status") if rules and rules.rules else None
    if wanted is None:
        return repr(response.status)
    names.add("match")
    if isinstance(wanted, str) and wanted in _CLASSES:
        return call(f"match.{_CLASSES[wanted]}", repr(response.status))
    if isinstance(wanted, list | tuple):
        return call("match.status_of", *(repr(one) for one in wanted))
    raise UntellableError(f"the status {wanted!r}")


def _headers(part: Request | Response, names: set[str]) -> dict[str, Code]:
    lines = tuple(one for one in part.headers if one[0].lower() != "content-type")
    return {"headers": _fields(lines, part, "header", names)} if lines else {}


def _fields(pairs: Pairs, part: Request | Response, category: Category, names: set[str]) -> Code:
    side: Literal["request", "response"] = "request" if isinstance(part, Request) else "response"
    rules = part.rules.get(category) or {}
    generators = part.generators.get(category) or {}
    writer = ContentWriter(side=side, names=names)
    written: dict[str, Code] = {}
    for name, values in pairs:
        each = [writer.write_ruled(one, rules.get(name), generators.get(name)) for one in values]
        written[name] = each[0] if len(each) == 1 else listing(each)
    return mapping(written)


def _body(
    part: Request | Response, side: Literal["request", "response"], names: set[str]
) -> dict[str, Code]:
    body = part.body
    if body is None:
        return {}
    if body.content is None:
        raise UntellableError("a body that must be empty")
    kind = body.content_type or header_type(part.headers) or _JSON
    named: dict[str, Code] = {} if kind == _JSON else {"content_type": quote(kind)}
    if body.encoding == "base64":
        return {"body": quote_bytes(body.content), "content_type": quote(kind)}
    if not body.content:
        return {"body": quote(""), "content_type": quote(kind)}
    writer = ContentWriter(
        side=side,
        names=names,
        rules=part.rules.get("body") or {},
        generators=part.generators.get("body") or {},
    )
    if is_json(kind):
        return {"body": _written(writer, decode_json(body.content.decode())), **named}
    if split_type(kind) == ("application", "x-www-form-urlencoded"):
        return {"body": _form(body.content.decode(), writer, names)}
    return {"body": _written(writer, body.content.decode()), **named}


def _written(writer: ContentWriter, value: Json) -> Code:
    if value is None:
        # `None` alone says nothing of a body.
        writer.names.add("match")
        return call("match.null")
    return writer.write(value)


def _form(text: str, writer: ContentWriter, names: set[str]) -> Code:
    fields: dict[str, list[str]] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        fields.setdefault(name, []).append(value)
    plain: dict[str, Json] = {
        name: values[0] if len(values) == 1 else values for name, values in fields.items()
    }
    names.add("form")
    return call("form", writer.write(plain))

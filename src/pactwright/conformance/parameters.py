"""The parameters of a request: path, query, headers and cookies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pactwright.conformance.bodies import FORM
from pactwright.conformance.document import ApiDocument
from pactwright.conformance.exchange import (
    Exchange,
    read_cookies,
    read_headers,
    read_query_pairs,
    written_name,
)
from pactwright.conformance.operation import Operation, Parameter
from pactwright.conformance.scene import Steps, Target, schema_suffix, value_at
from pactwright.conformance.schemas import Fault
from pactwright.conformance.security import key_names
from pactwright.conformance.standard import REQUEST_HEADERS
from pactwright.conformance.styles import read_query, read_single
from pactwright.conformance.texts import TextReader
from pactwright.document.operations import Route
from pactwright.model.conformance import ConformanceResult
from pactwright.model.json import Json


def path_faults(
    document: ApiDocument, route: Route, operation: Operation
) -> Iterator[tuple[Parameter, str, Fault]]:
    """Yield each parameter of the path that does not fit, with its text and what is wrong."""
    reader = TextReader(document.schemas, "request")
    for parameter in operation.parameters_in("path"):
        text = route.values.get(parameter.name)
        schema = schema_of(parameter)
        if text is None or schema is None:
            continue
        value = read_single(parameter, document.schemas.requests.node(schema), text, reader)
        for fault in document.schemas.faults("request", schema, value):
            yield parameter, text, fault


def schema_of(parameter: Parameter) -> str | None:
    """Return the pointer of a parameter's schema, wherever it stands."""
    return parameter.content.schema if parameter.content is not None else parameter.schema


def check_query(exchange: Exchange) -> Iterator[ConformanceResult]:
    """Yield what is wrong with the query."""
    if not exchange.is_valid_request:
        return
    query = read_query_pairs(exchange.request.query)
    reader = TextReader(exchange.document.schemas, "request")
    taken: set[str] = set(key_names(exchange, "query"))
    for parameter in exchange.operation.parameters_in("query"):
        schema = schema_of(parameter)
        node = {} if schema is None else exchange.document.schemas.requests.node(schema)
        found = read_query(parameter, node, query, reader)
        steps: Steps = ("request", "query", parameter.name)
        if found is None:
            if parameter.required:
                yield _missing(exchange, "request.query.incompatible", parameter, steps)
            continue
        value, names = found
        taken |= names
        if _is_left_empty(parameter, value):
            continue
        yield from check_value(exchange, "request.query.incompatible", parameter, value, steps)
    for parameter in exchange.operation.parameters_in("querystring"):
        taken |= query.keys()
        yield from _check_whole_query(exchange, parameter, query, reader)
    for name in query.keys() - taken:
        yield exchange.scene.note(
            "request.query.unknown",
            f"the query parameter {name!r} is not in the document",
            at=("request", "query", name),
            value=",".join(query[name]),
            target=operation_target(exchange),
        )


def _check_whole_query(
    exchange: Exchange, parameter: Parameter, query: Mapping[str, list[str]], reader: TextReader
) -> Iterator[ConformanceResult]:
    """Yield what is wrong with a query that one schema speaks of (OpenAPI 3.2, `querystring`)."""
    code, steps = "request.query.incompatible", ("request", "query")
    media, schema = parameter.content, schema_of(parameter)
    if not query:
        if parameter.required:
            yield _missing(exchange, code, parameter, steps)
    elif media is not None and schema is not None and media.type == FORM:
        tree = {name: found if len(found) > 1 else found[0] for name, found in query.items()}
        value = reader.read_tree(exchange.document.schemas.requests.node(schema), tree)
        yield from check_value(exchange, code, parameter, value, steps)
    else:
        yield exchange.scene.note(
            "rules.undecided",
            f"a query written as {'?' if media is None else media.type} is not looked at",
            at=steps,
            value=None,
            target=Target(pointer=parameter.pointer, suffix=f".{parameter.label}"),
        )


def _is_left_empty(parameter: Parameter, value: Json) -> bool:
    raw = parameter.raw if isinstance(parameter.raw, Mapping) else {}
    return value in ("", None) and raw.get("allowEmptyValue") is True


def check_headers(exchange: Exchange) -> Iterator[ConformanceResult]:
    """Yield what is wrong with the headers that the operation knows, and which it does not."""
    if not exchange.is_valid_request:
        return
    headers = read_headers(exchange.request.headers)
    known = {name.lower() for name in key_names(exchange, "header")} | REQUEST_HEADERS
    for parameter in exchange.operation.parameters_in("header"):
        known.add(parameter.name.lower())
        name = written_name(exchange.request.headers, parameter.name)
        steps = ("request", "headers", name)
        yield from _check_single(exchange, parameter, headers.get(parameter.name.lower()), steps)
    for name in sorted(headers.keys() - known):
        yield exchange.scene.note(
            "request.header.unknown",
            f"the header {name!r} is not in the document",
            at=("request", "headers", written_name(exchange.request.headers, name)),
            value=headers[name],
            target=operation_target(exchange),
        )


def check_cookies(exchange: Exchange) -> Iterator[ConformanceResult]:
    """Yield what is wrong with the cookies that the operation knows."""
    parameters = exchange.operation.parameters_in("cookie")
    if not parameters or not exchange.is_valid_request:
        return
    cookies = read_cookies(read_headers(exchange.request.headers).get("cookie"))
    steps = ("request", "headers", written_name(exchange.request.headers, "Cookie"))
    for parameter in parameters:
        yield from _check_single(exchange, parameter, cookies.get(parameter.name), steps)


def _check_single(
    exchange: Exchange, parameter: Parameter, text: str | None, steps: Steps
) -> Iterator[ConformanceResult]:
    code = "request.header.incompatible"
    if text is None:
        if parameter.required:
            yield _missing(exchange, code, parameter, steps)
        return
    schema = schema_of(parameter)
    if schema is None:
        return
    reader = TextReader(exchange.document.schemas, "request")
    node = exchange.document.schemas.requests.node(schema)
    yield from check_value(
        exchange, code, parameter, read_single(parameter, node, text, reader), steps
    )


def check_value(
    exchange: Exchange, code: str, parameter: Parameter, value: Json, steps: Steps
) -> Iterator[ConformanceResult]:
    """Yield what the schema of a parameter refuses of its value."""
    schema = schema_of(parameter)
    if schema is None:
        return
    for fault in exchange.document.schemas.faults("request", schema, value):
        suffix = schema_suffix(f".{parameter.label}", schema, fault.pointer)
        yield exchange.scene.note(
            code,
            f"{_named(parameter)}: {fault.message}",
            at=(*steps, *fault.steps),
            value=value_at(value, fault.steps),
            target=Target(
                pointer=exchange.document.place_of(fault.pointer), suffix=suffix, value=fault.value
            ),
        )


def _named(parameter: Parameter) -> str:
    kind = "parameter" if parameter.location in {"query", "path"} else parameter.location
    return f"{kind} {parameter.name!r}"


def _missing(
    exchange: Exchange, code: str, parameter: Parameter, steps: Steps
) -> ConformanceResult:
    return exchange.scene.note(
        code,
        f"{_named(parameter)} is required and not sent",
        at=steps,
        value=None,
        target=Target(pointer=parameter.pointer, suffix=f".{parameter.label}", value=parameter.raw),
    )


def operation_target(exchange: Exchange) -> Target:
    """Return the operation itself as the place of a result."""
    return Target(pointer=exchange.operation.pointer, value=exchange.operation.raw)

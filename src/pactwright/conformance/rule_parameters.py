"""The headers, queries and paths that a consumer's rules stand for beside the document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

from pactwright.conformance.exchange import Exchange, read_headers, read_query_pairs
from pactwright.conformance.inclusion import Answer as Decision
from pactwright.conformance.inclusion import Fails, Holds, Open
from pactwright.conformance.operation import Answer, Parameter
from pactwright.conformance.parameters import path_faults, schema_of
from pactwright.conformance.rule_bodies import Question, report
from pactwright.conformance.rule_values import Schema, scalar_schema
from pactwright.conformance.sampling import samples
from pactwright.conformance.scene import Steps, Target
from pactwright.conformance.texts import TextReader
from pactwright.errors import PactwrightError
from pactwright.matching.headers import compare_headers
from pactwright.matching.rules import only_set
from pactwright.matching.wording import encode_json
from pactwright.model.conformance import ConformanceResult
from pactwright.model.json import Json
from pactwright.model.rule import RuleSet
from pactwright.schema.document import SchemaDocument
from pactwright.schema.make import Maker
from pactwright.schema.node import Node
from pactwright.schema.view import View

_NUMERIC: Final[Mapping[str, Schema]] = {
    "integer": {"type": ["integer"]},
    "decimal": {"type": ["number"]},
    "number": {"type": ["number"]},
    "boolean": {"type": ["boolean"]},
}
_SENDABLE: Final[Node] = {"pattern": "^([!-~]([ -~]*[!-~])?)?$"}
"""What a header's value looks like (RFC 9110, section 5.5), obsolete ones left out."""

_SAMPLES: Final = 40


def check_query_rules(exchange: Exchange) -> Iterator[ConformanceResult | None]:
    """Yield the parameters of the query that the rules allow and the operation refuses."""
    query = read_query_pairs(exchange.request.query)
    rules = _by_name(exchange.request.rules.get("query"))
    for parameter in exchange.operation.parameters_in("query"):
        found = rules.get(parameter.name)
        if found is not None and query.get(parameter.name):
            example = query[parameter.name][0]
            steps = ("request", "query", parameter.name)
            yield _check_sent(exchange, parameter, (found, example), steps)


def check_header_rules(exchange: Exchange) -> Iterator[ConformanceResult | None]:
    """Yield the headers that the rules allow and the operation refuses."""
    headers = read_headers(exchange.request.headers)
    rules = _by_name(exchange.request.rules.get("header"), fold=True)
    for parameter in exchange.operation.parameters_in("header"):
        name = parameter.name.lower()
        if name in rules and name in headers:
            steps = ("request", "headers", parameter.name)
            yield _check_sent(exchange, parameter, (rules[name], headers[name]), steps)
    cookies = exchange.operation.parameters_in("cookie")
    if cookies and "cookie" in rules and "cookie" in headers:
        question = Question(
            code="request.header.not-covered",
            at=("request", "headers", "Cookie"),
            value=headers["cookie"],
            target=Target(pointer=cookies[0].pointer, suffix=f".{cookies[0].label}"),
            sender="consumer",
            what="header 'Cookie'",
        )
        yield report(exchange, question, Open("a rule of the whole header, not of a cookie", 0))


def _by_name(rules: Mapping[str, RuleSet] | None, *, fold: bool = False) -> dict[str, RuleSet]:
    found: dict[str, RuleSet] = {}
    for place, one in (rules or {}).items():
        name = place.partition("[")[0] if place.endswith("]") else place
        found.setdefault(name.lower() if fold else name, one)
    return found


def _check_sent(
    exchange: Exchange, parameter: Parameter, sent: tuple[RuleSet, str], steps: Steps
) -> ConformanceResult | None:
    schema = schema_of(parameter)
    if schema is None:
        return None
    rules, example = sent
    node = exchange.document.schemas.requests.node(schema)
    part = "query" if parameter.location == "query" else "header"
    question = Question(
        code=f"request.{part}.not-covered",
        at=steps,
        value=example,
        target=Target(pointer=schema, suffix=f".{parameter.label}.schema"),
        sender="consumer",
        what=f"{part} {parameter.name!r}",
    )
    if parameter.content is not None:
        return report(exchange, question, Open("a parameter with a body's format", 0))
    return report(exchange, question, _decide_sent(exchange, node, rules, example))


def _decide_sent(exchange: Exchange, node: Node, rules: RuleSet, example: str) -> Decision:
    """Decide as texts or, where both sides speak of numbers, as those."""
    reader = TextReader(exchange.document.schemas, "request")
    types = reader.types(node)
    numeric = [_NUMERIC[rule.kind] for rule in rules.rules if rule.kind in _NUMERIC]
    if numeric and len(numeric) == len(rules.rules) and "string" not in types:
        sent: Schema = {"allOf": numeric}
        return exchange.document.inclusions.covers_request(sent, node, reader.read(node, example))
    texts = scalar_schema(rules, example, cascaded=False)
    if not types or types == {"string"}:
        return exchange.document.inclusions.covers_request(texts, node, example)
    return _sample(texts, example, _TextTaker(exchange, node, reader))


class _TextTaker:
    """Says why a text is no value of a schema that is not of strings alone."""

    def __init__(self, exchange: Exchange, node: Node, reader: TextReader) -> None:
        self._schemas = exchange.document.schemas
        self._node = node
        self._reader = reader

    def __call__(self, text: str) -> str | None:
        listed = "array" in self._reader.types(self._node)
        value: Json = (
            self._reader.read_list(self._node, [text])
            if listed
            else self._reader.read(self._node, text)
        )
        if self._schemas.accepts_node("request", self._node, value):
            return None
        return f"{text!r} is not what the document says of it"


def _sample(schema: Schema, example: str, taker: _TextTaker) -> Decision:
    texts = list(_texts_of(schema, example))
    for text in texts:
        if reason := taker(text):
            return Fails(text, reason)
    if "enum" in schema:
        return Holds()
    return Open("texts and values of other types can only be tried", len(texts))


def _texts_of(schema: Schema, example: str) -> Iterator[str]:
    yield example
    view = View(SchemaDocument(schema), sends=True)
    maker = Maker(view, closing=False)
    for value in islice(samples(maker, view.node("")), _SAMPLES):
        if isinstance(value, str):
            yield value


def check_path_rules(exchange: Exchange) -> Iterator[ConformanceResult | None]:
    """Yield a path that the rules allow and that is not this operation's."""
    rules = only_set(exchange.request.rules.get("path"))
    if rules is None:
        return
    path = exchange.request.path
    schema = scalar_schema(rules, path, cascaded=False)
    question = Question(
        code="request.path.not-covered",
        at=("request", "path"),
        value=path,
        target=Target(pointer=exchange.operation.pointer),
        sender="consumer",
        what="path",
    )
    texts = [text for text in _texts_of(schema, path) if text.startswith("/")]
    for text in texts:
        if not _is_same_operation(exchange, text):
            reason = f"it is no path of {exchange.operation.label}"
            yield report(exchange, question, Fails(text, reason))
            return
    if "enum" in schema:
        yield None
    else:
        yield report(exchange, question, Open("paths can only be tried", len(texts)))


def _is_same_operation(exchange: Exchange, path: str) -> bool:
    document = exchange.document
    for route, operation in document.find(exchange.request.method, path.partition("?")[0]):
        if operation.pointer == exchange.operation.pointer:
            return next(path_faults(document, route, operation), None) is None
    return False


def check_answer_headers(exchange: Exchange, answer: Answer) -> Iterator[ConformanceResult | None]:
    """Yield what the document allows of the headers that the consumer expects."""
    headers = read_headers(exchange.response.headers)
    for parameter in answer.headers:
        if parameter.name.lower() in headers:
            yield _check_answer_header(exchange, parameter, headers[parameter.name.lower()])
        elif parameter.required:
            yield exchange.scene.note(
                "response.header.required",
                f"the document promises the header {parameter.name!r}, and the expected response "
                "leaves it out",
                at=("response", "headers"),
                value=None,
                target=Target(
                    pointer=parameter.pointer,
                    suffix=f".responses.{exchange.response.status}.{parameter.label}",
                ),
            )


def _check_answer_header(
    exchange: Exchange, parameter: Parameter, example: str
) -> ConformanceResult | None:
    question = Question(
        code="response.header.not-covered",
        at=("response", "headers", parameter.name),
        value=example,
        target=Target(
            pointer=parameter.pointer,
            suffix=f".responses.{exchange.response.status}.{parameter.label}",
        ),
        sender="document",
        what=f"header {parameter.name!r}",
    )
    if not parameter.required:
        return report(exchange, question, Fails(None, "the header may be absent"))
    schema = schema_of(parameter)
    if schema is None:
        return None
    return report(exchange, question, _decide_answered(exchange, parameter, schema))


def _decide_answered(exchange: Exchange, parameter: Parameter, schema: str) -> Decision:
    """Try the values that the document allows: the consumer's matching is of texts."""
    expected = [
        (name, values)
        for name, values in exchange.response.headers
        if name.lower() == parameter.name.lower()
    ]
    rules = exchange.response.rules.get("header")
    view = exchange.document.schemas.responses
    tried = 0
    maker = Maker(view, closing=True)
    for value in islice(samples(maker, {"allOf": [view.node(schema), _SENDABLE]}), _SAMPLES):
        text = _written(value) if parameter.content is None else encode_json(value).decode()
        if text is None:
            continue
        tried += 1
        try:
            found = compare_headers(tuple(expected), [(parameter.name, text)], rules)
        except PactwrightError as error:
            return Open(error.message, 0)
        if found:
            return Fails(text, found[0].message)
    return Open("headers can only be tried", tried)


def _written(value: Json) -> str | None:
    """Return a value in the style `simple` of headers (OpenAPI 3.1, "Style Values")."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return _listed([one for pair in value.items() for one in pair])
    if isinstance(value, list):
        return _listed(value)
    if isinstance(value, str | int | float):
        text = str(value)
        return text if text.isascii() and text.isprintable() and text == text.strip() else None
    return None


def _listed(values: Sequence[Json]) -> str | None:
    texts = [_written(one) for one in values]
    return None if None in texts else ",".join(text for text in texts if text is not None)

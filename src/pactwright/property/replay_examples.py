"""Checks the examples that the document shows: against its own schemas, and against the service."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from pactwright.model.json import Json, JsonObject
from pactwright.model.wire import WireAnswer
from pactwright.property.replay_judge import judge
from pactwright.property.replay_reading import Reader
from pactwright.property.replay_request import Source, quote_segment
from pactwright.property.replay_values import (
    Exchange,
    Setting,
    Tally,
    Trouble,
    base_request,
    trouble_of,
)
from pactwright.property.schemathesis_cases import Content, Draft
from pactwright.property.schemathesis_checks import Breach, shorten
from pactwright.property.schemathesis_document import ApiOperation, validate
from pactwright.strategy.operations import follow

_FAILURE: Final = 400
_REFUSED: Final = (400, 415, 422)


def check_examples(
    source: Source, reader: Reader, setting: Setting, tally: Tally
) -> Iterator[Trouble]:
    """Yield a trouble for each documented example that breaks its schema or that is refused.

    The examples of the request are sent by a consumer's interaction that expects success; their
    answers are judged as any other.
    """
    for place, message, value in _contradictions(source.operation):
        breach = Breach(
            kind="example",
            check="examples-fit",
            place=place,
            message=f"a documented example breaks its own schema: {message}",
            expected="an example that fits",
            actual=shorten(value),
        )
        # Nothing is sent; the example request keeps the finding's place in the file of cases.
        unsent = Exchange(
            request=source.example, answer=WireAnswer(), template=source.operation.path
        )
        yield trouble_of(source, breach, unsent)
    if reader.interaction.response.status >= _FAILURE:
        return
    for place, draft in _drafts(source):
        yield from _send(source, setting, tally, place, draft)


def _send(
    source: Source, setting: Setting, tally: Tally, place: str, draft: Draft
) -> Iterator[Trouble]:
    with setting.stage.scene(source.interaction.states) as scene:
        base = base_request(source, scene.values, setting.clock)
        known = {name for name, _ in base.query}
        more = tuple((n, v) for n, v in draft.query.items() if n not in known)
        request = source.compose(draft, replace(base, query=(*base.query, *more)))
        exchange = tally.send(scene, request, source)
    breaches = judge(source.operation, exchange.request, exchange.answer)
    refused = judge_example(place, [exchange])
    for one in breaches or ((refused,) if refused is not None else ()):
        yield trouble_of(source, one, exchange)


def judge_example(place: str, exchanges: Sequence[Exchange]) -> Breach | None:
    """Return a breach when the service refused an example, which stands at `place`."""
    if exchanges[-1].status not in _REFUSED:
        return None
    return Breach(
        kind="example",
        check="examples-work",
        place=place,
        message="the service refuses an example of its own document",
        expected="2XX",
        actual=str(exchanges[-1].status),
    )


def _drafts(source: Source) -> Iterator[tuple[str, Draft]]:
    operation = source.operation
    for parameter in operation.parameters:
        for name, value in _examples(operation, parameter.definition, parameter.schema):
            if isinstance(value, Mapping | list) or value is None:
                continue
            text = str(value).lower() if isinstance(value, bool) else str(value)
            if parameter.location == "query":
                yield (
                    f"query {parameter.name} {name}".rstrip(),
                    Draft(query={parameter.name: (text,)}),
                )
            elif parameter.location == "path" and not _is_made(source, parameter.name):
                yield (
                    f"path {parameter.name} {name}".rstrip(),
                    Draft(path={parameter.name: quote_segment(text)}),
                )
    if source.body_value is None or source.media_type is None:
        return
    content = follow(operation.document.root, operation.definition.get("requestBody"))
    media = follow(
        operation.document.root,
        follow(operation.document.root, content.get("content")).get(source.media_type),
    )
    schema = operation.bodies.get(source.media_type, {})
    for name, value in _examples(operation, media, schema):
        yield f"body {name}".rstrip(), Draft(body=Content(value=value))


def _is_made(source: Source, name: str) -> bool:
    return any(one.name == name and one.expression is not None for one in source.use.path_values)


def _contradictions(operation: ApiOperation) -> Iterator[tuple[str, str, Json]]:
    """Yield place, reason and value of each example that its schema refuses."""
    for place, schema, examples in _documented(operation):
        for name, value in examples:
            reason = validate(operation.document, schema, value)
            if reason is not None:
                yield f"{place} {name}".rstrip(), reason, value


def _documented(
    operation: ApiOperation,
) -> Iterator[tuple[str, JsonObject, list[tuple[str, Json]]]]:
    root = operation.document.root
    for parameter in operation.parameters:
        yield (
            f"{parameter.location} {parameter.name}",
            parameter.schema,
            list(_examples(operation, parameter.definition, parameter.schema)),
        )
    body = follow(root, operation.definition.get("requestBody"))
    yield from _media_examples(operation, body, "body")
    for status, one in follow(root, operation.definition.get("responses")).items():
        yield from _media_examples(operation, follow(root, one), status)


def _media_examples(
    operation: ApiOperation, holder: JsonObject, place: str
) -> Iterator[tuple[str, JsonObject, list[tuple[str, Json]]]]:
    root = operation.document.root
    for kind, one in follow(root, holder.get("content")).items():
        media = follow(root, one)
        schema = media.get("schema")
        if isinstance(schema, Mapping) and "json" in kind:
            yield f"{place} {kind}", schema, list(_examples(operation, media, schema))


def _examples(
    operation: ApiOperation, holder: JsonObject, schema: JsonObject
) -> Iterator[tuple[str, Json]]:
    """Yield the examples of a parameter or media type, and those of its schema's own.

    Source: OpenAPI 3.1.1, sections 4.8.12 and 4.8.14: `example`, and `examples` by name.
    """
    root = operation.document.root
    if "example" in holder:
        yield "", holder["example"]
    for name, one in follow(root, holder.get("examples")).items():
        found = follow(root, one)
        if "value" in found:
            yield name, found["value"]
    own = follow(root, schema)
    if "example" in own and own is not holder:
        yield "of the schema", own["example"]
    listed = own.get("examples")
    for index, value in enumerate(listed if isinstance(listed, list) else ()):
        yield f"of the schema {index}", value

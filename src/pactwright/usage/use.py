"""Which parts of an operation one interaction uses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pactwright.compat.api import Media, Operation, Parameter, Response
from pactwright.compat.media_types import find_covering
from pactwright.matching.content_type import expected_content_type
from pactwright.model.choice import Choice
from pactwright.model.interaction import Body, HttpInteraction, Pairs
from pactwright.model.path import Wildcard, format_path
from pactwright.pactfile.choices import first_choices
from pactwright.schema.document import SchemaDocument
from pactwright.usage.fields import Hidden, find_field
from pactwright.usage.part import Offer, Part
from pactwright.usage.reading import read_members
from pactwright.usage.surface import name_operation


@dataclass(frozen=True, slots=True)
class Speech:
    """A body as an interaction has it: the bytes, the headers with it, and its variants."""

    body: Body | None
    headers: Pairs
    choices: Sequence[Choice] = ()


def read_uses(
    interaction: HttpInteraction, operation: Operation, document: SchemaDocument
) -> tuple[Offer, ...]:
    """Return the parts that the interaction uses and that the document declares, each once.

    What it uses beyond the document is not among them: conformance tells of that.
    """
    found = {
        offer.part: offer
        for offer in (
            *_request(interaction, operation, document),
            *_response(interaction, operation, document),
        )
    }
    return tuple(found.values())


def answering(operation: Operation, status: int) -> Response | None:
    """Return what the document says of a status: its own entry, its range, or the default."""
    entries = {response.status.upper(): response for response in operation.responses}
    for name in (str(status), f"{status // 100}XX", "DEFAULT"):
        if name in entries:
            return entries[name]
    return None


def _request(
    interaction: HttpInteraction, operation: Operation, document: SchemaDocument
) -> Iterator[Offer]:
    name, request = name_operation(operation), interaction.request
    yield Offer(part=Part(kind="operation", operation=name), pointer=operation.pointer)
    sent = _sent(request.query, request.headers)
    for parameter in operation.parameters:
        if parameter.location == "path" or _is_sent(parameter, sent):
            part = Part(kind="request parameter", operation=name, name=parameter.label)
            yield Offer(part=part, pointer=parameter.pointer, required=parameter.required)
    media = operation.body.media if operation.body else ()
    above = Part(kind="request field", operation=name)
    yield from _body(above, Speech(request.body, request.headers), media, document)


def _response(
    interaction: HttpInteraction, operation: Operation, document: SchemaDocument
) -> Iterator[Offer]:
    declared = answering(operation, interaction.response.status)
    if declared is None:
        return
    above = Part(kind="status", operation=name_operation(operation), status=declared.status)
    yield Offer(part=above, pointer=declared.pointer)
    expected = interaction.response
    read = {name.lower() for name, _ in expected.headers}
    for header in declared.headers:
        if header.name.lower() in read:
            part = replace(above, kind="response header", name=header.name)
            yield Offer(part=part, pointer=header.pointer, required=header.required)
    variants = first_choices(interaction.comments)
    speech = Speech(expected.body, expected.headers, variants)
    yield from _body(replace(above, kind="response field"), speech, declared.media, document)


def _body(
    above: Part, speech: Speech, declared: Sequence[Media], document: SchemaDocument
) -> Iterator[Offer]:
    body = speech.body
    if body is None or body.content is None:
        return
    kind = expected_content_type(body.content_type, speech.headers, body.content)
    media = find_covering(str(kind), declared)
    if media is None:
        return
    request = above.kind == "request field"
    own = replace(
        above,
        kind="request content type" if request else "response content type",
        name=media.type,
    )
    yield Offer(part=own, pointer=media.pointer)
    if media.schema is None:
        return
    hidden: Hidden = "readOnly" if request else "writeOnly"
    for steps in read_members(body.content, kind, speech.choices):
        field = find_field(document, media.schema, steps, hidden)
        if field is not None and field.steps[-1] is not Wildcard.INDEX:
            part = replace(above, content_type=media.type, name=format_path(field.steps))
            yield Offer(part=part, pointer=field.pointer, required=field.required)


def _sent(query: Pairs, headers: Pairs) -> set[tuple[str, str]]:
    names = {("query", name) for name, _ in query}
    names |= {("query", name.partition("[")[0]) for name, _ in query}
    for name, values in headers:
        names.add(("header", name.lower()))
        if name.lower() == "cookie":
            for value in values:
                pairs = (value or "").split(";")
                names |= {("cookie", pair.partition("=")[0].strip()) for pair in pairs}
    return names


def _is_sent(parameter: Parameter, sent: set[tuple[str, str]]) -> bool:
    if parameter.location == "querystring":
        return any(location == "query" for location, _ in sent)
    return (parameter.location, parameter.key[1]) in sent

"""What an API document offers: every part of every operation, with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from pactwright.compat.api import Api, Media, Operation, Response
from pactwright.model.path import format_path
from pactwright.schema.document import SchemaDocument
from pactwright.usage.fields import Hidden, list_fields
from pactwright.usage.part import Field, Kind, Offer, Part


@dataclass(frozen=True, slots=True)
class Surface:
    """The parts of a document in its order; `cut` names the bodies with too many to list."""

    offers: tuple[Offer, ...]
    cut: tuple[str, ...] = ()


def read_surface(api: Api, document: SchemaDocument) -> Surface:
    """Return what the operations of a document offer, those of callbacks and webhooks left out."""
    bodies = _Bodies(document)
    offers = {
        offer.part: offer for operation in api.operations for offer in _operation(operation, bodies)
    }
    return Surface(tuple(offers.values()), tuple(dict.fromkeys(bodies.cut)))


def name_operation(operation: Operation) -> str:
    """Return how reports name an operation: `GET /orders/{id}`."""
    return f"{operation.method.upper()} {operation.path}"


def _operation(operation: Operation, bodies: _Bodies) -> Iterator[Offer]:
    name = name_operation(operation)
    yield Offer(part=Part(kind="operation", operation=name), pointer=operation.pointer)
    for each in operation.parameters:
        yield Offer(
            part=Part(kind="request parameter", operation=name, name=each.label),
            pointer=each.pointer,
            required=each.required,
        )
    for media in operation.body.media if operation.body else ():
        part = Part(kind="request content type", operation=name, name=media.type)
        yield Offer(part=part, pointer=media.pointer)
        above = Part(kind="request field", operation=name, content_type=media.type)
        yield from bodies.offer(above, media, "readOnly")
    for response in operation.responses:
        yield from _response(name, response, bodies)


def _response(name: str, response: Response, bodies: _Bodies) -> Iterator[Offer]:
    def part(kind: Kind, inner: str = "", content_type: str = "") -> Part:
        return Part(
            kind=kind,
            operation=name,
            status=response.status,
            content_type=content_type,
            name=inner,
        )

    yield Offer(part=part("status"), pointer=response.pointer)
    for header in response.headers:
        yield Offer(
            part=part("response header", header.name),
            pointer=header.pointer,
            required=header.required,
        )
    for media in response.media:
        yield Offer(part=part("response content type", media.type), pointer=media.pointer)
        above = part("response field", content_type=media.type)
        yield from bodies.offer(above, media, "writeOnly")


class _Bodies:
    """The members of bodies, those that share a schema listed once."""

    def __init__(self, document: SchemaDocument) -> None:
        self.cut: list[str] = []
        self._document = document
        self._listed: dict[tuple[str, Hidden], tuple[tuple[Field, ...], bool]] = {}

    def offer(self, above: Part, media: Media, hidden: Hidden) -> Iterator[Offer]:
        """Yield the members of one body as parts below it."""
        if media.schema is None:
            return
        fields, more = self._list(media.schema, hidden)
        if more:
            self.cut.append(f"{above.label} {media.type}")
        for field in fields:
            part = replace(above, name=format_path(field.steps))
            yield Offer(part=part, pointer=field.pointer, required=field.required)

    def _list(self, pointer: str, hidden: Hidden) -> tuple[tuple[Field, ...], bool]:
        raw = self._document.at(pointer)
        reference = raw.get("$ref") if isinstance(raw, Mapping) else None
        if isinstance(reference, str):
            pointer = self._document.target(reference)
        key = (pointer, hidden)
        if key not in self._listed:
            self._listed[key] = list_fields(self._document, pointer, hidden)
        return self._listed[key]

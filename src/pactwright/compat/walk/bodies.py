"""The bodies of two operations side by side: media types, statuses, headers and schemas."""

from __future__ import annotations

from msgspec import Struct

from pactwright.compat.api import Body, Media, Operation, Response
from pactwright.compat.media_types import find_covering
from pactwright.compat.rules import media as media_rules
from pactwright.compat.rules import responses
from pactwright.compat.rules.notebook import Way
from pactwright.compat.rules.schema_presence import compare_schemas
from pactwright.compat.walk.parameters import walk_headers
from pactwright.compat.walk.scene import Scene
from pactwright.compat.walk.texts import TextWalk, coded_fields, is_form
from pactwright.model.finding import Direction


def walk_request_media(scene: Scene, old: Body, new: Body, operation: Operation, way: Way) -> None:
    """Note what differs between two request bodies."""
    media_rules.check_request_media(old.media, new.media, operation, way)
    walk = _BodyWalk(scene, operation, way, way.inbound, "body")
    walk.pairs(old.media, new.media)


def walk_responses(scene: Scene, old: Operation, new: Operation, way: Way) -> None:
    """Note what differs between the responses of two operations."""
    before = {response.status: response for response in old.responses}
    after = {response.status: response for response in new.responses}
    for response in old.responses:
        other = _answering(response.status, after)
        if other is None:
            responses.check_status_removed(response, new, way)
        else:
            _walk_pair(scene, response, other, old, way)
    for response in new.responses:
        if response.status in before:
            continue
        other = _answering(response.status, before)
        if other is None:
            responses.check_status_added(response, old, way)
        else:
            _walk_pair(scene, other, response, old, way)


def _answering(status: str, among: dict[str, Response]) -> Response | None:
    """Return the response that speaks for the status: its own, its range's, or the default.

    Source: OpenAPI 3.1.1, section 4.8.16.
    """
    own = among.get(status)
    if own is not None or status == "default":
        return own
    return among.get(f"{status[:1]}XX") or among.get("default")


def _walk_pair(scene: Scene, old: Response, new: Response, operation: Operation, way: Way) -> None:
    status = new.status
    media_rules.check_response_media(status, old.media, new.media, operation, way)
    walk = _BodyWalk(scene, operation, way, way.outbound, f"{status} body")
    walk.pairs(old.media, new.media)
    if old.headers or new.headers:
        walk_headers(scene, old, new, operation, way)
    if old.links or new.links:
        responses.check_links(old, new, way)


def _pairs(
    old: tuple[Media, ...], new: tuple[Media, ...], direction: Direction
) -> list[tuple[Media, Media]]:
    """Return which entries stand for the same bodies: each that is sent with what reads it."""
    found: dict[tuple[str, str], tuple[Media, Media]] = {}
    towards = direction == "request"
    for sent in old if towards else new:
        reading = find_covering(sent.type, new if towards else old)
        if reading is not None:
            pair = (sent, reading) if towards else (reading, sent)
            found[pair[0].pointer, pair[1].pointer] = pair
    return list(found.values())


class _BodyWalk(Struct, frozen=True):
    """The walk over the bodies of one message, media type by media type."""

    scene: Scene
    operation: Operation
    way: Way
    direction: Direction
    part: str

    def pairs(self, old: tuple[Media, ...], new: tuple[Media, ...]) -> None:
        for before, after in _pairs(old, new, self.direction):
            media_rules.check_encoding(before, after, self.operation, self.way, self.direction)
            self._compare(before, after)

    def _compare(self, old: Media, new: Media) -> None:
        ends = old.schema, new.schema
        if is_form(old, new):
            ends = TextWalk(
                scene=self.scene,
                way=self.way,
                operation=self.operation,
                direction=self.direction,
                label=f"{self.part} field",
                untouched=coded_fields(old, new),
            ).settle(*ends)
        compare_schemas(*ends, self.way, self.direction, self.part)
        items = old.item_schema, new.item_schema
        compare_schemas(*items, self.way, self.direction, f"{self.part} item")

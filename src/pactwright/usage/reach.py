"""Which schemas of a document stand behind what an interaction reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from pactwright.compat.api import Operation
from pactwright.compat.media_types import find_covering
from pactwright.matching.content_type import expected_content_type
from pactwright.model.interaction import HttpInteraction
from pactwright.model.path import Step
from pactwright.pactfile.choices import first_choices
from pactwright.schema.document import SchemaDocument
from pactwright.usage.fields import trace_field
from pactwright.usage.reading import read_members
from pactwright.usage.use import answering

Reached = Mapping[str, Sequence[tuple[Step, ...]]]
"""The members of a body that lead to a schema, by the schema's pointer."""

_DEEPER = frozenset(
    {"properties", "items", "prefixItems", "additionalProperties", "patternProperties"}
)


def reach_response(
    interaction: HttpInteraction, operation: Operation, document: SchemaDocument
) -> Reached:
    """Return the schemas that say what the members are that the interaction reads."""
    expected = interaction.response
    declared, body = answering(operation, expected.status), expected.body
    if declared is None or body is None or body.content is None:
        return {}
    kind = expected_content_type(body.content_type, expected.headers, body.content)
    media = find_covering(str(kind), declared.media)
    if media is None or media.schema is None:
        return {}
    choices = first_choices(interaction.comments)
    return reach_members(document, media.schema, read_members(body.content, kind, choices))


def reach_members(
    document: SchemaDocument, schema: str, members: Iterable[tuple[Step, ...]]
) -> Reached:
    """Return the schemas that say what the members of a value are, and the value itself."""
    found: dict[str, list[tuple[Step, ...]]] = {}
    for steps in ((), *members):
        for pointer, place in trace_field(document, schema, steps, "writeOnly"):
            if place not in found.setdefault(pointer, []):
                found[pointer].append(place)
    return found


def members_at(pointer: str, reached: Reached) -> Sequence[tuple[Step, ...]]:
    """Return the members that a place in a schema speaks of: its own, not those inside it."""
    above = pointer
    while True:
        if above in reached:
            return reached[above]
        above, _, keyword = above.rpartition("/")
        if not above or keyword in _DEEPER:
            return ()

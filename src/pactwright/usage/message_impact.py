"""Who breaks when an AsyncAPI document changes: findings joined with the messages of pacts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from pactwright.compat.api import MessageApi
from pactwright.compat.dialects.asyncapi import SCHEMAS
from pactwright.conformance.asyncapi import AsyncDocument
from pactwright.conformance.messages import find_message_operation
from pactwright.conformance.scene import Scene
from pactwright.document.messages import MessageOperation
from pactwright.matching.content_type import guess_content_type, parse_content_type
from pactwright.model.conformance import ConformanceResult
from pactwright.model.finding import Finding
from pactwright.model.interaction import AsyncMessage, MessageContents, PactDocument, SyncMessage
from pactwright.model.path import Step
from pactwright.pactfile.choices import first_choices
from pactwright.schema.document import SchemaDocument
from pactwright.usage.causes import Causes, Impact, Tally, closest, hit_of
from pactwright.usage.message_trouble import find_message_troubles, matched_messages
from pactwright.usage.reach import Reached, reach_members
from pactwright.usage.reading import read_members
from pactwright.usage.weigh import Trouble

_COURSE: Final = frozenset({"message-channel-moved", "message-action-changed"})
"""Changes that everybody at the other end notices, whatever the messages say."""


class MessageSide:
    """One of two AsyncAPI documents, read for conformance and for its schemas."""

    def __init__(self, api: MessageApi) -> None:
        """Make it of a document in normal form."""
        self.document = AsyncDocument(api.root)
        self._schemas = SchemaDocument(api.root, SCHEMAS)

    def operation(self, interaction: AsyncMessage | SyncMessage) -> MessageOperation | None:
        """Return the operation that the interaction names."""
        found = find_message_operation(Scene(index=0, interaction=interaction), self.document)
        return None if isinstance(found, ConformanceResult) else found

    def reach(self, interaction: AsyncMessage | SyncMessage, version: str) -> Reached:
        """Return the schemas behind what the interaction reads."""
        found: dict[str, list[tuple[Step, ...]]] = {}
        for part, message in matched_messages(interaction, self.document, version=version):
            if part.way == "response" and message.payload is not None and message.format is None:
                members = _members(interaction, part.contents)
                for pointer, places in reach_members(
                    self._schemas, message.payload, members
                ).items():
                    found.setdefault(pointer, []).extend(places)
        return found


def find_message_impact(
    findings: Sequence[Finding],
    old: MessageSide,
    new: MessageSide,
    pacts: Sequence[PactDocument],
) -> Impact:
    """Return which messages of pacts each finding reaches.

    A message is reached when it conforms to the old document and not to the new one, and when
    the new document allows something that the old one did not and its consumer refuses.
    """
    tally = Tally(len(findings))
    for pact in pacts:
        for message in pact.interactions:
            if not isinstance(message, AsyncMessage | SyncMessage):
                continue
            operation = old.operation(message)
            if operation is None:
                continue
            own = {
                index: finding
                for index, finding in enumerate(findings)
                if operation.label in finding.operations
            }
            for found, trouble in _hits(message, own, (old, new), pact.version):
                tally.add(found, hit_of(pact, message, trouble))
    return tally.impact()


def _hits(
    message: AsyncMessage | SyncMessage,
    findings: dict[int, Finding],
    sides: tuple[MessageSide, MessageSide],
    version: str,
) -> Iterator[tuple[int | None, Trouble]]:
    """Yield each trouble with the number of its finding, None where no finding explains it."""
    old, new = sides
    reached = (old.reach(message, version), new.reach(message, version))
    causes = Causes(findings, reached)
    troubles = find_message_troubles(message, old.document, new.document, version=version)
    for trouble in closest(troubles):
        numbers = causes.of(trouble)
        yield from ((number, trouble) for number in numbers)
        if not numbers and not trouble.known:
            yield None, trouble
    if matched_messages(message, old.document, version=version):
        yield from ((index, _moved(it)) for index, it in findings.items() if it.rule in _COURSE)


def _moved(finding: Finding) -> Trouble:
    return Trouble(
        code=finding.rule,
        side=finding.direction or "send",
        effect="breaks",
        part="message",
        reason=finding.message,
        pointer="" if finding.new is None else finding.new.pointer,
    )


def _members(
    interaction: AsyncMessage | SyncMessage, contents: MessageContents
) -> tuple[tuple[Step, ...], ...]:
    body = contents.body
    if body is None or body.content is None:
        return ()
    kind = parse_content_type(body.content_type or "") or guess_content_type(body.content)
    choices = first_choices(interaction.comments)
    return read_members(body.content, kind, choices)

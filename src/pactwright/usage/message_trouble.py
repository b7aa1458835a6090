"""What a message of a pact comes to beside a changed document that it did not come to before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pactwright.compat.media_types import normalize_type
from pactwright.conformance.asyncapi import AsyncDocument
from pactwright.conformance.message_rules import (
    Part,
    check_message_rules,
    header_differences,
    headers_of,
    headers_schema,
    payload_of,
)
from pactwright.conformance.messages import find_message_operation, message_results, parts_of
from pactwright.conformance.scene import Scene
from pactwright.document.messages import Action, Message, MessageOperation
from pactwright.document.pointer import follow_pointer, split_pointer
from pactwright.model.conformance import ConformanceResult
from pactwright.model.finding import Effect
from pactwright.model.interaction import AsyncMessage, SyncMessage
from pactwright.model.json import Json
from pactwright.model.path import Step, Wildcard, format_path
from pactwright.pactfile.choices import first_choices
from pactwright.usage.refusals import Expected, expect_body, refuse
from pactwright.usage.weigh import Half, Trouble, weigh

_TURNED: dict[Action, Action] = {"send": "receive", "receive": "send"}
_PAYLOAD, _HEADERS = "message.payload.incompatible", "message.headers.incompatible"
_GONE = "message.no.match"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Meeting:
    """One message of an interaction beside what stands for it in both documents."""

    scene: Scene
    part: Part
    side: Action
    old: AsyncDocument
    new: AsyncDocument
    before: Message
    after: Message


def find_message_troubles(
    message: AsyncMessage | SyncMessage,
    old: AsyncDocument,
    new: AsyncDocument,
    *,
    version: str = "4",
) -> list[Trouble]:
    """Return what the new document brings a message that fits the old one.

    A message that no message of the old document stands for has nothing that could break.
    """
    scene = Scene(index=0, interaction=message, version=version)
    before, after = (find_message_operation(scene, document) for document in (old, new))
    if isinstance(before, ConformanceResult):
        return []
    if isinstance(after, ConformanceResult):
        return [_nameless(before, new) or _told(after, before.action, "message")]
    found: list[Trouble] = []
    for number, part in enumerate(parts_of(scene, message)):
        first = number == 0
        ours = before.messages if first else before.reply or ()
        theirs = after.messages if first else after.reply or ()
        side = before.action if first else _TURNED[before.action]
        fitting = _fitting(scene, part, ours, old)
        for mine in fitting:
            now = _counterpart(scene, part, mine, (ours, theirs), new)
            if now is None:
                troubles = [_gone(mine, side, after, reply=not first)]
            else:
                meeting = _Meeting(
                    scene=scene, part=part, side=side, old=old, new=new, before=mine, after=now
                )
                troubles = list(_troubles(meeting))
            # Which of several the consumer means, no pact tells.
            found += troubles if len(fitting) == 1 else map(_soften, troubles)
    return found


def matched_messages(
    message: AsyncMessage | SyncMessage, document: AsyncDocument, *, version: str = "4"
) -> tuple[tuple[Part, Message], ...]:
    """Return the messages of an interaction, each with those that may stand for it."""
    scene = Scene(index=0, interaction=message, version=version)
    operation = find_message_operation(scene, document)
    if isinstance(operation, ConformanceResult):
        return ()
    first, *rest = parts_of(scene, message)
    asked = [(first, operation.messages), *((part, operation.reply or ()) for part in rest)]
    return tuple(
        (part, found)
        for part, messages in asked
        for found in _fitting(scene, part, messages, document)
    )


def _fitting(
    scene: Scene, part: Part, messages: Sequence[Message], document: AsyncDocument
) -> list[Message]:
    """Return the messages that may be the interaction's: all that its examples fit."""
    return [
        one
        for one in messages
        if all(found.level != "error" for found in message_results(scene, part, one, document))
    ]


def _counterpart(
    scene: Scene,
    part: Part,
    mine: Message,
    sides: tuple[Sequence[Message], Sequence[Message]],
    new: AsyncDocument,
) -> Message | None:
    """Return what a message is now: the one of its name, or one that was not there before."""
    ours, theirs = sides
    named = next((one for one in theirs if one.name == mine.name), None)
    if named is not None or len(ours) == len(theirs) == 1:
        return named or theirs[0]
    known = {one.name for one in ours}
    fresh = [one for one in theirs if one.name not in known]
    return next(iter(_fitting(scene, part, fresh, new)), None)


def _soften(trouble: Trouble) -> Trouble:
    return replace(trouble, effect="may break") if trouble.effect == "breaks" else trouble


def _nameless(before: MessageOperation, new: AsyncDocument) -> Trouble | None:
    """Return that an operation is only called something else now, if it is."""
    like = [
        one
        for one in new.operations.values()
        if (one.action, one.channel) == (before.action, before.channel)
    ]
    if len(like) != 1:
        return None
    return Trouble(
        code="message.operation.unknown",
        side=before.action,
        effect="may break",
        part="message",
        reason=f"the document calls {before.name!r} {like[0].name!r} now, and the pact names it",
        pointer=like[0].pointer,
    )


def _gone(mine: Message, side: Action, after: MessageOperation, *, reply: bool) -> Trouble:
    if reply and after.reply is None:
        reason = f"the operation {after.name!r} has no reply any more"
    else:
        reason = f"the operation {after.name!r} has no message {mine.name!r} any more"
    return Trouble(
        code=_GONE,
        side=side,
        effect="breaks",
        part="reply" if reply else "message",
        reason=reason,
        pointer=after.pointer,
    )


def _troubles(meeting: _Meeting) -> Iterator[Trouble]:
    scene, part = meeting.scene, meeting.part
    known = {_key(one) for one in message_results(scene, part, meeting.before, meeting.old)}
    fresh = [
        _told(one, meeting.side, "message")
        for one in message_results(scene, part, meeting.after, meeting.new)
        if one.level == "error" and _key(one) not in known
    ]
    yield from _of_media(meeting)
    if part.way == "request":
        yield from fresh
        yield from _of_request(meeting)
        return
    said = {code: [one for one in fresh if one.code == code] for code in (_PAYLOAD, _HEADERS)}
    payload = _expected_payload(meeting)
    if payload is None:
        yield from said[_PAYLOAD]
        yield from _of_language(meeting)
    else:
        yield from _weighed(meeting, payload, said[_PAYLOAD], Half(meeting.side, "message"))
    yield from _of_headers(meeting, said[_HEADERS])


def _weighed(
    meeting: _Meeting, expected: tuple[Expected, str], said: Sequence[Trouble], half: Half
) -> list[Trouble]:
    value, now = expected
    earlier = refuse(value, meeting.old)
    return weigh(said, refuse(replace(value, pointer=now), meeting.new), earlier, half)


def _expected_payload(meeting: _Meeting) -> tuple[Expected, str] | None:
    """Return what is expected of a payload, with its schema's place now, if both can be read."""
    before, after = meeting.before, meeting.after
    values = payload_of(meeting.part.contents)
    if before.payload is None or after.payload is None or not values:
        return None
    if before.format is not None or after.format is not None:
        return None
    rules = meeting.part.contents.rules.get("body")
    choices = first_choices(meeting.scene.interaction.comments)
    return expect_body(before.payload, values[0], rules, choices), after.payload


def _of_headers(meeting: _Meeting, said: Sequence[Trouble]) -> Iterator[Trouble]:
    contents = meeting.part.contents
    metadata, before, after = headers_of(contents), meeting.before.headers, meeting.after.headers
    if not metadata or before is None:
        return
    if after is None:
        yield _unpromised(meeting, "headers")
        return
    expected = Expected(
        pointer=before,
        example=metadata,
        taken=headers_schema(contents),
        differ=header_differences(contents),
    )
    yield from _weighed(meeting, (expected, after), said, Half(meeting.side, "metadata"))


def _of_media(meeting: _Meeting) -> Iterator[Trouble]:
    """Yield that the payload is of another media type than before."""
    body = meeting.part.contents.body
    before, after = (one.content_type or "" for one in (meeting.before, meeting.after))
    if body is not None and body.content and normalize_type(before) != normalize_type(after):
        yield Trouble(
            code=_PAYLOAD,
            side=meeting.side,
            effect="breaks",
            part="message",
            reason=f"the message is {after} now, not {before}",
            pointer=meeting.after.pointer,
        )


def _of_language(meeting: _Meeting) -> Iterator[Trouble]:
    """Yield what cannot be told of a payload whose schema is not read, or is not there any more."""
    before, after = meeting.before, meeting.after
    if meeting.part.contents.body is None or before.payload is None:
        return
    if after.payload is None:
        yield _unpromised(meeting, "payload")
    elif _schema(meeting.old, before) != _schema(meeting.new, after):
        yield Trouble(
            code="message.payload.unvalidatable",
            side=meeting.side,
            effect="undecided",
            part="message",
            reason="the payload's schema changed, and what the consumer reads cannot be held to it",
            pointer=after.payload,
        )


def _schema(document: AsyncDocument, message: Message) -> Json:
    where = message.payload or ""
    return [message.format, follow_pointer(document.root, where)]


def _unpromised(meeting: _Meeting, what: str) -> Trouble:
    return Trouble(
        code="message.payload.unknown",
        side=meeting.side,
        effect="may break",
        part="message" if what == "payload" else "metadata",
        reason=f"the document promises nothing of the {what} any more",
        pointer=meeting.after.pointer,
    )


def _of_request(meeting: _Meeting) -> Iterator[Trouble]:
    """Yield what the consumer may send that was taken before and is refused now."""
    scene, part = meeting.scene, meeting.part
    risks = "message.payload.not-covered"
    before = check_message_rules(scene, part, meeting.before, meeting.old)
    if any(one.code == risks for one in before):
        return
    for one in check_message_rules(scene, part, meeting.after, meeting.new):
        effect: Effect = "may break" if one.code == risks else "undecided"
        yield replace(_told(one, meeting.side, "message"), effect=effect, member=None)


def _told(result: ConformanceResult, side: Action, word: str) -> Trouble:
    member = _member(result)
    metadata = "metadata" if result.code == _HEADERS else word
    return Trouble(
        code=result.code,
        side=side,
        effect="breaks",
        part=metadata if member is None else f"{metadata} {format_path(member)}",
        reason=result.message,
        pointer=result.spec.place.pointer,
        place=result.pact.pointer,
        member=member,
        proof=None if result.proof is None else result.proof.value,
    )


def _member(result: ConformanceResult) -> tuple[Step, ...] | None:
    """Return the path below the payload or the metadata that a result is about."""
    steps = split_pointer(result.pact.pointer)
    for word in ("content", "metadata", "metaData", "contents"):
        if word in steps and result.code in (_PAYLOAD, _HEADERS):
            below = steps[steps.index(word) + 1 :]
            return tuple(Wildcard.INDEX if step.isdecimal() else step for step in below)
    return None


def _key(result: ConformanceResult) -> tuple[str, str, str]:
    return result.code, result.pact.pointer, result.message

"""Messages of a pact beside those of an AsyncAPI document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from pactwright.conformance.asyncapi import AsyncDocument
from pactwright.conformance.bodies import is_json, shown_value
from pactwright.conformance.message_rules import (
    Part,
    check_message_rules,
    headers_of,
    target_of,
)
from pactwright.conformance.scene import Scene, Steps, Target, schema_suffix, value_at
from pactwright.conformance.schemas import Way
from pactwright.document.messages import Message, MessageOperation
from pactwright.model.conformance import ConformanceResult
from pactwright.model.interaction import AsyncMessage, MessageContents, SyncMessage
from pactwright.model.json import Json

_ROOT: Final = Target(pointer="", suffix="")


def check_message(
    scene: Scene, message: AsyncMessage | SyncMessage, document: AsyncDocument, *, rules: bool
) -> Iterator[ConformanceResult]:
    """Yield what one message interaction comes to; `rules` asks about its matching rules too."""
    found = find_message_operation(scene, document)
    if isinstance(found, ConformanceResult):
        yield found
        return
    first, *replies = parts_of(scene, message)
    results = list(_match(scene, first, found.messages, (found, document, rules)))
    yield from results
    if isinstance(message, SyncMessage) and any(one.code == "message.matched" for one in results):
        yield from _check_replies(scene, replies, found, (document, rules))


def parts_of(scene: Scene, message: AsyncMessage | SyncMessage) -> tuple[Part, ...]:
    """Return the messages of an interaction: its only one, or the request and then the replies."""
    if isinstance(message, AsyncMessage):
        return (_part(scene, message.contents, (), "response"),)
    replies = [
        _part(scene, response, ("response", index), "response")
        for index, response in enumerate(message.responses)
    ]
    return (_part(scene, message.request, ("request",), "request"), *replies)


def missing_document(scene: Scene) -> ConformanceResult:
    """Return the result of a message without a document."""
    return scene.note(
        "message.spec.missing",
        "there is no AsyncAPI document for this message",
        at=(),
        value=scene.interaction.description,
        target=_ROOT,
    )


def find_message_operation(
    scene: Scene, document: AsyncDocument
) -> MessageOperation | ConformanceResult:
    """Return the operation that an interaction names, or what is wrong with its naming one."""
    references = scene.interaction.comments.get("references")
    own = references.get("AsyncAPI") if isinstance(references, Mapping) else None
    name = own.get("operationId") if isinstance(own, Mapping) else None
    at: Steps = ("comments", "references", "AsyncAPI")
    if not isinstance(name, str) or not name:
        return scene.note(
            "message.references.missing",
            "the interaction does not tell its operation (comments.references.AsyncAPI)"
            if own is None
            else "comments.references.AsyncAPI has no operationId that is a text",
            at=at,
            value=own,
            target=_ROOT,
        )
    if name not in document.operations:
        known = ", ".join(sorted(document.operations)) or "none"
        return scene.note(
            "message.operation.unknown",
            f"the document has no operation {name!r} (it has {known})",
            at=(*at, "operationId"),
            value=name,
            target=Target(pointer="/operations", suffix=".operations"),
        )
    return document.operations[name]


def _part(scene: Scene, contents: MessageContents, above: Steps, way: Way) -> Part:
    newer = scene.version == "4"
    return Part(
        contents=contents,
        payload=(*above, "contents", "content") if newer else (*above, "contents"),
        metadata=(*above, "metadata") if newer else (*above, "metaData"),
        way=way,
    )


def _check_replies(
    scene: Scene,
    parts: Sequence[Part],
    operation: MessageOperation,
    rest: tuple[AsyncDocument, bool],
) -> Iterator[ConformanceResult]:
    document, rules = rest
    target = Target(pointer=operation.pointer, suffix=f".operations.{operation.name}.reply")
    if not operation.reply:
        what = "has no reply" if operation.reply is None else "has a reply without messages"
        yield scene.note(
            "message.reply.missing",
            f"the operation {operation.name!r} {what}",
            at=("comments", "references", "AsyncAPI"),
            value=operation.name,
            target=target,
        )
    elif not parts:
        yield scene.note(
            "message.response.missing",
            f"the operation {operation.name!r} replies, and the interaction expects nothing",
            at=("response",),
            value=[],
            target=target,
        )
    else:
        for part in parts:
            yield from _match(scene, part, operation.reply, (operation, document, rules))


def _match(
    scene: Scene,
    part: Part,
    messages: tuple[Message, ...],
    rest: tuple[MessageOperation, AsyncDocument, bool],
) -> Iterator[ConformanceResult]:
    """Yield the results of the first message that fits, or of all that do not as causes."""
    operation, document, rules = rest
    causes: list[ConformanceResult] = []
    for message in messages:
        results = message_results(scene, part, message, document)
        if all(result.level != "error" for result in results):
            yield from results
            yield scene.note(
                "message.matched",
                f"the message at {message.pointer} fits",
                at=part.payload,
                value=shown_value(part.contents.body),
                target=target_of(message.pointer),
            )
            if rules:
                yield from check_message_rules(scene, part, message, document)
            return
        causes += [result for result in results if result.level == "error"]
    result = scene.note(
        "message.no.match",
        f"no message of the operation {operation.name!r} fits",
        at=(),
        value=scene.interaction.description,
        target=Target(pointer=operation.pointer, suffix=f".operations.{operation.name}.messages"),
    )
    yield replace(result, causes=tuple(causes))


def message_results(
    scene: Scene, part: Part, message: Message, document: AsyncDocument
) -> list[ConformanceResult]:
    """Return what the examples of one message come to beside one message of the document."""
    return [
        *_payload_results(scene, part, message, document),
        *_header_results(scene, part, message, document),
    ]


def _payload_results(
    scene: Scene, part: Part, message: Message, document: AsyncDocument
) -> Iterator[ConformanceResult]:
    body = part.contents.body
    if body is None or body.content is None:
        return
    kind = body.content_type or message.content_type or "application/json"
    if not is_json(kind) or message.format is not None:
        yield scene.note(
            "message.payload.unvalidatable",
            f"a payload of {message.format or kind} cannot be checked",
            at=part.payload,
            value=shown_value(body),
            target=target_of(message.pointer),
        )
        return
    if message.payload is None:
        yield scene.note(
            "message.payload.unknown",
            "the document has no schema for the payload",
            at=part.payload,
            value=shown_value(body),
            target=target_of(message.pointer),
        )
        return
    at = (message.payload, part.payload)
    yield from _faults(
        scene, part, shown_value(body), ("message.payload.incompatible", *at), document
    )


def _header_results(
    scene: Scene, part: Part, message: Message, document: AsyncDocument
) -> Iterator[ConformanceResult]:
    metadata = headers_of(part.contents)
    if message.headers is not None and metadata:
        at = (message.headers, part.metadata)
        yield from _faults(scene, part, metadata, ("message.headers.incompatible", *at), document)


def _faults(
    scene: Scene, part: Part, value: Json, rest: tuple[str, str, Steps], document: AsyncDocument
) -> Iterator[ConformanceResult]:
    code, schema, steps = rest
    for fault in document.schemas.faults(part.way, schema, value):
        base = target_of(schema).suffix
        yield scene.note(
            code,
            fault.message,
            at=(*steps, *fault.steps),
            value=value_at(value, fault.steps),
            target=Target(
                pointer=fault.pointer,
                suffix=schema_suffix(base, schema, fault.pointer).replace(".schema", "", 1),
                value=fault.value,
            ),
        )

"""Messages of a pact beside those of an AsyncAPI document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from pactwright.conformance.asyncapi import AsyncDocument
from pactwright.conformance.bodies import is_json, shown_value
from pactwright.conformance.inclusion import Fails, Open
from pactwright.conformance.rule_bodies import complaint_of, shown
from pactwright.conformance.rules_schema import rules_schema
from pactwright.conformance.scene import Scene, Steps, Target, schema_suffix, value_at
from pactwright.conformance.schemas import Way
from pactwright.document.messages import Message, MessageOperation
from pactwright.matching.values import read_json
from pactwright.model.conformance import ConformanceResult, Proof
from pactwright.model.interaction import AsyncMessage, MessageContents, SyncMessage
from pactwright.model.json import Json
from pactwright.pactfile.choices import read_choices

_ROOT: Final = Target(pointer="", suffix="")
_NOT_HEADERS: Final = frozenset({"contenttype", "content-type"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """One message of an interaction: where it stands, and which way it goes."""

    contents: MessageContents
    payload: Steps
    metadata: Steps
    way: Way


def check_message(
    scene: Scene, message: AsyncMessage | SyncMessage, document: AsyncDocument, *, rules: bool
) -> Iterator[ConformanceResult]:
    """Yield what one message interaction comes to; `rules` asks about its matching rules too."""
    found = _find_operation(scene, document)
    if isinstance(found, ConformanceResult):
        yield found
        return
    if isinstance(message, AsyncMessage):
        part = _part(scene, message.contents, (), "response")
        yield from _match(scene, part, found.messages, (found, document, rules))
        return
    request = _part(scene, message.request, ("request",), "request")
    results = list(_match(scene, request, found.messages, (found, document, rules)))
    yield from results
    if any(result.code == "message.matched" for result in results):
        yield from _check_replies(scene, message, found, (document, rules))


def missing_document(scene: Scene) -> ConformanceResult:
    """Return the result of a message without a document."""
    return scene.note(
        "message.spec.missing",
        "there is no AsyncAPI document for this message",
        at=(),
        value=scene.interaction.description,
        target=_ROOT,
    )


def _find_operation(scene: Scene, document: AsyncDocument) -> MessageOperation | ConformanceResult:
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


def _part(scene: Scene, contents: MessageContents, above: Steps, way: Way) -> _Part:
    newer = scene.version == "4"
    return _Part(
        contents=contents,
        payload=(*above, "contents", "content") if newer else (*above, "contents"),
        metadata=(*above, "metadata") if newer else (*above, "metaData"),
        way=way,
    )


def _check_replies(
    scene: Scene,
    message: SyncMessage,
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
    elif not message.responses:
        yield scene.note(
            "message.response.missing",
            f"the operation {operation.name!r} replies, and the interaction expects nothing",
            at=("response",),
            value=[],
            target=target,
        )
    else:
        for index, response in enumerate(message.responses):
            part = _part(scene, response, ("response", index), "response")
            yield from _match(scene, part, operation.reply, (operation, document, rules))


def _match(
    scene: Scene,
    part: _Part,
    messages: tuple[Message, ...],
    rest: tuple[MessageOperation, AsyncDocument, bool],
) -> Iterator[ConformanceResult]:
    """Yield the results of the first message that fits, or of all that do not as causes."""
    operation, document, rules = rest
    causes: list[ConformanceResult] = []
    for message in messages:
        results = [
            *_payload_results(scene, part, message, document),
            *_header_results(scene, part, message, document),
        ]
        if all(result.level != "error" for result in results):
            yield from results
            yield scene.note(
                "message.matched",
                f"the message at {message.pointer} fits",
                at=part.payload,
                value=shown_value(part.contents.body),
                target=_target(message.pointer),
            )
            if rules:
                yield from _rule_results(scene, part, message, document)
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


def _target(pointer: str) -> Target:
    return Target(pointer=pointer, suffix="." + pointer.removeprefix("/").replace("/", "."))


def _payload_results(
    scene: Scene, part: _Part, message: Message, document: AsyncDocument
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
            target=_target(message.pointer),
        )
        return
    if message.payload is None:
        yield scene.note(
            "message.payload.unknown",
            "the document has no schema for the payload",
            at=part.payload,
            value=shown_value(body),
            target=_target(message.pointer),
        )
        return
    at = (message.payload, part.payload)
    yield from _faults(
        scene, part, shown_value(body), ("message.payload.incompatible", *at), document
    )


def _header_results(
    scene: Scene, part: _Part, message: Message, document: AsyncDocument
) -> Iterator[ConformanceResult]:
    metadata = {
        name: value
        for name, value in part.contents.metadata.items()
        if name.lower() not in _NOT_HEADERS
    }
    if message.headers is not None and metadata:
        at = (message.headers, part.metadata)
        yield from _faults(scene, part, metadata, ("message.headers.incompatible", *at), document)


def _faults(
    scene: Scene, part: _Part, value: Json, rest: tuple[str, str, Steps], document: AsyncDocument
) -> Iterator[ConformanceResult]:
    code, schema, steps = rest
    for fault in document.schemas.faults(part.way, schema, value):
        base = _target(schema).suffix
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


def _rule_results(
    scene: Scene, part: _Part, message: Message, document: AsyncDocument
) -> Iterator[ConformanceResult]:
    """Yield what the document may send that the consumer of the message refuses."""
    body = part.contents.body
    readable = (
        body is not None and body.content and is_json(body.content_type or "application/json")
    )
    if part.way == "request" or message.payload is None or message.format or not readable:
        return
    try:
        value = read_json(body.content or b"")  # type: ignore[union-attr]
    except (ValueError, RecursionError):
        return
    rules = part.contents.rules.get("body")
    choices = (*read_choices(scene.interaction.comments), ())[0]
    schema = rules_schema(value, rules, sends=False, choices=choices)
    node = document.schemas.responses.node(message.payload)
    complain = complaint_of(value, rules, choices)
    decision = document.inclusions.covers_response(node, schema, complain)
    if isinstance(decision, Fails):
        result = scene.note(
            "message.payload.not-covered",
            f"the document allows a message that the consumer refuses: {shown(decision.value)}: "
            f"{decision.reason}",
            at=part.payload,
            value=value,
            target=_target(decision.pointer or message.payload),
        )
        proof = Proof(
            value=decision.value,
            allowed_by="document",
            refused_by="consumer",
            reason=decision.reason,
        )
        yield replace(result, proof=proof)
    elif isinstance(decision, Open):
        result = scene.note(
            "rules.undecided",
            f"whether the message always fits could not be decided ({decision.reason}); "
            f"{decision.tried} values were tried, and all of them do",
            at=part.payload,
            value=value,
            target=_target(message.payload),
        )
        yield replace(result, sampled=decision.tried)

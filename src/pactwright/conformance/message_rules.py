"""What the rules of a message stand for beside what the document allows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from pactwright.conformance.asyncapi import AsyncDocument
from pactwright.conformance.bodies import is_json
from pactwright.conformance.catalogue import BY_ID
from pactwright.conformance.inclusion import Answer
from pactwright.conformance.rule_bodies import Question, complaint_of, tell_decision
from pactwright.conformance.rules_schema import Schema, rules_schema
from pactwright.conformance.scene import Scene, Steps, Target
from pactwright.conformance.schemas import Way
from pactwright.document.messages import Message
from pactwright.errors import PactwrightError
from pactwright.matching.values import read_json
from pactwright.model.conformance import ConformanceResult
from pactwright.model.interaction import MessageContents
from pactwright.model.json import Json, JsonObject
from pactwright.model.path import Step, format_path, parse_path
from pactwright.model.result import Mismatch
from pactwright.pactfile.choices import first_choices

_OF_REQUESTS: Final = "request.body.not-covered"
_NOT_HEADERS: Final = frozenset({"contenttype", "content-type"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One message of an interaction: where it stands, and which way it goes."""

    contents: MessageContents
    payload: Steps
    metadata: Steps
    way: Way


def check_message_rules(
    scene: Scene, part: Part, message: Message, document: AsyncDocument
) -> Iterator[ConformanceResult]:
    """Yield what one side may send of a message that the other refuses."""
    if message.payload is not None and message.format is None:
        for value in payload_of(part.contents):
            decision = _payload_decision(scene, part, (value, message.payload), document)
            question = Question(
                code="message.payload.not-covered",
                at=part.payload,
                value=value,
                target=target_of(message.payload),
                sender="document" if part.way == "response" else "consumer",
                what="message",
            )
            yield from _report(scene, part, question, decision)
    metadata = headers_of(part.contents)
    if part.way == "response" and message.headers is not None and metadata:
        node = document.schemas.responses.node(message.headers)
        differ = header_differences(part.contents)

        def complain(value: Json, steps: Steps) -> str | None:
            return next((f"{one.path}: {one.message}" for one in differ(value, steps)), None)

        decision = document.inclusions.covers_response(
            node, headers_schema(part.contents), complain
        )
        question = Question(
            code="message.headers.not-covered",
            at=part.metadata,
            value=metadata,
            target=target_of(message.headers),
            sender="document",
            what="message",
        )
        yield from _report(scene, part, question, decision)


def payload_of(contents: MessageContents) -> tuple[Json, ...]:
    """Return the JSON value of a payload in a tuple, nothing where it holds none."""
    body = contents.body
    if body is None or not body.content or not is_json(body.content_type or "application/json"):
        return ()
    try:
        return (read_json(body.content),)
    except (ValueError, RecursionError):
        return ()


def headers_of(contents: MessageContents) -> JsonObject:
    """Return the metadata of a message that are headers: all but its content type."""
    return {
        name: value for name, value in contents.metadata.items() if name.lower() not in _NOT_HEADERS
    }


def headers_schema(contents: MessageContents) -> Schema:
    """Return what a consumer takes of the headers of a message, as a schema."""
    rules = {
        format_path(_steps(path)): one
        for path, one in (contents.rules.get("metadata") or {}).items()
    }
    return rules_schema(headers_of(contents), rules, sends=False, choices=())


def header_differences(contents: MessageContents) -> Callable[[Json, Steps], list[Mismatch]]:
    """Return a consumer's own matching of headers: all that differs at one of them, or anywhere."""
    from pactwright.matching.message import compare_message  # with all its kinds of bodies
    from pactwright.model.wire import WireMessage

    bare = replace(contents, body=None, metadata=headers_of(contents))

    def differ(value: Json, steps: Steps) -> list[Mismatch]:
        metadata = value if isinstance(value, Mapping) else {}
        found = compare_message(bare, WireMessage(contents=b"", metadata=metadata))
        return [
            replace(one, path=format_path((one.path,)))
            for one in found
            if not steps or one.path == steps[0]
        ]

    return differ


def target_of(pointer: str) -> Target:
    """Return a place of the document, with the comparators' words for it."""
    return Target(pointer=pointer, suffix="." + pointer.removeprefix("/").replace("/", "."))


def _payload_decision(
    scene: Scene, part: Part, rest: tuple[Json, str], document: AsyncDocument
) -> Answer | None:
    value, pointer = rest
    rules = part.contents.rules.get("body")
    if part.way == "response":
        choices = first_choices(scene.interaction.comments)
        schema = rules_schema(value, rules, sends=False, choices=choices)
        node = document.schemas.responses.node(pointer)
        complain = complaint_of(value, rules, choices)
        return document.inclusions.covers_response(node, schema, complain)
    if not rules:
        return None
    sent = rules_schema(value, rules, sends=True)
    return document.inclusions.covers_request(sent, document.schemas.requests.node(pointer), value)


def _report(
    scene: Scene, part: Part, question: Question, decision: Answer | None
) -> Iterator[ConformanceResult]:
    result = tell_decision(scene, question, decision, target_of)
    if result is None:
        return
    asks = part.way == "request" and result.code == question.code
    yield replace(result, hint=BY_ID[_OF_REQUESTS].hint) if asks else result


def _steps(path: str) -> tuple[Step, ...]:
    """Return the steps of a rule's path; a bare key may hold what no path expression can."""
    try:
        return parse_path(path)
    except PactwrightError:
        return (path,)

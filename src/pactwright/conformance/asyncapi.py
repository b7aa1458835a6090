"""An AsyncAPI document (2.x or 3.x) made ready for questions: its operations and their messages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pactwright.conformance.following import follow
from pactwright.conformance.inclusion import Inclusions
from pactwright.conformance.schemas import Schemas
from pactwright.document.pointer import escape_step
from pactwright.document.shape import ShapeError, items, member, text
from pactwright.model.json import Json
from pactwright.schema.document import SchemaDocument

_VERSIONS: Final = ("2.", "3.")
_ACTIONS: Final = ("publish", "subscribe")
# Of other formats (Avro, Protobuf, RAML) the schema is not JSON Schema.
_FORMATS: Final = ("vnd.aai.asyncapi", "schema+json", "schema+yaml", "vnd.oai.openapi")


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message: the pointers of its schemas, `payload` of `None` where it has none.

    `format` names a schema language that is not read here.
    """

    pointer: str
    payload: str | None = None
    headers: str | None = None
    content_type: str | None = None
    format: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageOperation:
    """One operation: what it sends or receives, and what answers it (`None`: nothing does)."""

    name: str
    pointer: str
    messages: tuple[Message, ...] = ()
    reply: tuple[Message, ...] | None = None


class AsyncDocument:
    """One AsyncAPI document: its operations by name, and the schemas below them."""

    def __init__(self, root: Mapping[str, Any]) -> None:
        """Make it of a parsed document; raises `ShapeError` for one of an unknown version."""
        version = str(root.get("asyncapi", ""))
        if not version.startswith(_VERSIONS):
            raise ShapeError(
                "/asyncapi", f"asyncapi {version!r} is not known", hint="AsyncAPI 2 and 3 are read"
            )
        self.root = root
        self.schemas = Schemas(SchemaDocument(root, "draft-07"))
        self.inclusions = Inclusions(self.schemas)
        self._default = text(root, "defaultContentType", "", "application/json")
        reader = self._operations3 if version.startswith("3.") else self._operations2
        self.operations: Mapping[str, MessageOperation] = {one.name: one for one in reader()}

    def _operations3(self) -> Iterator[MessageOperation]:
        for name, value in member(self.root, "operations", "").items():
            node, pointer = follow(self.root, value, f"/operations/{escape_step(name)}")
            reply = node.get("reply")
            yield MessageOperation(
                name=name,
                pointer=pointer,
                messages=tuple(self._messages3(node, pointer)),
                reply=None if reply is None else tuple(self._reply(reply, f"{pointer}/reply")),
            )

    def _reply(self, value: Json, pointer: str) -> Iterator[Message]:
        node, place = follow(self.root, value, pointer)
        yield from self._messages3(node, place)

    def _messages3(self, node: Mapping[str, Any], pointer: str) -> Iterator[Message]:
        """Yield the messages of an operation: those listed, else all of its channel."""
        if "messages" in node:
            for index, one in enumerate(items(node, "messages", pointer)):
                yield self._message(one, f"{pointer}/messages/{index}")
        elif "channel" in node:
            channel, place = follow(self.root, node["channel"], f"{pointer}/channel")
            for name, one in member(channel, "messages", place).items():
                yield self._message(one, f"{place}/messages/{escape_step(name)}")

    def _operations2(self) -> Iterator[MessageOperation]:
        for name, value in member(self.root, "channels", "").items():
            channel, place = follow(self.root, value, f"/channels/{escape_step(name)}")
            for action in _ACTIONS:
                if action in channel:
                    node, pointer = follow(self.root, channel[action], f"{place}/{action}")
                    yield MessageOperation(
                        name=text(node, "operationId", pointer, f"{action} {name}"),
                        pointer=pointer,
                        messages=tuple(self._messages2(node, pointer)),
                    )

    def _messages2(self, node: Mapping[str, Any], pointer: str) -> Iterator[Message]:
        if "message" not in node:
            return
        one, place = follow(self.root, node["message"], f"{pointer}/message")
        if "oneOf" in one:
            for index, each in enumerate(items(one, "oneOf", place)):
                yield self._message(each, f"{place}/oneOf/{index}")
        else:
            yield self._message(one, place)

    def _message(self, value: Json, pointer: str) -> Message:
        node, place = follow(self.root, value, pointer)
        parts = [(node, place), *self._traits(node, place)]
        kind = next((text(n, "contentType", p) for n, p in parts if "contentType" in n), None)
        headers = next((f"{p}/headers" for n, p in parts if "headers" in n), None)
        payload = f"{place}/payload" if "payload" in node else None
        language = text(node, "schemaFormat", place)
        inner = node.get("payload")
        if isinstance(inner, Mapping) and "schemaFormat" in inner and "schema" in inner:
            language, payload = text(inner, "schemaFormat", f"{place}/payload"), f"{payload}/schema"
        known = not language or any(name in language for name in _FORMATS)
        return Message(
            pointer=place,
            payload=payload,
            headers=headers,
            content_type=kind or self._default,
            format=None if known else language,
        )

    def _traits(
        self, node: Mapping[str, Any], pointer: str
    ) -> Iterator[tuple[Mapping[str, Any], str]]:
        for index, one in enumerate(items(node, "traits", pointer)):
            yield follow(self.root, one, f"{pointer}/traits/{index}")

"""The operations of an AsyncAPI document (2.x or 3.x) and their messages, read into one form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

from pactwright.document.following import follow
from pactwright.document.pointer import escape_step, split_pointer
from pactwright.document.shape import ShapeError, items, member, text
from pactwright.model.json import Json

_VERSIONS: Final = ("2.", "3.")
# What clients may publish, the owner of the document receives (AsyncAPI 2.6, Channel Item).
_ACTIONS: Final[Mapping[str, Action]] = {"publish": "receive", "subscribe": "send"}
# Of other formats (Avro, Protobuf, RAML) the schema is not JSON Schema.
_FORMATS: Final = ("vnd.aai.asyncapi", "schema+json", "schema+yaml", "vnd.oai.openapi")

Action: TypeAlias = Literal["send", "receive"]
"""What the owner of the document does with the messages of an operation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message: its name, and the pointers of its schemas, None where it has none.

    `format` names a schema language that is not read here.
    """

    name: str
    pointer: str
    payload: str | None = None
    headers: str | None = None
    content_type: str | None = None
    format: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageOperation:
    """One operation: what it sends or receives, and what answers it (`None`: nothing does).

    `channel` is the address where its messages go, `channel_pointer` the place of the channel.
    """

    name: str
    pointer: str
    action: Action = "send"
    channel: str = ""
    channel_pointer: str = ""
    messages: tuple[Message, ...] = ()
    reply: tuple[Message, ...] | None = None

    @property
    def label(self) -> str:
        """How findings name it: `send orderCreated`."""
        return f"{self.action} {self.name}"


def read_message_operations(root: Mapping[str, Any]) -> tuple[MessageOperation, ...]:
    """Return the operations in the document's order.

    Raises `ShapeError` for a document of an unknown version, and for parts of the wrong shape.
    """
    version = str(root.get("asyncapi", ""))
    if not version.startswith(_VERSIONS):
        raise ShapeError(
            "/asyncapi", f"asyncapi {version!r} is not known", hint="AsyncAPI 2 and 3 are read"
        )
    reader = _Reader(root, text(root, "defaultContentType", "", "application/json"))
    return tuple(reader.newer() if version.startswith("3.") else reader.older())


@dataclass(frozen=True, slots=True)
class _Reader:
    root: Mapping[str, Any]
    default: str

    def newer(self) -> Iterator[MessageOperation]:
        for name, value in member(self.root, "operations", "").items():
            node, pointer = follow(self.root, value, f"/operations/{escape_step(name)}")
            reply = node.get("reply")
            channel, place = self._channel(node, pointer)
            yield MessageOperation(
                name=name,
                pointer=pointer,
                action="receive" if node.get("action") == "receive" else "send",
                channel=_address(channel, place),
                channel_pointer=place,
                messages=tuple(self._messages3(node, pointer)),
                reply=None if reply is None else tuple(self._reply(reply, f"{pointer}/reply")),
            )

    def _channel(self, node: Mapping[str, Any], pointer: str) -> tuple[Mapping[str, Any], str]:
        if "channel" not in node:
            return {}, ""
        return follow(self.root, node["channel"], f"{pointer}/channel")

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

    def older(self) -> Iterator[MessageOperation]:
        for name, value in member(self.root, "channels", "").items():
            channel, place = follow(self.root, value, f"/channels/{escape_step(name)}")
            for word, action in _ACTIONS.items():
                if word in channel:
                    node, pointer = follow(self.root, channel[word], f"{place}/{word}")
                    yield MessageOperation(
                        name=text(node, "operationId", pointer, f"{word} {name}"),
                        pointer=pointer,
                        action=action,
                        channel=name,
                        channel_pointer=place,
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
            name=_name(node, place),
            pointer=place,
            payload=payload,
            headers=headers,
            content_type=kind or self.default,
            format=None if known else language,
        )

    def _traits(
        self, node: Mapping[str, Any], pointer: str
    ) -> Iterator[tuple[Mapping[str, Any], str]]:
        for index, one in enumerate(items(node, "traits", pointer)):
            yield follow(self.root, one, f"{pointer}/traits/{index}")


def _address(channel: Mapping[str, Any], pointer: str) -> str:
    """Return a channel's address; one without is told by its name."""
    address = channel.get("address")
    steps = split_pointer(pointer)
    return address if isinstance(address, str) else steps[-1] if steps else ""


def _name(node: Mapping[str, Any], pointer: str) -> str:
    """Return what a message is called: by itself, or else by the component or key it stands at."""
    for key in ("messageId", "name"):
        if isinstance(node.get(key), str):
            return str(node[key])
    return split_pointer(pointer)[-1] if pointer else ""

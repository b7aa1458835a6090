"""What a pact holds: HTTP interactions and messages, parsed and frozen."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from pactwright.model.json import Json, JsonObject
from pactwright.model.rule import Generators, MatchingRules

Pairs: TypeAlias = tuple[tuple[str, tuple[str | None, ...]], ...]
"""Names with their values in order: the query or the headers. A query value of `None` is a
bare key (`?flag`), which only the query can hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderState:
    """What must be true of the provider before the interaction, with its parameters."""

    name: str
    params: JsonObject = field(default_factory=dict)
    extra: JsonObject = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A body that a pact speaks of; where a pact says nothing, the field is `None` instead.

    `content` is the bytes on the wire (a JSON body is its JSON text); `content` of `None` is
    the specification's null body: the body must be empty. `encoding` tells how the pact file
    writes the bytes.
    """

    content: bytes | None
    content_type: str | None = None
    encoding: Literal["json", "text", "base64"] = "json"
    content_type_hint: str | None = None
    extra: JsonObject = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The request of an HTTP interaction; `body` of `None` means that any body will do."""

    method: str = "GET"
    path: str = "/"
    query: Pairs = ()
    headers: Pairs = ()
    body: Body | None = None
    rules: MatchingRules = field(default_factory=dict)
    generators: Generators = field(default_factory=dict)
    extra: JsonObject = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """The response of an HTTP interaction; `body` of `None` means that any body will do."""

    status: int = 200
    headers: Pairs = ()
    body: Body | None = None
    rules: MatchingRules = field(default_factory=dict)
    generators: Generators = field(default_factory=dict)
    extra: JsonObject = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageContents:
    """One message: its payload and its metadata."""

    body: Body | None = None
    metadata: JsonObject = field(default_factory=dict)
    rules: MatchingRules = field(default_factory=dict)
    generators: Generators = field(default_factory=dict)
    extra: JsonObject = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Interaction:
    description: str
    states: tuple[ProviderState, ...] = ()
    key: str | None = None
    pending: bool = False
    comments: JsonObject = field(default_factory=dict)
    plugins: Json = None
    transport: str | None = None
    extra: JsonObject = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpInteraction(_Interaction):
    """A request and the response that the consumer expects (`Synchronous/HTTP`)."""

    request: Request
    response: Response


@dataclass(frozen=True, slots=True, kw_only=True)
class AsyncMessage(_Interaction):
    """A message that the provider publishes (`Asynchronous/Messages`)."""

    contents: MessageContents


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncMessage(_Interaction):
    """A request message and the messages that answer it (`Synchronous/Messages`)."""

    request: MessageContents
    responses: tuple[MessageContents, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownInteraction(_Interaction):
    """An interaction of a type that this version does not know; kept, never verified.

    `type` is the file's word for it and `extra` holds all that the common fields do not.
    """

    type: str


Interaction: TypeAlias = HttpInteraction | AsyncMessage | SyncMessage | UnknownInteraction


@dataclass(frozen=True, slots=True, kw_only=True)
class PactDocument:
    """One pact file: what `consumer` expects of `provider`.

    `version` is the specification version of the file that it was read from ("1", "1.1", "2",
    "3" or "4"); it is always written as V4. `source` names the file or URL for messages.
    """

    consumer: str
    provider: str
    interactions: tuple[Interaction, ...] = ()
    version: str = "4"
    metadata: JsonObject = field(default_factory=dict)
    extra: JsonObject = field(default_factory=dict)
    source: str | None = None

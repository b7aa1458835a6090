"""One operation of an API document, whatever dialect wrote it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from pactwright.model.json import Json, JsonObject

Location: TypeAlias = Literal["path", "query", "querystring", "header", "cookie"]

Requirement: TypeAlias = tuple[str, ...]
"""One way to be let in: the names of the schemes that it takes, all of them at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """One media type of a body: `schema` is the pointer of its schema, if it has one."""

    type: str
    pointer: str
    schema: str | None = None
    encoding: JsonObject = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A named value beside the body: of a path, query, header or cookie, or a response's header.

    `content` is there when the value is a document of a media type of its own.
    """

    name: str
    location: Location
    pointer: str
    label: str
    raw: Json = None
    required: bool = False
    style: str = "simple"
    explode: bool = False
    schema: str | None = None
    content: Media | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestBody:
    """The body of a request."""

    pointer: str
    required: bool = False
    media: tuple[Media, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What comes back for a status (`200`, `2XX` or `default`)."""

    status: str
    pointer: str
    media: tuple[Media, ...] = ()
    headers: tuple[Parameter, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityScheme:
    """How a client proves who it is."""

    name: str
    kind: str
    place: str = ""
    key: str = ""
    scheme: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One method of one path; `security` are the alternatives, none of them needed when empty."""

    method: str
    template: str
    pointer: str
    raw: JsonObject = field(default_factory=dict)
    parameters: tuple[Parameter, ...] = ()
    body: RequestBody | None = None
    answers: Mapping[str, Answer] = field(default_factory=dict)
    security: tuple[Requirement, ...] = ()
    deprecated: bool = False

    @property
    def label(self) -> str:
        """How messages name it: `GET /orders/{id}`."""
        return f"{self.method.upper()} {self.template}"

    @property
    def consumes(self) -> tuple[str, ...]:
        """The media types of its request's body."""
        return () if self.body is None else tuple(media.type for media in self.body.media)

    @property
    def produces(self) -> tuple[str, ...]:
        """The media types of all its answers."""
        found = (media.type for answer in self.answers.values() for media in answer.media)
        return tuple(dict.fromkeys(found))

    def parameters_in(self, location: Location) -> tuple[Parameter, ...]:
        """Return its parameters at one location."""
        return tuple(one for one in self.parameters if one.location == location)

    def answer_for(self, status: int) -> Answer | None:
        """Return what it says of a status: itself, its class, or the default."""
        for name in (str(status), f"{status // 100}XX", "default"):
            if name in self.answers:
                return self.answers[name]
        return None

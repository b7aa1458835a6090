"""The normal form of an API document: operations and their parts, whatever dialect wrote them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from msgspec import Struct, field

from pactwright.model.json import Json, JsonObject
from pactwright.schema.dialect import Dialect

if TYPE_CHECKING:  # most documents have no messages
    from pactwright.document.messages import MessageOperation

Location: TypeAlias = Literal["path", "query", "querystring", "header", "cookie", "response header"]

Requirement: TypeAlias = Mapping[str, frozenset[str]]
"""One way to be let in: scheme names with the scopes that each needs, all of them at once."""


class _Value(Struct, frozen=True):
    """A part of a document; thousands are made of a large one, which these are quick at."""


class Lifecycle(_Value, frozen=True, kw_only=True):
    """How grown up a part is, and how long it stays; the texts are as the document has them."""

    deprecated: bool = False
    sunset: Json = None
    stability: Json = None


STABLE = Lifecycle()


class Media(_Value, frozen=True, kw_only=True):
    """One media type of a body: what the body is, and how its parts are encoded."""

    type: str
    pointer: str
    schema: str | None = None
    item_schema: str | None = None
    encoding: JsonObject = field(default_factory=dict)


class Parameter(_Value, frozen=True, kw_only=True):
    """A named value beside the body: of a path, query, header or cookie, or a response's header.

    `schema` is the pointer of its schema, `raw` the object as it stands; `content` is there when
    the value is a document of a media type of its own.
    """

    name: str
    location: Location
    pointer: str
    raw: JsonObject
    required: bool = False
    style: str = "simple"
    explode: bool = False
    allow_reserved: bool = False
    allow_empty: bool = False
    schema: str | None = None
    content: tuple[Media, ...] = ()
    lifecycle: Lifecycle = STABLE

    @property
    def key(self) -> tuple[str, str]:
        """What tells the parameters of one operation apart; headers know no case (RFC 9110)."""
        name = self.name.lower() if "header" in self.location else self.name
        return self.location, name

    @property
    def label(self) -> str:
        """How messages name it."""
        return f"{self.location} {self.name}" if self.location != "path" else f"path {self.name}"


class Body(_Value, frozen=True, kw_only=True):
    """The body of a request."""

    pointer: str
    required: bool
    media: tuple[Media, ...]


class Link(_Value, frozen=True, kw_only=True):
    """A link of a response: which operation its values lead to."""

    name: str
    pointer: str
    raw: JsonObject


class Response(_Value, frozen=True, kw_only=True):
    """What comes back for a status: `200`, a range `2XX`, or `default`."""

    status: str
    pointer: str
    media: tuple[Media, ...] = ()
    headers: tuple[Parameter, ...] = ()
    links: tuple[Link, ...] = ()

    @property
    def succeeds(self) -> bool:
        """Whether the status says that all went well."""
        return self.status.startswith("2")


class Server(_Value, frozen=True, kw_only=True):
    """A base URL, its variables still in braces."""

    url: str
    pointer: str
    variables: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


class Operation(_Value, frozen=True, kw_only=True):
    """One method of one path; also of a callback's or a webhook's, which turn the way round."""

    method: str
    path: str
    pointer: str
    parameters: tuple[Parameter, ...] = ()
    body: Body | None = None
    responses: tuple[Response, ...] = ()
    callbacks: tuple[Callback, ...] = ()
    security: tuple[Requirement, ...] | None = None
    servers: tuple[Server, ...] | None = None
    operation_id: str | None = None
    tags: tuple[str, ...] = ()
    lifecycle: Lifecycle = STABLE


class Callback(_Value, frozen=True, kw_only=True):
    """A call that the provider makes to a URL from the request: one expression of one name."""

    name: str
    expression: str
    pointer: str
    operations: tuple[Operation, ...] = ()


class SecurityScheme(_Value, frozen=True, kw_only=True):
    """How a client proves who it is."""

    name: str
    pointer: str
    raw: JsonObject


class Api(_Value, frozen=True, kw_only=True):
    """A whole API document in normal form.

    `root` may hold more than the document's own value: objects that the dialect put together
    (a Swagger 2 form), whose pointers `synthetic` leads back to where they came from.
    """

    dialect: Dialect
    root: JsonObject
    version: str = ""
    version_pointer: str = "/info/version"
    operations: tuple[Operation, ...] = ()
    webhooks: tuple[Operation, ...] = ()
    servers: tuple[Server, ...] = ()
    security: tuple[Requirement, ...] = ()
    schemes: Mapping[str, SecurityScheme] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    components: Mapping[str, str] = field(default_factory=dict)
    lifecycle: Lifecycle = STABLE
    synthetic: Mapping[str, str] = field(default_factory=dict)


class MessageApi(_Value, frozen=True, kw_only=True):
    """A whole AsyncAPI document: its operations as `document.messages` reads them."""

    root: JsonObject
    operations: tuple[MessageOperation, ...] = ()
    version: str = ""
    version_pointer: str = "/info/version"

    @property
    def generation(self) -> str:
        """The major version of AsyncAPI that it is written for."""
        return str(self.root.get("asyncapi", ""))[:1]

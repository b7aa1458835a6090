"""What a property file holds: the operations of an API document that one consumer uses, and how."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pactwright.model.interaction import HttpInteraction

VERSION: Final = 1
"""The version of the format; a reader refuses any other."""

SUFFIX: Final = ".properties.yaml"
"""What a property file is called after: `web-orders.json` has `web-orders.properties.yaml`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentMark:
    """The API document that the operations stand in.

    `path` leads to it from the project's root, with `/`; `digest` is `sha256:` and the digest of
    its value as canonical JSON, with the files that it refers to, so that neither layout nor
    comments count.
    """

    path: str
    title: str
    version: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PathValue:
    """A path parameter as the consumer's request fills it in.

    `value` is percent-decoded. `expression` (`${id}` within its segment) tells that the provider
    state gives the value; `None` where the example stands.
    """

    name: str
    value: str
    expression: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """One interaction of the pact that calls the operation, whole: strategies follow from it.

    The path values stand in the order of the template.
    """

    interaction: HttpInteraction
    path_values: tuple[PathValue, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """The parts of the operation's request that this consumer sends, over all its interactions.

    Names are sorted; header names are in lower case, without `cookie` and `content-type`. `body`
    holds path expressions of the members of JSON bodies (`$.lines[*].sku`), for forms those of
    their fields.
    """

    path: tuple[str, ...] = ()
    query: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    cookies: tuple[str, ...] = ()
    content_types: tuple[str, ...] = ()
    body: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The parts of one answer that this consumer reads: what its expected responses declare.

    `status` is a code or a class as OpenAPI writes it (`200`, `4XX`). `content_type` is `None`
    where no body is looked at; `headers` are in lower case; `body` holds path expressions, `$`
    alone where the body is one plain value.
    """

    status: str
    content_type: str | None = None
    headers: tuple[str, ...] = ()
    body: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """An operation of the document that the consumer uses.

    `method` is in capitals, `path` the document's template without the path of its servers.
    `uses` are sorted by description and states, `reads` by status and content type.
    """

    method: str
    path: str
    operation_id: str | None = None
    uses: tuple[Use, ...] = ()
    sends: Sending = Sending()
    reads: tuple[Reading, ...] = ()

    @property
    def name(self) -> str:
        """The operation in a word: `GET /orders/{id}`."""
        return f"{self.method} {self.path}"

    @property
    def statuses(self) -> tuple[str, ...]:
        """The statuses that the consumer handles, sorted."""
        return tuple(sorted({one.status for one in self.reads}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """An interaction of the pact that belongs to no operation of the document."""

    description: str
    states: tuple[str, ...]
    method: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PropertyFile:
    """The property tests that follow from one pact and one API document.

    `operations` are sorted by path and method, `outside` by description and states.
    """

    consumer: str
    provider: str
    document: DocumentMark
    operations: tuple[Operation, ...] = ()
    outside: tuple[Outside, ...] = ()

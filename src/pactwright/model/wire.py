"""Requests, responses and messages as they really came, before anything judges them."""

from __future__ import annotations

from dataclasses import dataclass, field

from pactwright.model.interaction import Pairs
from pactwright.model.json import JsonObject


@dataclass(frozen=True, slots=True, kw_only=True)
class WireRequest:
    """A request ready to be sent, or as received. `path` is percent-encoded, without the query."""

    method: str
    path: str
    query: Pairs = ()
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class WireResponse:
    """A response as received; a header that came twice stands twice."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class WireMessage:
    """A message as the provider made it; `content_type` of `None` is left to the metadata."""

    contents: bytes
    metadata: JsonObject = field(default_factory=dict)
    content_type: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WireAnswer:
    """What came of a request: a response, or why there is none.

    `notes` are what the provider said beside it, a traceback for one.
    """

    response: WireResponse | None = None
    failure: str = ""
    notes: tuple[str, ...] = ()

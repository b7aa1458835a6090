"""Finds the path below which a service has the operations of its document."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from pactwright.model.wire import WireRequest
from pactwright.property.replay_request import Source
from pactwright.property.replay_values import Exchange
from pactwright.property.schemathesis_document import ApiOperation

_UNKNOWN: Final = (404, 405)
_MOST_TRIES: Final = 40


def learn_base(source: Source) -> None:
    """Take from a consumer's own request below which path it knows the service."""
    found = source.base
    known = source.operation.document.known_bases
    if found is not None and found in source.operation.bases:
        known.setdefault(source.operation.bases, found)


def send_below(
    operation: ApiOperation, request: WireRequest, send: Callable[[WireRequest], Exchange]
) -> Exchange:
    """Send a request whose path is the template's, below what the service knows it under.

    A document with `servers: [{url: https://example.com/v1}]` may be served below `/v1` or, where
    something in front of the service adds that, below nothing. Where no consumer tells, what the
    servers name is tried first; the first path that is not unknown (404 or 405) is the one.
    """
    bases, document = operation.bases, operation.document
    if len(bases) > 1 and bases not in document.known_bases:
        first: Exchange | None = None
        for base in bases:
            exchange = send(_below(base, request))
            if exchange.status not in _UNKNOWN:
                document.known_bases[bases] = base
                return exchange
            first = first or exchange
        document.base_tries[bases] += 1
        if document.base_tries[bases] >= _MOST_TRIES:
            document.known_bases[bases] = bases[0]
        if first is not None:
            return first
    return send(_below(document.known_bases.get(bases, bases[0]), request))


def _below(base: str, request: WireRequest) -> WireRequest:
    return replace(request, path=base + request.path) if base else request

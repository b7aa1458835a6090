"""Whether a request may be shut out by what no pact tells: scopes, tokens, certificates."""

from __future__ import annotations

from collections.abc import Sequence

from pactwright.compat.api import Api, Operation, Requirement
from pactwright.conformance.document import ApiDocument
from pactwright.conformance.security import is_shown, leaves_a_trace
from pactwright.model.interaction import Request


def may_be_shut_out(
    request: Request, old: tuple[Api, Operation], new: tuple[Api, ApiDocument, Operation]
) -> bool:
    """Tell whether a request that was let in may lack what the new document asks for.

    It does not where it shows all that one of the new ways in takes: keys and headers, with no
    scope that the old document did not ask for together with them.
    """
    before = _ways_in(*old)
    api, document, operation = new
    return not any(
        _is_open(way_in, before) and _is_shown(way_in, request, document)
        for way_in in _ways_in(api, operation)
    )


def _ways_in(api: Api, operation: Operation) -> Sequence[Requirement]:
    found = api.security if operation.security is None else operation.security
    return found or ({},)


def _is_open(way_in: Requirement, before: Sequence[Requirement]) -> bool:
    """Tell whether a way in asks for no scope, or for none that one before did not ask for."""
    return not any(way_in.values()) or any(
        all(name in one and scopes <= one[name] for name, scopes in way_in.items())
        for one in before
    )


def _is_shown(way_in: Requirement, request: Request, document: ApiDocument) -> bool:
    schemes = [document.schemes.get(name) for name in way_in]
    return all(
        scheme is not None and leaves_a_trace(scheme) and is_shown(request, scheme)
        for scheme in schemes
    )

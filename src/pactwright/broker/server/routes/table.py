"""The contents page of the API: every route, in one tuple."""

from __future__ import annotations

from pactwright.broker.server.router import Route
from pactwright.broker.server.routes import (
    branches,
    environments,
    index,
    matrix,
    pact_lists,
    pacticipants,
    pacts,
    publishing,
    verifiable,
    verifications,
    versions,
)

ROUTES: tuple[Route, ...] = tuple(
    route
    for module in (
        index,
        pacticipants,
        versions,
        branches,
        environments,
        publishing,
        pacts,
        pact_lists,
        verifiable,
        verifications,
        matrix,
    )
    for route in module.ROUTES
)

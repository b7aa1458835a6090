"""The contents page of the API: every route, in one tuple."""

from __future__ import annotations

from pactwright.broker.server.router import Route
from pactwright.broker.server.routes import (
    badges,
    branches,
    deliveries,
    diffs,
    environments,
    index,
    integrations,
    matrix,
    pact_lists,
    pacticipants,
    pacts,
    pair_lists,
    publishing,
    states,
    verifiable,
    verifications,
    versions,
    webhooks,
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
        pair_lists,
        diffs,
        states,
        verifiable,
        verifications,
        matrix,
        integrations,
        badges,
        webhooks,
        deliveries,
    )
    for route in module.ROUTES
)

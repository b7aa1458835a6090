"""The contents page of the API: every route, in one tuple."""

from __future__ import annotations

from pactwright.broker.port import Ledger
from pactwright.broker.server.call import Answer, Call
from pactwright.broker.server.openapi import describe_api
from pactwright.broker.server.router import Route
from pactwright.broker.server.routes import (
    applications,
    badges,
    branches,
    contract_pages,
    dashboard,
    deliveries,
    diffs,
    environments,
    index,
    integrations,
    matrix,
    operation,
    overview,
    pact_lists,
    pacticipants,
    pacts,
    pages,
    pair_lists,
    properties,
    provider_documents,
    publishing,
    states,
    verifiable,
    verifications,
    versions,
    webhook_pages,
    webhooks,
)

API_VERSION = "1.1.0"


def show_description(_: Call, __: Ledger) -> Answer:
    """Answer the OpenAPI document of this API."""
    return Answer(
        body=describe_api(ROUTES, version=API_VERSION),
        media_type="application/json;charset=utf-8",
    )


_RESOURCES = tuple(
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
        properties,
        provider_documents,
        matrix,
        dashboard,
        integrations,
        badges,
        webhooks,
        deliveries,
        operation,
        overview,
        pages,
        contract_pages,
        webhook_pages,
        applications,
    )
    for route in module.ROUTES
)

ROUTES: tuple[Route, ...] = (*_RESOURCES, Route("GET", "/openapi.json", show_description))

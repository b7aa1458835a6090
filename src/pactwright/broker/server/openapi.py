"""The API's own OpenAPI document, made from the table of routes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from pactwright.broker.server.router import Route

_NAME = re.compile(r"\{(\w+)\}")
_TEXT = {"type": "string"}
_BODIES: dict[tuple[str, str], dict[str, Any]] = {
    ("POST", "/contracts/publish"): {
        "type": "object",
        "required": ["pacticipantName", "pacticipantVersionNumber", "contracts"],
        "properties": {
            "pacticipantName": _TEXT,
            "pacticipantVersionNumber": _TEXT,
            "branch": {"type": ["string", "null"]},
            "buildUrl": {"type": ["string", "null"]},
            "tags": {"type": "array", "items": _TEXT},
            "contracts": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["consumerName", "providerName", "content"],
                    "properties": {
                        "consumerName": _TEXT,
                        "providerName": _TEXT,
                        "content": {"type": "string", "contentEncoding": "base64"},
                        "contentType": _TEXT,
                        "specification": {"enum": ["pact"]},
                        "onConflict": {"enum": ["overwrite", "merge"]},
                    },
                },
            },
        },
    },
    ("POST", "/environments"): {
        "type": "object",
        "required": ["name"],
        "properties": {
            "name": _TEXT,
            "displayName": {"type": ["string", "null"]},
            "production": {"type": "boolean"},
            "contacts": {"type": "array", "items": {"type": "object"}},
        },
    },
    ("POST", "/pacticipants"): {
        "type": "object",
        "required": ["name"],
        "properties": {
            "name": _TEXT,
            "displayName": {"type": ["string", "null"]},
            "repositoryUrl": {"type": ["string", "null"]},
            "mainBranch": {"type": ["string", "null"]},
        },
    },
}
_RESULT = {
    "type": "object",
    "required": ["success", "providerApplicationVersion"],
    "properties": {
        "success": {"type": "boolean"},
        "providerApplicationVersion": _TEXT,
        "buildUrl": {"type": ["string", "null"]},
        "testResults": {},
        "verifiedBy": {"type": "object"},
    },
}
_SELECTORS = {
    "type": "object",
    "properties": {
        "consumerVersionSelectors": {"type": "array", "items": {"type": "object"}},
        "providerVersionBranch": _TEXT,
        "providerVersionTags": {"type": "array", "items": _TEXT},
        "includePendingStatus": {"type": "boolean"},
        "includeWipPactsSince": {"type": "string", "format": "date"},
    },
}
_QUERIES: dict[str, tuple[str, ...]] = {
    "/can-i-deploy": ("pacticipant", "version", "environment", "to"),
    "/matrix": ("latestby", "environment", "tag", "latest", "mainBranch", "limit"),
    "/pacticipants": ("q", "pageNumber", "pageSize"),
    "/integrations": ("q", "pageNumber", "pageSize"),
}


def describe_api(routes: Iterable[Route], *, version: str) -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of the routes."""
    paths: dict[str, dict[str, Any]] = {}
    for route in sorted(routes, key=lambda one: (one.pattern, one.method)):
        paths.setdefault(route.pattern, {})[route.method.lower()] = _operation(route)
    title = "pactwright broker"
    text = "The Pact Broker's API, as pactwright speaks it. Paths are matched before decoding."
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": version, "description": text},
        "paths": paths,
        "components": {
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "basic": {"type": "http", "scheme": "basic"},
            }
        },
        "security": [{}, {"token": []}, {"basic": []}],
    }


def _operation(route: Route) -> dict[str, Any]:
    summary = (route.handler.__doc__ or "").strip().split("\n")[0]
    operation: dict[str, Any] = {
        "operationId": f"{route.method.lower()}{re.sub(r'[^a-zA-Z]+', '_', route.pattern)}",
        "summary": summary,
        "parameters": [
            {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
            for name in _NAME.findall(route.pattern)
        ]
        + [
            {"name": name, "in": "query", "schema": {"type": "string"}}
            for name in _QUERIES.get(route.pattern, ())
            if route.method == "GET"
        ],
        "responses": {
            "2XX": {"description": "done, or what was asked for"},
            "4XX": {"description": "refused, with the reason", "content": _JSON},
            "503": {"description": "the database is away; try again", "content": _JSON},
        },
        "x-scope": route.needs,
    }
    schema = _body_of(route)
    if schema is not None:
        operation["requestBody"] = {"content": {"application/json": {"schema": schema}}}
    return operation


_JSON = {"application/hal+json": {"schema": {"type": "object"}}}


def _body_of(route: Route) -> dict[str, Any] | None:
    if (route.method, route.pattern) in _BODIES:
        return _BODIES[route.method, route.pattern]
    if route.method == "POST" and route.pattern.endswith("/verification-results"):
        return _RESULT
    if route.method == "POST" and route.pattern.endswith("/for-verification"):
        return _SELECTORS
    return {"type": "object"} if route.method in {"POST", "PUT", "PATCH"} else None

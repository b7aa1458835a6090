"""Small documents and interactions for the tests of conformance, and their codes."""

import json

from pactwright.conformance.check import Checking, check_pact
from pactwright.conformance.document import ApiDocument
from pactwright.pactfile.parse import parse_pact

OK = {"200": {"description": "ok"}}


def document(paths=None, *, version="3.1.0", **more):
    """Return an OpenAPI document with these paths."""
    return {
        "openapi": version,
        "info": {"title": "t", "version": "1"},
        "paths": paths or {},
        **more,
    }


def answers(schema, *, media="application/json", status="200", **more):
    """Return an operation that answers with a body of this schema."""
    content = {media: {"schema": schema}}
    return {"responses": {status: {"description": "d", "content": content, **more}}}


def takes(schema, *, media="application/json", required=False):
    """Return an operation that takes a body of this schema."""
    return {
        "requestBody": {"required": required, "content": {media: {"schema": schema}}},
        "responses": OK,
    }


def parameter(name, place, schema, **more):
    """Return an operation with one parameter."""
    return {"parameters": [{"name": name, "in": place, "schema": schema, **more}], "responses": OK}


def interaction(method="GET", path="/a", *, status=200, request=None, response=None):
    """Return an interaction of a V3 pact file."""
    return {
        "description": "d",
        "request": {"method": method, "path": path, **(request or {})},
        "response": {"status": status, **(response or {})},
    }


def pact_of(*interactions, version="3.0.0"):
    """Return a parsed pact that holds the interactions."""
    metadata = {"pactSpecification": {"version": version}}
    value = {
        "consumer": {"name": "web"},
        "provider": {"name": "shop"},
        "interactions": list(interactions),
        "metadata": metadata,
    }
    return parse_pact(json.dumps(value).encode(), source="pact.json")


def results_of(root, *interactions, version="3.0.0", rules=True, strict=False):
    """Return what the interactions come to beside a document."""
    checking = Checking(rules=rules, strict=strict)
    return check_pact(
        pact_of(*interactions, version=version), ApiDocument(root), checking=checking
    ).results


def codes_of(root, *interactions, **options):
    """Return the codes of the results, sorted."""
    return sorted(result.code for result in results_of(root, *interactions, **options))

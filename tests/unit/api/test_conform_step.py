"""The step of `pactwright run` that holds the pacts against the contracts."""

import json

import pytest

from pactwright.api.conform_step import check_conformance
from pactwright.api.journey import BROKEN, HOLDS
from pactwright.workspace.settings import load_settings

DOCUMENT = {
    "openapi": "3.1.0",
    "paths": {
        "/a": {
            "get": {
                "responses": {
                    "200": {
                        "content": {
                            "application/json": {
                                "schema": {"properties": {"id": {"type": "string"}}}
                            }
                        }
                    }
                }
            }
        }
    },
}


@pytest.fixture
def settings(tmp_path, monkeypatch):
    """Return the settings of a project with one pact, and give it documents on demand."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pacts").mkdir()
    return load_settings(tmp_path)


def write_pact(settings, body, **response):
    response = {"status": 200, "body": body, **response}
    pact = {
        "consumer": {"name": "web"},
        "provider": {"name": "shop"},
        "interactions": [
            {"description": "d", "request": {"method": "GET", "path": "/a"}, "response": response}
        ],
    }
    (settings.pacts / "web-shop.json").write_text(json.dumps(pact))


def write_document(settings):
    folder = settings.root / "contracts" / "shop" / "1.0.0"
    folder.mkdir(parents=True)
    (folder / "openapi.json").write_text(json.dumps(DOCUMENT))


def step(settings):
    return check_conformance(settings, on_event=lambda event: None)


def test_providers_without_documents_have_nothing_to_do(settings):
    write_pact(settings, {"id": "x"})

    outcome = step(settings)

    assert (outcome.status, outcome.notes) == (HOLDS, ("no provider has an API document",))


def test_a_risk_is_counted_and_does_not_fail(settings):
    write_document(settings)
    write_pact(settings, {"id": "x"})

    outcome = step(settings)

    assert (outcome.status, outcome.output) == (HOLDS, "")
    assert outcome.notes == ("web → shop: conforms, 1 warning",)


def test_what_does_not_conform_fails_and_is_shown(settings):
    write_document(settings)
    write_pact(settings, {"id": 7})

    outcome = step(settings)

    assert outcome.status == BROKEN
    assert "contracts/shop/1.0.0/openapi.json:1:" in outcome.output
    assert outcome.notes == ("web → shop: does not conform, 1 error",)


def test_the_warnings_beside_an_error_are_only_counted(settings):
    write_document(settings)
    write_pact(settings, {"id": "x"}, headers={"X-Odd": "1"})

    outcome = step(settings)

    assert "response.header.unknown" in outcome.output
    assert "! warning" not in outcome.output
    assert "1 error, 1 warning" in outcome.output
    assert outcome.notes == ("web → shop: does not conform, 1 error, 1 warning",)

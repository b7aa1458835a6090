"""Pacts that pact-python itself writes, in every version it writes, verified here."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from pact import Pact, generate, match, xml

from pactwright.matching.example import message_example, response_example
from pactwright.model.interaction import HttpInteraction
from pactwright.provider.verification import verify_pacts
from pactwright.workspace.files import read_pact

VERSIONS = ["V1", "V1.1", "V2", "V3", "V4"]
PLAIN = {"id": 7, "lines": [{"sku": "A1", "quantity": 2}], "note": None}
MATCHED = {
    "id": match.int(7),
    "status": match.regex("open", regex="open|paid"),
    "lines": match.each_like({"sku": match.like("A1"), "quantity": match.int(2)}, min=1),
}
RICH = {
    **MATCHED,
    "price": match.decimal(1.5),
    "paid": match.bool(True),
    "due": match.date("2026-07-01", "%Y-%m-%d"),
    "text": match.includes("ok"),
    "tags": match.array_containing([match.like("a")]),
    "rates": match.each_value_matches({"eur": 1.0}, rules=match.decimal(1.0)),
}


def write(folder, version, declare):
    pact = Pact("consumer", "provider").with_specification(version)
    declare(pact)
    pact.write_file(folder)
    return read_pact(folder / "consumer-provider.json")


def reads(body, content_type="application/json"):
    def declare(pact):
        (
            pact.upon_receiving("reads an order")
            .given("order exists")
            .with_request("GET", "/orders/7")
            .with_query_parameter("page", "1")
            .with_header("Accept", content_type)
            .will_respond_with(200)
            .with_header("X-Total", "1")
            .with_body(body, content_type)
        )

    return declare


def answering(response):
    async def application(scope, receive, send):
        if scope["type"] != "http":
            raise RuntimeError("no lifespan")
        headers = [(n.lower().encode(), v.encode()) for n, v in response.headers]
        await send({"type": "http.response.start", "status": response.status, "headers": headers})
        await send({"type": "http.response.body", "body": response.body})

    return application


def verify(document, **changes):
    (interaction,) = document.interactions
    assert isinstance(interaction, HttpInteraction)
    response = replace(response_example(interaction.response), **changes)
    states = {"{name}": lambda: {"id": 8}}
    return verify_pacts([document], app=answering(response), states=states)


CASES = [
    *(pytest.param(version, reads(PLAIN), id=f"{version} plain") for version in VERSIONS),
    *(
        pytest.param(version, reads(MATCHED), id=f"{version} matched")
        for version in ("V2", "V3", "V4")
    ),
    *(pytest.param(version, reads(RICH), id=f"{version} rich") for version in ("V3", "V4")),
    *(
        pytest.param(version, reads(body, kind), id=f"{version} {kind}")
        for version in ("V3", "V4")
        for body, kind in [
            (xml.body(xml.element("order", xml.element("id", match.int(7)))), "application/xml"),
            ("a=1&b=x", "application/x-www-form-urlencoded"),
            ("hello", "text/plain"),
        ]
    ),
]


@pytest.mark.parametrize(("version", "declare"), CASES)
def test_a_pact_of_pact_python_is_verified(version, declare, tmp_path):
    document = write(tmp_path, version, declare)
    result = verify(document)
    assert result.success, result.results[0].mismatches


@pytest.mark.parametrize(("version", "declare"), CASES)
def test_another_answer_is_refused(version, declare, tmp_path):
    document = write(tmp_path, version, declare)
    assert not verify(document, status=500).success
    assert not verify(document, body=b"[1]").success


def test_a_value_of_a_state_goes_into_the_path(tmp_path):
    def declare(pact):
        path = match.like("/orders/7", generator=generate.provider_state("/orders/${id}"))
        pact.upon_receiving("reads").given("order exists").with_request("GET", path)

    document = write(tmp_path, "V4", declare)
    asked = []

    async def application(scope, receive, send):
        asked.append(scope.get("path"))
        await answering(response_example(document.interactions[0].response))(scope, receive, send)

    verify_pacts([document], app=application, states={"{name}": lambda: {"id": 8}})
    assert asked[-1] == "/orders/8"


@pytest.mark.parametrize("version", ["V3", "V4"])
def test_a_message_of_pact_python_is_verified(version, tmp_path):
    def declare(pact):
        (
            pact.upon_receiving("an order was paid", "Async")
            .given("order exists")
            .with_body(MATCHED, "application/json")
            .with_metadata({"queue": "orders"})
        )

    document = write(tmp_path, version, declare)
    message = message_example(document.interactions[0].contents)
    for made, success in [
        (message, True),
        (replace(message, contents=json.dumps({"id": "x"}).encode()), False),
    ]:
        result = verify_pacts(
            [document],
            messages={"an order was paid": lambda made=made: made},
            states={"{name}": lambda: None},
        )
        assert result.success is success, result.results[0].mismatches

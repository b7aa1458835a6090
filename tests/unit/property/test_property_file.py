"""A property file survives its own text, and what is wrong in one is told."""

from dataclasses import replace

import pytest

from pactwright.errors import PactwrightError
from pactwright.model.interaction import Body, HttpInteraction, ProviderState, Request, Response
from pactwright.model.rule import MatchingRule, RuleSet
from pactwright.property.file import (
    DocumentMark,
    Operation,
    Outside,
    PathValue,
    PropertyFile,
    Reading,
    Sending,
    Use,
)
from pactwright.property.read import parse_property_file
from pactwright.property.write import digest_of, format_property_file

FILE = PropertyFile(
    consumer="web",
    provider="orders",
    document=DocumentMark(
        path="contracts/orders/1.0.0/openapi.yaml",
        title="Orders",
        version="1.0.0",
        digest="sha256:00",
    ),
    operations=(
        Operation(
            method="GET",
            path="/orders/{id}",
            operation_id="getOrder",
            uses=(
                Use(
                    interaction=HttpInteraction(
                        description="reads an order",
                        key="7f",
                        states=(ProviderState(name="an order", params={"total": 1.5}),),
                        request=Request(path="/orders/7", query=(("full", (None,)),)),
                        response=Response(
                            status=200,
                            body=Body(content=b'{"id":7}', content_type="application/json"),
                            rules={"body": {"$.id": RuleSet(rules=(MatchingRule(kind="type"),))}},
                        ),
                    ),
                    path_values=(PathValue(name="id", value="7", expression="${id}"),),
                ),
            ),
            sends=Sending(path=("id",), query=("full",)),
            reads=(
                Reading(status="200", content_type="application/json", body=("$.id",)),
                Reading(status="4XX"),
            ),
        ),
    ),
    outside=(Outside(description="pings", states=("up",), method="GET", path="/ping"),),
)


def test_what_is_written_is_read_back():
    data = format_property_file(FILE)
    assert parse_property_file(data, source="f") == FILE
    assert data.endswith(b"}\n")


def test_the_digest_changes_with_the_file_alone():
    again = parse_property_file(format_property_file(FILE), source="f")
    assert digest_of(again) == digest_of(FILE)
    assert digest_of(replace(FILE, consumer="app")) != digest_of(FILE)


def test_the_statuses_are_those_that_are_read():
    assert FILE.operations[0].statuses == ("200", "4XX")
    assert FILE.operations[0].name == "GET /orders/{id}"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "f:1:1: a properties file is one JSON object"),
        (b"properties: 1\n", "f:1:1: a properties file is one JSON object"),
        (b'{"properties": 1,', "f:1:"),
        (b"{}", "f:1:1: no properties file"),
        (b'{"properties": 2}', "f:1:2: version 2 of the properties file is unknown"),
        (b'{"properties": true}', "version True of the properties file is unknown"),
        (b'{"properties": 1}', "f:1:1: /consumer: missing"),
        (b'{"properties": 1, "operations": [3]}', "f:1:34: /operations/0: expected an object"),
        (
            b'{"properties": 1, "operations": [{"reads": [{"body": [1]}]}]}',
            "f:1:55: /operations/0/reads/0/body/0: expected a string",
        ),
        (
            (
                b'{"properties": 1, "operations": [{"interactions": ['
                b'{"type": "Synchronous/Messages", "request": {}, "response": []}]}]}'
            ),
            "/operations/0/interactions/0: expected an interaction of type Synchronous/HTTP",
        ),
        (
            b'{"properties": 1, "operations": [{"interactions": [{}]}]}',
            "/operations/0/interactions/0/type: missing",
        ),
        (
            b'{"properties": 1, "outside": [' + b",".join([b"1"] * 30) + b"]}",
            "... and 16 more",
        ),
    ],
)
def test_what_is_no_property_file_is_refused(data, told):
    with pytest.raises(PactwrightError) as error:
        parse_property_file(data, source="f")
    assert told in error.value.message
    assert error.value.hint


def test_what_no_file_can_hold_is_told():
    lone = replace(FILE, consumer="\ud800")
    with pytest.raises(PactwrightError, match="cannot be written"):
        format_property_file(lone)

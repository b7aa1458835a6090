"""V4 files as the Rust core and other tools write them."""

import json

import pytest

from pactwright.model.interaction import (
    AsyncMessage,
    Body,
    HttpInteraction,
    MessageContents,
    Request,
    SyncMessage,
    UnknownInteraction,
)
from pactwright.model.rule import MatchingRule, RuleSet
from pactwright.pactfile.parse import parse_pact

JSON, TEXT = "application/json", "text/plain"


def read(*interactions, **top):
    document = {
        "consumer": {"name": "c"},
        "provider": {"name": "p"},
        "interactions": list(interactions),
        "metadata": {"pactSpecification": {"version": "4.0"}},
        **top,
    }
    return parse_pact(json.dumps(document).encode(), source="f.json").interactions


def request(**keys) -> Request:
    http = {"type": "Synchronous/HTTP", "description": "a", "response": {}, "request": keys}
    (interaction,) = read(http)
    assert isinstance(interaction, HttpInteraction)
    return interaction.request


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (None, Body(content=None)),
        ({}, None),
        ({"contentType": TEXT, "encoded": "base64"}, None),
        ({"content": None}, Body(content=None)),
        ({"content": None, "contentType": TEXT}, Body(content=None, content_type=TEXT)),
        ({"content": ""}, Body(content=b"", encoding="text")),
        (
            {"content": "", "contentType": JSON},
            Body(content=b"", content_type=JSON, encoding="text"),
        ),
        ({"content": "x"}, Body(content=b"x", encoding="text")),
        ({"content": "x", "contentType": JSON}, Body(content=b'"x"', content_type=JSON)),
        ({"content": {"b": 1, "a": 2}}, Body(content=b'{"a":2,"b":1}')),
        ({"content": {"a": 1}, "contentType": TEXT}, Body(content=b'{"a":1}', content_type=TEXT)),
        (
            {"content": '{"a": 1}', "contentType": JSON, "encoded": "JSON"},
            Body(content=b'{"a": 1}', content_type=JSON, encoding="text"),
        ),
        (
            {"content": "aGk=", "encoded": "base64", "contentTypeHint": "TEXT"},
            Body(content=b"hi", encoding="base64", content_type_hint="TEXT"),
        ),
        (
            {"content": "aGk=", "encoded": True},
            Body(content=b"aGk=", encoding="text", extra={"encoded": True}),
        ),
        ({"content": "x", "why": 1}, Body(content=b"x", encoding="text", extra={"why": 1})),
        ({"payload": 1}, Body(content=b'{"payload":1}', content_type=JSON)),
        ("raw", Body(content=b'"raw"', content_type=JSON)),
        (12, Body(content=b"12", content_type=JSON)),
    ],
)
def test_a_body_is_read_as_the_core_reads_it(body, expected):
    assert request(body=body).body == expected


def test_the_content_type_header_decides_where_the_body_names_none():
    found = request(headers={"content-type": [JSON]}, body={"content": "x"})
    assert found.body == Body(content=b'"x"')


def test_what_is_said_of_an_absent_body_is_kept():
    assert request(body={"contentType": TEXT}).extra == {"body": {"contentType": TEXT}}


def test_an_asynchronous_message_is_read_whole():
    (found,) = read(
        {
            "type": "Asynchronous/Messages",
            "description": "an order was made",
            "contents": {"content": {"id": 1}, "contentType": JSON},
            "metadata": {"queue": "orders"},
            "matchingRules": {"content": {"$.id": {"matchers": [{"match": "integer"}]}}},
            "key": "k",
            "pending": True,
            "comments": {"text": ["c"]},
            "transport": "kafka",
            "pluginConfiguration": {"p": {"x": 1}},
            "interactionMarkup": {"markup": "m"},
            "providerStates": [{"name": "s"}],
        }
    )
    assert isinstance(found, AsyncMessage)
    assert found.contents == MessageContents(
        body=Body(content=b'{"id":1}', content_type=JSON),
        metadata={"queue": "orders"},
        rules={"body": {"$.id": RuleSet(rules=(MatchingRule(kind="integer"),))}},
    )
    assert (found.key, found.pending, found.transport) == ("k", True, "kafka")
    assert (found.comments, found.plugins) == ({"text": ["c"]}, {"p": {"x": 1}})
    assert found.extra == {"interactionMarkup": {"markup": "m"}}


def test_the_metadata_of_a_message_may_name_the_content_type():
    message = {
        "type": "Asynchronous/Messages",
        "description": "a",
        "contents": {"content": "x"},
        "metadata": {"contentType": JSON},
    }
    (found,) = read(message)
    assert found.contents.body == Body(content=b'"x"')


@pytest.mark.parametrize(
    ("answers", "bodies"),
    [
        (None, []),
        ([], []),
        ({"contents": {"content": "1"}}, [b"1"]),
        ([{"contents": {"content": "1"}}, {"contents": {"content": "2"}}], [b"1", b"2"]),
    ],
)
def test_a_synchronous_message_has_any_number_of_answers(answers, bodies):
    (found,) = read(
        {
            "type": "Synchronous/Messages",
            "description": "a",
            "request": {"contents": {"content": "?"}, "x": 1},
            "response": answers,
        }
    )
    assert isinstance(found, SyncMessage)
    assert found.request.extra == {"x": 1}
    assert [answer.body.content for answer in found.responses] == bodies


def test_an_unknown_type_is_kept_with_all_that_it_holds():
    odd = {"type": "Carrier/Pigeon", "description": "a", "wings": 2, "key": "k"}
    assert read(odd) == (
        UnknownInteraction(type="Carrier/Pigeon", description="a", key="k", extra={"wings": 2}),
    )


def test_marks_of_another_writer_stay_in_the_metadata():
    data = b"""{"consumer": {"name": "c"}, "provider": {"name": "p"}, "interactions": [],
        "metadata": {"pactSpecification": {"version": "4.0", "note": "n"}, "pactwright": {"x": 1},
        "plugins": [{"name": "csv"}]}}"""
    assert parse_pact(data, source="f").metadata == {
        "pactSpecification": {"note": "n"},
        "pactwright": {"x": 1},
        "plugins": [{"name": "csv"}],
    }


BY_RUBY = {
    "consumer": {"name": "Zoo App"},
    "provider": {"name": "Animal Service"},
    "interactions": [
        {
            "description": "a request for an alligator",
            "provider_state": "there is an alligator",
            "request": {"method": "get", "path": "/alligators/Mary", "query": "verbose=true"},
            "response": {"status": 200, "headers": {}, "body": {"name": "Mary"}},
        }
    ],
    "metadata": {"pactSpecificationVersion": "1.0.0"},
}
BY_NET = {
    "provider": {"name": "Events API"},
    "consumer": {"name": "Event Consumer"},
    "interactions": [
        {
            "description": "a request for an event",
            "providerState": "there is an event",
            "request": {"method": "get", "path": "/events/1", "headers": {"Accept": JSON}},
            "response": {
                "status": 200,
                "headers": {"Content-Type": "application/json; charset=utf-8"},
                "body": [{"eventId": "1", "timestamp": "2011-08-31T06:14:30"}],
                "matchingRules": {"$.body[*].eventId": {"match": "type"}, "$.body": {"min": 1}},
            },
        }
    ],
    "metadata": {"pactSpecification": {"version": "2.0.0"}, "pactRust": {"version": "0.3"}},
}
BY_JVM = {
    "provider": {"name": "Article"},
    "consumer": {"name": "Reader"},
    "interactions": [
        {
            "_id": "1",
            "description": "GET article",
            "providerStates": [{"name": "an article", "params": {"id": 1}}],
            "request": {
                "method": "GET",
                "path": "/articles",
                "query": {"tag": ["a", "b"]},
                "matchingRules": {
                    "path": {"matchers": [{"match": "regex", "regex": "/.*"}], "combine": "AND"},
                    "query": {"tag": {"matchers": [{"match": "type"}], "combine": "AND"}},
                },
                "generators": {"path": {"type": "ProviderState", "expression": "/${p}"}},
            },
            "response": {"status": 200, "headers": {"Vary": "Accept, Origin"}},
        }
    ],
    "metadata": {"pactSpecification": {"version": "3.0.0"}, "pact-jvm": {"version": "4.6"}},
}


@pytest.mark.parametrize("document", [BY_RUBY, BY_NET, BY_JVM])
def test_files_in_the_shape_of_other_languages_are_read(document):
    (found,) = parse_pact(json.dumps(document).encode(), source="f").interactions
    assert isinstance(found, HttpInteraction)
    assert found.request.method == "GET"
    assert found.states[0].name.startswith(("there is", "an article"))

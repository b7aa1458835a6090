"""What is written: canonical V4, the same bytes for the same pact."""

import json
from decimal import Decimal

import pytest

from pactwright.errors import PactwrightError
from pactwright.model.interaction import (
    AsyncMessage,
    Body,
    HttpInteraction,
    MessageContents,
    PactDocument,
    ProviderState,
    Request,
    Response,
    SyncMessage,
    UnknownInteraction,
)
from pactwright.model.rule import Generator, MatchingRule, RuleSet
from pactwright.pactfile.parse import parse_pact
from pactwright.pactfile.write import format_pact

TYPE = RuleSet(rules=(MatchingRule(kind="type"),))
UUID = Generator(kind="Uuid")


def pact(*interactions, **keys):
    return PactDocument(consumer="web", provider="orders", interactions=interactions, **keys)


def http(request=None, response=None, **keys):
    return HttpInteraction(
        **{"description": "a", **keys},
        request=request or Request(),
        response=response or Response(),
    )


def written(document):
    return json.loads(format_pact(document))


def request_of(request):
    return written(pact(http(request)))["interactions"][0]["request"]


def test_a_whole_pact_reads_like_this():
    document = pact(
        http(
            Request(
                path="/orders/7",
                query=(("page", ("1",)), ("flag", (None,))),
                headers=(("Accept", ("application/json",)),),
                rules={"path": {"": TYPE}, "header": {"Accept": TYPE}},
                generators={"path": {"": UUID}},
            ),
            Response(
                body=Body(content='{"title":"naïve"}'.encode(), content_type="application/json")
            ),
            description="reads an order",
            states=(ProviderState(name="order 7 exists", params={"id": 7}),),
        )
    )
    assert (
        format_pact(document).decode()
        == """\
{
  "consumer": {
    "name": "web"
  },
  "interactions": [
    {
      "description": "reads an order",
      "pending": false,
      "providerStates": [
        {
          "name": "order 7 exists",
          "params": {
            "id": 7
          }
        }
      ],
      "request": {
        "generators": {
          "path": {
            "type": "Uuid"
          }
        },
        "headers": {
          "Accept": [
            "application/json"
          ]
        },
        "matchingRules": {
          "header": {
            "Accept": {
              "combine": "AND",
              "matchers": [
                {
                  "match": "type"
                }
              ]
            }
          },
          "path": {
            "combine": "AND",
            "matchers": [
              {
                "match": "type"
              }
            ]
          }
        },
        "method": "GET",
        "path": "/orders/7",
        "query": {
          "flag": [
            null
          ],
          "page": [
            "1"
          ]
        }
      },
      "response": {
        "body": {
          "content": {
            "title": "naïve"
          },
          "contentType": "application/json",
          "encoded": false
        },
        "status": 200
      },
      "type": "Synchronous/HTTP"
    }
  ],
  "metadata": {
    "pactSpecification": {
      "version": "4.0"
    },
    "pactwright": {
      "format": "1"
    }
  },
  "provider": {
    "name": "orders"
  }
}
"""
    )


def test_the_order_of_interactions_never_shows():
    interactions = [
        http(description="b"),
        http(description="a", states=(ProviderState(name="t"),)),
        http(description="a", states=(ProviderState(name="s"),)),
        AsyncMessage(description="a", contents=MessageContents()),
        http(description="a"),
    ]
    forwards, backwards = (
        format_pact(pact(*order)) for order in (interactions, interactions[::-1])
    )
    assert forwards == backwards
    kinds = [(i["description"], i["type"]) for i in json.loads(forwards)["interactions"]]
    assert kinds[:2] == [("a", "Asynchronous/Messages"), ("a", "Synchronous/HTTP")]
    assert kinds[-1][0] == "b"


def test_the_metadata_of_other_tools_is_kept_and_says_version_4():
    metadata = {"pactRust": {"models": "1.3"}, "pactSpecification": {"note": "x"}, "pactwright": 5}
    assert written(pact(metadata=metadata))["metadata"] == {
        "pactRust": {"models": "1.3"},
        "pactSpecification": {"note": "x", "version": "4.0"},
        "pactwright": 5,
    }


@pytest.mark.parametrize("old", ["pact-specification", "pactSpecificationVersion"])
def test_older_words_for_the_version_go_when_the_file_is_written_again(old):
    value = "2.0.0" if old.endswith("Version") else {"version": "2.0.0"}
    data = {"consumer": {"name": "c"}, "provider": {"name": "p"}, "metadata": {old: value}}
    document = parse_pact(json.dumps(data).encode(), source="f")
    assert written(document)["metadata"].keys() == {"pactSpecification", "pactwright"}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (Body(content=None), {"content": None}),
        (Body(content=b"", encoding="text"), {"content": "", "encoded": False}),
        (Body(content=b"{}"), {"content": {}, "encoded": False}),
        (Body(content=b"[1.50]"), {"content": [1.5], "encoded": False}),
        (Body(content=b'"x"'), {"content": '"x"', "encoded": False}),
        (
            Body(content=b'"x"', content_type="application/json"),
            {"content": "x", "contentType": "application/json", "encoded": False},
        ),
        (
            Body(content=b'""', content_type="application/json"),
            {"content": '""', "contentType": "application/json", "encoded": "JSON"},
        ),
        (
            Body(content=b"null", content_type="application/json"),
            {"content": "null", "contentType": "application/json", "encoded": "JSON"},
        ),
        (
            Body(content=b"not json", content_type="application/json"),
            {"content": "not json", "contentType": "application/json", "encoded": "JSON"},
        ),
        (
            Body(content=b'"\\ud800"', content_type="application/json"),
            {"content": '"\\ud800"', "contentType": "application/json", "encoded": "JSON"},
        ),
        (Body(content=b'{"a":1,"a":2}'), {"content": '{"a":1,"a":2}', "encoded": False}),
        (
            Body(content="é".encode(), content_type="text/plain", encoding="text"),
            {"content": "é", "contentType": "text/plain", "encoded": False},
        ),
        (Body(content=b"\xff", encoding="text"), {"content": "/w==", "encoded": "base64"}),
        (
            Body(content=b"hi", content_type="a/b", encoding="base64", content_type_hint="TEXT"),
            {
                "content": "aGk=",
                "contentType": "a/b",
                "contentTypeHint": "TEXT",
                "encoded": "base64",
            },
        ),
        (
            Body(content=b"x", encoding="text", extra={"y": 1}),
            {"content": "x", "encoded": False, "y": 1},
        ),
    ],
)
def test_a_body_is_written_so_that_the_same_bytes_are_read(body, expected):
    assert request_of(Request(body=body))["body"] == expected
    (again,) = parse_pact(format_pact(pact(http(Request(body=body)))), source="f").interactions
    if body.content != b"[1.50]":
        assert again.request.body.content == body.content


def test_the_content_type_header_decides_where_the_body_names_none():
    headers = (("content-type", ("application/json",)),)
    written_body = request_of(Request(headers=headers, body=Body(content=b'"x"')))["body"]
    assert written_body == {"content": "x", "encoded": False}


def test_a_name_that_comes_twice_is_written_once_with_all_values():
    twice = (("a", ("1",)), ("b", ("2",)), ("a", ("3",)))
    assert request_of(Request(query=twice, headers=twice))["query"] == {"a": ["1", "3"], "b": ["2"]}


def test_messages_are_written_with_their_parts():
    contents = MessageContents(
        body=Body(content=b"{}", content_type="application/json"),
        metadata={"queue": "q"},
        rules={"body": {"$": TYPE}},
        generators={"metadata": {"queue": UUID}},
        extra={"x": 1},
    )
    part = {
        "contents": {"content": {}, "contentType": "application/json", "encoded": False},
        "metadata": {"queue": "q"},
        "matchingRules": {"body": {"$": {"combine": "AND", "matchers": [{"match": "type"}]}}},
        "generators": {"metadata": {"queue": {"type": "Uuid"}}},
        "x": 1,
    }
    published = AsyncMessage(description="a", contents=contents, key="k", transport="kafka")
    asked = SyncMessage(description="b", request=contents, responses=(contents, contents))
    one, two = written(pact(published, asked))["interactions"]
    assert one == part | {
        "type": "Asynchronous/Messages",
        "description": "a",
        "pending": False,
        "key": "k",
        "transport": "kafka",
    }
    assert (two["type"], two["request"], two["response"]) == (
        "Synchronous/Messages",
        part,
        [part, part],
    )


def test_an_unknown_type_and_what_plugins_add_is_kept_untouched():
    odd = UnknownInteraction(
        description="a",
        type="Carrier/Pigeon",
        pending=True,
        comments={"text": ["x"]},
        plugins={"p": {"q": 1}},
        extra={"wings": 2},
    )
    assert written(pact(odd))["interactions"] == [
        {
            "type": "Carrier/Pigeon",
            "description": "a",
            "pending": True,
            "comments": {"text": ["x"]},
            "pluginConfiguration": {"p": {"q": 1}},
            "wings": 2,
        }
    ]


def test_rules_and_generators_of_whole_parts_stand_without_a_place():
    response = Response(rules={"status": {"": TYPE}}, generators={"status": {"": UUID}})
    found = written(pact(http(response=response)))["interactions"][0]["response"]
    assert found["matchingRules"] == {"status": {"combine": "AND", "matchers": [{"match": "type"}]}}
    assert found["generators"] == {"status": {"type": "Uuid"}}


NUMBERS = "[0.1,1.0,-0.0,1e+400,123456789012345678901234567890,1.00000000000000000001]"


def test_numbers_keep_every_digit():
    body = Body(content=NUMBERS.encode(), content_type="application/json")
    data = format_pact(
        pact(http(Request(body=body)), extra={"x": Decimal("0.10000000000000000001")})
    )
    assert b"0.10000000000000000001" in data
    (again,) = parse_pact(data, source="f").interactions
    assert again.request.body.content == NUMBERS.replace("1e+400", "1E+400").encode()


@pytest.mark.parametrize(
    "document",
    [
        pact(extra={"x": "\ud800"}),
        pact(http(description="\ud800")),
        pact(extra={"x": object()}),
        pact(http(Request(body=Body(content=b"[" * 126 + b"]" * 126)))),
    ],
)
def test_what_no_pact_file_can_hold_is_refused(document):
    with pytest.raises(PactwrightError, match="'web' and 'orders' cannot be written") as caught:
        format_pact(document)
    assert caught.value.hint

"""Pacts as the libraries of other languages write them, in the shapes that only they use.

Each is cut down from a public example of its library (named beside it) to what is peculiar.
"""

from __future__ import annotations

import base64
import json
from dataclasses import replace

import pytest

from pactwright.matching.example import message_example, response_example
from pactwright.matching.request import compare_request
from pactwright.model.interaction import AsyncMessage, HttpInteraction
from pactwright.model.wire import WireRequest
from pactwright.pactfile.parse import parse_pact
from pactwright.provider.verification import verify_pacts

JSON = "application/json"
TYPE = {"match": "type"}
UTF8 = f"{JSON}; charset=utf-8"
GIF = b"GIF87a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\xff\xff\xff,"
PARTS = (
    b'--ktJm\r\nContent-Disposition: form-data; name="full_name"; filename="n.txt"\r\n'
    b"Content-Type: text/plain\r\n\r\nColten\r\n--ktJm\r\n"
    b'Content-Disposition: form-data; name="image"; filename="i.gif"\r\n'
    b"Content-Type: image/gif\r\n\r\n" + GIF + b"\r\n--ktJm--\r\n"
)


def regex(pattern):
    return {"match": "regex", "regex": pattern}


def rules(*matchers):
    return {"combine": "AND", "matchers": list(matchers)}


def content(value, content_type=JSON, *, encoded=False):
    return {"content": value, "contentType": content_type, "encoded": encoded}


# pact-go, examples/pacts/PactGoV2ConsumerMatch-V2ProviderMatch.json: paths within paths.
GO_V2 = {
    "description": "A request to do a foo",
    "providerState": "User foo exists",
    "request": {
        "method": "POST",
        "path": "/foobar",
        "query": "baz=bar&baz=bat&baz=baz",
        "headers": {"Authorization": "Bearer 1234", "Content-Type": JSON},
        "body": {"id": 27, "name": "Billy"},
        "matchingRules": {
            "$.body.id": TYPE,
            "$.header.$.Authorization[0]": TYPE,
            **{f"$.query.$.baz[{index}]": regex("[a-z]+") for index in range(3)},
        },
    },
    "response": {
        "status": 200,
        "headers": {"Content-Type": JSON},
        "body": {"id": 27, "name": "Billy"},
        "matchingRules": {
            "$.body.name": TYPE,
            "$.header.$['Content-Type'][0]": regex(r"application\/json"),
        },
    },
}
# pact-go, examples/pacts/jmarie-loginprovider.json: rules on the path and on one query value.
GO_OLD = {
    "description": "A request to login with user 'jmarie'",
    "providerState": "User jmarie exists",
    "request": {
        "method": "POST",
        "path": "/login/10",
        "query": "foo=bar",
        "body": {"username": "jmarie"},
        "headers": {"Content-Type": UTF8},
        "matchingRules": {
            "$.path": regex(r"\/login\/[0-9]+"),
            "$.query.foo[0]": regex("[a-zA-Z]+"),
        },
    },
    "response": {
        "status": 200,
        "headers": {"Content-Type": UTF8, "X-Auth-Token": "1234"},
        "body": {"user": {"name": "Jean-Marie de La Beaujardière😀😍", "type": "admin"}},
        "matchingRules": {
            "$.headers.X-Auth-Token": TYPE,
            "$.body.user.name": TYPE,
            "$.body.user.type": regex("^(admin|user|guest)$"),
        },
    },
}
# pact-ruby, spec/support/term-v2.json: an old word for the state, a method in lower case.
RUBY_V2 = {
    "description": "a test request",
    "provider_state": "the weather is sunny",
    "request": {"method": "get", "path": "/weather", "query": ""},
    "response": {
        "status": 200,
        "headers": {"Content-Type": JSON},
        "body": {"message": "sunful"},
        "matchingRules": {"$.body.message": regex("sun.*")},
    },
}
# pact-ruby, example/zoo-app: a generator for the whole path.
RUBY_V4 = {
    "type": "Synchronous/HTTP",
    "transport": "http",
    "pending": False,
    "description": "a request for an alligator",
    "providerStates": [{"name": "there is an alligator named {name}", "params": {"name": "Mary"}}],
    "request": {
        "method": "GET",
        "path": "/alligators/Mary",
        "headers": {"Accept": [JSON]},
        "generators": {
            "path": {"type": "ProviderState", "expression": "/alligators/${alligator_name}"}
        },
        "matchingRules": {"path": rules(TYPE)},
    },
    "response": {
        "status": 200,
        "headers": {"Content-Type": [f"{JSON};charset=utf-8"]},
        "body": content({"name": "Mary"}),
    },
}
# pact-net, tests/PactNet.Tests/data/v4-combined-integration.json: empty categories, lists.
NET_V4 = {
    "type": "Synchronous/HTTP",
    "key": "a61d47e0d93f9838",
    "description": "a HTTP request",
    "providerStates": [{"name": "a state"}, {"name": "another", "params": {"foo": "bar"}}],
    "request": {
        "method": "POST",
        "path": "/things",
        "query": {"param": ["value1", "value2"]},
        "headers": {"Content-Type": [JSON], "X-Request": ["request1", "request2"]},
        "body": content({"children": [{"int": 7}]}),
        "matchingRules": {
            "body": {
                "$.children": rules({**TYPE, "min": 1}),
                "$.children[*].int": rules(TYPE),
            },
            "header": {},
            "query": {},
        },
    },
    "response": {
        "status": 201,
        "headers": {"Content-Type": [JSON], "X-Response": ["response1", "response2"]},
        "body": content({"children": [{"int": 7}]}),
    },
}
NET_MESSAGE = {
    "type": "Asynchronous/Messages",
    "key": "e7075396be419d3a",
    "description": "a message",
    "contents": content({"int": 1, "string": "a description"}),
    "metadata": {"queueId": "1234"},
}
# pact-net, PactNet.Tests/PactExamples/Test_consumer_Test_provider_V3.json: V2's state in V3.
NET_V3 = {
    "description": "Test interaction",
    "providerState": "there are events with ids '45D80D13'",
    "request": {"method": "get", "path": "/events", "headers": {"Accept": JSON}},
    "response": {"status": 401, "headers": {"Content-Type": UTF8}, "body": {"message": "denied"}},
}
# pact-jvm, core/model/src/test/resources/v4-combined-pact.json: bytes, a generator at a bare path.
JVM_BYTES = {
    "type": "Synchronous/HTTP",
    "key": "001",
    "description": "test interaction with a binary body",
    "request": {"method": "GET", "path": "/"},
    "response": {
        "status": 200,
        "headers": {"Content-Type": ["image/gif"]},
        "body": content(base64.b64encode(GIF).decode(), "image/gif", encoded="base64"),
    },
}
JVM_MESSAGE = {
    "type": "Asynchronous/Messages",
    "key": "m_001",
    "description": "Test Message",
    "metadata": {"contentType": JSON, "destination": "a/b/c"},
    "providerStates": [{"name": "message exists"}],
    "contents": content({"a": "1234-1234"}),
}
# pact-jvm, core/model/src/test/resources/v3-message-pact-generators.json: JSON within a text.
JVM_V3_MESSAGE = {
    "description": "Test Message",
    "metaData": {"contentType": JSON},
    "providerStates": [{"name": "message exists"}],
    "contents": '"Test Message"',
    "generators": {"body": {"a": {"type": "Uuid"}}},
}
# pact-js, examples/v3/run-specific-verifications: an empty object as the body of a GET.
JS_V3 = {
    "description": "a request to be used",
    "providerStates": [],
    "request": {"method": "GET", "path": "/pass", "headers": {"Content-Type": JSON}, "body": {}},
    "response": {"status": 200, "headers": {"Content-Type": UTF8}, "body": {"result": "OK"}},
}
# pact-php, example/multipart: a multipart body in Base64, and rules on its parts.
PHP_MULTIPART = {
    "description": "A put request to /user-profile",
    "providerStates": [{"name": "User exists"}],
    "request": {
        "method": "POST",
        "path": "/user-profile",
        "headers": {"Content-Type": "multipart/form-data; boundary=ktJm"},
        "body": base64.b64encode(PARTS).decode(),
        "matchingRules": {
            "body": {
                "$.full_name": rules({"match": "contentType", "value": "text/plain"}),
                "$.image": rules({"match": "contentType", "value": "image/gif"}),
            },
            "header": {
                "Content-Type": rules(
                    regex(r"multipart/form-data;(\s*charset=[^;]*;)?\s*boundary=.*")
                )
            },
        },
    },
    "response": {
        "status": 200,
        "headers": {"Content-Type": JSON},
        "body": {"full_name": "Colten"},
        "matchingRules": {"body": {"$.full_name": rules(TYPE)}, "header": {}, "status": {}},
    },
}
# pact-php, example/form-urlencoded: rules on the fields of a form, one of them repeated.
PHP_FORM = {
    "description": "A post request to /users",
    "request": {
        "method": "POST",
        "path": "/users",
        "headers": {"Content-Type": "application/x-www-form-urlencoded"},
        "body": "age=27&and=%26&empty=&roles%5B%5D=User&slash=%2F",
        "matchingRules": {
            "body": {
                "$.age": rules({"match": "number"}),
                "$.empty": rules({"match": "equality"}),
                "$['roles[]']": rules(
                    {"match": "eachValue", "rules": [regex("Admin|User")], "value": '["User"]'}
                ),
            }
        },
    },
    "response": {
        "status": 201,
        "headers": {"Content-Type": JSON},
        "body": {"id": "6e58b1df"},
        "matchingRules": {"body": {"$.id": rules(regex("^[0-9a-f]{8}$"))}},
    },
}
# pact-php, example/xml: rules on elements that repeat, on their texts, and twice the same.
PHP_XML = {
    "description": "A get request to /movies",
    "request": {
        "method": "GET",
        "path": "/movies",
        "headers": {"Accept": "text/xml; charset=UTF8"},
    },
    "response": {
        "status": 200,
        "headers": {"Content-Type": "text/xml"},
        "body": "<?xml version='1.0'?><movies><movie><title>PHP</title><great-lines><line>a</line>"
        "</great-lines><rating type='stars'>5</rating></movie></movies>",
        "matchingRules": {
            "body": {
                "$.movies.movie": rules({**TYPE, "min": 1}),
                "$.movies.movie.great-lines.line": rules({**TYPE, "min": 1}),
                "$.movies.movie.rating.#text": rules(TYPE, TYPE),
            },
            "header": {},
        },
    },
}
# pact-php, example/matchers: rules on the values of a query, at an empty path within variants.
PHP_MATCHERS = {
    "type": "Synchronous/HTTP",
    "description": "A get request to /matchers",
    "request": {
        "method": "GET",
        "path": "/matchers",
        "query": {"browsers[]": ["Firefox", "Chrome"], "pages": ["1", "22"]},
        "matchingRules": {
            "path": rules(regex(r"^\/matchers$")),
            "query": {
                "browsers[]": rules(
                    {
                        "match": "arrayContains",
                        "variants": [{"index": 0, "rules": {"": rules({"match": "equality"})}}],
                    }
                ),
                "pages": rules({"match": "eachValue", "rules": [regex(r"\d+")], "value": "[1,22]"}),
            },
        },
    },
    "response": {
        "status": 200,
        "headers": {"Content-Type": [JSON]},
        "body": content({"eachKey": {"page 3": "text"}, "atMost": [None]}),
        "matchingRules": {
            "body": {
                "$.eachKey": rules(
                    {
                        "match": "eachKey",
                        "rules": [regex(r"^page \d+$")],
                        "value": '{"page 3":"text"}',
                    }
                ),
                "$.atMost": rules({**TYPE, "max": 4}),
            }
        },
    },
}

PACTS = {
    "pact-go V2": ("2.0.0", GO_V2),
    "pact-go, by hand": ("2.0.0", GO_OLD),
    "pact-ruby V2": ("2.0.0", RUBY_V2),
    "pact-ruby V4": ("4.0", RUBY_V4),
    "pact-net V3": ("3.0.0", NET_V3),
    "pact-net V4": ("4.0", NET_V4),
    "pact-net V4 message": ("4.0", NET_MESSAGE),
    "pact-jvm V4 bytes": ("4.0", JVM_BYTES),
    "pact-jvm V4 message": ("4.0", JVM_MESSAGE),
    "pact-jvm V3 message": ("3.0.0", JVM_V3_MESSAGE),
    "pact-js V3": ("3.0.0", JS_V3),
    "pact-php V3 multipart": ("3.0.0", PHP_MULTIPART),
    "pact-php V3 form": ("3.0.0", PHP_FORM),
    "pact-php V3 XML": ("3.0.0", PHP_XML),
    "pact-php V4": ("4.0", PHP_MATCHERS),
}
EVERY = pytest.mark.parametrize(
    ("version", "written"), [pytest.param(*pact, id=name) for name, pact in PACTS.items()]
)


def read(version, written):
    document = {
        "consumer": {"name": "c"},
        "provider": {"name": "p"},
        "messages" if "contents" in written and version < "4" else "interactions": [written],
        "metadata": {"pactSpecification": {"version": version}},
    }
    return parse_pact(json.dumps(document).encode(), source="pact.json")


def answer_with(response, seen):
    """Return an application that gives one answer to everything, and keeps what was asked."""

    async def application(scope, receive, send):
        if scope["type"] != "http":
            raise RuntimeError("no lifespan")
        body = (await receive())["body"]
        headers = tuple((n.decode("latin-1"), v.decode("latin-1")) for n, v in scope["headers"])
        query = {}
        for pair in filter(None, scope["query_string"].decode().split("&")):
            name, _, value = pair.partition("=")
            query.setdefault(name, []).append(value)
        seen.append(
            WireRequest(
                method=scope["method"],
                path=scope["path"],
                query=tuple((name, tuple(values)) for name, values in query.items()),
                headers=headers,
                body=body,
            )
        )
        raw = [(n.lower().encode(), v.encode("latin-1")) for n, v in response.headers]
        await send({"type": "http.response.start", "status": response.status, "headers": raw})
        await send({"type": "http.response.body", "body": response.body})

    return application


def verify(document, *, spoil=False):
    """Verify the document's one interaction against its own example, or one that is not like it."""
    (interaction,) = document.interactions
    states = {"{name}": lambda: {"alligator_name": "Mary"}}
    seen = []
    if isinstance(interaction, AsyncMessage):
        message = message_example(interaction.contents)
        if spoil:
            message = replace(message, contents=b"[]")
        made = {interaction.description: lambda: message}
        return verify_pacts([document], messages=made, states=states), seen
    assert isinstance(interaction, HttpInteraction)
    response = response_example(interaction.response)
    if spoil:
        response = replace(response, body=b"[]" if b"{" in response.body else b"<other/>")
    app = answer_with(response, seen)
    return verify_pacts([document], app=app, states=states), seen


@EVERY
def test_a_pact_of_another_library_is_verified(version, written):
    document = read(version, written)
    result, seen = verify(document)
    assert result.success, result.results[0].mismatches
    for request in seen:
        assert compare_request(document.interactions[0].request, request) == ()


@EVERY
def test_a_pact_of_another_library_refuses_another_answer(version, written):
    result, _ = verify(read(version, written), spoil=True)
    assert not result.success
    assert {mismatch.kind for mismatch in result.results[0].mismatches} <= {"body", "content-type"}

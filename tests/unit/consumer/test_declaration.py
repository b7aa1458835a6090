"""What stands on a test: methods, paths, queries, headers, states, names and their order."""

import pytest

from pactwright import Pact, each_like, given, integer, like, match, regex
from pactwright.consumer.compile import compile_declaration
from pactwright.consumer.declaration import ATTRIBUTE
from pactwright.consumer.stage import plan_parts
from pactwright.errors import PactwrightError
from pactwright.model.interaction import AsyncMessage, ProviderState, SyncMessage
from pactwright.pactfile.rules import write_rules

pact = Pact(consumer="c", provider="p")


def compile_all(*decorators, name="d"):
    def test():
        pass

    for decorate in reversed(decorators):
        assert decorate(test) is test
    parts = plan_parts(getattr(test, ATTRIBUTE), name=name)
    assert [part.compiled.problems for part in parts] == [()] * len(parts)
    return [part.interaction for part in parts]


def compile_request(request):
    (interaction,) = compile_all(pact.interaction(request=request, response=pact.ok()))
    return interaction.request


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete", "head", "options"])
def test_each_method_has_a_maker(method):
    assert compile_request(getattr(pact, method)("/x")).method == method.upper()


def test_any_method_can_be_asked_for():
    assert compile_request(pact.request("purge", "/x")).method == "PURGE"


@pytest.mark.parametrize(
    ("response", "status"),
    [
        (pact.ok(), 200),
        (pact.created(), 201),
        (pact.accepted(), 202),
        (pact.no_content(), 204),
        (pact.response(418), 418),
    ],
)
def test_each_response_has_its_status(response, status):
    (interaction,) = compile_all(pact.interaction(request=pact.get("/"), response=response))

    assert interaction.response.status == status


@pytest.mark.parametrize(
    ("path", "travels"),
    [
        ("/a b/é", "/a%20b/%C3%A9"),
        ("/a%20b", "/a%20b"),
        ("/a:b;c=1,2@(x)", "/a:b;c=1,2@(x)"),
        (regex("/w/[0-9]+", example="/w/7"), "/w/7"),
    ],
)
def test_a_path_is_written_as_it_travels(path, travels):
    assert compile_request(pact.get(path)).path == travels


def test_a_path_may_be_a_matcher():
    request = compile_request(pact.get(regex("/w/[0-9]+", example="/w/7")))

    assert write_rules(request.rules, None)["path"]["matchers"] == [
        {"match": "regex", "regex": "/w/[0-9]+"}
    ]


@pytest.mark.parametrize(
    ("query", "pairs", "ruled"),
    [
        ({"page": "1"}, (("page", ("1",)),), []),
        ({"page": 1}, (("page", ("1",)),), []),
        ({"page": integer(1)}, (("page", ("1",)),), ["page"]),
        ({"flag": None}, (("flag", (None,)),), []),
        ({"tag": ["a", "b"]}, (("tag", ("a", "b")),), []),
        ({"tag": [like("a"), like("b")]}, (("tag", ("a", "b")),), ["tag"]),
        ({"tag": each_like("a", min=2)}, (("tag", ("a", "a")),), ["tag"]),
        ({"tag": each_like(regex("a+", example="a"))}, (("tag", ("a",)),), ["tag"]),
        ({"f[n]": like("a")}, (("f[n]", ("a",)),), ["f[n]"]),
    ],
)
def test_a_query_is_natural_to_write(query, pairs, ruled):
    request = compile_request(pact.get("/", query=query))

    assert request.query == pairs
    assert sorted(request.rules.get("query", {})) == ruled


@pytest.mark.parametrize(
    ("headers", "pairs", "ruled"),
    [
        ({"Accept": "a, b"}, (("Accept", ("a", "b")),), []),
        ({"X-N": "a, b"}, (("X-N", ("a, b",)),), []),
        ({"X-N": 1}, (("X-N", ("1",)),), []),
        ({"Set-Cookie": ["a=1", "b=2"]}, (("Set-Cookie", ("a=1", "b=2")),), []),
        ({"Cookie": "a=1; b=2"}, (("Cookie", ("a=1; b=2",)),), []),
        (
            {"Authorization": regex("Bearer .+", example="Bearer t")},
            (("Authorization", ("Bearer t",)),),
            ["Authorization"],
        ),
    ],
)
def test_headers_are_natural_to_write(headers, pairs, ruled):
    request = compile_request(pact.get("/", headers=headers))

    assert request.headers == pairs
    assert sorted(request.rules.get("header", {})) == ruled


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        (None, ()),
        ("a", (ProviderState(name="a"),)),
        (given("a {id}", id=7), (ProviderState(name="a {id}", params={"id": 7}),)),
        (
            ["a", given("b", x=[1, {"y": None}])],
            (ProviderState(name="a"), ProviderState(name="b", params={"x": [1, {"y": None}]})),
        ),
    ],
)
def test_states_are_names_with_or_without_parameters(states, expected):
    (interaction,) = compile_all(
        pact.interaction(request=pact.get("/"), response=pact.ok(), given=states)
    )

    assert interaction.states == expected


def test_the_rest_of_an_interaction_is_kept():
    (interaction,) = compile_all(
        pact.interaction(
            request=pact.get("/"),
            response=pact.ok(),
            description="does it",
            pending=True,
            comments={"text": ["why"]},
            key="k",
        )
    )

    assert (interaction.description, interaction.pending) == ("does it", True)
    assert (interaction.comments, interaction.key) == ({"text": ["why"]}, "k")


def test_interactions_of_one_test_read_downwards_and_have_names_of_their_own():
    def declare(path, **parts):
        return pact.interaction(request=pact.get(path), response=pact.ok(), **parts)

    interactions = compile_all(declare("/a"), declare("/b"), declare("/c", description="third"))

    assert [one.description for one in interactions] == ["d: GET /a", "d: GET /b", "third"]


def test_messages_hold_contents_and_metadata():
    (message,) = compile_all(
        pact.message(
            contents={"id": integer(7)},
            metadata={"topic": "orders", "key": match.regex("k.*", example="k1"), "n": {"a": 1}},
        )
    )

    assert isinstance(message, AsyncMessage)
    assert message.contents.body.content == b'{"id":7}'
    assert message.contents.metadata == {"topic": "orders", "key": "k1", "n": {"a": 1}}
    assert sorted(message.contents.rules["metadata"]) == ["key"]


def test_a_rule_deep_in_metadata_is_refused():
    def test():
        pass

    pact.message(contents=1, metadata={"n": {"a": like(1)}})(test)

    problems = compile_declaration(getattr(test, ATTRIBUTE)[0], description="d").problems
    assert problems == (
        "message metadata n.a: like() stands too deep; a rule speaks of the whole value",
    )


def test_an_exchange_has_a_request_and_its_answers():
    (exchange,) = compile_all(
        pact.exchange(
            request={"id": integer(7)},
            response=[pact.payload({"ok": True}, metadata={"m": "x"}), pact.payload("done")],
        )
    )

    assert isinstance(exchange, SyncMessage)
    assert exchange.request.body.content == b'{"id":7}'
    assert [one.body.content for one in exchange.responses] == [b'{"ok":true}', b'"done"']
    assert exchange.responses[0].metadata == {"m": "x"}


@pytest.mark.parametrize("body", [["a", "b"], [], {"a": 1}])
def test_an_answer_may_be_a_plain_body(body):
    (exchange,) = compile_all(pact.exchange(request=pact.payload(body), response=body))

    assert exchange.request.body == exchange.responses[0].body


def test_a_pact_says_who_it_is():
    assert repr(pact) == "Pact(consumer='c', provider='p')"


class Case:
    @pytest.fixture
    def made(self):
        return 1

    @staticmethod
    def test_it():
        pass


@pytest.mark.parametrize("place", [Case, Case.made, Case.__dict__["test_it"], Case(), None])
def test_a_declaration_stands_on_a_function_or_not_at_all(place):
    with pytest.raises(PactwrightError, match="which is no test function"):
        pact.interaction(request=pact.get("/"), response=pact.ok())(place)
    with pytest.raises(PactwrightError, match="which is no test function"):
        pact.message(contents={})(place)

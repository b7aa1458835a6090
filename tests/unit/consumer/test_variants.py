"""Values that vary: the runs they make, what the pact says of them, and what is refused."""

import json

import pytest

from pactwright import (
    Pact,
    boolean,
    decimal,
    each_like,
    given,
    integer,
    like,
    match,
    nullable,
    one_of,
    optional,
    regex,
)
from pactwright.consumer.declaration import ATTRIBUTE
from pactwright.consumer.stage import plan_parts
from pactwright.consumer.variant_rows import plan_rows
from pactwright.matching.choices import compare_choices
from pactwright.matching.response import compare_response
from pactwright.model.wire import WireResponse
from pactwright.pactfile.choices import read_choices

pact = Pact(consumer="c", provider="p")
ours = Pact(consumer="c", provider="p", verifier="pactwright")
CARD = {"kind": "card", "number": like("4111")}
IBAN = {"kind": "iban", "iban": like("DE89")}


def declare(body, *, pact=pact, given="a state", **options):
    def test():
        pass

    decorate = pact.interaction(
        request=pact.get("/"), response=pact.ok(body), given=given, **options
    )
    return getattr(decorate(test), ATTRIBUTE)


def names(body, **options):
    return [row.name for row in plan_rows(declare(body, **options))]


def part(body, variant=0, **options):
    (found,) = plan_parts(declare(body, **options), name="d", variant=variant)
    return found


def served(body, variant):
    found = part(body, variant, pact=ours)
    assert found.problems == ()
    content = found.served.response.body.content
    return json.loads(content)


def accepts(body, answer, *, pact=ours):
    found = part(body, pact=pact)
    assert found.problems == ()
    wire = WireResponse(
        status=200,
        headers=(("Content-Type", "application/json"),),
        body=json.dumps(answer).encode(),
    )
    return compare_response(found.interaction.response, wire) == ()


@pytest.mark.parametrize(
    ("body", "runs"),
    [
        ({"a": 1}, ["as declared"]),
        ({"note": optional("x")}, ["as declared", "note absent"]),
        ({"note": nullable("x")}, ["as declared", "note null"]),
        ({"status": one_of("open", "paid", 3)}, ["as declared", "status paid", "status 3"]),
        (
            {"a": optional(1), "b": nullable(2), "c": one_of("x", "y", "z")},
            ["as declared", "a absent, b null, c y", "c z"],
        ),
        (
            {"a": optional({"b": optional(1)}), "c": optional(2)},
            ["as declared", "a.b absent, c absent", "a absent"],
        ),
        ({"a": optional(nullable(one_of("x", "y")))}, ["as declared", "a y", "a null", "a absent"]),
        (each_like({"note": optional("x")}, min=2), ["as declared", "note absent"]),
        (nullable({"a": 1}), ["as declared", "body null"]),
        ({"pay": one_of(CARD, IBAN)}, ["as declared", "pay 2"]),
        ({"pay": one_of(card=CARD, iban=IBAN)}, ["as declared", "pay iban"]),
        (
            like({"a": optional(1), "b": like({"c": nullable(1)})}),
            ["as declared", "a absent, b.c null"],
        ),
        (match.values({"n": nullable(1)}), ["as declared", "n null"]),
        ({"on": one_of(True, False)}, ["as declared", "on false"]),
    ],
)
def test_the_fewest_runs_show_each_branch(body, runs):
    assert names(body, pact=ours) == runs


def test_pairwise_lets_every_two_branches_meet():
    body = {name: optional(1) for name in "abcd"}
    rows = plan_rows(declare(body, variants="pairwise"))
    taken = [dict(change.items()) for row in rows for change in row.changes[0]]
    pairs = {
        (one, row[(one,)], other, row[(other,)])
        for row in taken
        for one in "abcd"
        for other in "abcd"
        if one < other
    }

    assert len(pairs) == 6 * 4
    assert len(rows) <= 7
    assert rows[0].name == "as declared"


def test_pairwise_reaches_branches_within_branches():
    body = {"a": optional({"b": optional(1)}), "c": one_of("x", "y")}

    found = names(body, variants="pairwise")

    assert "a.b absent, c y" in found
    assert "a absent, c y" in found


def test_the_declarations_of_one_test_vary_together():
    def test():
        pass

    for body in ({"a": optional(1)}, {"b": one_of("x", "y", "z")}, {"c": 1}):
        pact.interaction(request=pact.get("/"), response=pact.ok(body))(test)

    assert [row.name for row in plan_rows(getattr(test, ATTRIBUTE))] == [
        "as declared",
        "b y, a absent",
        "b z",
    ]


@pytest.mark.parametrize(
    ("body", "answer", "holds"),
    [
        (each_like({"s": one_of("a", "b")}), [{"s": "b"}], True),
        (each_like({"s": one_of("a", "b")}), [{"s": "c"}], False),
        (like({"s": optional(one_of(1, 2))}), {"s": 3}, False),
        (like({"s": optional("x")}), {"s": "any"}, True),
        (like({"s": nullable("x")}), {"s": "any"}, True),
    ],
)
def test_the_union_holds_the_provider_to_what_is_listed(body, answer, holds):
    interaction = part(body).interaction
    (choices,) = read_choices(interaction.comments)

    assert (compare_choices(choices, json.dumps(answer).encode()) == ()) is holds


@pytest.mark.parametrize(
    ("body", "variant", "answer"),
    [
        ({"note": optional(like("x"))}, 0, {"note": "x"}),
        ({"note": optional(like("x"))}, 1, {}),
        ({"n": nullable(integer(3))}, 1, {"n": None}),
        (each_like({"note": optional("x"), "n": 1}, min=2), 1, [{"n": 1}, {"n": 1}]),
        ({"pay": one_of(CARD, IBAN)}, 1, {"pay": {"kind": "iban", "iban": "DE89"}}),
        (nullable({"a": 1}), 1, None),
        ([1, one_of({"a": 1}, "x")], 1, [1, "x"]),
    ],
)
def test_the_mock_answers_the_variant(body, variant, answer):
    assert served(body, variant) == answer


@pytest.mark.parametrize(
    ("body", "good", "bad"),
    [
        ({"s": one_of("a.b", "c|d")}, [{"s": "a.b"}, {"s": "c|d"}], [{"s": "axb"}, {"s": "c"}, {}]),
        ({"s": one_of("1", "true")}, [{"s": "1"}], [{"s": 1}, {"s": True}, {"s": "2"}]),
        ({"n": one_of(1, 20)}, [{"n": 1}, {"n": 20}], [{"n": 2}, {"n": "1"}, {"n": None}]),
        ({"n": one_of(True, False)}, [{"n": True}, {"n": False}], [{"n": 1}]),
        ({"n": nullable(integer(3))}, [{"n": 7}, {"n": None}], [{"n": "x"}, {"n": 1.5}, {}]),
        ({"n": nullable("x")}, [{"n": "x"}, {"n": None}], [{"n": "y"}, {}]),
        ({"n": nullable(one_of("x", 5))}, [{"n": "x"}, {"n": 5}, {"n": None}], [{"n": "y"}]),
        ({"n": one_of(like("x"), integer(3))}, [{"n": "y"}, {"n": 4}], [{"n": 1.5}, {"n": None}]),
        ({"n": one_of(integer(3), like("x"))}, [{"n": "y"}, {"n": 4}], [{}]),
        ({"n": one_of(decimal(1.5), match.null())}, [{"n": 2.5}, {"n": None}], [{"n": "x"}]),
        (
            {"n": one_of(match.equal_to("x"), regex("^y+$", example="yy"))},
            [{"n": "x"}, {"n": "yyy"}],
            [{"n": "z"}],
        ),
        ({"c": nullable({"a": 1})}, [{"c": None}, {"c": {"a": 1}}], [{}, {"c": "x"}, {"c": 1}]),
        ({"c": nullable([1])}, [{"c": None}, {"c": [1]}], [{}, {"c": "x"}]),
        ({"a": optional(1), "b": 2}, [{"b": 2}, {"a": 1, "b": 2}], [{"a": 1}]),
        (
            {"p": one_of(CARD, IBAN)},
            [{"p": {"kind": "card"}}, {"p": {"kind": "iban"}}],
            [{}, {"p": {"kind": "cash"}}],
        ),
        ({"p": one_of({"a": 1}, [1]), "q": 1}, [{"q": 1}, {"q": 1, "p": "x"}], [{"p": 1}]),
        (one_of([1], {"a": 1}), [1, "x", {"a": 1}], []),
        ([one_of("a", "b")], [["a"], ["b"]], [["c"], []]),
        ({"p": one_of([integer(1)], [integer(2)])}, [{"p": [3]}], [{"p": ["x"]}]),
        ({"p": one_of([1, {"a": 1}], [2, {"b": 1}])}, [{"p": [2, {}]}], [{"p": [3, {}]}]),
        ({"p": one_of(each_like(1), each_like(2))}, [{"p": [1, 2]}], [{"p": []}, {"p": 1}]),
        ({"p": one_of({"a": one_of([1], "x")}, {"a": 1})}, [{"p": {}}], [{"p": 1}]),
        ({"p": one_of([[1]], [{"a": 1}])}, [{}, {"p": 1}], []),
        ({"p": one_of(like(1.5), like(True))}, [{"p": 2}, {"p": False}], [{}]),
        (like({"n": nullable(1)}), [{"n": 5}, {"n": None}], [{"n": "x"}, {}]),
        (like({"n": one_of({"a": 1}, {"a": 2})}), [{"n": {"a": 3}}], [{"n": {"a": "x"}}]),
        (each_like({"s": one_of("a", "b")}), [[{"s": "b"}]], [[{"s": "c"}], [{"s": 1}]]),
        (like({"n": one_of(1, 2)}), [{"n": 2}], [{"n": 3}, {"n": "1"}]),
        (like({"n": nullable(one_of("a", "b"))}), [{"n": "b"}, {"n": None}], [{"n": "c"}]),
        (like({"n": one_of([1], [2])}), [{"n": [3]}], [{"n": ["x"]}]),
        ({"p": one_of("x", like(None))}, [{"p": "x"}, {"p": None}], [{"p": 1}]),
    ],
)
def test_the_pact_admits_what_every_variant_may_be(body, good, bad):
    assert [answer for answer in good if not accepts(body, answer)] == []
    assert [answer for answer in bad if accepts(body, answer)] == []


def test_a_variant_with_a_state_becomes_an_interaction_of_its_own():
    found = part(
        {
            "id": 7,
            "note": optional(like("x"), given="it has a note"),
            "n": nullable(integer(1), given=given("n is gone", id=7)),
            "pay": one_of(card=CARD, iban=IBAN, given={"iban": ["paid", "by transfer"]}),
        }
    )

    assert found.problems == ()
    demands = [one.interaction for one in found.demands]
    assert [(one.description, [state.name for state in one.states]) for one in demands] == [
        ("d [note present]", ["a state", "it has a note"]),
        ("d [n null]", ["a state", "n is gone"]),
        ("d [pay iban]", ["a state", "paid", "by transfer"]),
    ]
    bodies = [json.loads(one.response.body.content) for one in demands]
    assert [body.get("note") for body in bodies] == ["x", None, None]
    assert [body["n"] for body in bodies] == [1, None, 1]
    assert [body["pay"]["kind"] for body in bodies] == ["card", "card", "iban"]
    assert "$.note" not in [choice.place for choice in read_choices(demands[0].comments)[0]]
    assert "$.note" in [choice.place for choice in read_choices(demands[1].comments)[0]]


def test_a_pinned_branch_keeps_the_choices_inside_it():
    found = part({"a": optional({"b": optional(1)}, given="it has a")})

    (demand,) = found.demands
    assert json.loads(demand.interaction.response.body.content) == {"a": {}}
    assert [one.place for one in read_choices(demand.interaction.comments)[0]] == ["$.a.b"]


def test_alternatives_with_states_of_their_own_may_have_any_shape():
    states = {"1": "paid by card", "2": "paid by transfer"}

    assert part({"pay": one_of(CARD, IBAN, given=states)}).problems == ()
    assert part({"pay": one_of(CARD, IBAN, given={"2": "paid by transfer"})}).problems == ()


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({"p": one_of("a")}, "one_of() takes two alternatives or more"),
        ({"p": one_of()}, "one_of() takes two alternatives or more"),
        ({"p": one_of("a", "a")}, "two alternatives 'a'; name them"),
        ({"p": one_of("a", "b", given={"c": "s"})}, "names 'c'; the alternatives are a, b"),
        ({"p": one_of("a", "b", given="s")}, "is a dict of states by alternative"),
        ({"p": one_of(CARD, IBAN)}, "the alternatives have different shapes"),
        ({"p": one_of(CARD, [1])}, "the alternatives have different shapes"),
        ({"p": one_of({"a": 1}, "x", None)}, "the alternatives have different shapes"),
        ([optional(1)], "body 0: optional() is a member of an object"),
        (optional({"a": 1}), "body body: optional() is a member of an object"),
        (each_like(optional(1)), "optional() is a member of an object"),
        (match.values(optional(1)), "optional() is a member of an object"),
        ({"p": one_of(*range(65))}, "65 variants or more, and 64 are the most"),
        ({"p": match.array_containing({"a": optional(1)})}, "optional() stands in the JSON body"),
        ({"p": optional(like(object()))}, "is no JSON value"),
        ({"p": optional(1, given=7)}, "a state is a name"),
    ],
)
def test_what_cannot_be_told_is_refused(body, problem):
    (found, *_) = part(body).problems

    assert problem in found


def test_a_request_says_what_is_sent():
    def test():
        pass

    pact.interaction(request=pact.post("/", body={"a": optional(1)}), response=pact.ok())(test)
    (found,) = plan_parts(getattr(test, ATTRIBUTE), name="d")

    assert "optional() stands in the JSON body of an answer or message only" in found.problems[0]


def test_own_comments_stay_beside_the_declared_variants():
    found = part({"a": optional(1)}, comments={"text": ["by hand"]})

    assert found.interaction.comments["text"] == ["by hand"]
    assert part({"a": optional(1)}, comments={"pactwright": 1}).problems == (
        "comments: the name 'pactwright' is kept for what pactwright declares",
    )


def test_messages_vary_too():
    def test():
        pass

    pact.message(contents={"a": optional(1), "b": 2})(test)
    pact.exchange(
        request={"q": 1},
        response=[pact.payload({"a": 1}), pact.payload({"b": nullable(boolean(True))})],
    )(test)
    declarations = getattr(test, ATTRIBUTE)

    assert [row.name for row in plan_rows(declarations)] == ["as declared", "b null, a absent"]
    exchange, message = plan_parts(declarations, name="d", variant=1)
    assert exchange.served.responses[1].body.content == b'{"b":null}'
    assert message.served.contents.body.content == b'{"b":2}'
    assert [len(one) for one in read_choices(exchange.interaction.comments)] == [0, 1]

"""What the strategies make, the Rust core accepts; what breaks a rule, it refuses."""

import json
import os
import random

import pytest
from hypothesis import HealthCheck, Phase, assume, find, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

from pactwright import (
    Pact,
    boolean,
    decimal,
    each_like,
    integer,
    like,
    match,
    nullable,
    one_of,
    optional,
    regex,
    uuid,
)
from pactwright.consumer.declaration import ATTRIBUTE
from pactwright.consumer.stage import plan_parts
from pactwright.matching.choices import compare_choices
from pactwright.matching.response import compare_response
from pactwright.model.wire import WireResponse
from pactwright.pactfile.choices import read_choices
from pactwright.strategy.bodies import body_values
from pactwright.strategy.refusals import refused_values
from pactwright.strategy.responses import message_values, response_values

# A sample runs with every test run; more bodies are asked for by hand.
CASES = int(os.environ.get("PACTWRIGHT_BODIES", "40"))
SEED = int(os.environ.get("PACTWRIGHT_BODIES_SEED", "7"))
SETTINGS = settings(
    max_examples=CASES,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
pact = Pact(consumer="c", provider="p", verifier="pactwright")

KINDS = {
    "type of a text": like("x"),
    "type of a whole number": like(7),
    "type of a decimal": like(7.5),
    "type of a boolean": like(True),
    "type of null": like(None),
    "type within": like({"a": 1, "b": ["x", {"c": 2.5}], "d": {}}),
    "type of a list": like([1, "x"]),
    "integer": integer(7),
    "decimal": decimal(7.5),
    "number": match.number(7),
    "boolean": boolean(True),
    "null": match.null(),
    "regex": regex(r"^[A-Z]{2}\d{3}$", example="AB123"),
    "regex of words": regex(r"open|paid", example="open"),
    "regex of anything": regex(r".+", example="x"),
    "uuid": uuid("f81d4fae-7dec-11d0-a765-00a0c91e6bf6"),
    "include": match.include("den", example="garden"),
    "date": match.date("2024-02-29"),
    "date of another pattern": match.date("Thu, 29 Feb 2024", pattern="EEE, d MMM yyyy"),
    "time": match.time("14:30:15"),
    "datetime": match.datetime("2024-02-29T14:30:15Z"),
    "datetime with an offset": match.datetime("2024-02-29T14:30:15.123456+02:00"),
    "semver": match.semver("1.2.3-rc.1"),
    "not empty text": match.not_empty("x"),
    "not empty list": match.not_empty([1]),
    "equal to": like({"a": match.equal_to("x")}),
    "each like": each_like(integer(7)),
    "each like with bounds": each_like({"id": integer(1)}, min=2, max=3),
    "each like that may be empty": each_like("x", min=0),
    "nested each like": each_like(each_like({"a": like("x")}, min=0), max=2),
    "array containing": match.array_containing({"a": integer(1)}, like("x")),
    "each key": match.each_key(regex(r"^[a-z]{3}$", example="abc"), example={"abc": 1}),
    "each value": match.each_value(integer(1), example={"a": 1}),
    "each key and value": match.all_of(
        match.each_key(regex(r"^[a-z]{3}$", example="abc"), example={"abc": 1}),
        match.each_value(integer(1), example={"abc": 1}),
        example={"abc": 1},
    ),
    "values": match.values({"n": integer(1)}),
    "all of": match.all_of(match.not_empty("x"), regex("^[a-z]*$", example="x")),
    "any of": match.any_of(integer(1), match.null()),
    "literals": {"a": 1, "b": [True, None, "x"], "c": {"d": 1.5}},
    "optional": {"a": optional(like("x")), "b": optional({"c": optional(integer(1))})},
    "nullable": {"a": nullable(integer(1)), "b": nullable({"c": like("x")})},
    "one of": {"a": one_of("open", "paid"), "b": one_of(1, 20), "c": one_of(like("x"), integer(1))},
    "one of shapes": {"pay": one_of({"k": "card", "no": like("1")}, {"k": "iban", "i": like("D")})},
    "one of mixtures": {"pay": one_of({"a": integer(1)}, [integer(1)], None)},
    "variants in lists": each_like({"a": optional(nullable(integer(1))), "b": like("x")}),
    "variants of the whole": one_of([integer(1)], {"a": like("x")}),
    "variants below a type": like({"a": optional("x"), "b": nullable(1)}),
}
SINK = {**{name: one for name, one in KINDS.items() if name != "variants of the whole"}}


def contract(body, **parts):
    def test():
        pass

    pact.interaction(request=pact.get("/"), response=pact.ok(body, **parts))(test)
    (part,) = plan_parts(getattr(test, ATTRIBUTE), name="d")
    assert part.problems == ()
    return part.interaction


def bodies_of(interaction):
    """Return the strategy of its bodies, unconfirmed, and what the core says of one."""
    choices = (*read_choices(interaction.comments), ())[0]
    expected = interaction.response
    example = json.loads(expected.body.content) if expected.body else None

    def refuses(value):
        wire = WireResponse(
            status=200,
            headers=(("Content-Type", "application/json"),),
            body=json.dumps(value).encode(),
        )
        return (*compare_response(expected, wire), *compare_choices(choices, wire.body))

    return body_values(example, expected.rules.get("body"), choices), refuses


@pytest.mark.parametrize("kind", KINDS)
def test_every_body_that_is_made_is_accepted(kind):
    values, refuses = bodies_of(contract(KINDS[kind]))

    @seed(SEED)
    @SETTINGS
    @given(values)
    def check(value):
        assert refuses(value) == ()

    check()


def test_every_body_of_all_kinds_together_is_accepted():
    values, refuses = bodies_of(contract(SINK))

    @seed(SEED)
    @SETTINGS
    @given(values)
    def check(value):
        assert refuses(value) == ()

    check()


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        ("each like that may be empty", lambda value: value == []),
        ("each like with bounds", lambda value: len(value) == 3),
        ("type of a list", lambda value: value == []),
        ("integer", lambda value: value < 0),
        ("integer", lambda value: value > 2**53),
        ("type of a text", lambda value: not value.isascii()),
        ("optional", lambda value: "a" not in value and "b" in value),
        ("optional", lambda value: value.get("b") not in (None, {})),
        ("optional", lambda value: len(value.keys() - {"a", "b"}) > 0),
        ("nullable", lambda value: value["a"] is None and value["b"] is not None),
        ("one of", lambda value: value["b"] == 20),
        ("one of mixtures", lambda value: isinstance(value["pay"], list)),
        ("literals", lambda value: list(value) == ["c", "b", "a"]),
        ("variants of the whole", lambda value: isinstance(value, dict)),
        ("array containing", lambda value: len(value) > 2 and isinstance(value[0], str)),
        ("datetime with an offset", lambda value: not value.endswith("+00:00")),
    ],
)
def test_what_the_example_does_not_show_is_made_too(kind, wanted):
    values, _ = bodies_of(contract(KINDS[kind]))
    tries = settings(SETTINGS, max_examples=2000, phases=[Phase.generate, Phase.shrink])

    find(values, wanted, settings=tries, random=random.Random(3))


def test_the_simplest_body_is_small():
    values, _ = bodies_of(contract({"a": optional(like("x")), "n": integer(7), "l": like([1])}))

    found = find(values, lambda _: True, settings=settings(SETTINGS, phases=list(Phase)))

    assert found == {"n": 0, "l": []}


REFUSED = [
    name
    for name in KINDS
    if not name.startswith(("variants", "literals", "optional", "nullable", "one of"))
    and name not in {"equal to", "any of", "all of", "each key and value", "regex of anything"}
    and name not in {"nested each like", "type within", "each like that may be empty"}
]


@pytest.mark.parametrize("kind", REFUSED)
def test_what_breaks_a_rule_is_refused(kind):
    interaction = contract({"place": KINDS[kind]})
    _, refuses = bodies_of(interaction)
    rule = interaction.response.rules["body"]["$.place"].rules[0]
    example = json.loads(interaction.response.body.content)["place"]

    @seed(5)
    @settings(SETTINGS, max_examples=min(CASES, 60))
    @given(refused_values(rule, example))
    def check(value):
        # The core takes these texts for booleans.
        assume(not (rule.kind == "boolean" and value in ("true", "false")))
        assert refuses({"place": value})

    check()


def test_a_pattern_that_python_cannot_read_keeps_the_example():
    values, _ = bodies_of(contract(regex(r"^\p{Lu}$", example="A")))

    with pytest.raises(NoSuchExample):
        find(values, lambda value: value != "A", settings=SETTINGS)


def draws(strategy, count=60):
    found = []

    @seed(1)
    @settings(SETTINGS, max_examples=count)
    @given(strategy)
    def draw(value):
        found.append(value)

    draw()
    return found


def test_status_and_headers_vary_where_a_rule_speaks_of_them():
    response = pact.response(
        match.success(),
        {"a": 1},
        headers={
            "X-Page": regex(r"^\d+$", example="1"),
            "X-Kind": "list",
            "Retry": match.date("2024-01-01"),
        },
    )

    def test():
        pass

    pact.interaction(request=pact.get("/"), response=response)(test)
    (part,) = plan_parts(getattr(test, ATTRIBUTE), name="d")
    made = draws(response_values(part.interaction.response))

    assert len({one.status for one in made}) > 3
    assert {one.status // 100 for one in made} == {2}
    assert len({dict(one.headers)["X-Page"] for one in made}) > 3
    assert {dict(one.headers)["X-Kind"] for one in made} == {"list"}


@pytest.mark.parametrize(
    ("status", "codes"), [(match.status_of(200, 404), {200, 404}), (204, {204})]
)
def test_only_declared_statuses_are_made(status, codes):
    response = contract_of(pact.response(status))

    assert {one.status for one in draws(response_values(response))} == codes


def contract_of(response):
    def test():
        pass

    pact.interaction(request=pact.get("/"), response=response)(test)
    (part,) = plan_parts(getattr(test, ATTRIBUTE), name="d")
    assert part.problems == ()
    return part.interaction.response


def test_texts_vary_and_other_bodies_stay_as_they_are():
    text = contract_of(pact.ok(regex("^[a-z]+$", example="x"), content_type="text/plain"))
    image = contract_of(pact.ok(b"\x89PNG", content_type="image/png"))

    assert len({one.body for one in draws(response_values(text))}) > 3
    assert {one.body for one in draws(response_values(image))} == {b"\x89PNG"}


def test_messages_vary_too():
    def test():
        pass

    pact.message(contents={"n": integer(1), "a": optional("x")}, metadata={"topic": "t"})(test)
    (part,) = plan_parts(getattr(test, ATTRIBUTE), name="d")
    choices = read_choices(part.interaction.comments)[0]
    made = draws(message_values(part.interaction.contents, choices))

    assert len({one.contents for one in made}) > 3
    assert {one.metadata["topic"] for one in made} == {"t"}


def test_the_same_seed_makes_the_same_bodies():
    strategy = response_values(contract(SINK).response)

    assert draws(strategy, 5) == draws(strategy, 5)


def test_a_strategy_is_of_hypothesis():
    assert isinstance(response_values(contract({"a": 1}).response), st.SearchStrategy)

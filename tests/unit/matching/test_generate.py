import json
import re
from datetime import UTC, datetime
from random import Random

import pytest

from pactwright.errors import PactwrightError
from pactwright.matching.generate import (
    GeneratorContext,
    generate_message,
    generate_request,
    generate_response,
)
from pactwright.model.interaction import Body, MessageContents, Request, Response
from pactwright.model.rule import Generator

XML = '<?xml version="1.0"?>\n<a x="%s" y="2" />'
NOON = datetime(2024, 2, 28, 12, 0, 5, tzinfo=UTC)


def generator(kind, **attributes):
    return Generator(kind=kind, attributes=attributes)


def state(expression, **attributes):
    return generator("ProviderState", expression=expression, **attributes)


def context(*, base_url=None, **values):
    return GeneratorContext(values=values, now=NOON, random=Random(1), base_url=base_url)


def generate_json(value, places, given=None, rules=None):
    made = {"body": places} if places else {}
    message = MessageContents(body=body_of(value), generators=made, rules=rules or {})
    return json.loads(generate_message(message, given or context()).body.content)


def body_of(value):
    return Body(content=json.dumps(value).encode(), content_type="application/json")


@pytest.mark.parametrize(
    ("made", "pattern"),
    [
        (generator("RandomInt", min=5, max=7), "[5-7]"),
        (generator("RandomInt"), r"\d|10"),
        (generator("RandomDecimal", digits=4), r'"(?=.{5}"$)\d+\.\d+"'),
        (generator("RandomHexadecimal", digits=6), '"[0-9A-F]{6}"'),
        (generator("RandomString", size=3), '"[A-Za-z0-9]{3}"'),
        (generator("RandomBoolean"), '"(true|false)"'),
        (generator("Regex", regex="[ab]{3}"), '"[ab]{3}"'),
        (generator("Uuid"), '"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"'),
        (generator("Uuid", format="simple"), '"[0-9a-f]{32}"'),
        (generator("Uuid", format="upper-case-hyphenated"), '"[0-9A-F]{8}(-[0-9A-F]{4}){3}-.{12}"'),
        (generator("Uuid", format="URN"), '"urn:uuid:[0-9a-f-]{36}"'),
        (generator("Date", format="yyyy-MM-dd", expression="+1 day"), '"2024-02-29"'),
        (generator("Date", format="yyyy-MM-dd", expression="yesterday"), '"2024-02-27"'),
        (generator("DateTime", format="dd.MM.yyyy HH"), '"28.02.2024 .."'),
        (generator("Time", format="mm:ss", expression="+ 1 minute"), '"01:05"'),
    ],
)
def test_every_generator_makes_a_value_of_its_kind(made, pattern):
    example = 0 if made.kind == "RandomInt" else "x"
    value = generate_json({"a": example}, {"$.a": made})["a"]
    assert re.fullmatch(pattern, json.dumps(value))


def test_values_take_the_type_of_a_number_or_a_boolean_where_the_example_has_it():
    places = {"$.n": generator("RandomDecimal"), "$.b": generator("RandomBoolean")}
    made = generate_json({"n": 1.5, "b": True}, places)
    assert isinstance(made["n"], float)
    assert isinstance(made["b"], bool)


def test_the_same_seed_makes_the_same_values():
    places = {"$": generator("Uuid")}
    assert generate_json("x", places, context()) == generate_json("x", places, context())


@pytest.mark.parametrize(
    ("places", "made"),
    [
        ({"$.l[*].a": 1}, {"l": [{"a": 7}, {"a": 7}], "k": {"x y": 0}, "s": "z"}),
        ({"$.l[1].a": 1}, {"l": [{"a": 1}, {"a": 7}], "k": {"x y": 0}, "s": "z"}),
        ({"$.l[5].a": 1}, {"l": [{"a": 1}, {"a": 2}], "k": {"x y": 0}, "s": "z"}),
        ({"$.l.a": 1}, {"l": [{"a": 1}, {"a": 2}], "k": {"x y": 0}, "s": "z"}),
        ({"$.k['x y']": 1}, {"l": [{"a": 1}, {"a": 2}], "k": {"x y": 7}, "s": "z"}),
        ({"$.k.*": 1}, {"l": [{"a": 1}, {"a": 2}], "k": {"x y": 7}, "s": "z"}),
        ({"$.k[*]": 1, "$.s.t": 1}, {"l": [{"a": 1}, {"a": 2}], "k": {"x y": 0}, "s": "z"}),
        ({"$": 1}, 7),
    ],
)
def test_places_are_paths_and_those_that_do_not_occur_do_nothing(places, made):
    value = {"l": [{"a": 1}, {"a": 2}], "k": {"x y": 0}, "s": "z"}
    generators = {path: state("${seven}") for path in places}
    assert generate_json(value, generators, context(seven=7)) == made


def test_digits_that_no_generator_touches_stay_as_they_are(body):
    content = b'{"a":1.10,"b":12345678901234567890123.5,"c":"x"}'
    message = MessageContents(body=body(content), generators={"body": {"$.c": state("y")}})
    made = generate_message(message, context(y="z"))
    assert made.body.content == content.replace(b'"x"', b'"z"')


def test_variants_of_an_array_carry_their_own_generators(rules):
    variants = [
        {"index": 0, "generators": {"$.id": {"type": "ProviderState", "expression": "${id}"}}},
        {"index": 1, "generators": {"$.id": "bad"}},
        {"index": 1},
    ]
    own = {"body": {"$.l": rules("type", ("arrayContains", {"variants": variants}))}}
    value = {"l": [{"id": 1}, {"id": 2}]}
    assert generate_json(value, {}, context(id=9), own) == {"l": [{"id": 9}, {"id": 2}]}


@pytest.mark.parametrize(
    ("expression", "kind", "value", "made"),
    [
        ("${v}", None, 7, 7),
        ("v", None, [1], [1]),
        ("a ${v} b ${v}", None, 7, "a 7 b 7"),
        ("${v}", "STRING", 7, "7"),
        ("${v}", "INTEGER", "12", 12),
        ("${v}", "INTEGER", 1.9, 1),
        ("${v}", "INTEGER", None, 0),
        ("${v}", "DECIMAL", "1.5", 1.5),
        ("${v}", "FLOAT", 1, 1.0),
        ("${v}", "BOOLEAN", "TRUE", True),
        ("${v}", "BOOLEAN", 0, False),
        ("${v}", "RAW", None, None),
    ],
)
def test_a_state_value_is_typed(expression, kind, value, made):
    own = state(expression, dataType=kind) if kind else state(expression)
    result = generate_json("x", {"$": own}, context(v=value))
    assert (type(result), result) == (type(made), made)


@pytest.mark.parametrize(
    ("own", "values", "message"),
    [
        (state("${name}"), {"nam": 1}, "returned a value named 'name'; it did return nam"),
        (state("name"), {}, "no provider state returned a value named 'name'"),
        (state("${name"), {}, "has a '${' without its '}'"),
        (state("${v}", dataType="INTEGER"), {"v": "x"}, '"x" cannot be read as integer'),
        (state("${v}", dataType="INTEGER"), {"v": [1]}, "[1] cannot be read as integer"),
        (state("${v}", dataType="BOOLEAN"), {"v": "maybe"}, '"maybe" cannot be read as boolean'),
        (generator("Unheard"), {}, "the generator 'Unheard' is not known"),
    ],
)  # fmt: skip
def test_what_cannot_be_made_is_an_error_that_names_the_place(own, values, message):
    with pytest.raises(PactwrightError) as raised:
        generate_json({"a": "x"}, {"$.a": own}, context(**values))
    assert message in raised.value.message
    assert "the generator at $.a of the body" in raised.value.message
    assert raised.value.hint


@pytest.mark.parametrize(
    "bounds",
    [{"min": 5, "max": 1}, {"min": "x"}, {"min": []}],
)
def test_a_generator_with_impossible_bounds_is_an_error(bounds):
    with pytest.raises(PactwrightError, match="RandomInt has"):
        generate_json(1, {"$": generator("RandomInt", **bounds)})


def test_state_values_flow_into_every_part_of_a_request():
    request = Request(
        path="/users/1",
        query=(("q", ("1", "2")), ("r", (None,))),
        headers=(("X-Id", ("1",)), ("X-B", ("b",))),
        generators={
            "path": {"": state("/users/${id}")},
            "query": {"q[1]": state("${id}"), "r": state("${id}")},
            "header": {"x-id": state("${id}")},
        },
    )
    made = generate_request(request, context(id="a/b c?"))
    assert made.path == "/users/a%2Fb%20c%3F"
    assert made.query == (("q", ("1", "a/b c?")), ("r", ("a/b c?",)))
    assert made.headers == (("X-Id", ("a/b c?",)), ("X-B", ("b",)))


def test_a_line_break_never_reaches_a_header():
    response = Response(headers=(("X-A", ("1",)),), generators={"header": {"X-A": state("${v}")}})
    with pytest.raises(PactwrightError, match="'X-A' holds a line break"):
        generate_response(response, context(v="a\r\nSet-Cookie: b"))


def test_a_status_is_made_and_must_be_one():
    response = Response(generators={"status": {"": generator("RandomInt", min=201, max=204)}})
    assert 201 <= generate_response(response, context()).status <= 204
    with pytest.raises(PactwrightError, match="not a status code"):
        generate_response(Response(generators={"status": {"": state("${v}")}}), context(v="x"))


def test_the_consumers_side_knows_its_url_and_the_providers_side_its_states(body):
    url = generator("MockServerURL", example="http://localhost:1/a", regex=r".*(/a)$")
    response = Response(
        body=body({"url": "http://localhost:1/a", "id": 1}),
        generators={"body": {"$.url": url, "$.id": state("${id}")}},
    )
    consumer = generate_response(response, context(base_url="http://127.0.0.1:80"))
    assert json.loads(consumer.body.content) == {"url": "http://127.0.0.1:80/a", "id": 1}
    provider = generate_response(response, context(id=5))
    assert json.loads(provider.body.content) == {"url": "http://localhost:1/a", "id": 5}


@pytest.mark.parametrize(("regex", "message"), [("[", "a bad regex"), ("x", "finds no group")])
def test_a_url_generator_without_a_usable_regex_is_an_error(regex, message):
    own = generator("MockServerURL", example="http://localhost", regex=regex)
    with pytest.raises(PactwrightError, match=message):
        generate_json("x", {"$": own}, context(base_url="http://h"))


def test_metadata_is_generated_by_name_or_path():
    places = {
        "k": state("v"),
        "$.l": state("v"),
        "a b!": state("v"),
        "$": state("v"),
        "m": state("v"),
        "x y!": state("v"),
    }
    message = MessageContents(
        metadata={"k": 1, "l": 2, "a b!": 3, "n": 4}, generators={"metadata": places}
    )
    made = generate_message(message, context(v=9))
    assert made.metadata == {"k": 9, "l": 9, "a b!": 9, "n": 4}


@pytest.mark.parametrize(
    ("kind", "content", "path", "made"),
    [
        ("application/x-www-form-urlencoded", "a=1&b=2&a=3", "$.a", "a=9&b=2&a=9"),
        ("application/x-www-form-urlencoded", "a=1&b=2&a=3", "$.a[1]", "a=1&b=2&a=9"),
        ("application/x-www-form-urlencoded", "a=1", "$", "a=1"),
        ("text/plain", "x", "$", "9"),
        ("text/plain", "x", "$.a", "x"),
        ("application/xml", "<a><b>1</b><b>2</b></a>", "$.a.b[1].#text", "<a><b>1</b><b>9</b></a>"),
        ("application/xml", "<a><b>1</b><b>2</b></a>", "$.a.b[*].#text", "<a><b>9</b><b>9</b></a>"),
        ("application/xml", "<a><b>1</b><b>2</b></a>", "$.a.b", "<a><b>9</b><b>9</b></a>"),
        ("application/xml", "<a><b>1</b></a>", "$.a.*", "<a><b>9</b></a>"),
        ("application/xml", "<a><b>1</b></a>", "$.z", "<a><b>1</b></a>"),
        ("application/xml", XML % 1, "$.a['@x']", XML % 9),
    ],
)  # fmt: skip
def test_other_bodies_are_generated_in_the_manner_of_their_type(kind, content, path, made, body):
    message = MessageContents(body=body(content, kind), generators={"body": {path: state("v")}})
    assert generate_message(message, context(v=9)).body.content.decode() == made


def test_a_binary_body_takes_no_generators(body):
    message = MessageContents(body=body(b"\0", "image/png"), generators={"body": {"$": state("v")}})
    with pytest.raises(PactwrightError, match="a body of type image/png"):
        generate_message(message, context(v=9))


def test_parts_without_generators_stay_as_they_are(body):
    request, response = Request(body=body({"a": 1})), Response(body=body({"a": 1}))
    assert generate_request(request, context()) == request
    assert generate_response(response, context()) == response
    assert generate_message(MessageContents(), context()) == MessageContents()

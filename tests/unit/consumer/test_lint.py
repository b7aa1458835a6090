import json

import pytest

from pactwright.consumer.lint import lint_interaction, lint_mock, lint_pact, lint_pair
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

JSON = "application/json"


def rule(kind, **attributes):
    return RuleSet(rules=(MatchingRule(kind=kind, attributes=attributes),))


def generator(kind, **attributes):
    return Generator(kind=kind, attributes=attributes)


def body(value):
    return Body(content=json.dumps(value).encode(), content_type=JSON)


def text(content, content_type="text/plain"):
    return Body(content=content.encode(), content_type=content_type, encoding="text")


def http(request=None, response=None, **keys):
    return HttpInteraction(
        **{"description": "a", **keys},
        request=request or Request(),
        response=response or Response(),
    )


def answer(value, *, generators=None, content=None, **rules):
    """Return an interaction whose response has this JSON body and these rules of it."""
    places = {place.replace("root", "$").replace("__", "."): one for place, one in rules.items()}
    return http(
        response=Response(
            body=content or body(value),
            rules={"body": {f"$.{p}" if p != "$" else p: one for p, one in places.items()}},
            generators={"body": generators} if generators else {},
        )
    )


def codes(interaction):
    return [(problem.code, problem.place) for problem in lint_interaction(interaction)]


SOUND = answer(
    {"id": 7, "at": "2024-07-20T14:30:00Z", "tags": ["a"], "price": 1.5, "note": None},
    id=rule("integer"),
    at=rule("datetime", format="yyyy-MM-dd'T'HH:mm:ssXXX"),
    tags=rule("type", min=1),
    price=rule("decimal"),
    note=rule("null"),
)


def test_a_sound_interaction_has_no_problems():
    assert lint_interaction(SOUND) == ()
    assert lint_interaction(http()) == ()
    assert lint_interaction(UnknownInteraction(description="a", type="x")) == ()


@pytest.mark.parametrize(
    ("value", "rules"),
    [
        ("notint", rule("integer")),
        (5, rule("decimal")),
        ("x", rule("boolean")),
        ("nope", rule("regex", regex="^[0-9a-f-]{36}$")),
        ("abc", rule("include", value="z")),
        ("1.x", rule("semver")),
        ("", rule("notEmpty")),
        ([1], rule("type", min=2)),
        ([1, 2, 3], rule("type", max=2)),
        ("2024-07-20T14:30:00+00:00", rule("datetime", format="yyyy-MM-dd'T'HH:mm:ssZ")),
        ("2024-07-20T14:30:00Z", rule("datetime", format="yyyy-MM-dd'T'HH:mm:ssZ")),
        ("2024-13-40", rule("date", format="yyyy-MM-dd")),
        ("25:00", rule("time", format="HH:mm")),
        ({"k": 1}, rule("eachKey", rules=[{"match": "regex", "regex": "\\d+"}])),
        ({"k": "x"}, rule("eachValue", rules=[{"match": "integer"}])),
        (
            5,
            RuleSet(rules=(*rule("integer").rules, *rule("decimal").rules)),
        ),
    ],
)
def test_an_example_that_breaks_its_own_rule_is_told(value, rules):
    (code, place), *_ = codes(answer({"v": value}, v=rules))
    assert code == "example-breaks-rule"
    assert place.startswith("response body $.v")


def test_the_problem_says_what_and_where_and_what_to_do():
    (problem,) = lint_interaction(answer({"v": "2024-07-20"}, v=rule("date", format="dd.MM.yyyy")))
    assert str(problem) == (
        "response body $.v: the example does not satisfy its own rule: Expected '2024-07-20' to "
        "match a date pattern of 'dd.MM.yyyy' (date dd.MM.yyyy)\n"
        "hint: in that format an example looks like '20.07.2024'"
    )


@pytest.mark.parametrize(
    ("interaction", "place"),
    [
        (
            http(Request(path="/a", rules={"path": {"": rule("regex", regex="/b.*")}})),
            "request path",
        ),
        (
            http(
                Request(
                    query=(("q", ("x",)),), rules={"query": {"q": rule("regex", regex=r"\d+")}}
                )
            ),
            "request query q",
        ),
        (
            http(
                Request(
                    headers=(("X-A", ("x",)),), rules={"header": {"X-A": rule("regex", regex="y")}}
                )
            ),
            "request header X-A",
        ),
        (
            http(
                response=Response(
                    status=404, rules={"status": {"": rule("statusCode", status="success")}}
                )
            ),
            "response status",
        ),
        (
            AsyncMessage(
                description="a",
                contents=MessageContents(
                    metadata={"q": "x"}, rules={"metadata": {"q": rule("regex", regex="y")}}
                ),
            ),
            "message metadata q",
        ),
        (
            SyncMessage(
                description="a",
                request=MessageContents(),
                responses=(
                    MessageContents(),
                    MessageContents(body=body(5), rules={"body": {"$": rule("decimal")}}),
                ),
            ),
            "response 2 body $",
        ),
    ],
)  # fmt: skip
def test_every_part_of_an_interaction_is_looked_at(interaction, place):
    assert codes(interaction) == [("example-breaks-rule", place)]


@pytest.mark.parametrize(
    "rules",
    [
        rule("regex", regex="["),
        rule("regex", regex="(?<a"),
        rule("date", format="yyyy-QQ-bb"),
        rule("datetime", format="nonsense"),
        rule("time", format="HH:mm'"),
        rule("of nobody"),
        rule("type", min=3, max=1),
        rule("type", min=-1),
        rule("type", min="many"),
        rule("eachValue", rules=[{"match": "regex", "regex": "["}]),
        rule("arrayContains", variants=[]),
        rule("arrayContains", variants=[{"index": 0, "rules": {"$.a b": {"matchers": []}}}]),
    ],
)
def test_a_rule_that_is_wrong_in_itself_is_told_once(rules):
    assert codes(answer({"v": ["x"]}, v=rules)) == [("invalid-rule", "response body $.v")]


def test_a_path_that_nobody_can_read_is_told():
    broken = answer({"v": 1}, **{"a b": rule("type")})
    assert codes(broken) == [("invalid-rule", "response body $.a b")]


@pytest.mark.parametrize(
    "value",
    [
        {"id": {"expression": "${id}"}},
        {"id": {"type": "ProviderState", "expression": "${id}", "dataType": "INTEGER"}},
        {"id": {"pact:generator:type": "RandomInt", "min": 1}},
        {"id": {"type": "RandomInt", "min": 1, "max": 3}},
        {"id": {"type": "RandomBoolean"}},
        {"id": {"type": "Date", "format": "yyyy"}},
    ],
)
def test_a_generator_in_place_of_a_value_is_told(value):
    assert codes(answer(value)) == [("literal-generator", "response body $.id")]
    assert codes(answer({"list": [value]})) == [("literal-generator", "response body $.list[0].id")]


def test_a_matcher_in_place_of_a_value_is_told_wherever_it_stands():
    literal = {"pact:matcher:type": "type", "value": 1}
    assert codes(answer({"id": literal})) == [("literal-matcher", "response body $.id")]
    request = Request(
        path=json.dumps(literal),
        query=(("q", (json.dumps(literal),)),),
        headers=(("X", (json.dumps(literal),)),),
        body=text(json.dumps(literal)),
    )
    assert codes(http(request)) == [
        ("literal-matcher", "request body $"),
        ("literal-matcher", "request header X[0]"),
        ("literal-matcher", "request path"),
        ("literal-matcher", "request query q[0]"),
    ]
    message = MessageContents(metadata={"m": literal})
    assert codes(AsyncMessage(description="a", contents=message)) == [
        ("literal-matcher", "message metadata.m")
    ]


@pytest.mark.parametrize(
    "value",
    [
        {"type": "Date"},
        {"type": "Uuid", "name": "x"},
        {"type": "order", "min": 1},
        {"expression": "1 + 1"},
        {"expression": "${id}", "language": "el"},
        {"type": 5},
    ],
)
def test_ordinary_values_are_not_taken_for_generators(value):
    assert codes(answer({"id": value})) == []


@pytest.mark.parametrize(
    "rules",
    [
        RuleSet(rules=(*rule("regex", regex="x").rules, *rule("include", value="y").rules)),
        rule("integer"),
        rule("type"),
        rule("notEmpty"),
    ],
)
def test_a_lost_example_is_told_once(rules):
    assert codes(answer({"v": None}, v=rules)) == [("lost-example", "response body $.v")]


def test_null_where_a_rule_allows_it_is_no_lost_example():
    either = RuleSet(rules=(*rule("integer").rules, *rule("null").rules), combine="OR")
    assert codes(answer({"v": None, "w": None}, v=either, w=rule("null"))) == []


@pytest.mark.parametrize(
    ("interaction", "place"),
    [
        (answer({"a": 1}, b=rule("type")), "response body $.b"),
        (answer({"a": []}, **{"a[*]": rule("type")}), "response body $.a[*]"),
        (answer({"a": [1]}, **{"a[1]": rule("type")}), "response body $.a[1]"),
        (answer(None, content=text("words"), a=rule("type")), "response body $.a"),
        (http(response=Response(rules={"body": {"$": rule("type")}})), "response body $"),
        (http(response=Response(rules={"header": {"X": rule("type")}})), "response header X"),
        (http(response=Response(rules={"path": {"": rule("type")}})), "response path"),
        (http(Request(rules={"query": {"q": rule("type")}})), "request query q"),
        (http(Request(rules={"status": {"": rule("type")}})), "request status"),
        (http(Request(rules={"method": {"": rule("type")}})), "request method"),
        (
            AsyncMessage(
                description="a", contents=MessageContents(rules={"metadata": {"m": rule("type")}})
            ),
            "message metadata m",
        ),
    ],
)
def test_a_rule_that_never_applies_is_told(interaction, place):
    assert codes(interaction) == [("idle-rule", place)]


XML = '<order id="7"><line><sku>A</sku></line><line><sku>B</sku></line>x</order>'
PARTS = (
    '--b\r\nContent-Disposition: form-data; name="meta"\r\nContent-Type: application/json\r\n\r\n'
    '{"id": 1}\r\n--b\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n'
    "x\r\n--b--\r\n"
)


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (text(XML, "application/xml"), "$.order['@id']"),
        (text(XML, "application/xml"), "$.order.line"),
        (text(XML, "application/xml"), "$.order.line[1].sku['#text']"),
        (text(XML, "application/xml"), "$.order.line[*].sku"),
        (text(XML, "application/xml"), "$.*.line"),
        (text("a=1&b=2&a=3", "application/x-www-form-urlencoded"), "$.a"),
        (text("a=1&b=2&a=3", "application/x-www-form-urlencoded"), "$.a[1]"),
        (text(PARTS, "multipart/form-data; boundary=b"), "$.meta"),
        (text(PARTS, "multipart/form-data; boundary=b"), "$.meta.id"),
        (text("words"), "$"),
        (body({"a b": [{"c": 1}]}), "$['a b'][*].c"),
        (body({"a": {"x": 1}}), "$.a.*"),
        (body([1, 2]), "$[0]"),
    ],
)
def test_a_path_into_any_kind_of_body_reaches_its_value(content, place):
    interaction = http(response=Response(body=content, rules={"body": {place: rule("type")}}))
    assert "idle-rule" not in dict(codes(interaction))


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (text(XML, "application/xml"), "$.order['@no']"),
        (text(XML, "application/xml"), "$.order.line[2]"),
        (text("a=1", "application/x-www-form-urlencoded"), "$.b"),
        (text(PARTS, "multipart/form-data; boundary=b"), "$.other"),
        (text("words"), "$.a"),
        (Body(content=b"\xff", content_type="image/png", encoding="base64"), "$.a"),
    ],
)
def test_a_path_that_reaches_nothing_is_told_in_any_kind_of_body(content, place):
    interaction = http(response=Response(body=content, rules={"body": {place: rule("type")}}))
    assert ("idle-rule", f"response body {place}") in codes(interaction)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (text("{'a': 1}", JSON), "unreadable-body"),
        (text('{"a": 1, "a": 2}', JSON), "unreadable-body"),
        (text("<a><b></a>", "application/xml"), "unreadable-body"),
        (text("x", "multipart/form-data"), "random-boundary"),
        (text("x", "multipart/form-data; boundary=b"), "random-boundary"),
    ],
)
def test_a_body_that_is_not_of_its_content_type_is_told(content, code):
    assert codes(http(response=Response(body=content))) == [(code, "response body")]


@pytest.mark.parametrize(
    ("generators", "expected"),
    [
        ({"$.no": generator("Uuid")}, ("idle-generator", "response body $.no")),
        ({"$.id": generator("Uuid")}, ("generator-breaks-rule", "response body $.id")),
        ({"$.name": generator("RandomInt")}, ("generator-breaks-rule", "response body $.name")),
        ({"$.id": generator("Of nobody")}, ("invalid-generator", "response")),
        ({"$.id": generator("RandomInt", min=3, max=1)}, ("invalid-generator", "response")),
        ({"$.name": generator("Regex", regex="[")}, ("invalid-generator", "response")),
        ({"$.name": generator("Date", format="QQ")}, ("invalid-generator", "response")),
    ],
)
def test_a_generator_that_fails_or_does_not_fit_its_rule_is_told(generators, expected):
    value = {"id": 7, "name": "x"}
    found = codes(
        answer(value, id=rule("integer"), name=rule("regex", regex="[a-z]+"), generators=generators)
    )
    assert found == [expected]


def test_generators_that_fit_their_rules_are_sound():
    value = {"id": 7, "name": "abc", "state": "s", "url": "http://x/y"}
    generators = {
        "$.id": generator("RandomInt", min=1, max=3),
        "$.name": generator("Regex", regex="[a-z]{3}"),
        "$.state": generator("ProviderState", expression="${s}"),
        "$.url": generator("MockServerURL", example="http://x/y", regex=".*(/y)"),
    }
    rules = {
        "id": rule("integer"),
        "name": rule("regex", regex="[a-z]+"),
        "url": rule("regex", regex=".*/y"),
    }
    assert codes(answer(value, state=rule("type"), generators=generators, **rules)) == []


def test_the_mock_s_address_has_no_place_in_a_request():
    url = generator("MockServerURL", example="http://x/y", regex=".*(/y)")
    request = Request(headers=(("X", ("http://x/y",)),), generators={"header": {"X": url}})
    assert codes(http(request)) == [("idle-generator", "request header X")]


def test_a_request_may_be_generated_without_a_rule():
    request = Request(path="/7", generators={"path": {"": generator("RandomInt", min=1, max=9)}})
    assert codes(http(request)) == []


def test_contents_that_the_next_run_would_change_are_told():
    first = answer({"at": "12:00", "same": 1, "list": [1, {"x": 1}]})
    second = answer({"at": "12:01", "same": 1, "list": [1, {"x": 2}]})
    assert [(problem.code, problem.place) for problem in lint_pair(first, second)] == [
        ("changing-contents", "/response/body/content/at"),
        ("changing-contents", "/response/body/content/list/1/x"),
    ]
    assert lint_pair(first, first) == ()


def test_a_random_boundary_is_told_by_its_name():
    one, other = (
        http(Request(body=text("x", f"multipart/form-data; boundary={mark}"))) for mark in "ab"
    )
    (problem,) = lint_pair(one, other)
    assert (problem.code, problem.place) == ("random-boundary", "/request/body/contentType")
    assert "multipart(" in problem.hint


def pact(*interactions):
    return PactDocument(consumer="c", provider="p", interactions=interactions)


def test_a_duplicate_is_told_with_the_first_difference():
    twice = pact(http(), http(Request(path="/b")))
    (problem,) = lint_pact(twice)
    assert problem.code == "duplicate"
    assert problem.message.endswith('; at /request/path one has "/", the other "/b"')
    (same,) = lint_pact(pact(http(), http()))
    assert same.message.endswith("nothing else tells them apart")


def test_another_response_to_the_same_request_in_the_same_states_is_a_contradiction():
    one, other = http(description="a"), http(response=Response(status=404), description="b")
    (problem,) = lint_pact(pact(one, other))
    assert (problem.code, problem.place) == ("contradiction", "'b'")


def test_provider_states_and_equal_answers_contradict_nobody():
    state = (ProviderState(name="missing"),)
    message = AsyncMessage(description="m", contents=MessageContents())
    apart = http(response=Response(status=404), description="b", states=state)
    assert lint_pact(pact(http(), apart, http(description="c"), message)) == ()


def test_an_interaction_that_an_earlier_one_would_answer_is_told():
    state = (ProviderState(name="missing"),)
    broad = Request(path="/a/1", rules={"path": {"": rule("regex", regex="/a/.*")}})
    (problem,) = lint_mock(
        [
            http(broad, description="any"),
            http(Request(path="/a/2"), description="one", states=state),
            http(Request(path="/b"), description="other"),
        ]
    )
    assert (problem.code, problem.place) == ("shadowed", "'one' [state: missing]")
    assert "'any' would answer" in problem.message


def test_a_rule_that_cannot_be_read_shadows_nobody():
    broken = Request(rules={"path": {"": rule("of nobody")}})
    assert lint_mock([http(broken), http(description="b")]) == ()


def test_a_generator_of_a_message_that_does_not_fit_its_rule_is_told():
    contents = MessageContents(
        body=body({"id": 7}),
        rules={"body": {"$.id": rule("integer")}},
        generators={"body": {"$.id": generator("Uuid")}},
    )
    assert codes(AsyncMessage(description="a", contents=contents)) == [
        ("generator-breaks-rule", "message body $.id")
    ]

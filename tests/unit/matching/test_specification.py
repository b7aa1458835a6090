"""The verdicts of the Pact specification's own test cases, in each version that can say them.

The facts come from the cases of pact-foundation/pact-specification (`testcases`, V1 to V4); each
row is one of them, named as there.
"""

import json

import pytest

from pactwright.matching.message import compare_message
from pactwright.matching.request import compare_request
from pactwright.matching.response import compare_response
from pactwright.model.interaction import HttpInteraction
from pactwright.model.wire import WireMessage, WireRequest, WireResponse
from pactwright.pactfile.parse import parse_pact

TYPE = {"match": "type"}
DAY = {"match": "regex", "regex": r"\d{2}/\d{2}/\d{4}"}
MOMENT = {"match": "regex", "regex": r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}"}
WORD = {"match": "regex", "regex": r"\w+"}
COLOURS = {"alligator": {"favouriteColours": ["red", "blue"]}}
MARY = {"alligator": {"name": "Mary", "feet": 4, "favouriteColours": ["red", "blue"]}}
HARRY = {"alligator": {"feet": 4, "name": "Harry", "favouriteColours": ["red", "blue"]}}
LONG = {"alligator": {"feet": 5, "name": "Harry", "favouriteColours": ["red", "blue"]}}
NUMBERS = {"alligator": {"favouriteNumbers": ["1", "2", "3"]}}
ROGGER = {"dob": "06/11/2015", "name": "Rogger", "id": 33, "timestamp": "2015-06-11T13:17:29"}
CAT = {"dob": "06/11/2015", "name": "Cat", "id": 12, "timestamp": "2015-06-11T13:17:29"}
BOB = {"dob": "11/06/2015", "name": "Bob", "id": 12345, "timestamp": "2000-06-10T20:41:37"}
SLINKY = {"dob": "12/10/2000", "name": "Slinky", "id": 6677, "timestamp": "2015-06-10T22:98:78"}
EACH = {
    f"$[{index}].{key}": rule
    for index in (0, 1)
    for key, rule in {"id": TYPE, "name": TYPE, "dob": DAY, "timestamp": MOMENT}.items()
}
NESTED = {"object2": {"object4": {"object5": {"name": "Mary", "friends": ["Fred", "John"]}}}}
GENDER = {"name": "Mary", "friends": ["Fred", "John"], "gender": "F"}
CHILDREN = {
    "$.animals": {"min": 1, **TYPE},
    "$.animals[*].*": TYPE,
    "$.animals[*].children": {"min": 1, **TYPE},
    "$.animals[*].children[*].*": TYPE,
}
PHONE = {"$.animals[*].phoneNumber": {"match": "regex", "regex": r"\d+"}}
FRED = {"animals": [{"name": "Fred"}]}
ANIMALS = {"$.animals": {"min": 1, **TYPE}, "$.animals[*].*": TYPE}


def _alligator(**keys):
    return {"alligator": keys}


# name, verdict on a response, verdict on a request, expected, actual, rules
JSON_CASES = [
    ("matches", True, True, MARY, dict(reversed(MARY.items())), {}),
    ("keys out of order match", True, True, {"a": 7, "b": ["r"]}, {"b": ["r"], "a": 7}, {}),
    ("array at top level", True, True, [ROGGER, CAT], [ROGGER, CAT], {}),
    ("array at top level with matchers", True, True, [ROGGER, CAT], [BOB, SLINKY], EACH),
    ("array in different order", False, False, ["red", "blue"], ["blue", "red"], {}),
    ("missing key", False, False, _alligator(name="Mary", age=3), _alligator(age=3), {}),
    ("missing index", False, False, COLOURS, _alligator(favouriteColours=["red"]), {}),
    (
        "different value found at index",
        False,
        False,
        COLOURS,
        _alligator(favouriteColours=["red", "taupe"]),
        {},
    ),
    (
        "unexpected index with null value",
        False,
        False,
        COLOURS,
        _alligator(favouriteColours=["red", "blue", None]),
        {},
    ),
    (
        "unexpected index with not null value",
        False,
        False,
        COLOURS,
        _alligator(favouriteColours=["red", "blue", "taupe"]),
        {},
    ),
    (
        "different value found at key",
        False,
        False,
        _alligator(name="Mary"),
        _alligator(name="Fred"),
        {},
    ),
    (
        "null found at key where not null expected",
        False,
        False,
        _alligator(name="Mary"),
        _alligator(name=None),
        {},
    ),
    (
        "not null found at key when null expected",
        False,
        False,
        _alligator(name=None),
        _alligator(name="Fred"),
        {},
    ),
    (
        "null found in array when not null expected",
        False,
        False,
        NUMBERS,
        _alligator(favouriteNumbers=["1", None, "3"]),
        {},
    ),
    (
        "not null found in array when null expected",
        False,
        False,
        _alligator(favouriteNumbers=["1", None, "3"]),
        NUMBERS,
        {},
    ),
    (
        "number found in array when string expected",
        False,
        False,
        NUMBERS,
        _alligator(favouriteNumbers=["1", 2, "3"]),
        {},
    ),
    ("string found in array when number expected", False, False, [1, 2, 3], [1, "2", 3], {}),
    (
        "number found at key when string expected",
        False,
        False,
        _alligator(feet="4"),
        _alligator(feet=4),
        {},
    ),
    (
        "string found at key when number expected",
        False,
        False,
        _alligator(feet=4),
        _alligator(feet="4"),
        {},
    ),
    (
        "property name is different case",
        False,
        False,
        _alligator(FavouriteColour="red"),
        _alligator(favouritecolour="red"),
        {},
    ),
    (
        "unexpected key with null value",
        True,
        False,
        _alligator(name="Mary"),
        _alligator(name="Mary", phoneNumber=None),
        {},
    ),
    (
        "unexpected key with not null value",
        True,
        False,
        _alligator(name="Mary"),
        _alligator(name="Mary", phoneNumber="12345678"),
        {},
    ),
    (
        "deeply nested objects",
        True,
        False,
        {"object1": NESTED},
        {"object1": {"object2": {"object4": {"object5": GENDER}}, "color": "red"}},
        {},
    ),
    (
        "objects in array no matches",
        False,
        False,
        [{"favouriteColor": "red"}, {"favouriteNumber": 2}],
        [
            {"favouriteColor": "blue", "favouriteNumber": 4},
            {"favouriteColor": "red", "favouriteNumber": 2},
        ],
        {},
    ),
    (
        "objects in array first matches",
        False,
        False,
        [{"favouriteColor": "red"}],
        [{"favouriteColor": "red", "favouriteNumber": 2}, {"favouriteColor": "blue"}],
        {},
    ),
    (
        "objects in array second matches",
        False,
        False,
        [{"favouriteColor": "red"}],
        [{"favouriteColor": "blue"}, {"favouriteColor": "red", "favouriteNumber": 2}],
        {},
    ),
    (
        "objects in array type matching",
        True,
        False,
        [{"name": "John Smith", "age": 50}],
        [{"name": "Peter", "age": 22, "gender": "Male"}, {"name": "John", "age": 64}],
        {"$": TYPE, "$[*]": TYPE},
    ),
    (
        "objects in array with type mismatching",
        False,
        False,
        [{"Name": "John Smith", "Age": 50}],
        [{"name": "Peter", "age": 22, "gender": "Male"}, {}],
        {"$[*]": TYPE, "$[*].*": TYPE},
    ),
    ("matches with regex", True, True, MARY, HARRY, {"$.alligator.name": WORD}),
    (
        "matches with type",
        True,
        True,
        MARY,
        LONG,
        {"$.alligator.name": TYPE, "$.alligator.feet": TYPE},
    ),
    (
        "matches with integers",
        True,
        True,
        MARY,
        MARY,
        {"$.alligator.feet": {"match": "regex", "regex": "[0-9]"}},
    ),
    (
        "matches with floats",
        True,
        True,
        [{"product": {"id": 123, "price": 500.55}}],
        [{"product": {"id": 123, "price": 500.55}}],
        {"$.product.price": {"match": "regex", "regex": r"\d(\.\d{1,2})"}},
    ),
    (
        "array with type matcher",
        True,
        True,
        {"myDates": [10]},
        {"myDates": [20, 5, 1910]},
        {"$.myDates": TYPE, "$.myDates[*]": TYPE},
    ),
    (
        "array with type matcher mismatch",
        False,
        False,
        {"myDates": [10]},
        {"myDates": [20, 5, "100299"]},
        {"$.myDates[*]": TYPE},
    ),
    (
        "array with regex matcher",
        True,
        True,
        {"myDates": ["29/10/2015"]},
        {"myDates": ["01/11/2010", "15/12/2014"]},
        {"$.myDates": TYPE, "$.myDates[*]": DAY},
    ),
    (
        "additional property with type matcher",
        True,
        False,
        {"myPerson": {"name": "Any name"}},
        {"myPerson": {"name": "Jon", "age": "39", "nationality": "Australian"}},
        {"$.myPerson.*": TYPE},
    ),
    (
        "additional property with type matcher that does not match",
        False,
        False,
        {"myPerson": {"name": "Any name"}},
        {"myPerson": {"name": 39, "age": 39, "nationality": "Australian"}},
        {"$.myPerson.*": TYPE},
    ),
    (
        "array with at least one element matching by example",
        True,
        True,
        FRED,
        {"animals": [{"name": "Mary"}, {"name": "Susan"}]},
        ANIMALS,
    ),
    (
        "array with at least one element not matching example type",
        False,
        False,
        FRED,
        {"animals": [{"name": "Mary"}, {"name": 1}]},
        ANIMALS,
    ),
    ("array size less than required", False, False, FRED, {"animals": []}, ANIMALS),
    (
        "array with nested array that matches",
        True,
        True,
        {"animals": [{"name": "Fred", "children": [{"age": 9}]}]},
        {
            "animals": [
                {"name": "Mary", "children": [{"age": 3}, {"age": 5}]},
                {"name": "Jo", "children": [{"age": 2}]},
            ]
        },
        CHILDREN,
    ),
    (
        "array with nested array that does not match",
        False,
        False,
        {"animals": [{"name": "Fred", "children": [{"age": 9}]}]},
        {"animals": [{"name": "Mary", "children": [{"age": "9"}]}]},
        CHILDREN,
    ),
    (
        "array with regular expression in element",
        True,
        True,
        {"animals": [{"phoneNumber": "0415674567"}]},
        {"animals": [{"phoneNumber": "333"}]},
        {**ANIMALS, **PHONE},
    ),
    (
        "array with regular expression that does not match in element",
        False,
        False,
        {"animals": [{"phoneNumber": "0415674567"}]},
        {"animals": [{"phoneNumber": "333"}, {"phoneNumber": "abc"}]},
        {**ANIMALS, **PHONE},
    ),
    (
        "matches with regex with bracket notation",
        True,
        True,
        {"str": "jildrdmxddnVzcQZfjCA"},
        {"str": "saldfhksajdhffdskkjh"},
        {"$['str']": WORD},
    ),
]

XML_CASES = [
    (
        "matches",
        True,
        True,
        '<a name="Mary" feet="4"><cs><c>red</c><c>blue</c></cs></a>',
        '<a feet="4" name="Mary"><cs><c>red</c><c>blue</c></cs></a>',
        {},
    ),
    (
        "keys out of order match",
        True,
        True,
        '<a n="7" c="red, blue" />',
        '<a c="red, blue" n="7" />',
        {},
    ),
    (
        "array at top level with matchers",
        True,
        True,
        '<people><p dob="06/10/2015" id="10"/><c dob="06/10/2015" id="88"/></people>',
        '<people><p dob="11/06/2015" id="12"/><c dob="12/10/2000" id="66"/></people>',
        {"$.people.*['@id']": TYPE, "$.people.*['@dob']": DAY},
    ),
    (
        "array with type matcher mismatch",
        False,
        False,
        "<people><person>Fred</person></people>",
        "<people><person>Fred</person><person>Fred</person><cat>Fred</cat></people>",
        {"$.people": TYPE},
    ),
    (
        "array with type matcher",
        True,
        True,
        "<people><person>Fred</person></people>",
        "<people><person>Fred</person><person>George</person><person>Cat</person></people>",
        {"$.people": TYPE, "$.people[*]": TYPE},
    ),
    (
        "array with regex matcher",
        True,
        True,
        "<myDates><date>29/10/2015</date></myDates>",
        "<myDates><date>01/11/2010</date><date>15/12/2014</date></myDates>",
        {"$.myDates": TYPE, "$.myDates[*].date['#text']": DAY},
    ),
    ("array in different order", True, True, "<a><red/><blue/></a>", "<a><blue/><red/></a>", {}),
    (
        "deeply nested objects",
        True,
        False,
        '<o><p name="Mary"><fs><f>Fred</f><f>John</f></fs></p></o>',
        '<o color="red"><p name="Mary" gender="F"><fs><f>Fred</f><f>John</f></fs></p></o>',
        {},
    ),
    (
        "value found in array when empty expected",
        False,
        False,
        "<a><n>1</n><n></n></a>",
        "<a><n>1</n><n>2</n></a>",
        {},
    ),
    ("missing key", False, False, '<a name="Mary" age="3"></a>', '<a age="3"></a>', {}),
    ("missing index", False, False, "<a><c>red</c><c>blue</c></a>", "<a><c>red</c></a>", {}),
    (
        "different value found at index",
        False,
        False,
        "<a><c>red</c><c>blue</c></a>",
        "<a><c>red</c><c>purple</c></a>",
        {},
    ),
    ("different value found at key", False, False, '<a name="Mary"/>', '<a name="Fred"/>', {}),
    (
        "unexpected index with non-empty value",
        True,
        False,
        "<a><c>red</c></a>",
        "<a><c>red</c><c>taupe</c></a>",
        {},
    ),
    (
        "unexpected key with empty value",
        True,
        False,
        '<a name="Mary"/>',
        '<a name="Mary" phoneNumber=""/>',
        {},
    ),
    (
        "unexpected key with non-empty value",
        True,
        False,
        '<a name="Mary"/>',
        '<a name="Mary" phoneNumber="123"/>',
        {},
    ),
    ("property name is different case", False, False, '<a Colour="red"/>', '<a colour="red"/>', {}),
    (
        "matches with regex",
        True,
        True,
        '<a name="Mary"/>',
        '<a name="Harry"/>',
        {"$.a['@name']": WORD},
    ),
    (
        "objects in array no matches",
        False,
        False,
        '<people><person c="red" n="2"/></people>',
        '<people><person c="blue" n="4"/><person c="red" n="2"/></people>',
        {},
    ),
    (
        "objects in array type matching",
        True,
        False,
        '<people><person name="John" age="50"/></people>',
        '<people><person name="Peter" age="22" gender="M"/><person name="Jo" age="6"/></people>',
        {"$": TYPE, "$[*]": TYPE, "$[*].*": TYPE},
    ),
    (
        "objects in array with type mismatching",
        False,
        False,
        '<people><person name="John" age="50"/></people>',
        '<people><person name="Peter" age="22" gender="M"/><person/></people>',
        {"$[*]": TYPE, "$[*].*": TYPE},
    ),
    (
        "different xml namespaces",
        False,
        False,
        '<a:b xmlns:a="urn:alligators"/>',
        '<a:b xmlns:a="urn:crocodiles"/>',
        {},
    ),
    (
        "different xml namespace prefixes",
        True,
        True,
        '<b xmlns="urn:a" xmlns:m="urn:n" m:name="M"><c xmlns:f="urn:f"><f:d>1</f:d></c></b>',
        '<a:b xmlns:a="urn:a" xmlns:n="urn:n" n:name="M"><a:c><d xmlns="urn:f">1</d></a:c></a:b>',
        {},
    ),
]

TEXT_CASES = [
    ("plain text that matches", True, True, "named mary", "named mary", {}),
    ("plain text that does not match", False, False, "named mary", "named fred", {}),
    ("plain text empty body", True, True, "", "", {}),
    (
        "plain text regex matching",
        True,
        True,
        "named mary",
        "named brent",
        {"$": {"match": "regex", "regex": "named.*"}},
    ),
    (
        "plain text regex matching that does not match",
        False,
        False,
        "named mary",
        "named brent",
        {"$": {"match": "regex", "regex": "named .{4}"}},
    ),
    (
        "plain text regex matching missing body",
        False,
        False,
        "named mary",
        "",
        {"$": {"match": "regex", "regex": "named .{4}"}},
    ),
]

CASES = [
    pytest.param((version, content_type, *case[1:]), id=f"{version} {kind} {case[0]}")
    for kind, content_type, cases in (
        ("JSON", "application/json", JSON_CASES),
        ("XML", "application/xml", XML_CASES),
        ("text", "text/plain", TEXT_CASES),
    )
    for case in cases
    for version in ("1.0.0", "1.1.0", "2.0.0", "3.0.0", "4.0")
    if not (case[5] and version.startswith("1"))
]


def part(version, content_type, body, rules):
    """Return headers, body and rules as that version of the specification writes them."""
    if version == "4.0":
        body = {"contentType": content_type, "encoded": False, "content": body}
    if version < "3":
        written = {path.replace("$", "$.body", 1): rule for path, rule in rules.items()}
    else:
        written = {"body": {path: {"matchers": [rule]} for path, rule in rules.items()}}
    made = {"headers": {"Content-Type": content_type}, "body": body}
    return {**made, "matchingRules": written} if rules else made


def parse(version, request=None, response=None):
    interaction = {
        "description": "a case",
        "request": {"method": "POST", "path": "/", **(request or {})},
        "response": {"status": 200, **(response or {})},
    }
    if version == "4.0":
        interaction["type"] = "Synchronous/HTTP"
    pact = {
        "consumer": {"name": "c"},
        "provider": {"name": "p"},
        "interactions": [interaction],
        "metadata": {"pactSpecification": {"version": version}},
    }
    (parsed,) = parse_pact(json.dumps(pact).encode(), source="case.json").interactions
    assert isinstance(parsed, HttpInteraction)
    return parsed


def encode(content_type, body):
    return json.dumps(body).encode() if content_type == "application/json" else body.encode()


@pytest.mark.parametrize("case", CASES)
def test_a_response_body_is_judged_as_the_specification_says(case):
    version, content_type, verdict, _strict, expected, actual, rules = case
    response = parse(version, response=part(version, content_type, expected, rules)).response
    headers = (("Content-Type", content_type),)
    came = WireResponse(status=200, headers=headers, body=encode(content_type, actual))
    assert (compare_response(response, came) == ()) is verdict


@pytest.mark.parametrize("case", CASES)
def test_a_request_body_is_judged_as_the_specification_says(case):
    version, content_type, _loose, verdict, expected, actual, rules = case
    request = parse(version, request=part(version, content_type, expected, rules)).request
    headers = (("Content-Type", content_type),)
    came = WireRequest(method="POST", path="/", headers=headers, body=encode(content_type, actual))
    assert (compare_request(request, came) == ()) is verdict


@pytest.mark.parametrize("case", [case for case in CASES if case.values[0][0] in ("3.0.0", "4.0")])
def test_a_message_is_judged_as_the_specification_says(case):
    version, content_type, verdict, _strict, expected, actual, rules = case
    made = part("3.0.0", content_type, expected, rules)
    message = {"description": "a case", "contents": made["body"]}
    message["metadata"] = {"contentType": content_type}
    if rules:
        message["matchingRules"] = made["matchingRules"]
    pact = {
        "consumer": {"name": "c"},
        "provider": {"name": "p"},
        "metadata": {"pactSpecification": {"version": version}},
    }
    if version == "4.0":
        message["type"] = "Asynchronous/Messages"
        message["contents"] = {"contentType": content_type, "encoded": False, "content": expected}
        if rules:
            message["matchingRules"] = {"content": made["matchingRules"]["body"]}
        pact["interactions"] = [message]
    else:
        pact["messages"] = [message]
    (parsed,) = parse_pact(json.dumps(pact).encode(), source="case.json").interactions
    came = WireMessage(
        contents=encode(content_type, actual), metadata={"contentType": content_type}
    )
    assert (compare_message(parsed.contents, came) == ()) is verdict


FULL = json.dumps(MARY).encode()
ABSENT, NULL = object(), None


@pytest.mark.parametrize("version", ["1.0.0", "2.0.0", "3.0.0", "4.0"])
@pytest.mark.parametrize(
    ("expected", "actual", "verdict"),
    [
        pytest.param(ABSENT, FULL, True, id="missing body"),
        pytest.param(ABSENT, b"", True, id="no body no content type"),
        pytest.param(NULL, b"", True, id="null body, no body found when null expected"),
        pytest.param(NULL, FULL, False, id="not null body found when null expected"),
        pytest.param("", b"", True, id="empty body"),
    ],
)
def test_an_absent_a_null_and_an_empty_body_are_three_things(version, expected, actual, verdict):
    made = {} if expected is ABSENT else {"body": expected}
    if version == "4.0" and expected is not ABSENT:
        made = {"body": {"content": expected}}
    came = (("Content-Type", "application/json"),)
    wire = WireResponse(status=200, headers=came, body=actual)
    assert (compare_response(parse(version, response=made).response, wire) == ()) is verdict


@pytest.mark.parametrize("version", ["1.0.0", "1.1.0", "2.0.0", "3.0.0", "4.0"])
@pytest.mark.parametrize(
    ("expected", "actual", "verdict"),
    [
        pytest.param({}, {}, True, id="empty headers"),
        pytest.param({"Accept": "a"}, {"ACCEPT": "a"}, True, id="header name is different case"),
        pytest.param({"Accept": "a"}, {"Accept": "A"}, False, id="header value is different case"),
        pytest.param({"Accept": "a"}, {}, False, id="missing header"),
        pytest.param({}, {"Accept": "a"}, True, id="unexpected header found"),
        pytest.param(
            {"Accept": "a, b"}, {"Accept": "b, a"}, False, id="order of comma separated values"
        ),
        pytest.param({"Accept": "a,b"}, {"Accept": "a, b"}, True, id="whitespace after comma"),
        pytest.param(
            {"Content-Type": "application/json"},
            {"Content-Type": "application/json; charset=UTF-8"},
            True,
            id="matches content type with charset",
        ),
        pytest.param(
            {"Content-Type": "application/json; charset=UTF-8"},
            {"Content-Type": "application/json;charset=utf-8"},
            True,
            id="content type parameters, charset in another case",
        ),
        pytest.param(
            {"Content-Type": "application/json; charset=UTF-16"},
            {"Content-Type": "application/json; charset=UTF-8"},
            False,
            id="content type parameters do not match",
        ),
    ],
)
def test_headers_are_judged_as_the_specification_says(version, expected, actual, verdict):
    pairs = tuple(actual.items())
    interaction = parse(version, request={"headers": expected}, response={"headers": expected})
    request = WireRequest(method="POST", path="/", headers=pairs)
    response = WireResponse(status=200, headers=pairs)
    assert (compare_request(interaction.request, request) == ()) is verdict
    assert (compare_response(interaction.response, response) == ()) is verdict


def pairs(text):
    found = {}
    for entry in filter(None, text.split("&")):
        name, _, value = entry.partition("=")
        found.setdefault(name, []).append(value)
    return tuple((name, tuple(values)) for name, values in found.items())


@pytest.mark.parametrize("version", ["1.0.0", "1.1.0", "2.0.0", "3.0.0", "4.0"])
@pytest.mark.parametrize(
    ("expected", "actual", "verdict"),
    [
        pytest.param("a=Mary&h=John", "a=Mary&h=John", True, id="matches"),
        pytest.param("a=Mary&h=John", "h=John&a=Mary", True, id="different order"),
        pytest.param("a=Mary&h=John", "a=Mary&h=Fred", False, id="different params"),
        pytest.param("a=Mary&h=John&e=x", "a=Mary&h=John", False, id="missing params"),
        pytest.param("a=Mary", "a=Mary&e=unexpected", False, id="unexpected param"),
        pytest.param("a=1&a=2&h=F", "a=1&h=F&a=2", True, id="same parameter multiple times"),
        pytest.param("a=1&a=2&a=3", "a=2&a=1&a=3", False, id="multiple times, different order"),
        pytest.param("a=1&a=2", "a=1&a=3", False, id="same parameter different values"),
        pytest.param("a=1&a=2", "a=1", False, id="same parameter fewer times"),
        pytest.param("o=b.c=true&b=1", "o=b.c=true&b=1", True, id="equals in the query value"),
    ],
)
def test_a_query_is_judged_as_the_specification_says(version, expected, actual, verdict):
    written = expected
    if version in ("3.0.0", "4.0"):
        written = {name: list(values) for name, values in pairs(expected)}
    request = parse(version, request={"query": written}).request
    came = WireRequest(method="POST", path="/", query=pairs(actual))
    assert (compare_request(request, came) == ()) is verdict


@pytest.mark.parametrize("version", ["1.0.0", "1.1.0", "2.0.0", "3.0.0", "4.0"])
@pytest.mark.parametrize(
    ("expected", "actual", "verdict"),
    [
        pytest.param({}, {}, True, id="matches"),
        pytest.param({"method": "post"}, {}, True, id="method is different case"),
        pytest.param({"method": "GET"}, {}, False, id="different method"),
        pytest.param({"path": "/p/to"}, {"path": "/p/to"}, True, id="path matches"),
        pytest.param({"path": "/p/to"}, {"path": "/p/to/"}, False, id="trailing slash found"),
        pytest.param({"path": "/p/to/"}, {"path": "/p/to"}, False, id="trailing slash missing"),
        pytest.param({"path": "/p/To"}, {"path": "/p/to"}, False, id="path in another case"),
        pytest.param({"path": "/"}, {"path": ""}, False, id="empty path found"),
    ],
)
def test_method_and_path_are_judged_as_the_specification_says(version, expected, actual, verdict):
    request = parse(version, request=expected).request
    came = WireRequest(**{"method": "POST", "path": "/", **actual})
    assert (compare_request(request, came) == ()) is verdict

"""The verdicts that the Pact compatibility suite asks of every implementation.

The facts come from the scenarios of pact-foundation/pact-compatibility-suite (V2 to V4); each row
is one of them.
"""

from __future__ import annotations

import json
from base64 import b64encode

import pytest

from pactwright.matching.message import compare_message
from pactwright.matching.request import compare_request
from pactwright.matching.response import compare_response
from pactwright.model.wire import WireMessage, WireRequest, WireResponse
from pactwright.pactfile.parse import parse_pact

JSON = "application/json"
SIREN = "application/vnd.siren+json"
BYTES = "application/octet-stream"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
OTHER_JPEG = JPEG + b"\xff\xdb\x00\x43\x00"
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n"
BASIC = {"one": "a", "two": "b"}
LEVELS = {
    "one": {"a": {"ids": [1, 2, 3, 4], "status": "OK"}},
    "two": [{"ids": [1], "status": "BAD"}],
}


def levels(ids=(1, 2, 3, 4), status="OK", more=(1,)):
    return {
        "one": {"a": {"ids": list(ids), "status": status}},
        "two": [{"ids": list(more), "status": "BAD"}],
    }


def rule(kind, **attributes):
    return {"combine": "AND", "matchers": [{"match": kind, **attributes}]}


def action(name, method):
    title = name.replace("-", " ").title()
    return {"name": name, "title": title, "method": method, "href": "http://api.x.io/orders/42"}


ADD, DELETE, UPDATE = (
    action(*words)
    for words in (("add-item", "POST"), ("delete-item", "DELETE"), ("update-item", "PUT"))
)
RESET = {"$.one": rule("type"), "$.one.a.status": rule("equality")}
BOUNDS = {
    "$.one": rule("type"),
    "$.one.a.ids": rule("type", min=1, max=4),
    "$.two.*.ids": rule("type", min=1, max=4),
}
VALUES = {"$": rule("values"), "$.*": rule("type")}
FILLED = {"$.one": rule("notEmpty"), "$.two": rule("notEmpty")}
WORD = [{"match": "regex", "regex": "[a-z]+"}]
KEYS = {"$": rule("eachKey", rules=WORD, value="one")}
EACH = {"$": rule("eachValue", rules=WORD, value="one")}
SEMVER = {"$.one": rule("semver"), "$.two": rule("semver")}
IMAGE = {"$": rule("contentType", value="image/jpeg")}
ACTIONS = {
    "$.actions": rule(
        "arrayContains",
        variants=[
            {
                "index": index,
                "generators": {},
                "rules": {
                    "$.name": rule("regex", regex=name),
                    "$.method": rule("regex", regex=method),
                    "$.*": rule("type"),
                },
            }
            for index, (name, method) in enumerate(
                [(r"add\-item", "POST"), (r"delete\-item", "DELETE")]
            )
        ],
    )
}


def one(kind, **attributes):
    return {"$.one": rule(kind, **attributes)}


def with_one(value):
    return {"one": value, "two": "b"}


# name, content type, expected, rules, what came, the places that differ
BODIES = [
    ("V2 regex", JSON, BASIC, one("regex", regex=r"\w{3}\d{3}"), BASIC, ["$.one"]),
    ("V2 regex holds", JSON, BASIC, one("regex", regex=r"\w{3}\d{3}"), with_one("HHH123"), []),
    ("V2 type", JSON, BASIC, one("type"), with_one(100), ["$.one"]),
    ("V2 type holds", JSON, BASIC, one("type"), with_one("HHH123"), []),
    ("equality ends a cascade", JSON, LEVELS, RESET, levels([9], "Lovely"), ["$.one.a.status"]),
    ("include holds", JSON, BASIC, one("include", value="a"), with_one("cat"), []),
    ("include", JSON, BASIC, one("include", value="a"), with_one("dog"), ["$.one"]),
    ("bounds hold", JSON, LEVELS, BOUNDS, levels([100], "OK", [1, 2, 3]), []),
    (
        "bounds",
        JSON,
        LEVELS,
        BOUNDS,
        levels([], "OK", [1, 2, 3, 4, 5]),
        ["$.one.a.ids", "$.two[0].ids"],
    ),
    *(
        (f"{kind} {came!r}", JSON, BASIC, one(kind), with_one(came), places)
        for kind, came, places in [
            ("number", 100, []),
            ("number", 100.01, []),
            ("number", True, ["$.one"]),
            ("number", "100X01", ["$.one"]),
            ("integer", 100, []),
            # The suite lets digits in a string pass; the core does not, nor does the specification.
            ("integer", "100", ["$.one"]),
            ("integer", [], ["$.one"]),
            ("integer", 100.1, ["$.one"]),
            ("integer", "100X01", ["$.one"]),
            ("decimal", 100.1234, []),
            ("decimal", "100.1234", ["$.one"]),
            ("decimal", None, ["$.one"]),
            ("decimal", 100, ["$.one"]),
            ("decimal", "100X01", ["$.one"]),
            ("null", None, []),
            ("null", "", ["$.one"]),
        ]
    ),
    ("date holds", JSON, BASIC, one("date", format="yyyy-MM-dd"), with_one("2023-07-19"), []),
    ("date", JSON, BASIC, one("date", format="yyyy-MM-dd"), with_one("23/07/19"), ["$.one"]),
    ("boolean holds", JSON, with_one(True), one("boolean"), with_one(False), []),
    ("boolean", JSON, with_one(True), one("boolean"), with_one(""), ["$.one"]),
    ("content type holds", BYTES, JPEG, IMAGE, OTHER_JPEG, []),
    ("content type", BYTES, JPEG, IMAGE, PDF, ["$"]),
    (
        "values hold, whatever the keys",
        JSON,
        BASIC,
        VALUES,
        {"one": "", "three": "b", "four": "c", "five": "100"},
        [],
    ),
    (
        "values",
        JSON,
        BASIC,
        VALUES,
        {"one": "", "two": "b", "three": "c", "four": 100},
        ["$.four"],
    ),
    (
        "not empty holds",
        JSON,
        {"one": "", "two": ["b"]},
        FILLED,
        {"one": "cat", "two": ["rat"]},
        [],
    ),
    (
        "not empty",
        JSON,
        {"one": "a", "two": ["b"]},
        FILLED,
        {"one": "", "two": []},
        ["$.one", "$.two"],
    ),
    (
        "not empty of another type",
        JSON,
        {"one": "a", "two": ["b"]},
        FILLED,
        {"one": "a", "two": "b"},
        ["$.two"],
    ),
    ("not empty bytes hold", BYTES, JPEG, {"$": rule("notEmpty")}, OTHER_JPEG, []),
    ("not empty bytes", BYTES, JPEG, {"$": rule("notEmpty")}, b"", ["$"]),
    ("semver holds", JSON, BASIC, SEMVER, {"one": "1.0.0", "two": "2.0.0"}, []),
    ("semver", JSON, BASIC, SEMVER, {"one": "1.0", "two": "1.0abc"}, ["$.one", "$.two"]),
    ("each key holds", JSON, BASIC, KEYS, {**BASIC, "three": "c", "four": "d"}, []),
    ("each key", JSON, BASIC, KEYS, {**BASIC, "three": "c", "100": "d"}, ["$['100']"]),
    ("each value holds", JSON, BASIC, EACH, {"one": "a", "three": "b", "four": "c"}, []),
    (
        "each value",
        JSON,
        BASIC,
        EACH,
        {"one": "a", "two": "b", "three": "c", "four": "100"},
        ["$.four"],
    ),
    (
        "array contains holds",
        SIREN,
        {"class": ["order"], "actions": [ADD, DELETE]},
        ACTIONS,
        {"class": ["order"], "actions": [DELETE, ADD, UPDATE]},
        [],
    ),
    (
        "array contains",
        SIREN,
        {"class": ["order"], "actions": [ADD, DELETE]},
        ACTIONS,
        {"class": ["order"], "actions": [ADD, UPDATE]},
        ["$.actions"],
    ),
]


def parse(**parts):
    interaction = {"type": "Synchronous/HTTP", "description": "a scenario", **parts}
    interaction = {"request": {}, "response": {"status": 200}, **interaction}
    pact = {
        "consumer": {"name": "c"},
        "provider": {"name": "p"},
        "interactions": [interaction],
        "metadata": {"pactSpecification": {"version": "4.0"}},
    }
    return parse_pact(json.dumps(pact).encode(), source="scenario.json").interactions[0]


def encode(value):
    return value if isinstance(value, bytes) else json.dumps(value).encode()


def write_body(content_type, value):
    if isinstance(value, bytes):
        text = b64encode(value).decode()
        return {"contentType": content_type, "encoded": "base64", "content": text}
    return {"contentType": content_type, "encoded": False, "content": value}


@pytest.mark.parametrize(
    ("content_type", "expected", "rules", "came", "places"),
    [pytest.param(*row[1:], id=row[0]) for row in BODIES],
)
def test_a_request_body_is_judged_as_the_suite_asks(content_type, expected, rules, came, places):
    part = {"body": write_body(content_type, expected), "matchingRules": {"body": rules}}
    wire = WireRequest(
        method="GET", path="/", headers=(("Content-Type", content_type),), body=encode(came)
    )
    found = compare_request(parse(request=part).request, wire)
    assert sorted({mismatch.path for mismatch in found}) == places


ACCEPT = "text/html, application/xhtml+xml, application/xml, image/webp, */*"


@pytest.mark.parametrize(
    ("name", "expected", "came", "verdict"),
    [
        ("content-type", JSON, JSON, True),
        ("content-type", f"{JSON};charset=UTF-8", f"{JSON};charset=utf-8", True),
        ("content-type", JSON, f"{JSON};charset=UTF-8", True),
        ("content-type", f"{JSON};charset=UTF-8", JSON, False),
        ("content-type", f"{JSON};charset=UTF-16", f"{JSON};charset=UTF-8", False),
        (
            "accept",
            ACCEPT,
            "text/html, application/xhtml+xml, application/xml;q=0.9, image/webp, */*;q=0.8",
            True,
        ),
        ("accept", ACCEPT, "text/html, application/xml;q=0.9, image/webp, */*;q=0.8", False),
    ],
)
def test_a_header_is_judged_as_the_suite_asks(name, expected, came, verdict):
    request = parse(request={"headers": {name: expected}}).request
    wire = WireRequest(method="GET", path="/", headers=((name, came),))
    assert (compare_request(request, wire) == ()) is verdict


@pytest.mark.parametrize(("status", "verdict"), [(200, True), (299, True), (400, False)])
def test_a_status_is_judged_as_the_suite_asks(status, verdict):
    rules = {"status": rule("statusCode", status="success")}
    response = parse(response={"status": 200, "matchingRules": rules}).response
    assert (compare_response(response, WireResponse(status=status)) == ()) is verdict


WEIGHED = {"ID": "123", "weight": 100.5}
ORIGIN = {"Origin": rule("regex", regex=r"\w{3}-\d+")}


@pytest.mark.parametrize(
    ("expected", "rules", "came", "verdict"),
    [
        ({"Origin": "Some Text"}, {}, {"Origin": "Some Text"}, True),
        ({"TagData": {**WEIGHED, "ID": "100"}}, {}, {"TagData": WEIGHED}, False),
        ({"Origin": "AXP-1000", "TagData": WEIGHED}, ORIGIN, {"Origin": "AAA-123"}, True),
        ({"Origin": "AXP-1000", "TagData": WEIGHED}, ORIGIN, {"Origin": "AAAB-123"}, False),
    ],
)
def test_the_metadata_of_a_message_is_judged_as_the_suite_asks(expected, rules, came, verdict):
    message = parse(
        type="Asynchronous/Messages",
        contents={"contentType": JSON, "encoded": False, "content": BASIC},
        metadata={"contentType": JSON, **expected},
        matchingRules={"metadata": rules},
    )
    metadata = {"contentType": JSON, "TagData": WEIGHED, **came}
    wire = WireMessage(contents=encode(BASIC), metadata=metadata)
    assert (compare_message(message.contents, wire) == ()) is verdict

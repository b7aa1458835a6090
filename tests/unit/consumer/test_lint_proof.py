import json
from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pactwright.consumer.lint import inspect_part
from pactwright.consumer.lint_part import LintPart
from pactwright.consumer.lint_proof import is_sound
from pactwright.model.interaction import Body, MessageContents, Request, Response
from pactwright.model.rule import Generator, MatchingRule, RuleSet

JSON = "application/json"

SCALARS = st.sampled_from(
    [
        *(None, True, 0, 7, -3, 2**63, 2**64, -(2**63) - 1, 1.5, 1e300, "", "A", "a, b", "1.2.3"),
        *("2024-07-20", "12:30:00", "7", "${id}", "RandomInt", "pact:matcher:type", "é\u0000"),
    ]
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["a", "b", "type", "expression", "min"]), inner)
    ),
    max_leaves=5,
)
PLAIN = st.sampled_from([MatchingRule(kind="type"), MatchingRule(kind="equality")])
RULES = st.sampled_from(
    [
        MatchingRule(kind=kind, attributes=attributes)
        for kind, attributes in [
            *[(kind, {}) for kind in ("type", "integer", "decimal", "number", "boolean", "null")],
            *[(kind, {}) for kind in ("equality", "notEmpty", "semver", "values", "nobody")],
            *[("type", bounds) for bounds in ({"min": 1}, {"max": 1}, {"min": 2, "max": 1})],
            ("type", {"min": True}),
            ("type", {"min": -1}),
            ("type", {"max": "2"}),
            ("regex", {"regex": "[A-Z]+"}),
            ("regex", {"regex": "["}),
            ("date", {"format": "yyyy-MM-dd"}),
            ("date", {"format": "Q'"}),
            ("time", {"format": "HH:mm:ss"}),
            ("include", {"value": "A"}),
            ("eachValue", {"rules": [{"match": "integer"}]}),
            ("eachKey", {"rules": [{"match": "regex", "regex": "a"}]}),
            ("arrayContains", {"variants": []}),
            ("statusCode", {"status": "success"}),
        ]
    ]
)
SETS = st.builds(
    RuleSet,
    rules=st.lists(PLAIN | RULES, max_size=2).map(tuple),
    combine=st.sampled_from(["AND", "OR"]),
)
PLACES = st.sampled_from(["$", "$.a", "$.b", "$.a.b", "$.a[*]", "$[*].a", "$[0]", "$.*", "$.["])
NOTHING = st.just({})
GENERATORS = st.sampled_from(
    [{}, {}, {}, {}, {}, {"body": {"$.a": Generator(kind="RandomInt", attributes={})}}]
)
TEXTS = st.sampled_from(["7", "A", "a, b", "", "2024-07-20", "pact:generator:type"])
PAIRS = st.dictionaries(
    st.sampled_from(["X-A", "x-a", "B"]), st.lists(TEXTS, max_size=2).map(tuple), max_size=2
).map(lambda found: tuple(found.items()))
NAMED = st.dictionaries(st.sampled_from(["X-A", "B", "C"]), SETS, max_size=1)
BODIES = st.none() | VALUES.map(
    lambda value: Body(content=json.dumps(value, ensure_ascii=False).encode(), content_type=JSON)
)


@st.composite
def sides(draw):
    """Draw a request or a response, right or wrong."""
    rules = {
        "body": draw(st.dictionaries(PLACES, SETS, max_size=2)),
        "header": draw(NOTHING | NOTHING | NAMED),
        draw(st.sampled_from(["query", "status", "path"])): draw(NOTHING | NOTHING | NAMED),
    }
    shared = {
        "headers": draw(st.just(()) | PAIRS),
        "body": draw(BODIES),
        "rules": {name: one for name, one in rules.items() if one},
        "generators": draw(GENERATORS),
    }
    if draw(st.booleans()):
        return Response(status=200, **shared)
    return Request(
        method="GET",
        path=draw(st.sampled_from(["/", "/a"])),
        query=draw(st.just(()) | PAIRS),
        **shared,
    )


def test_what_is_proven_sound_has_no_problems():
    seen = Counter()

    @settings(
        max_examples=3000,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(sides())
    def look(side):
        part = LintPart(label="part", side=side)
        sound = is_sound(part)
        seen[sound] += 1
        assert not sound or inspect_part(part) == ()

    look()
    assert min(seen[True], seen[False]) > 200


def response(value, *, kind=JSON, generators=None, **rules):
    content = value if isinstance(value, bytes) else json.dumps(value).encode()
    places = {"$" if place == "root" else f"$.{place}": one for place, one in rules.items()}
    body = Body(content=content, content_type=kind)
    return Response(body=body, rules={"body": places}, generators=generators or {})


def rule(kind, **attributes):
    return RuleSet(rules=(MatchingRule(kind=kind, attributes=attributes),))


@pytest.mark.parametrize(
    "side",
    [
        Request(),
        Request(path="/a/7", query=(("q", ("a", "b")),), headers=(("Accept", (JSON,)),)),
        Request(path="/a/7", rules={"path": {"": rule("regex", regex="/a/[0-9]+")}}),
        Request(headers=(("X", ("7",)),), rules={"header": {"X": rule("regex", regex="[0-9]")}}),
        response({"id": 7, "sku": "A"}, id=rule("integer"), sku=rule("regex", regex="[A-Z]+")),
        response({"lines": [{"n": 1}]}, lines=rule("type", min=1, max=3)),
        response({"at": "2024-07-20"}, at=rule("date", format="yyyy-MM-dd")),
        response({"price": 1.5}, root=rule("type"), price=rule("decimal")),
        response(None, root=rule("null")),
    ],
)
def test_plain_parts_are_proven(side):
    assert is_sound(LintPart(label="part", side=side))


@pytest.mark.parametrize(
    "side",
    [
        MessageContents(),
        response({"a": 1}, generators={"body": {"$.a": Generator(kind="RandomInt")}}),
        response({"a": {"expression": "${id}"}}),
        response({"a": {"min": 1, "max": 2, "type": "RandomInt"}}),
        response(b'{"\\u0065xpression": "${id}"}'),
        response(b'{"a": 1, "a": 2}'),
        response(b"{"),
        response(b"<a/>", kind="application/xml"),
        response({"a": "1"}, a=rule("integer")),
        response({"a": None}, a=rule("type")),
        response({"a": [1]}, a=rule("type", min=2)),
        response({"a": 1}, b=rule("type")),
        Request(headers=(("Accept", ("a, b",)),)),
        Request(path="/a", rules={"path": {"": rule("regex", regex="/b")}}),
        Request(rules={"header": {"X": rule("type")}}),
        Request(rules={"status": {"": rule("statusCode", status="success")}}),
    ],
)
def test_what_may_be_wrong_is_left_to_the_linter(side):
    assert not is_sound(LintPart(label="part", side=side))

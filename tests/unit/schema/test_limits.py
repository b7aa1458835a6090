"""Questions at the border of what is decided, each with its answer."""

import pytest

from pactwright.api.compare import compare
from pactwright.schema.decide import Included, Refuted, decide_inclusion
from pactwright.schema.document import SchemaDocument

TEXT, WHOLE = {"type": "string"}, {"type": "integer"}


def branch(index, extra=TEXT):
    return {
        "type": "object",
        "properties": {"kind": {"const": f"v{index}"}, "extra": extra},
        "required": ["kind"],
    }


def counting(least, **members):
    return {"type": "array", "items": WHOLE, "contains": {"minimum": least}, **members}


MANY = [branch(index) for index in range(100)]
A = {"type": "object", "properties": {"a": TEXT}}
B = {"type": "object", "properties": {"b": TEXT}, "required": ["b"]}
NULLABLE_A = {"type": "object", "properties": {"a": {"type": ["string", "null"]}}}

INCLUDED = {
    "a branch more among a hundred": ({"anyOf": MANY}, {"anyOf": [*MANY, branch(100)]}),
    "a wider branch among a hundred": ({"oneOf": MANY}, {"oneOf": [*MANY[1:], branch(0, {})]}),
    "more of a kind may be there": (counting(5, maxContains=3), counting(5, maxContains=4)),
    "a wider kind is counted": (counting(5, minContains=2), counting(4, minContains=2)),
    "no item is of the kind": (
        {"type": "array", "items": TEXT},
        {"type": "array", "items": TEXT, "contains": WHOLE, "minContains": 0, "maxContains": 0},
    ),
    "a narrower kind is counted upwards": (
        counting(4, minContains=0, maxContains=3),
        counting(5, minContains=0, maxContains=3),
    ),
}
REFUTED = {
    "a branch less among a hundred": ({"anyOf": MANY}, {"anyOf": MANY[1:]}),
    "a narrower branch among many": ({"oneOf": MANY}, {"oneOf": [*MANY[1:], branch(0, WHOLE)]}),
    "a wider kind is counted upwards": (counting(5, maxContains=3), counting(4, maxContains=3)),
    "a narrower kind is asked for": (counting(5), counting(6)),
    "a branch that reaches into another": ({"oneOf": [A, B]}, {"oneOf": [NULLABLE_A, B]}),
    "a length beside look-around": (
        {"type": "string", "pattern": "^(?=a)ab"},
        {"type": "string", "pattern": "^(?=a)ab", "maxLength": 9},
    ),
    "a condition on a value": (
        {"type": "object"},
        {"if": {"properties": {"a": {"const": 1}}, "required": ["a"]}, "then": {"required": ["b"]}},
    ),
}  # fmt: skip


def decide(pair):
    return decide_inclusion(*map(SchemaDocument, pair))


@pytest.mark.parametrize("name", INCLUDED)
def test_it_is_proven(name):
    assert isinstance(decide(INCLUDED[name]), Included)


@pytest.mark.parametrize("name", REFUTED)
def test_it_is_refuted_by_a_value(name):
    assert isinstance(decide(REFUTED[name]), Refuted)


HUGE = {
    "minLength": TEXT,
    "maxLength": TEXT,
    "minItems": {"type": "array"},
    "maxItems": {"type": "array"},
    "minContains": {"type": "array", "contains": WHOLE},
    "maxContains": {"type": "array", "contains": WHOLE},
    "minProperties": {"type": "object"},
    "maxProperties": {"type": "object"},
    "minimum": WHOLE,
    "maximum": WHOLE,
}


@pytest.mark.parametrize("bound", [2**63, 10**30, -(10**30), 1e300])
@pytest.mark.parametrize("keyword", HUGE)
def test_bounds_beyond_every_memory_come_to_an_end(keyword, bound):
    wide, narrow = HUGE[keyword], {**HUGE[keyword], keyword: bound}
    for pair in ((wide, narrow), (narrow, wide), (narrow, {**wide, keyword: bound - 1})):
        decide(pair)


@pytest.mark.parametrize("value", [1.5, "x", None, {}, [1, None]])
@pytest.mark.parametrize("keyword", ["allOf", "anyOf", "properties", "required", "items"])
def test_a_keyword_of_the_wrong_form_is_no_crash(keyword, value):
    decide(({keyword: value, "properties": {"a": {"readOnly": True}}}, {keyword: value}))
    decide(({}, {keyword: value}))


def chain(kind):
    names = {f"c{index}": {"$ref": f"#/$defs/c{index + 1}"} for index in range(600)}
    return {"$ref": "#/$defs/c0", "$defs": {**names, "c600": {"type": kind}}}


def test_a_long_chain_of_references_is_no_crash():
    found = compare(chain("string"), chain("integer"), kind="json-schema")
    assert found.verdict in {"breaking", "unknown"}
    assert compare(chain("string"), chain("string"), kind="json-schema").verdict == "compatible"


def test_many_patterns_that_all_meet_come_to_an_end():
    def named(most, head):
        patterns = {f"{head}{index}.*(x|y)?a?": {"maxLength": index + most} for index in range(12)}
        return {"type": "object", "patternProperties": patterns, "additionalProperties": False}

    assert compare(named(1, "^a"), named(2, "a"), kind="json-schema").verdict != "compatible"

"""A keyword of a later draft refuses nothing in a document of an older one."""

import jsonschema_rs
import pytest

from pactwright import compare

# The keyword's schema, and a value that it refuses where it counts.
IDLE = {
    "const": ({"const": 1}, 2),
    "contains": ({"contains": {"type": "string"}}, [1]),
    "propertyNames": ({"propertyNames": {"maxLength": 1}}, {"ab": 1}),
    "if": ({"if": {"type": "string"}, "then": {"minLength": 2}}, "a"),
    "dependentRequired": ({"dependentRequired": {"a": ["b"]}}, {"a": 1}),
    "dependentSchemas": ({"dependentSchemas": {"a": {"required": ["b"]}}}, {"a": 1}),
    "prefixItems": ({"prefixItems": [{"type": "string"}]}, [1]),
    "unevaluatedItems": ({"unevaluatedItems": False}, [1]),
    "unevaluatedProperties": ({"unevaluatedProperties": False}, {"a": 1}),
}
COUNT_IN_DRAFT_6 = {"const", "contains", "propertyNames"}
DRAFTS = {"draft-04": jsonschema_rs.Draft4Validator, "draft-06": jsonschema_rs.Draft6Validator}


def of_draft(draft, schema):
    return {"$schema": f"http://json-schema.org/{draft}/schema#", **schema}


@pytest.mark.parametrize("draft", DRAFTS)
@pytest.mark.parametrize("keyword", IDLE)
def test_proof_and_witness_read_a_keyword_as_validators_of_the_draft_do(keyword, draft):
    schema, value = IDLE[keyword]
    old, new = of_draft(draft, {}), of_draft(draft, schema)
    accepted = DRAFTS[draft](new).is_valid(value)
    comparison = compare(old, new)
    assert comparison.verdict == ("compatible" if accepted else "breaking")
    assert accepted is (draft == "draft-04" or keyword not in COUNT_IN_DRAFT_6)


@pytest.mark.parametrize("keyword", IDLE)
def test_the_same_keyword_counts_in_the_newest_draft(keyword):
    schema, value = IDLE[keyword]
    assert not jsonschema_rs.Draft202012Validator(schema).is_valid(value)
    assert compare({}, schema).verdict == "breaking"


def test_a_change_of_an_idle_keyword_is_a_warning():
    findings = compare(of_draft("draft-04", {}), of_draft("draft-04", {"const": 1})).findings
    assert [(one.rule, one.level) for one in findings] == [("keyword-idle", "warning")]


def test_a_number_of_matches_counts_since_2019_only():
    old, new = {"contains": {}}, {"contains": {}, "minContains": 2}
    assert compare(of_draft("draft-06", old), of_draft("draft-06", new)).verdict == "compatible"
    assert compare(old, new).verdict == "breaking"


def test_a_keyword_that_counts_on_one_side_only_is_decided_by_the_proof():
    old, new = of_draft("draft-04", {"const": 1}), of_draft("draft-07", {"const": 1})
    assert compare(old, new).verdict == "breaking"
    assert compare(new, old).verdict == "compatible"

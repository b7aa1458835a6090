"""JSON and JUnit XML say the same as the text, in the forms that CI reads."""

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import jsonschema
import pytest

from pactwright.model.result import InteractionResult, Mismatch, VerificationResult
from pactwright.report.formats import FORMAT_NAMES, find_format

SCHEMA = json.loads(Path("docs/results.schema.json").read_text())
WRONG = Mismatch(
    kind="body", path="$.id", expected="7", actual='"7"', rule="integer", message="not an integer"
)
LOST = Mismatch(kind="transport", path="", expected=None, actual=None, message="no answer\x00")


def result(description, *mismatches, **changes):
    return InteractionResult(
        consumer="web",
        provider="orders",
        description=description,
        states=("order 7 exists",),
        duration=0.0015,
        mismatches=mismatches,
        **changes,
    )


OUTCOME = VerificationResult(
    results=(
        result("reads"),
        result("pays", WRONG, WRONG),
        result("ships", LOST),
        result("later", WRONG, pending=True),
    )
)


def test_json_has_the_documented_shape():
    document = json.loads(find_format("json").render(OUTCOME))
    jsonschema.validate(document, SCHEMA)
    assert document["success"] is False
    assert document["summary"] == {
        "interactions": 4,
        "passed": 1,
        "failed": 3,
        "pending": 1,
        "duration_ms": 6.0,
    }
    assert document["results"][1]["mismatches"][0] == {
        "kind": "body",
        "path": "$.id",
        "expected": "7",
        "actual": '"7"',
        "rule": "integer",
        "message": "not an integer",
    }


def test_only_pending_failures_leave_the_run_a_success():
    outcome = VerificationResult(results=(result("later", WRONG, pending=True),))
    assert json.loads(find_format("json").render(outcome))["success"] is True


def test_junit_tells_failures_errors_and_pending_apart():
    root = ET.fromstring(find_format("junit").render(OUTCOME))
    (suite,) = root
    assert (suite.get("name"), suite.get("tests")) == ("orders ← web", "4")
    assert [suite.get(key) for key in ("failures", "errors", "skipped")] == ["1", "1", "1"]
    outcomes = {case.get("name"): [child.tag for child in case] for case in suite}
    assert outcomes == {
        "reads [order 7 exists]": [],
        "pays [order 7 exists]": ["failure"],
        "ships [order 7 exists]": ["error"],
        "later [order 7 exists]": ["skipped"],
    }
    assert suite.find("testcase/failure").get("message") == "not an integer (and 1 more)"
    assert suite.find("testcase/error").get("message") == "no answer\\u0000"


def test_an_unknown_format_is_a_key_error():
    with pytest.raises(KeyError):
        find_format("yaml")
    assert FORMAT_NAMES == ("text", "json", "junit")

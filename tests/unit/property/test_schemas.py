"""What is written keeps to the published schemas, and they refuse what the readers refuse."""

import json
from pathlib import Path

import jsonschema_rs
import pytest

ROOT = Path(__file__).parents[3]
PROPERTIES = sorted((ROOT / "pacts").glob("*.properties.yaml"))


def schema(name):
    text = (ROOT / "docs" / f"{name}.schema.json").read_text(encoding="utf-8")
    return jsonschema_rs.Draft202012Validator(json.loads(text))


def case(**changes):
    request = {"method": "GET", "path": "/a", "query": [["a", ["1", None]]], "headers": [["A", ""]]}
    one = {
        "fingerprint": "a",
        "side": "provider",
        "check": "c",
        "operation": "GET /a",
        "message": "m",
        "firstSeen": "2026-11-21",
        "steps": [{"request": request, "response": {"status": 500, "body": {"text": "x"}}}],
        **changes,
    }
    return {"cases": 1, "consumer": "c", "provider": "p", "metadata": {}, "findings": [one]}


@pytest.mark.parametrize("path", PROPERTIES, ids=lambda path: path.name)
def test_the_projects_own_property_files_keep_to_the_schema(path):
    schema("properties").validate(json.loads(path.read_bytes()))


def test_there_is_one_for_each_pact():
    assert len(PROPERTIES) == len(list((ROOT / "pacts").glob("*.json"))) > 0


def test_a_case_keeps_to_the_schema():
    schema("cases").validate(case(accepted={"reason": "x", "on": "2026-11-21"}))


@pytest.mark.parametrize(
    "changes",
    [
        {"side": "both"},
        {"steps": []},
        {"steps": [{}]},
        {"firstSeen": "soon"},
        {"accepted": {"reason": " ", "on": "2026-11-21"}},
        {"steps": [{"request": {"method": "GET", "path": "/", "headers": ["A"]}}]},
        {"steps": [{"request": {"method": "GET", "path": "/", "body": {}}}]},
        {"colour": "red"},
    ],
)
def test_what_is_no_case_is_refused(changes):
    assert not schema("cases").is_valid(case(**changes))


@pytest.mark.parametrize("change", [{"properties": 2}, {"consumer": 3}, {"operations": [{}]}])
def test_what_is_no_property_file_is_refused(change):
    file = json.loads(PROPERTIES[0].read_bytes())
    assert not schema("properties").is_valid({**file, **change})

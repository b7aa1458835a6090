"""Files keep to the published schemas, our own to what they follow from."""

import json
from pathlib import Path

import jsonschema_rs
import pytest

from pactwright.property.collect import Collector, mark_document
from pactwright.property.write import format_property_file
from pactwright.workspace.documents import load_file
from pactwright.workspace.files import read_pact
from pactwright.workspace.property_files import pact_beside, properties_beside
from pactwright.workspace.provider_contract import provider_contract
from pactwright.workspace.settings import load_settings

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


@pytest.mark.parametrize("path", PROPERTIES, ids=lambda path: path.name)
def test_the_projects_own_property_files_follow_from_its_pacts_and_documents(path):
    settings = load_settings(ROOT)
    pact = read_pact(pact_beside(path))
    document = provider_contract(settings, pact.provider)
    root = load_file(document).root
    mark = mark_document(root, path=document.relative_to(ROOT).as_posix())
    assert format_property_file(Collector(root, mark).collect(pact)) == path.read_bytes()
    assert properties_beside(pact_beside(path)) == path


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

"""The repository's documents are valid, and its pacts ask for nothing that they do not promise."""

import json
import re
from collections import Counter
from pathlib import Path
from urllib.parse import parse_qs

import pytest
import yaml
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import validate

ROOT = Path(__file__).parents[2]
METHODS = {"get", "post", "put", "patch", "delete"}
PACTS = {
    path.stem: json.loads(path.read_bytes()) for path in sorted((ROOT / "pacts").glob("*.json"))
}
FIRST = {path.parts[-3]: path for path in (ROOT / "contracts").glob("*/1.0.0/openapi.yaml")}
DECLARED = {
    found[2]: ROOT / found[1]
    for path in (ROOT / "providers").glob("*/test_*.py")
    if (found := re.search(r'contract="(contracts/(\w+)/[^"]+)"', path.read_text("utf-8")))
}
DOCUMENTS = {
    name: yaml.safe_load(path.read_bytes()) for name, path in sorted({**FIRST, **DECLARED}.items())
}
INTERACTIONS = [
    pytest.param(pact["provider"]["name"], interaction, id=f"{name}-{interaction['description']}")
    for name, pact in PACTS.items()
    for interaction in pact["interactions"]
]


def resolve(document, value):
    while "$ref" in value:
        place = document
        for part in value["$ref"].removeprefix("#/").split("/"):
            place = place[part]
        value = place
    return value


def find_operation(document, method, path):
    found = [
        {
            **item[method],
            "parameters": item.get("parameters", []) + item[method].get("parameters", []),
        }
        for template, item in document["paths"].items()
        if method in item and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path)
    ]
    assert len(found) == 1, f"{len(found)} operations for {method} {path}"
    return found[0]


def operation_of(provider, interaction):
    request = interaction["request"]
    document = DOCUMENTS[provider]
    return document, find_operation(document, request["method"].lower(), request["path"])


def test_there_is_a_document_for_each_service():
    assert sorted(DOCUMENTS) == ["identity", "sales", "widgets"]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_is_valid(name):
    validate(DOCUMENTS[name])


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_names_each_operation_once(name):
    paths = DOCUMENTS[name]["paths"].values()
    ids = Counter(item[method]["operationId"] for item in paths for method in METHODS & set(item))
    assert set(ids.values()) == {1}


def test_the_pairs_have_at_least_forty_interactions():
    assert sorted(PACTS) == [
        "backoffice-identity", "backoffice-sales", "web-identity", "web-widgets",
    ]  # fmt: skip
    assert sum(len(pact["interactions"]) for pact in PACTS.values()) >= 40


@pytest.mark.parametrize("status", [200, 201, 204, 400, 401, 403, 404, 409, 422])
def test_the_interactions_show_each_kind_of_answer(status):
    statuses = {
        interaction["response"]["status"]
        for pact in PACTS.values()
        for interaction in pact["interactions"]
    }
    assert status in statuses


@pytest.mark.parametrize(("provider", "interaction"), INTERACTIONS)
def test_an_interaction_expects_an_answer_that_is_promised(provider, interaction):
    document, operation = operation_of(provider, interaction)
    response = interaction["response"]
    assert str(response["status"]) in operation["responses"]
    promised = resolve(document, operation["responses"][str(response["status"])])
    if "body" in response:
        assert response["body"]["contentType"] in promised["content"]
    named = {name.lower() for name in promised.get("headers", {})} | {"content-type"}
    assert {name.lower() for name in response.get("headers", {})} <= named


@pytest.mark.parametrize(("provider", "interaction"), INTERACTIONS)
def test_an_interaction_sends_the_parameters_that_are_asked_for(provider, interaction):
    document, operation = operation_of(provider, interaction)
    parameters = [resolve(document, parameter) for parameter in operation["parameters"]]
    in_query = {one["name"]: one for one in parameters if one["in"] == "query"}
    sent = set(interaction["request"].get("query", {}))
    assert sent <= set(in_query)
    assert {name for name, one in in_query.items() if one.get("required")} <= sent


@pytest.mark.parametrize(("provider", "interaction"), INTERACTIONS)
def test_an_interaction_sends_a_body_that_is_valid(provider, interaction):
    document, operation = operation_of(provider, interaction)
    body = interaction["request"].get("body")
    if body is None:
        assert not operation.get("requestBody", {}).get("required", False)
        return
    schema = operation["requestBody"]["content"][body["contentType"]]["schema"]
    content = body["content"]
    if body["contentType"] == "application/x-www-form-urlencoded":
        content = {name: value for name, (value,) in parse_qs(content).items()}
    validator = OAS31Validator({**schema, "components": document["components"]})
    wrong = [error.message for error in validator.iter_errors(content)]
    # a consumer that expects 422 may send what no document allows
    assert wrong == [] or interaction["response"]["status"] == 422

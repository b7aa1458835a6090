"""The repository's own pacts beside its own contracts."""

from pathlib import Path

import jsonschema
import pytest
from jsonschema import FormatChecker

from pactwright.api.conform import conform
from pactwright.conformance.document import ApiDocument
from pactwright.schema.canonical import bundle
from pactwright.workspace.documents import load_document
from pactwright.workspace.settings import load_settings

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def pacts():
    return conform([ROOT / "pacts"], load_settings(ROOT)).pacts


def schema_of(document, spec):
    """Return the lowered schema of the body that a result speaks of, with all it refers to."""
    path = spec.path.replace("{", "x").replace("}", "")
    fitting = document.find(spec.method, path)
    operation = next(found for route, found in fitting if found.template == spec.path)
    status, _, rest = spec.location.partition(".responses.")[2].partition(".content.")
    answer = operation.answer_for(int(status))
    pointer = next(one.schema for one in answer.media if one.type == rest.removesuffix(".schema"))
    view = document.schemas.responses
    node = view.node(pointer)
    return bundle([node], view.closure([node]), closing=None)


def test_every_pact_of_ours_conforms_to_its_provider_s_contract(pacts):
    results = [result for pact in pacts for result in pact.results]

    assert len(pacts) == 4
    assert [result.message for result in results if result.level == "error"] == []


def test_a_second_validator_finds_every_witness_in_the_contract(pacts):
    seen = 0
    for pact in pacts:
        document = ApiDocument(load_document(str(ROOT / pact.document)).root)
        for result in pact.results:
            if result.code == "response.body.not-covered":
                schema = schema_of(document, result.spec)
                validator = jsonschema.Draft202012Validator(schema, format_checker=FormatChecker())
                assert validator.is_valid(result.proof.value), result.description
                seen += 1
    assert seen > 20

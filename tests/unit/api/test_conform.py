"""Which documents pacts are held against, and which are wrong input."""

import json

import pytest

from pactwright.api.conform import Conforming, conform
from pactwright.errors import PactwrightError
from pactwright.workspace.settings import load_settings

OPEN = {"openapi": "3.1.0", "paths": {"/a": {"get": {"responses": {"200": {}}}}}}
ASYNC = {"asyncapi": "3.0.0", "operations": {}}
EXCHANGE = {"request": {"method": "GET", "path": "/a"}, "response": {"status": 200}}


@pytest.fixture
def hold(tmp_path, monkeypatch):
    """Return a function that holds a small pact against these documents."""
    monkeypatch.chdir(tmp_path)
    pact = {
        "consumer": {"name": "web"},
        "provider": {"name": "shop"},
        "interactions": [{"description": "d", **EXCHANGE}],
    }
    (tmp_path / "pact.json").write_text(json.dumps(pact))

    def check(*documents):
        for number, document in enumerate(documents):
            (tmp_path / f"{number}.json").write_text(json.dumps(document))
        names = tuple(f"{number}.json" for number in range(len(documents)))
        asked = Conforming(contracts=names)
        return conform([tmp_path / "pact.json"], load_settings(tmp_path), asked)

    return check


def test_one_document_of_each_kind_is_taken(hold):
    (found,) = hold(OPEN, ASYNC).pacts

    assert (found.interactions, found.results) == (1, ())


@pytest.mark.parametrize(
    ("documents", "kind"), [([OPEN, OPEN], "OpenAPI"), ([ASYNC] * 2, "AsyncAPI")]
)
def test_two_documents_of_one_kind_are_wrong_input(hold, documents, kind):
    with pytest.raises(PactwrightError, match=f"0.json and 1.json are both {kind} documents"):
        hold(*documents)


@pytest.mark.parametrize("paths", [[], {"/a": 5}, {"/a/{id}": ["get"]}, "none"])
def test_paths_of_the_wrong_shape_are_wrong_input(hold, paths):
    with pytest.raises(PactwrightError, match=r"0\.json:1:\d+: /paths.*expected an object"):
        hold({**OPEN, "paths": paths})

"""`pactwright coverage` as it is typed."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

_DOCS = Path(__file__).parents[3] / "docs"
_DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "orders", "version": "1"},
    "paths": {
        "/a": {"get": {"responses": {"200": {"description": "a"}}}},
        "/b": {"get": {"responses": {"200": {"description": "b"}}}},
    },
}
_PACT = {
    "consumer": {"name": "web"},
    "provider": {"name": "orders"},
    "interactions": [
        {
            "type": "Synchronous/HTTP",
            "description": "reads a",
            "request": {"method": "GET", "path": "/a"},
            "response": {"status": 200},
        }
    ],
    "metadata": {"pactSpecification": {"version": "4.0"}},
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    contract = tmp_path / "contracts" / "orders" / "1.0.0" / "openapi.json"
    contract.parent.mkdir(parents=True)
    contract.write_text(json.dumps(_DOCUMENT))
    (tmp_path / "pacts").mkdir()
    (tmp_path / "pacts" / "web-orders.json").write_text(json.dumps(_PACT))
    return tmp_path


def _run(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pactwright", "coverage", *arguments]
    return subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)


def test_finds_pacts_and_documents_of_the_project(project: Path) -> None:
    done = _run(project)
    assert done.returncode == 0, done.stderr
    assert "contracts/orders/1.0.0/openapi.json" in done.stdout
    assert "GET /b   as a whole" in done.stdout


def test_json_is_as_its_schema_says(project: Path) -> None:
    schema = json.loads((_DOCS / "coverage.schema.json").read_text())
    report = json.loads(_run(project, "--format", "json").stdout)
    Draft202012Validator.check_schema(schema)
    assert not [error.message for error in Draft202012Validator(schema).iter_errors(report)]


def test_json_says_where_an_unused_part_is_declared(project: Path) -> None:
    [provider] = json.loads(_run(project, "--format", "json").stdout)["providers"]
    [idle] = [part for part in provider["parts"] if part["unused"]]
    assert (idle["operation"], idle["line"]) == ("GET /b", 1)


@pytest.mark.parametrize(
    ("floors", "status"),
    [(["50"], 0), (["51"], 1), (["operations=50"], 0), (["10", "statuses=90%"], 1)],
)
def test_a_floor_decides_the_exit_status(project: Path, floors: list[str], status: int) -> None:
    options = [word for floor in floors for word in ("--fail-under", floor)]
    done = _run(project, *options)
    assert done.returncode == status
    assert ("asked for" in done.stderr) == bool(status)


def test_the_report_goes_to_a_file(project: Path) -> None:
    done = _run(project, "--format", "html", "--output", "out.html")
    assert (done.returncode, done.stdout) == (0, "")
    assert "GET /b" in (project / "out.html").read_text()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--fail-under", "lots"], "neither a percentage"),
        (["--fail-under", "operations=101"], "neither a percentage up to 100"),
        (["--fail-under", "things=3"], "rows: all, negative-paths"),
        (["--provider", "bills"], "no pact is with the provider 'bills'"),
        (["missing.json"], "missing.json"),
        (["--to", "missing.yaml"], "missing.yaml"),
        (["--to", "pacts/web-orders.json"], "pacts/web-orders.json:1:1"),
    ],
)
def test_wrong_input_is_told_and_exits_with_2(
    project: Path, arguments: list[str], said: str
) -> None:
    done = _run(project, *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_provider_without_a_document_is_left_out_with_a_note(project: Path) -> None:
    other = _PACT | {"provider": {"name": "bills"}}
    (project / "pacts" / "web-bills.json").write_text(json.dumps(other))
    done = _run(project)
    assert done.returncode == 0
    assert "bills: no API document" in done.stderr
    assert _run(project, "--provider", "bills").returncode == 2


def test_one_document_is_not_taken_for_two_providers(project: Path) -> None:
    other = _PACT | {"provider": {"name": "bills"}}
    (project / "pacts" / "web-bills.json").write_text(json.dumps(other))
    done = _run(project, "--to", "contracts/orders/1.0.0/openapi.json")
    assert done.returncode == 2
    assert "--provider" in done.stderr

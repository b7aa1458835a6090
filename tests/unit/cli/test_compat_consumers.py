"""`pactwright compat --pacts`: who breaks, as it is typed."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

_DOCS = Path(__file__).parents[3] / "docs"


def _document(*values: str) -> dict:
    answer = {"type": "object", "required": ["kind"], "properties": {"kind": {"enum": [*values]}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "orders", "version": "1"},
        "paths": {
            "/a": {
                "get": {
                    "responses": {
                        "200": {
                            "description": "a",
                            "content": {"application/json": {"schema": answer}},
                        }
                    }
                }
            },
            "/b": {"get": {"responses": {"200": {"description": "b"}}}},
        },
    }


def _pact(path: str, provider: str = "orders") -> dict:
    return {
        "consumer": {"name": "web"},
        "provider": {"name": provider},
        "interactions": [
            {
                "type": "Synchronous/HTTP",
                "description": f"reads {path}",
                "comments": {"testname": "test_web.py::test_reads[x]"},
                "request": {"method": "GET", "path": path},
                "response": {
                    "status": 200,
                    "body": {
                        "content": {"kind": "x"},
                        "contentType": "application/json",
                        "encoded": False,
                    },
                }
                if path == "/a"
                else {"status": 200},
            }
        ],
        "metadata": {"pactSpecification": {"version": "4.0"}},
    }


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "old.json").write_text(json.dumps(_document("x")))
    (tmp_path / "new.json").write_text(json.dumps(_document("x", "y")))
    for name in ("hit", "idle"):
        (tmp_path / name).mkdir()
    (tmp_path / "hit" / "p.json").write_text(json.dumps(_pact("/a")))
    (tmp_path / "idle" / "p.json").write_text(json.dumps(_pact("/b")))
    (tmp_path / "test_web.py").write_text("\n\ndef test_reads(mock): ...\n")
    return tmp_path


def _run(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pactwright", "compat", "old.json", "new.json", *arguments]
    return subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("pacts", "fail_on", "status"),
    [
        ("hit", "consumers", 1),
        ("hit", "breaking", 1),
        ("hit", "never", 0),
        ("idle", "consumers", 0),
        ("idle", "breaking", 1),
        ("idle", "unknown", 1),
    ],
)
def test_the_exit_status_follows_who_breaks(
    project: Path, pacts: str, fail_on: str, status: int
) -> None:
    done = _run(project, "--pacts", pacts, "--fail-on", fail_on)
    assert done.returncode == status, done.stderr
    said = "who breaks: web (1 interaction)" if pacts == "hit" else "no known consumer notices"
    assert said in done.stdout


def test_the_report_names_the_line_of_the_test(project: Path) -> None:
    assert "(test_web.py:3)" in _run(project, "--pacts", "hit").stdout
    annotations = _run(project, "--pacts", "hit", "--format", "github").stdout
    assert "::error file=test_web.py,line=3,title=web may break::" in annotations


def test_markdown_begins_with_who_breaks(project: Path) -> None:
    lines = _run(project, "--pacts", "hit", "--format", "markdown").stdout.splitlines()
    assert lines[2:5] == ["### Who breaks", "", "- **web**"]
    idle = _run(project, "--pacts", "idle", "--format", "markdown").stdout.splitlines()
    assert idle[2] == "No known consumer breaks."


@pytest.mark.parametrize("arguments", [[], ["--pacts", "hit"], ["--pacts", "idle"]])
def test_json_is_as_its_schema_says(project: Path, arguments: list[str]) -> None:
    schema = json.loads((_DOCS / "compat.schema.json").read_text())
    report = json.loads(_run(project, *arguments, "--format", "json").stdout)
    assert not [error.message for error in Draft202012Validator(schema).iter_errors(report)]
    asked = None if not arguments else ["web"]
    assert report["consumers"] == asked


@pytest.mark.parametrize("form", ["sarif", "gitlab", "junit"])
def test_the_other_formats_name_the_consumer(project: Path, form: str) -> None:
    assert "web" in _run(project, "--pacts", "hit", "--format", form).stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--fail-on", "consumers"], "needs --pacts"),
        (["--provider", "orders"], "--pacts"),
        (["--pacts", "hit", "--broker", "b"], "one of them is enough"),
        (["--broker", "b"], "--provider NAME"),
        (["--pacts", "hit", "--provider", "bills"], "no pact is with the provider 'bills'"),
        (["--pacts", "missing"], "missing"),
    ],
)
def test_wrong_options_are_told_and_exit_with_2(
    project: Path, arguments: list[str], said: str
) -> None:
    done = _run(project, *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_of_several_providers_the_one_that_is_meant_must_be_named(project: Path) -> None:
    (project / "hit" / "q.json").write_text(json.dumps(_pact("/a", provider="bills")))
    assert "--provider: bills, orders" in _run(project, "--pacts", "hit").stderr
    assert _run(project, "--pacts", "hit", "--provider", "orders").returncode == 1


def test_the_consumers_of_a_broker_are_asked(project: Path) -> None:
    publish = ["publish", "hit/p.json", "--version", "1", "--branch", "main", "--broker", "folder"]
    command = [sys.executable, "-m", "pactwright", *publish]
    (project / "folder").mkdir()
    subprocess.run(command, cwd=project, check=True, capture_output=True)
    done = _run(project, "--broker", "folder", "--provider", "orders")
    assert "who breaks: web" in done.stdout, done.stderr

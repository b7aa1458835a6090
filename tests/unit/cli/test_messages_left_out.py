"""What the commands say of interactions that no document at hand is for."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from pactwright.api.contract_step import compare_contracts
from pactwright.workspace.settings import load_settings

_MESSAGE = {
    "type": "Asynchronous/Messages",
    "description": "hears of an order",
    "contents": {"content": {"id": 7}, "contentType": "application/json", "encoded": False},
}
_HTTP = {
    "type": "Synchronous/HTTP",
    "description": "reads an order",
    "request": {"method": "GET", "path": "/a"},
    "response": {"status": 200},
}


def _pact(consumer: str, provider: str, *interactions: dict) -> str:
    return json.dumps(
        {
            "consumer": {"name": consumer},
            "provider": {"name": provider},
            "interactions": interactions,
            "metadata": {"pactSpecification": {"version": "4.0"}},
        }
    )


_UNJUDGED = "not judged, as no AsyncAPI document of it is compared"
_UNCOUNTED = (
    "not counted, as messages are no HTTP; `pactwright conform` holds them to an AsyncAPI document"
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for version in ("1.0.0", "1.1.0"):
        contract = tmp_path / "contracts" / "orders" / version / "openapi.json"
        contract.parent.mkdir(parents=True)
        answer = {"200": {"description": "a"}}
        root = {
            "openapi": "3.1.0",
            "info": {"title": "orders", "version": version},
            "paths": {"/a": {"get": {"responses": answer}}},
        }
        contract.write_text(json.dumps(root))
    pacts = tmp_path / "pacts"
    pacts.mkdir()
    (pacts / "web-orders.json").write_text(_pact("web", "orders", _HTTP, _MESSAGE, _MESSAGE))
    (pacts / "batch-stock.json").write_text(_pact("batch", "stock", _MESSAGE))
    return tmp_path


def _run(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pactwright", *arguments]
    return subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("coverage",), _UNCOUNTED),
        (("compat", "contracts", "--pacts", "pacts"), _UNJUDGED),
        (
            (
                "compat",
                "contracts/orders/1.0.0/openapi.json",
                "contracts/orders/1.1.0/openapi.json",
                "--pacts",
                "pacts",
            ),
            _UNJUDGED,
        ),
    ],
)
def test_messages_of_the_providers_in_play_are_told(
    project: Path, arguments: tuple[str, ...], why: str
) -> None:
    done = _run(project, *arguments)
    notes = [line for line in done.stderr.splitlines() if "message" in line]
    assert notes == [f"note: orders: 2 messages of web {why}"]


def test_a_name_cannot_break_the_line(project: Path) -> None:
    (project / "pacts" / "odd.json").write_text(_pact("od\nd\x1b[31m", "orders", _MESSAGE))
    (note,) = [line for line in _run(project, "coverage").stderr.splitlines() if "message" in line]
    assert "3 messages of od\\nd\\u001b[31m, web not counted" in note


def test_a_run_tells_of_messages_that_were_not_judged(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)
    outcome = compare_contracts(load_settings(project), on_event=lambda event: None)
    assert any("orders: 2 messages of web not judged" in note for note in outcome.notes)


def test_who_no_operation_is_for_is_told_and_not_called_safe_in_silence(project: Path) -> None:
    request = {"method": "GET", "path": "/elsewhere"}
    strangers = [{**_HTTP, "description": name, "request": request} for name in "pqrs"]
    (project / "pacts" / "app.json").write_text(_pact("app", "orders", _HTTP, *strangers))
    versions = [f"contracts/orders/{version}/openapi.json" for version in ("1.0.0", "1.1.0")]

    done = _run(project, "compat", *versions, "--pacts", "pacts")

    (note,) = [line for line in done.stderr.splitlines() if "no operation" in line]
    assert note == (
        "note: app: not judged, as contracts/orders/1.0.0/openapi.json has no operation for "
        "4 interactions ('p', 'q', 'r', …); `pactwright conform` says more"
    )


def test_messages_that_name_no_operation_are_told(project: Path) -> None:
    document = {"asyncapi": "3.0.0", "info": {"title": "orders", "version": "1"}}
    for name in ("old.json", "new.json"):
        (project / name).write_text(json.dumps(document))

    done = _run(project, "compat", "old.json", "new.json", "--pacts", "pacts/web-orders.json")

    assert "web: not judged, as old.json has no operation for 2 interactions" in done.stderr


def test_an_asyncapi_document_is_sent_to_conform_by_coverage(project: Path) -> None:
    document = project / "asyncapi.json"
    document.write_text(json.dumps({"asyncapi": "3.0.0", "info": {"title": "t", "version": "1"}}))
    done = _run(project, "coverage", "--to", document.name, "--provider", "orders")
    assert done.returncode == 2
    assert "AsyncAPI documents are not read here" in done.stderr
    assert "pactwright conform" in done.stderr

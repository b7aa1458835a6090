"""A property file that is broken hits the provider whose file it is, and nobody else."""

import json
import shutil
import subprocess
import sys

import pytest

from pactwright.property.file import SUFFIX

APP = """
def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "application/json")])
    return [b'{"up": true}']
"""
TESTS = """
from pactwright import Provider
from service import app

{name} = Provider("{name}", app=app)
"""
DOCUMENT = {
    "openapi": "3.0.3",
    "info": {"title": "Health", "version": "1.0.0"},
    "paths": {
        "/health": {
            "get": {
                "responses": {
                    "200": {
                        "description": "up",
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "object",
                                    "properties": {"up": {"type": "boolean"}},
                                }
                            }
                        },
                    }
                }
            }
        }
    },
}
CONSUMER = """
import httpx
from pactwright import Pact, like

{name} = Pact(consumer="web", provider="{name}")


@{name}.interaction(request={name}.get("/health"), response={name}.ok({{"up": like(True)}}))
def test_{name}(mock):
    assert httpx.get(f"{{mock.url}}/health").json()["up"]
"""


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    root = tmp_path_factory.mktemp("two")
    (root / "pyproject.toml").write_text(
        "[tool.pactwright]\n"
        "[tool.pactwright.providers.orders]\ncontract = 'openapi.json'\n"
        "[tool.pactwright.providers.stock]\ncontract = 'openapi.json'\n"
        "[tool.pytest.ini_options]\npythonpath = ['.']\n"
    )
    (root / "openapi.json").write_text(json.dumps(DOCUMENT))
    (root / "service.py").write_text(APP)
    for folder, text in (("consumers", CONSUMER), ("providers", TESTS)):
        (root / folder).mkdir()
        for name in ("orders", "stock"):
            (root / folder / f"test_{folder}_{name}.py").write_text(text.format(name=name))
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "consumers", "-q", "-p", "no:asyncio"],
        cwd=root, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    return root


@pytest.fixture
def project(whole, tmp_path, monkeypatch):
    shutil.copytree(whole, tmp_path / "two")
    monkeypatch.chdir(tmp_path / "two")
    return tmp_path / "two"


def _run(*arguments):
    command = [sys.executable, "-m", "pactwright", *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def _break(project, change):
    path = project / f"pacts/web-stock{SUFFIX}"
    text = change(path.read_text())
    path.write_text(text)
    return path


BREAKS = {
    "cut off": (lambda text: text[:200], "the file ends too early"),
    "another YAML": (lambda text: "properties: 1\n" + text, ":1:1: a properties file is one JSON"),
    "wrong type": (
        lambda text: text.replace('"path": "/health"', '"path": ["/health"]', 1),
        "/path: expected a string, got an array",
    ),
    "unknown version": (
        lambda text: text.replace('"properties": 1', '"properties": 9'),
        "version 9 of the properties file is unknown",
    ),
    "operation that is not there": (
        lambda text: text.replace('"method": "GET"', '"method": "PURGE"'),
        "the API document has no operation PURGE /health",
    ),
    "parameter without a value": (
        lambda text: text.replace('"path": "/health"', '"path": "/health/{id}"'),
        "/pathParameters: expected a value for each parameter of /health/{id}",
    ),
}


@pytest.mark.parametrize("kind", BREAKS)
def test_only_the_provider_whose_file_it_is_fails_and_the_rest_is_verified(project, kind):
    change, told = BREAKS[kind]
    path = _break(project, change)
    done = _run("verify", "--format", "json")
    report = json.loads(done.stdout)
    tested = {(one["provider"], one["success"]) for one in report["properties"]}

    assert (done.returncode, report["success"]) == (2, False), done.stderr
    assert report["summary"]["passed"] == 2
    assert tested == {("orders", True), ("stock", False)}
    assert told in done.stderr
    assert "hint: " in done.stderr
    assert "Traceback" not in done.stderr
    assert path.name in done.stderr or "no operation" in told
    assert _run("verify", "--provider", "orders").returncode == 0


@pytest.mark.parametrize("kind", [kind for kind in BREAKS if kind != "operation that is not there"])
def test_a_command_that_reads_the_file_says_where_before_anything_is_sent(project, kind):
    change, told = BREAKS[kind]
    _break(project, change)
    given = ("verify", "--app", "service:app", "--pact")
    done = _run(*given, "pacts/web-stock.json")

    assert (done.returncode, done.stdout) == (2, ""), done.stdout
    assert told in done.stderr
    assert f"pacts/web-stock{SUFFIX}:" in done.stderr
    assert _run(*given, "pacts/web-orders.json").returncode == 0
    assert _run(*given, "pacts", "--provider", "orders").returncode == 0


def test_a_provider_of_the_settings_fails_alone_too(project):
    shutil.rmtree(project / "providers")
    settings = (project / "pyproject.toml").read_text()
    settings = settings.replace("contract =", "app = 'service:app'\ncontract =")
    (project / "pyproject.toml").write_text(settings)
    _break(project, BREAKS["cut off"][0])
    done = _run("verify", "--format", "json")
    report = json.loads(done.stdout)

    assert done.returncode == 2
    assert report["summary"]["passed"] == 2
    assert {one["provider"] for one in report["properties"]} == {"orders"}
    assert "error: stock: " in done.stderr


def test_a_file_that_does_not_tell_whose_it_is_may_be_anybodys(project):
    (project / f"pacts/app-stock{SUFFIX}").write_text("{")
    done = _run("verify", "--provider", "orders")

    assert done.returncode == 2
    assert f"app-stock{SUFFIX}:1:2: not JSON" in done.stdout


def test_a_file_without_its_pact_tells_whose_it_is_itself(project):
    path = _break(project, lambda text: text.replace('"properties": 1', '"properties": 9'))
    path.rename(path.with_name(f"app-stock{SUFFIX}"))

    assert _run("verify", "--provider", "orders").returncode == 0


def test_the_consumers_tests_mend_the_file(project):
    path = _break(project, BREAKS["cut off"][0])
    command = [sys.executable, "-m", "pytest", "consumers", "-q", "-p", "no:asyncio"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert f"{path.name} written" in done.stdout
    assert _run("verify").returncode == 0

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

sys.path.insert(0, str(Path(__file__).parent / "apps"))
from planted_pact import planted_pact, read_planted_pact
from planted_shop import DOCUMENT
from replaying import property_file

from pactwright.property.write import format_property_file

APPS = Path(__file__).parent / "apps"
SCHEMA = json.loads((Path(__file__).parents[3] / "docs/results.schema.json").read_bytes())
STATES = """
from planted_shop import Store, create_app

store = Store()
app = create_app({bugs!r}, store)


def orders():
    store.orders.clear()
    store.add(id=3)
    store.add(id=4, status="paid")
    store.add(id=5)


states = {{"orders 3 and 4 exist": orders}}
"""
TESTS = """
import pytest
from pactwright import Provider
from planted_shop import Store, create_app

store = Store()
shop = Provider("shop", app=create_app({bugs!r}, store))


@pytest.fixture
def orders():
    assert not store.orders, "the case before left its orders"
    yield store
    store.orders.clear()


@shop.state("orders 3 and 4 exist")
def exist(orders):
    orders.add(id=3)
    orders.add(id=4, status="paid")
    orders.add(id=5)
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    shutil.copy(APPS / "planted_shop.py", tmp_path)
    (tmp_path / "pacts").mkdir()
    (tmp_path / "pyproject.toml").write_text(
        "[tool.pactwright]\n[tool.pactwright.providers.shop]\ncontract = 'openapi.yaml'\n"
        "[tool.pytest.ini_options]\npythonpath = ['.']\n"
    )
    (tmp_path / "openapi.yaml").write_text(json.dumps(DOCUMENT))
    (tmp_path / "pacts/web-shop.json").write_bytes(planted_pact())
    found = property_file(read_planted_pact(), DOCUMENT)
    (tmp_path / "pacts/web-shop.properties.yaml").write_bytes(format_property_file(found))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _verify(*arguments):
    command = [sys.executable, "-m", "pactwright", "verify", *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def _promote(*arguments):
    command = [sys.executable, "-m", "pactwright", "promote", *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def _declare(project, *bugs):
    (project / "shop_states.py").write_text(STATES.format(bugs=set(bugs)))
    (project / "providers").mkdir(exist_ok=True)
    (project / "providers/test_shop.py").write_text(TESTS.format(bugs=set(bugs)))


def test_findings_decide_the_exit_status_and_are_told_in_json(project):
    _declare(project, "crash-at-boundary", "null-not-allowed")
    done = _verify("--profile", "ci", "--format", "json")
    report = json.loads(done.stdout)
    jsonschema.Draft202012Validator(SCHEMA).validate(report)

    assert (done.returncode, report["success"], report["summary"]["failed"]) == (1, False, 0)
    assert {one["seed"] for one in report["properties"]} == {0}
    shown = {(one["operation"], one["kind"]) for r in report["properties"] for one in r["findings"]}
    assert shown == {("GET /orders", "server-error"), ("POST /orders", "body")}
    assert (project / ".pactwright/findings/web-shop.provider.cases.yaml").is_file()


def test_a_provider_without_pytest_is_tested_beside_its_pact(project):
    _declare(project, "undocumented-status")
    given = ("--pact", "pacts/web-shop.json", "--app", "shop_states:app", "--seed", "7")
    done = _verify(*given, "--states", "shop_states")

    assert done.returncode == 1, done.stderr
    assert "✗ web → shop: GET /orders/{id}  [status, finding " in done.stdout
    assert "the document has no status 418 here" in done.stdout
    assert "repeat: curl -s http://localhost:8000/orders/7" in done.stdout
    assert "property tests (ci, seed 7): 9 operations" in done.stdout


COUNT = """
import sys
from collections import Counter
from pathlib import Path

opened = Counter()
sys.addaudithook(
    lambda event, given: event == "open" and opened.update([Path(str(given[0])).name])
)
from pactwright.cli.main import main

try:
    main()
finally:
    names = ("web-shop.json", "web-shop.properties.yaml", "openapi.yaml")
    print({name: opened[name] for name in names}, file=sys.stderr)
"""


def test_each_file_is_read_once(project):
    _declare(project)
    given = ("--pact", "pacts/web-shop.json", "--app", "shop_states:app", "--all-operations")
    command = [sys.executable, "-c", COUNT, "verify", *given, "--states", "shop_states"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    read = dict.fromkeys(("web-shop.json", "web-shop.properties.yaml", "openapi.yaml"), 1)
    assert done.stderr.splitlines()[-1] == str(read), done.stderr


def test_an_accepted_finding_fails_no_run(project):
    _declare(project, "missing-header")
    first = _verify("--format", "json")
    (finding,) = [one for r in json.loads(first.stdout)["properties"] for one in r["findings"]]
    _promote(finding["id"], "--accept", "--reason", "the old clients need it")
    second = _verify("--format", "junit")

    assert (first.returncode, second.returncode) == (1, 0), second.stderr
    assert 'name="web → shop: property tests" tests="9" failures="0"' in second.stdout


def test_without_a_profile_nothing_is_generated(project):
    _declare(project, "missing-header")
    done = _verify("--profile", "none", "--format", "json")

    assert done.returncode == 0
    assert "properties" not in json.loads(done.stdout)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--pact", "pacts", "--url", "http://shop.example"), "--property-remote"),
        (("--profile", "harder"), "no profile is called 'harder'"),
    ],
)
def test_what_must_not_or_cannot_be_done_is_told_before_anything_is_sent(project, arguments, told):
    _declare(project)
    done = _verify(*arguments)

    assert done.returncode == 2
    assert told in done.stderr
    assert "session starts" not in done.stdout
    assert "Traceback" not in done.stderr


def test_operations_that_no_consumer_uses_are_tested_when_asked_for(project):
    _declare(project)
    used = property_file(read_planted_pact(), DOCUMENT)
    few = replace(used, operations=used.operations[:2])
    (project / "pacts/web-shop.properties.yaml").write_bytes(format_property_file(few))
    done = _verify("--all-operations", "--format", "json")
    tested = {r["operation"]: r for r in json.loads(done.stdout)["properties"]}

    assert done.returncode == 0, done.stdout
    assert tested["GET /search"]["consumer"] == ""
    assert tested["GET /search"]["cases"] > 10


@pytest.mark.parametrize("given", [True, False], ids=["by --pact", "through pytest"])
def test_what_no_consumer_asked_for_is_kept_by_its_name_too(project, given):
    _declare(project, "crash-at-boundary")
    none = replace(property_file(read_planted_pact(), DOCUMENT), operations=())
    (project / "pacts/web-shop.properties.yaml").write_bytes(format_property_file(none))
    only = ("--pact", "pacts", "--app", "shop_states:app", "--states", "shop_states")
    again = (*(only if given else ()), "--all-operations", "--format", "json")
    first = _verify(*again)
    (finding,) = [one for r in json.loads(first.stdout)["properties"] for one in r["findings"]]
    listed, refused = _promote(), _promote(finding["id"])
    accepted = _promote(finding["id"], "--accept", "--reason", "known")
    second = _verify(*again)
    (known,) = [one for r in json.loads(second.stdout)["properties"] for one in r["findings"]]

    assert (finding["place"], finding["request"]) == ("query limit", "GET /orders?limit=50")
    assert f"{finding['id']}  found     (no consumer) → shop  GET /orders" in listed.stdout
    assert (refused.returncode, refused.stderr.partition(",")[0]) == (
        2, "error: no consumer uses GET /orders",
    )  # fmt: skip
    assert "pactwright verify --all-operations sends it again" in accepted.stdout
    assert (second.returncode, known["id"], known["accepted"]) == (0, finding["id"], "known")


INTERRUPTING = """

import os
import signal

inner = {app}


async def app(scope, receive, send):
    if scope.get("path") == "/search":
        os.kill(os.{whom}(), signal.SIGINT)
    await inner(scope, receive, send)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT to send")
@pytest.mark.parametrize("given", [True, False], ids=["by --pact", "through pytest"])
def test_what_was_found_until_an_interruption_is_told(project, given):
    _declare(project, "missing-header")
    whom = "getpid" if given else "getppid"
    states = (project / "shop_states.py").read_text()
    interrupting = INTERRUPTING.format(app="app", whom=whom)
    (project / "shop_states.py").write_text(states + interrupting)
    tests = (project / "providers/test_shop.py").read_text()
    wrapped = INTERRUPTING.format(app="create_app({'missing-header'}, store)", whom=whom)
    shop = "shop = Provider"
    tests = tests.replace(shop, wrapped + "\n" + shop).replace(
        "app=create_app({'missing-header'}, store)", "app=app"
    )
    (project / "providers/test_shop.py").write_text(tests)
    only = ("--pact", "pacts", "--app", "shop_states:app", "--states", "shop_states")
    pact = json.loads((project / "pacts/web-shop.json").read_text())
    last = [one for one in pact["interactions"] if one["request"]["path"] != "/search"]
    (project / "pacts/web-shop.json").write_text(json.dumps({**pact, "interactions": last}))
    done = _verify(*(only if given else ("--", "-p", "no:randomly")))

    assert done.returncode == 130, done.stderr
    assert f"until it was interrupted, {len(last)} interactions and " in done.stderr
    assert "✗ web → shop: POST /orders  [header, finding " in done.stderr
    assert "Traceback" not in done.stderr
    assert (project / ".pactwright/findings/web-shop.provider.cases.yaml").is_file()

"""`pactwright run` on the project's own broker: published, recorded, asked, and why not."""

import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest

CONSUMER = """
import httpx
from pactwright import Pact, integer

orders = Pact(consumer="web", provider="orders")


@orders.interaction(request=orders.get("/orders/7"), response=orders.ok({"id": integer(7)}))
def test_reads_an_order(mock):
    assert httpx.get(f"{mock.url}/orders/7").json()["id"] == 7
"""
PROVIDER = """
import json
from pactwright import Provider


def app(environ, start_response):
    start_response(%r, [("Content-Type", "application/json")])
    return [json.dumps({"id": 7}).encode()]


orders = Provider("orders", app=app)
"""
GIT = ("git", "-c", "user.name=a", "-c", "user.email=a@b.example")
DATABASE = ".pactwright/broker.db"


def write_provider(root, status="200 OK"):
    (root / "providers/test_orders.py").write_text(PROVIDER % status)


@pytest.fixture(scope="session")
def first(tmp_path_factory):
    """A project after its first run, outside git."""
    root = tmp_path_factory.mktemp("first")
    for name, text in {
        "pyproject.toml": "[tool.pactwright]\n",
        "consumers/test_web.py": CONSUMER,
    }.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text)
    (root / "providers").mkdir()
    write_provider(root)
    return root, pactwright("run", cwd=root)


@pytest.fixture
def project(first, tmp_path):
    return Path(shutil.copytree(first[0], tmp_path / "project"))


@pytest.fixture
def in_git(project):
    (project / ".gitignore").write_text("__pycache__\n.pytest_cache\n")
    for words in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-q", "-m", "first"]):
        subprocess.run([*GIT, *words], cwd=project, check=True)
    return project


def pactwright(*arguments, cwd, status=0):
    variables = {name: value for name, value in os.environ.items() if "PACT_BROKER" not in name}
    done = subprocess.run(
        [sys.executable, "-m", "pactwright", *arguments],
        cwd=cwd,
        env=variables,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == status, f"{arguments}\n{done.stdout}\n{done.stderr}"
    return done.stdout + done.stderr


def rows(root, query):
    with closing(sqlite3.connect(root / DATABASE)) as connection:
        return connection.execute(query).fetchall()


def commit_of(root):
    words = ["git", "rev-parse", "HEAD"]
    return subprocess.run(
        words, cwd=root, check=True, capture_output=True, text=True
    ).stdout.strip()


def test_the_first_run_publishes_records_and_says_yes(first):
    root, told = first
    steps = told[told.index("3/5") : told.index("\n\n")].split("\n")
    version = rows(root, "SELECT DISTINCT number FROM versions")[0][0]
    assert steps == [
        "3/5  pacts are published to the project's broker",
        f"     1 pact in {DATABASE}",
        f"     version {version} (no git commit: a digest of the pacts)",
        "4/5  results are recorded there",
        "     web → orders: holds",
        "5/5  the gate is asked",
        "     yes: orders and web may go together",
    ]
    assert max(map(len, steps)) <= 80
    assert sorted(path.name for path in (root / ".pactwright").iterdir()) == [
        ".gitignore",
        "broker.db",
    ]


def test_a_second_run_of_the_same_files_adds_no_version_and_no_revision(in_git):
    pactwright("run", cwd=in_git)
    counted = "SELECT (SELECT count(*) FROM versions), (SELECT count(*) FROM publications)"
    before = rows(in_git, counted)
    told = pactwright("run", cwd=in_git)
    assert rows(in_git, counted) == before
    commit = commit_of(in_git)
    assert f"     version {commit[:12]} of branch main\n" in told
    gate = ("can-i-deploy", "--broker", DATABASE, "--pacticipant", "web")
    assert f"yes: web {commit} to the main branches" in pactwright(*gate, cwd=in_git)


def test_a_work_tree_with_changes_is_a_version_of_its_own(in_git):
    (in_git / "notes.txt").write_text("one")
    told = [pactwright("run", cwd=in_git)]
    (in_git / "notes.txt").write_text("two")
    told.append(pactwright("run", cwd=in_git))
    versions = [re.search(r"version (\S+) of branch main \(the work tree", one)[1] for one in told]
    assert len(set(versions)) == 2
    assert all(re.fullmatch(r"[0-9a-f]{12}-dirty-[0-9a-f]{8}", one) for one in versions)


def test_a_broken_contract_is_refused_with_its_reason(project):
    write_provider(project, "500 Oops")
    told = pactwright("run", cwd=project, status=1)
    assert "     web → orders: fails\n" in told
    gate = told[told.index("5/5") : told.index("\n✗")]
    assert "no: orders and web may not go together" in gate
    assert re.search(r"✗ web \(local-\w+\) → orders \(local-\w+\): verification failed since", gate)
    assert "status: the status differs: expected 200, got 500" in gate
    assert "fix: mend what differs, then: pactwright run" in gate
    write_provider(project)
    assert "yes: orders and web may go together" in pactwright("run", cwd=project)


def test_a_consumer_test_that_fails_publishes_nothing(project):
    test = project / "consumers/test_web.py"
    test.write_text(CONSUMER.replace("== 7\n", "== 8\n"))
    before = rows(project, "SELECT count(*) FROM publications")
    told = pactwright("run", cwd=project, status=1)
    assert "nothing is published: no consumer test here has proven it" in told
    assert "nothing was published, so there is nothing to ask about" in told
    assert rows(project, "SELECT count(*) FROM publications") == before


def test_a_pact_from_elsewhere_is_verified_and_left_to_its_broker(project):
    pact = json.loads((project / "pacts/web-orders.json").read_text())
    other = {**pact, "consumer": {"name": "mobile"}}
    (project / "pacts/mobile-orders.json").write_text(json.dumps(other))
    told = pactwright("run", cwd=project)
    assert "1 pact is not published: no consumer test of this run has proven it" in told
    assert rows(project, "SELECT name FROM pacticipants WHERE name = 'mobile'") == []


def test_a_provider_that_lives_elsewhere_is_no_reason_to_fail(project):
    lines = (
        "import httpx",
        "from pactwright import Pact",
        'stock = Pact(consumer="web", provider="stock")',
        '@stock.interaction(request=stock.get("/stock"), response=stock.ok({}))',
        "def test_reads_the_stock(mock):",
        '    httpx.get(f"{mock.url}/stock")',
    )
    (project / "consumers/test_stock.py").write_text("\n".join(lines))
    told = pactwright("run", cwd=project)
    assert "web → stock: no result, its provider lives elsewhere" in told
    assert "yes: orders and web may go together" in told


def test_the_gate_answers_for_an_environment_too(project):
    gate = ("run", "--to", "production")
    assert "no environment 'production'" in pactwright(*gate, cwd=project, status=2)
    version = rows(project, "SELECT DISTINCT number FROM versions")[0][0]
    record = ("record-deployment", "--broker", DATABASE, "--version", version)
    place = ("--environment", "production", "--create-environment")
    pactwright(*record, *place, "--pacticipant", "orders", cwd=project)
    told = pactwright(*gate, cwd=project)
    assert f"yes: web {version} to production" in told
    write_provider(project, "500 Oops")
    told = pactwright(*gate, cwd=project, status=1)
    assert f"no: web {version} to production" in told
    assert f"fix: pactwright verify --broker {DATABASE} --provider orders" in told


KNOWS = """
import json
from pactwright import Provider


def app(environ, start_response):
    known = environ["PATH_INFO"] in %r
    start_response("200 OK" if known else "404 Not Found", [("Content-Type", "application/json")])
    return [json.dumps({"id": 7}).encode()]


orders = Provider("orders", app=app)
"""


@pytest.fixture
def deployed(project):
    """A project whose first version, web and orders, runs in production."""
    version = rows(project, "SELECT DISTINCT number FROM versions")[0][0]
    record = ("record-deployment", "--broker", DATABASE, "--version", version)
    place = ("--environment", "production", "--create-environment")
    for name in ("web", "orders"):
        pactwright(*record, *place, "--pacticipant", name, cwd=project)
    test = project / "consumers/test_web.py"
    test.write_text(CONSUMER.replace("/orders/7", "/orders/8"))
    return project


def test_providers_are_verified_for_what_runs_where_they_go(deployed):
    (deployed / "providers/test_orders.py").write_text(KNOWS % (["/orders/7", "/orders/8"],))
    told = pactwright("run", "--to", "production", "--output", "all.json", "--format", "json",
                      cwd=deployed, status=1)  # fmt: skip
    step = told[told.index("5/6") : told.index("6/6")]
    assert step.startswith("5/6  providers are verified for what runs in production\n")
    assert "currently deployed to production" in step
    assert re.search(r" +published: web → orders local-\w+ holds\n", step)
    gate = told[told.index("6/6") :]
    assert re.search(r"yes: orders local-\w+ to production", gate)
    # The new consumer waits for the provider: what runs in production never saw its pact.
    assert re.search(r"unknown: web local-\w+ to production", gate)
    report = json.loads((deployed / "all.json").read_text())
    assert [one["success"] for one in report["results"]] == [True, True]


def test_a_provider_that_breaks_who_runs_there_is_refused(deployed):
    (deployed / "providers/test_orders.py").write_text(KNOWS % (["/orders/8"],))
    told = pactwright("run", "--to", "production", cwd=deployed, status=1)
    assert re.search(r"published: web → orders local-\w+ fails", told)
    gate = told[told.index("6/6") : told.index("\n✗")]
    assert re.search(r"no: orders local-\w+ to production", gate)
    assert "status: the status differs: expected 200, got 404" in gate
    assert "/orders/7" in told[told.index("\n✗") :]


def test_what_runs_there_and_is_verified_is_not_verified_again(project):
    version = rows(project, "SELECT DISTINCT number FROM versions")[0][0]
    record = ("record-deployment", "--broker", DATABASE, "--version", version)
    place = ("--environment", "production", "--create-environment", "--pacticipant", "web")
    pactwright(*record, *place, cwd=project)
    told = pactwright("run", "--to", "production", cwd=project, status=1)
    assert "     orders: all that is asked for is verified\n" in told
    assert "1 interaction: 1 passed, 0 failed" in told


def test_nothing_to_verify_there_is_said(project):
    version = rows(project, "SELECT DISTINCT number FROM versions")[0][0]
    record = ("record-deployment", "--broker", DATABASE, "--version", version)
    place = ("--environment", "production", "--create-environment", "--pacticipant", "orders")
    pactwright(*record, *place, cwd=project)
    told = pactwright("run", "--to", "production", cwd=project)
    assert f"     {DATABASE} asks orders to verify no pact\n" in told


DOCUMENT = """\
openapi: 3.0.3
info: {title: orders, version: "1"}
paths:
  /orders/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses:
        "200":
          description: an order
          content:
            application/json:
              schema: {type: object, properties: {id: {type: integer}}}
"""


def test_a_provider_s_document_goes_with_its_results(project):
    path = project / "contracts/orders/1.0.0/openapi.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(DOCUMENT)
    told = pactwright("run", cwd=project)
    assert "     orders: API document contracts/orders/1.0.0/openapi.yaml, which it keeps" in told
    verified = "SELECT verified FROM document_publications"
    assert rows(project, verified) == [(1,)]
    more = "  /orders: {get: {responses: {'200': {description: all}}}}\n"
    path.write_text(DOCUMENT + more)
    other = "this version has shown another API document than contracts/orders/1.0.0/openapi.yaml"
    assert other in pactwright("run", cwd=project)
    (project / ".pactwright/broker.db").unlink()
    told = pactwright("run", cwd=project)
    assert "     orders: API document contracts/orders/1.0.0/openapi.yaml\n" in told
    assert rows(project, verified) == [(None,)]


def test_a_yes_says_that_it_leaves_failing_property_tests_out(project):
    path = project / "contracts/orders/1.0.0/openapi.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(DOCUMENT.replace("type: object,", "type: object, required: [state],"))
    told = pactwright("run", cwd=project, status=1)
    assert "     web → orders: its property tests fail, " in told
    assert (
        "     yes: orders and web may go together\n"
        "     that weighs the pacts alone; property tests of web → orders fail, which\n"
        "     can-i-deploy counts with --require-properties\n"
    ) in told
    ((version,),) = rows(project, "SELECT DISTINCT number FROM versions")
    gate = ["can-i-deploy", "--broker", DATABASE]
    for name in ("web", "orders"):
        gate += ["--pacticipant", name, "--version", version]
    pactwright(*gate, cwd=project)
    pactwright(*gate, "--require-properties", cwd=project, status=1)


def test_a_commit_that_shows_other_pacts_than_before_keeps_them_apart(in_git):
    (in_git / ".gitignore").write_text("__pycache__\n.pytest_cache\n/consumers\n/pacts\n")
    words = [["rm", "-rq", "--cached", "consumers", "pacts"], ["commit", "-qam", "second"]]
    for each in words:
        subprocess.run([*GIT, *each], cwd=in_git, check=True)
    pactwright("run", cwd=in_git)
    test = in_git / "consumers/test_web.py"
    test.write_text(CONSUMER.replace("/orders/7", "/orders/8"))
    told = pactwright("run", cwd=in_git)
    commit = commit_of(in_git)[:12]
    assert re.search(rf"version {commit}-\w{{8}} .*\(the same commit has shown other pacts\)", told)
    assert "yes: orders and web may go together" in told


def test_the_results_in_an_environment_say_nothing_of_this_version(project):
    settings = project / "pyproject.toml"
    settings.write_text("[tool.pactwright]\n[tool.pactwright.environments.staging]\n")
    told = pactwright("run", "--environment", "staging", cwd=project)
    assert "2/2" in told
    assert "broker" not in told
    both = ("run", "--environment", "staging", "--to", "production")
    assert "--to asks about this version" in pactwright(*both, cwd=project, status=2)


def test_a_broker_that_cannot_be_used_is_told_after_the_results(project):
    shutil.rmtree(project / ".pactwright")
    (project / ".pactwright").write_text("")
    told = pactwright("run", cwd=project, status=2)
    assert "1 interaction: 1 passed, 0 failed" in told
    assert ".pactwright: cannot be made" in told


def test_the_pages_are_served_on_request(project):
    process = subprocess.Popen(
        [sys.executable, "-m", "pactwright", "run", "--serve"],
        cwd=project,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    try:
        line = next(line for line in process.stdout if line.startswith("pages at"))
        with urllib.request.urlopen(re.search(r"http://\S+", line)[0]) as page:
            text = page.read().decode()
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
    assert "orders" in text
    assert "verified" in text
    assert not (project / f"{DATABASE}-wal").exists()

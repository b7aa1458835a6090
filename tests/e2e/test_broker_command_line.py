"""The commands against a folder and a served broker: the same gate, the same answers."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest

from pactwright.api.publish import open_session
from pactwright.broker.client.publishing import Build
from pactwright.broker.client.verification import (
    PactQuery,
    ProviderBuild,
    fetch_pacts,
    publish_results,
)
from pactwright.errors import PactwrightError
from pactwright.model.result import InteractionResult, Mismatch

BIN = Path(sys.executable).parent
PACT = {
    "consumer": {"name": "web"},
    "provider": {"name": "orders"},
    "interactions": [
        {
            "description": "reads an order",
            "providerStates": [{"name": "order 7 exists"}],
            "request": {"method": "GET", "path": "/orders/7"},
            "response": {"status": 200},
        }
    ],
    "metadata": {"pactSpecification": {"version": "3.0.0"}},
}


def pactwright(folder, *arguments, status=0, **environment):
    variables = {name: value for name, value in os.environ.items() if "PACT_BROKER" not in name}
    done = subprocess.run(
        [BIN / "pactwright", *arguments],
        cwd=folder,
        env={**variables, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == status, f"{arguments}\n{done.stdout}\n{done.stderr}"
    return done.stdout + done.stderr


@pytest.fixture
def project(tmp_path):
    (tmp_path / "pacts").mkdir()
    (tmp_path / "pacts" / "web-orders.json").write_text(json.dumps(PACT))
    return tmp_path


@pytest.fixture(params=["folder", "server"])
def where(request, project):
    """A broker: a folder, or a server of its own process."""
    if request.param == "folder":
        (project / "contract-broker").mkdir()
        yield str(project / "contract-broker")
        return
    process = subprocess.Popen(
        [BIN / "pactwright", "broker", "--port", "0"],
        cwd=project,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    yield re.search(r"http://\S+", process.stdout.readline())[0]
    process.terminate()
    process.communicate(timeout=30)


def result(*, holds):
    differing = Mismatch(
        kind="status", path="", expected="200", actual="404", message="expected 200, got 404"
    )
    return InteractionResult(
        consumer="web",
        provider="orders",
        description="reads an order",
        states=("order 7 exists",),
        mismatches=() if holds else (differing,),
    )


def verify(where, version, *, holds, **query):
    session = open_session(where)
    offered = fetch_pacts(session, PactQuery(provider="orders", **query))
    build = ProviderBuild(version=version, branch="main", tags=("dev",))
    for pact in offered:
        publish_results(session, pact, [result(holds=holds)], build)
    return offered


def gate(project, where, name, version, *options, status):
    told = ("--pacticipant", name, "--version", version, "--to", "production", "--broker", where)
    return pactwright(project, "can-i-deploy", *told, *options, status=status)


def test_a_contract_s_life_is_the_same_in_a_folder_and_on_a_server(where, project):
    publish = ("publish", "--broker", where, "--branch", "main")
    assert "Created web version 1" in pactwright(project, *publish, "--version", "1")
    deploy = ("record-deployment", "--environment", "production", "--broker", where)
    orders = ("--pacticipant", "orders", "--version", "7")
    assert "knows no version 7 of orders" in pactwright(project, *deploy, *orders, status=2)
    verify(where, "7", holds=True)
    assert "--create-environment" in pactwright(project, *deploy, *orders, status=2)
    assert "no environment 'production'" in gate(project, where, "web", "1", status=2)
    pactwright(project, *deploy, *orders, "--create-environment")
    assert "yes: web 1 to production" in gate(project, where, "web", "1", status=0)
    assert "no version 9 of web" in gate(project, where, "web", "9", status=1)

    verify(where, "7", holds=False)
    why = gate(project, where, "web", "1", status=1)
    assert "no: web 1 to production" in why
    assert "web (1) → orders (7): verification failed since" in why
    assert "reads an order" in why
    assert "expected 200, got 404" in why
    assert f"fix: pactwright verify --broker {where}" in why


def test_the_answer_comes_as_json_and_markdown_too(where, project):
    pactwright(project, "publish", "--broker", where, "--version", "1")
    record = ("record-release", "--pacticipant", "web", "--version", "1", "--broker", where)
    pactwright(project, *record, "--environment", "production", "--create-environment")
    text = gate(project, where, "web", "1", "--format", "json", status=1)
    answer = json.loads(text)
    assert (answer["answer"], answer["deployable"]) == ("unknown", None)
    assert [one["kind"] for one in answer["blockers"]] == ["absent"]
    markdown = gate(project, where, "web", "1", "--format", "markdown", "--explain", status=1)
    assert markdown.startswith("## can-i-deploy: unknown: web 1 to production")
    assert "| web | 1 | orders |" in markdown


def test_a_version_that_lost_its_pacts_is_called_out(where, project):
    pactwright(project, "publish", "--broker", where, "--version", "1")
    verify(where, "7", holds=True)
    deploy = ("record-deployment", "--environment", "production", "--broker", where)
    orders = ("--pacticipant", "orders", "--version", "7")
    pactwright(project, *deploy, *orders, "--create-environment")
    session = open_session(where)
    session.send("PUT", session.address("pacticipants", "web", "versions", "2"), {})
    told = gate(project, where, "web", "2", status=0)
    assert "version 2 of web published no pacts, although earlier versions did" in told
    assert "no: web 2" in gate(project, where, "web", "2", "--require-pacts", status=1)
    assert "property" in gate(project, where, "web", "1", "--require-properties", status=1)


def test_another_content_for_a_version_is_refused_and_a_merge_may_add(where, project):
    publish = ("publish", "--broker", where, "--version", "1")
    pactwright(project, *publish)
    other = {**PACT["interactions"][0], "description": "lists orders"}
    changed = {**PACT, "interactions": [other]}
    (project / "pacts" / "web-orders.json").write_text(json.dumps(changed))
    assert "Cannot change the content" in pactwright(project, *publish, status=2)
    pactwright(project, *publish, "--merge")
    offered = fetch_pacts(open_session(where), PactQuery(provider="orders"))
    assert len(offered[0].document.interactions) == 2


def test_a_part_of_a_verification_is_not_published(where, project):
    pactwright(project, "publish", "--broker", where, "--version", "1")
    session = open_session(where)
    offered = fetch_pacts(session, PactQuery(provider="orders"))[0]
    with pytest.raises(PactwrightError, match="1 interactions have no result"):
        publish_results(session, offered, [], ProviderBuild(version="7"))


def test_pending_pacts_are_offered_as_such_until_they_hold(where, project):
    pactwright(project, "publish", "--broker", where, "--version", "1", "--branch", "main")
    query = {"selectors": ({"mainBranch": True},), "branch": "main"}
    assert [one.pending for one in verify(where, "7", holds=False, **query)] == [True]
    assert [one.pending for one in verify(where, "8", holds=True, **query)] == [True]
    assert [one.pending for one in verify(where, "9", holds=False, **query)] == [False]


def test_version_and_branch_come_from_git(where, project):
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@b.example"]
    for words in (["init", "-q", "-b", "feat/x"], ["commit", "-q", "--allow-empty", "-m", "x"]):
        subprocess.run([*git, *words], cwd=project, check=True)
    head = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=project, check=True, capture_output=True, text=True
    ).stdout.strip()
    told = pactwright(project, "publish", "--broker", where)
    assert f"Created web version {head} with branch feat/x" in told
    assert Build(version=head).branch is None


def test_a_broken_file_in_a_folder_is_named(project):
    folder = project / "broker"
    folder.mkdir()
    (folder / "a.event.json").write_text("{")
    told = pactwright(project, "publish", "--broker", str(folder), "--version", "1", status=2)
    assert "a.event.json" in told
    told = pactwright(project, "publish", "--broker", "nowhere", "--version", "1", status=2)
    assert "nowhere: no such folder" in told


def test_tokens_close_a_broker_and_open_it_to_their_bearers(project):
    token = ("broker", "--database", "sqlite:///b.db", "token")
    secret = pactwright(project, *token, "add", "ci", "--scope", "publish").strip().split("\n")[-1]
    assert "there is, or was, a token" in pactwright(
        project, *token, "add", "ci", "--scope", "read", status=2
    )
    listed = pactwright(project, *token, "list")
    assert "ci  publish  applications: all" in listed
    assert secret not in listed
    assert secret.encode() not in (project / "b.db").read_bytes()
    process = subprocess.Popen(
        [BIN / "pactwright", "broker", "--database", "sqlite:///b.db", "--port", "0"],
        cwd=project,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    url = re.search(r"http://\S+", process.stdout.readline())[0]
    try:
        with pytest.raises(urllib.error.HTTPError, match="401") as refused:
            urllib.request.urlopen(url)
        refused.value.close()
        publish = ("publish", "--broker", url, "--version", "1")
        assert "PACT_BROKER_TOKEN" in pactwright(project, *publish, status=2)
        pactwright(project, *publish, PACT_BROKER_TOKEN=secret)
        pactwright(project, *publish, PACT_BROKER_USERNAME="ci", PACT_BROKER_PASSWORD=secret)
        pactwright(project, *token, "revoke", "ci")
        pactwright(project, *publish, PACT_BROKER_TOKEN=secret, status=2)
    finally:
        process.terminate()
        process.communicate(timeout=30)


def test_a_broker_without_tokens_does_not_open_to_the_network(project):
    told = pactwright(project, "broker", "--host", "0.0.0.0", "--port", "0", status=2)
    assert "token add" in told


def test_a_backup_is_whole_and_clean_forgets_only_what_is_old(project):
    database = ("broker", "--database", "sqlite:///b.db")
    pactwright(project, *database, "token", "add", "ci", "--scope", "read")
    assert pactwright(project, *database, "backup", "copy.db").strip() == "backed up to copy.db"
    assert "--force" in pactwright(project, *database, "backup", "copy.db", status=2)
    told = pactwright(project, *database, "backup", "copy.db", "--force")
    assert told.strip() == "backed up to copy.db, replacing what was there"
    with closing(sqlite3.connect(project / "copy.db")) as connection:
        assert connection.execute("SELECT name FROM tokens").fetchall() == [("ci",)]
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert "would forget 0 versions" in pactwright(project, *database, "clean", "--dry-run")
    postgres = ("broker", "--database", "postgresql://x/y", "backup", "copy.db")
    assert "pg_dump" in pactwright(project, *postgres, status=2)

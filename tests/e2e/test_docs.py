"""What docs/from-pact-python.md shows is run: before, after, and both side by side."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pact
import pytest
from pact.interaction import AsyncMessageInteraction, HttpInteraction

import pactwright

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs/from-pact-python.md").read_text(encoding="utf-8")
FENCE = re.compile(r'^```(\w+)(?: title="([^"]+)")?\n(.*?)^```$', re.MULTILINE | re.DOTALL)
BLOCKS = FENCE.findall(TEXT)
COMMANDS = [
    line.removeprefix("$ ")
    for language, _, text in BLOCKS
    if language == "console"
    for line in text.splitlines()
]


# The plugins of the two, and no other of this environment.
BOTH = {
    "PYTEST_ADDOPTS": "",
    "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    "PYTEST_PLUGINS": "pact.testing.pytest,pactwright.plugin",
}


@pytest.fixture
def project(tmp_path):
    for _, title, text in BLOCKS:
        if title:
            file = tmp_path / title
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
    return tmp_path


def run(command, project):
    name, *arguments = command.split()
    done = subprocess.run(
        [sys.executable, "-m", name, *arguments, "-v", "-p", "no:cacheprovider"],
        cwd=project,
        env={**os.environ, **BOTH},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


def plain(interaction):
    """Leave out what the document says is written in another form."""
    kept = {name: value for name, value in interaction.items() if name != "comments"}
    if "metadata" in kept:
        kept["metadata"].pop("contentType", None)
    return kept


def test_every_code_block_has_a_file_to_go_to():
    unnamed = [text for language, title, text in BLOCKS if not title and language != "console"]
    assert unnamed == []
    assert COMMANDS != []


def test_the_commands_work_one_after_the_other(project):
    outcomes = {command: run(command, project) for command in COMMANDS}
    assert [text for status, text in outcomes.values() if status] == []
    assert "3 passed" in outcomes["pytest before/test_old_web.py"][1]
    assert "3 passed" in outcomes["pytest consumers"][1]
    assert "1 passed" in outcomes["pytest before/test_old_orders.py"][1]


@pytest.mark.parametrize("consumer", ["before/test_old_web.py", "consumers"])
@pytest.mark.parametrize("provider", ["before/test_old_orders.py", "providers"])
def test_each_side_moves_on_its_own(project, consumer, provider):
    for command in (f"pytest {consumer}", f"pytest {provider}"):
        status, text = run(command, project)
        assert status == 0, text


def test_old_and_new_tests_run_in_one_session(project):
    status, text = run("pytest before/test_old_web.py consumers", project)
    assert status == 0, text
    assert "6 passed" in text


def test_old_and_new_write_the_same_contract(project):
    run("pytest before/test_old_web.py consumers", project)
    old = json.loads((project / "pacts/old/web-orders.json").read_bytes())["interactions"]
    new = json.loads((project / "pacts/web-orders.json").read_bytes())["interactions"]
    by_name = {one["description"]: plain(one) for one in old}
    assert {one["description"]: plain(one) for one in new} == by_name


ROWS = re.findall(r"^\| (`.*) \| (.*) \|$", TEXT, re.MULTILINE)
THEIRS = {
    *dir(pact.Pact),
    *dir(pact.Verifier),
    *dir(HttpInteraction),
    *dir(AsyncMessageInteraction),
}
OURS = {*dir(pactwright), *dir(pactwright.Pact), *dir(pactwright.Provider), "orders", "url"}


def test_the_words_have_a_row_each():
    assert len(ROWS) > 20


@pytest.mark.parametrize("cell", [theirs for theirs, _ in ROWS])
def test_a_word_of_theirs_exists(cell):
    matchers = re.findall(r"\bmatch\.(\w+)", cell)
    assert [name for name in matchers if not hasattr(pact.match, name)] == []
    methods = re.findall(r"(?:`|\)|pact|verifier)\.(\w+)\(", cell)
    assert [name for name in methods if name not in THEIRS] == []
    assert matchers or methods or "`" in cell


@pytest.mark.parametrize("cell", [ours for _, ours in ROWS])
def test_a_word_of_ours_exists(cell):
    matchers = re.findall(r"\bmatch\.(\w+)", cell)
    assert [name for name in matchers if not hasattr(pactwright.match, name)] == []
    named = re.findall(r"(?<![\w.])(\w+)\(", cell) + re.findall(r"@?orders\.(\w+)", cell)
    assert [name for name in named if name not in OURS] == []

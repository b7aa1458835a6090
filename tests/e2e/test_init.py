"""`pactwright init` as a newcomer meets it: what it writes runs as it says."""

import ast
import os
import re
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

ALLOWED = {"httpx", "pactwright", "pytest", "consumers", "providers"} | sys.stdlib_module_names


# What `pip install pactwright` brings, and no other plugin of this environment.
NEWCOMER = {
    "PYTEST_ADDOPTS": "",
    "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    "PYTEST_PLUGINS": "pact.testing.pytest,pactwright.plugin",
}


def run(*command, cwd, status=0):
    module = {"pactwright": "pactwright", "pytest": "pytest"}[command[0]]
    done = subprocess.run(
        [sys.executable, "-m", module, *command[1:]],
        cwd=cwd,
        env={**os.environ, **NEWCOMER},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == status, done.stdout
    return done.stdout


@pytest.fixture
def project(tmp_path):
    run("pactwright", "init", "shop", cwd=tmp_path)
    return tmp_path / "shop"


def test_what_it_says_to_type_next_works(tmp_path):
    said = run("pactwright", "init", "my shop", cwd=tmp_path)
    project = tmp_path / "my shop"
    commands = re.findall(r"^  (pytest \w+|pactwright run) +#", said, re.MULTILINE)
    assert "\n  cd 'my shop'\n" in said
    assert commands == ["pytest consumers", "pytest providers", "pactwright run"]
    outputs = [run(*command.split(), cwd=project) for command in commands]
    assert "pacts/web-orders.json written" in outputs[0]
    assert "3 passed" in outputs[1]
    assert "3 interactions: 3 passed, 0 failed" in outputs[2]


def test_the_example_runs_where_warnings_are_errors_and_modules_are_imported_by_path(project):
    options = ["-W", "error", "--import-mode=importlib"]
    assert "3 passed" in run("pytest", *options, "consumers", cwd=project)
    assert "3 passed" in run("pytest", *options, "providers", cwd=project)


def test_the_example_needs_nothing_but_pactwright(project):
    imported = {
        name.partition(".")[0]
        for file in project.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert imported <= ALLOWED


def test_the_example_fails_when_the_service_breaks_its_promise(project):
    run("pytest", "consumers", cwd=project)
    app = project / "providers/orders/app.py"
    app.write_text(app.read_text().replace('"status": "open"', '"status": "cancelled"'))
    assert "$.status" in run("pactwright", "verify", cwd=project, status=1)


def test_the_example_is_formatted_and_clean(project):
    for command in (["format", "--check"], ["check", "--select", "E,F,I,UP,B,RUF"]):
        ruff = ["ruff", command[0], "--no-cache", "--isolated", "--line-length=100", *command[1:]]
        done = subprocess.run(
            [sys.executable, "-m", *ruff, "."], cwd=project, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout


def test_the_current_folder_is_the_default_and_what_is_there_stays(tmp_path):
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "shop"\n')
    (tmp_path / "consumers").mkdir()
    (tmp_path / "consumers/mine.py").write_text("mine = True\n")
    said = run("pactwright", "init", cwd=tmp_path)
    assert "left   consumers/ (it is yours; the example is left out)" in said
    assert (tmp_path / "pyproject.toml").read_text().startswith('[project]\nname = "shop"\n')
    assert [path.name for path in (tmp_path / "consumers").iterdir()] == ["mine.py"]
    assert not (tmp_path / "providers").exists()
    compile(
        textwrap.dedent(said.partition("consumers:\n")[2].partition("\nthen")[0]), "said", "exec"
    )


def test_a_file_in_the_way_is_told_with_status_two(tmp_path):
    Path(tmp_path / "shop").write_text("")
    said = run("pactwright", "init", "shop", cwd=tmp_path, status=2)
    assert "a file stands where a folder must be" in said
    assert "hint:" in said


def test_advice_for_a_project_file_that_cannot_be_added_to_is_shown(tmp_path):
    (tmp_path / "pyproject.toml").write_text("tool = 7\n")
    said = run("pactwright", "init", cwd=tmp_path)
    assert "left   pyproject.toml (nothing can be appended to it)" in said
    assert '       pacts = "pacts"' in said

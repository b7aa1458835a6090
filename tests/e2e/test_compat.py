"""The command line of the compatibility checker, as a user types it."""

import hashlib
import json
import os
import re
import subprocess
import sys

import pytest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(__file__)))  # noqa: PTH120
OLD = {
    "openapi": "3.0.3",
    "info": {"title": "orders", "version": "1.0.0"},
    "paths": {
        "/orders": {
            "post": {
                "requestBody": {
                    "content": {
                        "application/json": {"schema": {"$ref": "#/components/schemas/Order"}}
                    }
                },
                "responses": {
                    "200": {
                        "description": "ok",
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/Order"}}
                        },
                    }
                },
            }
        }
    },
    "components": {
        "schemas": {
            "Order": {
                "type": "object",
                "required": ["id"],
                "properties": {
                    "id": {"type": "integer"},
                    "state": {"type": "string", "enum": ["open", "paid"]},
                    "next": {"$ref": "#/components/schemas/Order"},
                },
            }
        }
    },
}


def changed(**order):
    schema = OLD["components"]["schemas"]["Order"] | order
    return OLD | {"components": {"schemas": {"Order": schema}}}


BREAKING = changed(required=["id", "state"])
COMPATIBLE = changed(title="An order")


def run(*arguments, folder, stdin=None, **environment):
    return subprocess.run(
        [sys.executable, "-m", "pactwright", *arguments],
        cwd=folder,
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        env=os.environ | environment,
        check=False,
    )


@pytest.fixture
def folder(tmp_path):
    """Return a folder with an old document and two new ones."""
    for name, document in {"old": OLD, "breaking": BREAKING, "compatible": COMPATIBLE}.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(document, indent=2))
    (tmp_path / "broken.yaml").write_text("openapi: 3.0.3\n\tinfo: {}\n")
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["old.json", "compatible.json"], 0),
        (["old.json", "old.json"], 0),
        (["old.json", "breaking.json"], 1),
        (["old.json", "breaking.json", "--fail-on", "breaking"], 1),
        (["old.json", "breaking.json", "--fail-on", "never"], 0),
        (["old.json", "broken.yaml"], 2),
        (["old.json", "missing.json"], 2),
        (["old.json"], 2),
        ([], 2),
        (["old.json", "old.json", "--format", "html"], 2),
        (["old.json", "old.json", "--mode", "full"], 2),
        (["HEAD:old.json", "old.json"], 2),
        (["https://a.example/openapi.json", "old.json"], 2),
    ],
)
def test_the_exit_status_tells_what_came_of_it(folder, arguments, status):
    ran = run("compat", *arguments, folder=folder, GIT_CEILING_DIRECTORIES=str(folder.parent))
    assert ran.returncode == status, ran.stdout + ran.stderr
    assert "Traceback" not in ran.stderr
    assert bool(ran.stderr) is (status == 2)


def test_bad_input_is_told_with_file_line_and_a_deed(folder):
    ran = run("compat", "old.json", "broken.yaml", folder=folder)
    assert re.match(r"error: broken.yaml:2:1: not valid YAML: .*\nhint: indent YAML", ran.stderr)


def test_the_report_shows_place_proof_and_deed(folder):
    ran = run("compat", "old.json", "breaking.json", folder=folder)
    assert "✗ breaking  property-became-required (request)  POST /orders" in ran.stdout
    assert re.search(r"old +old.json:\d+:\d+  /components/schemas/Order", ran.stdout)
    assert re.search(r'proof +body \{"id": -?\d+\}', ran.stdout)
    assert ran.stdout.splitlines()[-1].startswith("breaking: 1 breaking, 0 unknown")


@pytest.mark.parametrize("form", ["text", "json", "markdown", "junit", "github", "gitlab", "sarif"])
def test_a_report_may_go_to_a_file(folder, form):
    shown = run("compat", "old.json", "breaking.json", "--format", form, folder=folder)
    written = run(
        "compat", "old.json", "breaking.json", "--format", form, "--output", "out/r", folder=folder
    )
    assert (written.stdout, written.returncode) == ("", 1)
    assert (folder / "out" / "r").read_text(encoding="utf-8") == shown.stdout


def test_the_knob_is_printed_and_turns(folder):
    opened = changed(properties=OLD["components"]["schemas"]["Order"]["properties"] | {"more": {}})
    (folder / "opened.json").write_text(json.dumps(opened))
    for reader, status in {"open": 0, "strict": 1}.items():
        ran = run("compat", "old.json", "opened.json", "--reader", reader, folder=folder)
        assert f"(reader: {reader})" in ran.stdout
        assert ran.returncode in {0, status}


def test_standard_input_and_several_old_documents(folder):
    ran = run(
        "compat", "old.json", "-", "--against", "breaking.json", "--format", "json",
        folder=folder, stdin=json.dumps(BREAKING),
    )  # fmt: skip
    assert ran.returncode == 1
    assert [each["verdict"] for each in json.loads(ran.stdout)["comparisons"]] == [
        "breaking",
        "compatible",
    ]


def test_one_old_document_may_be_compared_with_standard_input(folder):
    ran = run("compat", "old.json", "-", folder=folder, stdin=json.dumps(BREAKING))
    assert ran.returncode == 1
    assert "<stdin>:1:" in ran.stdout


def test_the_same_input_gives_the_same_bytes(folder):
    digests = set()
    for seed in range(10):
        ran = run(
            "compat", "old.json", "breaking.json", "--format", "json",
            folder=folder, PYTHONHASHSEED=str(seed * 37),
        )  # fmt: skip
        digests.add(hashlib.sha256(ran.stdout.encode()).hexdigest())
    assert len(digests) == 1


def test_a_rule_is_explained(folder):
    ran = run("explain", "request-body-became-required", folder=folder)
    assert ran.returncode == 0
    assert "A body that could be left out must now be there." in ran.stdout
    ran = run("explain", "request-body-becomes-required", folder=folder)
    assert ran.returncode == 2
    assert "did you mean request-body-became-required" in ran.stderr
    assert "parameter-style-changed" in run("explain", folder=folder).stdout
    page = run("explain", "--format", "markdown", "tag-added", folder=folder).stdout
    assert page.startswith("# Rules of")


def test_lint_tells_what_a_document_lacks(folder):
    assert run("lint", "old.json", folder=folder).returncode == 0
    (folder / "bad.json").write_text(json.dumps(OLD | {"info": {}}))
    ran = run("lint", "bad.json", folder=folder)
    assert (ran.returncode, "bad.json:1:" in ran.stdout) == (1, True)
    assert run("lint", "broken.yaml", folder=folder).returncode == 2


def test_the_settings_of_the_project_count(folder):
    (folder / "pyproject.toml").write_text('[tool.pactwright.compat]\nfail_on = "never"\n')
    assert run("compat", "old.json", "breaking.json", folder=folder).returncode == 0
    (folder / "pyproject.toml").write_text("[tool.pactwright.compat]\nfail_no = 1\n")
    ran = run("compat", "old.json", "breaking.json", folder=folder)
    assert ran.returncode == 2
    assert "did you mean 'fail_on'" in ran.stderr


def test_the_repositorys_own_contracts_hold():
    ran = run("compat", "contracts/", folder=ROOT)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "✓ accepted  required-property-added" in ran.stdout

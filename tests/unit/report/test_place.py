"""Places in documents of several files, and at revisions, as people and other tools want them."""

import json
import re
import subprocess

import pytest

from pactwright.cli.main import cli
from pactwright.model.finding import Place
from pactwright.report.place import path_within, pointer_within

GIT = ("git", "-c", "user.name=a", "-c", "user.email=a@b.example")
WHOLE = """\
openapi: 3.0.3
info: {title: pets, version: 1.0.0}
paths:
  /pets:
    get:
      responses:
        "200":
          description: pets
          content: {application/json: {schema: {$ref: "parts/pet.yaml#/Pet"}}}
"""
PART = "Pet: {type: object, required: [id], properties: {id: {type: %s}}}\n"


@pytest.mark.parametrize(
    ("pointer", "within"),
    [
        ("", ""),
        ("/paths/~1pets", "/paths/~1pets"),
        ("/x-pactwright-files/parts~1pet.yaml/Pet/properties/id", "/Pet/properties/id"),
        ("/x-pactwright-files/pet.yaml", ""),
    ],
)
def test_a_pointer_counts_within_its_file(pointer, within):
    assert pointer_within(Place(pointer=pointer)) == within


@pytest.mark.parametrize(
    ("file", "path"),
    [
        ("api/openapi.yaml", "api/openapi.yaml"),
        ("HEAD~1:api/openapi.yaml", "api/openapi.yaml"),
        ("origin/main:openapi.yaml", "openapi.yaml"),
        ("https://a.example/openapi.yaml", "https://a.example/openapi.yaml"),
        ("C:/api/openapi.yaml", "C:/api/openapi.yaml"),
        ("-", "-"),
    ],
)
def test_a_path_is_without_its_revision(file, path):
    assert path_within(file) == path


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """A repository whose last commit retyped a member in the second file of a document."""
    monkeypatch.chdir(tmp_path)
    subprocess.run([*GIT, "init", "-q"], check=True)
    (tmp_path / "api/parts").mkdir(parents=True)
    (tmp_path / "api/openapi.yaml").write_text(WHOLE)
    for kind in ("integer", "string"):
        (tmp_path / "api/parts/pet.yaml").write_text(PART % kind)
        subprocess.run([*GIT, "add", "."], check=True)
        subprocess.run([*GIT, "commit", "-q", "-m", kind], check=True)
    return tmp_path


def compare(capsys, *options):
    versions = [f"{revision}:api/openapi.yaml" for revision in ("HEAD~1", "HEAD")]
    status = cli.main(args=["compat", *versions, *options], standalone_mode=False)
    return status, capsys.readouterr().out


def test_every_format_tells_the_place_in_the_file_itself(repository, capsys):
    status, text = compare(capsys)
    assert status == 1
    assert re.search(r" HEAD:api/parts/pet\.yaml:1:\d+  /Pet/properties/id/type\n", text)
    for form in ("text", "json", "markdown", "junit", "github", "gitlab", "sarif"):
        told = compare(capsys, "--format", form)[1]
        assert "/Pet/properties/id/type" in told or form in {"junit", "github", "gitlab"}
        assert "x-pactwright" not in told
    for form in ("github", "gitlab", "sarif"):
        assert "HEAD:api" not in compare(capsys, "--format", form)[1].replace("%3A", ":")


def test_a_policy_speaks_of_the_place_as_it_is_told(repository, capsys):
    ignore = '{rule = "type-*", place = "/Pet/properties/id/type"}'
    (repository / "pyproject.toml").write_text(f"[tool.pactwright.compat]\nignore = [{ignore}]\n")

    status, told = compare(capsys, "--format", "json")

    assert status == 0
    assert [one["level"] for one in json.loads(told)["findings"]] == ["info"]

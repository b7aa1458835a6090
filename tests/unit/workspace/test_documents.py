"""Documents come from files, standard input, git revisions, and from the network when allowed."""

import http.server
import io
import json
import os
import subprocess
import threading

import pytest

from pactwright.document.limits import Limits
from pactwright.errors import PactwrightError
from pactwright.workspace.documents import Permissions, load_document

DOCUMENT = "openapi: 3.0.3\npaths: {}\n"
SPLIT = "openapi: 3.0.3\npaths: {}\ncomponents: {schemas: {A: {$ref: parts/a.yaml}}}\n"


def git(folder, *arguments):
    identity = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@a.example"}
    identity |= {"GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@a.example"}
    subprocess.run(
        ["git", "-C", str(folder), *arguments],
        check=True,
        capture_output=True,
        env=os.environ | identity,
    )


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """Return a repository with two commits, as the current folder."""
    git(tmp_path, "init", "-b", "main")
    (tmp_path / "api" / "parts").mkdir(parents=True)
    (tmp_path / "api" / "parts" / "a.yaml").write_text("type: string\n")
    (tmp_path / "api" / "openapi.yaml").write_text(SPLIT)
    (tmp_path / "api" / "link.yaml").symlink_to("openapi.yaml")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-m", "one")
    (tmp_path / "api" / "parts" / "a.yaml").write_text("type: integer\n")
    git(tmp_path, "commit", "-am", "two")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def schema_of(name):
    root = load_document(name).root
    return root["x-pactwright-files"]["parts/a.yaml"]


def test_a_revision_is_read_whole_with_the_files_it_had(repository):
    assert schema_of("HEAD~1:api/openapi.yaml") == {"type": "string"}
    assert schema_of("main:api/openapi.yaml") == {"type": "integer"}
    assert schema_of("api/openapi.yaml") == {"type": "integer"}


def test_places_in_a_revision_carry_its_name(repository):
    found = load_document("HEAD~1:api/openapi.yaml")
    assert found.source == "HEAD~1:api/openapi.yaml"
    assert found.locate({"/paths"}) == {"/paths": ("HEAD~1:api/openapi.yaml", 2, 1)}


def test_paths_of_a_revision_may_start_from_the_current_folder(repository, monkeypatch):
    monkeypatch.chdir(repository / "api")
    assert schema_of("HEAD:./openapi.yaml") == {"type": "integer"}
    assert schema_of("HEAD:api/openapi.yaml") == {"type": "integer"}


@pytest.mark.parametrize(
    ("name", "message", "hint"),
    [
        ("nobody:api/openapi.yaml", "'nobody' is no revision", "branch"),
        ("HEAD~9:api/openapi.yaml", "'HEAD~9' is no revision", "fetch"),
        ("--help:api/openapi.yaml", "'--help' is no revision", "branch"),
        ("HEAD:api/nobody.yaml", "no such file at this revision", "ls-tree"),
        ("HEAD:api", "a folder, not a document", "name a file"),
        ("HEAD:api/link.yaml", "a symbolic link", "name a file"),
    ],
)
def test_what_a_revision_lacks_is_told(repository, name, message, hint):
    with pytest.raises(PactwrightError, match=message) as caught:
        load_document(name)
    assert hint in caught.value.hint


def test_outside_a_repository_revisions_are_refused(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(PactwrightError, match="not in a git repository"):
        load_document("HEAD:openapi.yaml")


def test_without_git_revisions_are_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PactwrightError, match="git was not found"):
        load_document("HEAD:openapi.yaml")


def test_a_revision_too_large_is_not_read(repository):
    with pytest.raises(PactwrightError, match="MB"):
        load_document("HEAD:api/openapi.yaml", Permissions(limits=Limits(json_bytes=10)))


def test_a_file_with_a_colon_in_its_name_is_a_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "HEAD:a.yaml").write_text(DOCUMENT)
    assert load_document("HEAD:a.yaml").root["paths"] == {}


def test_standard_input_is_a_document(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(DOCUMENT.encode())))
    found = load_document("-")
    assert (found.source, found.root["openapi"]) == ("<stdin>", "3.0.3")


def test_standard_input_has_no_folder_for_other_files(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(SPLIT.encode())))
    with pytest.raises(PactwrightError, match="standard input"):
        load_document("-")


def test_a_symbolic_link_does_not_lead_out_of_the_folder(tmp_path):
    (tmp_path / "secret.yaml").write_text("type: string\n")
    inner = tmp_path / "api" / "parts"
    inner.mkdir(parents=True)
    (inner / "a.yaml").symlink_to(tmp_path / "secret.yaml")
    (tmp_path / "api" / "openapi.yaml").write_text(SPLIT)
    with pytest.raises(PactwrightError, match="leaves the folder"):
        load_document(str(tmp_path / "api" / "openapi.yaml"))


def test_a_document_may_be_reached_by_a_symbolic_link(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "openapi.yaml").write_text(DOCUMENT)
    (tmp_path / "link.yaml").symlink_to(tmp_path / "real" / "openapi.yaml")
    assert load_document(str(tmp_path / "link.yaml")).root["paths"] == {}


class Handler(http.server.BaseHTTPRequestHandler):
    """Serves a document that refers to another."""

    def do_GET(self):
        pages = {"/openapi.yaml": SPLIT, "/parts/a.yaml": "type: boolean\n", "/long": "x" * 99}
        body = pages.get(self.path)
        self.send_response(404 if body is None else 200)
        self.end_headers()
        self.wfile.write((body or "").encode())

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def site():
    """Yield the address of a web server."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


ALLOWED = Permissions(network=True)


def test_urls_are_fetched_only_when_allowed(site):
    with pytest.raises(PactwrightError, match="needs the network, which is off"):
        load_document(f"{site}/openapi.yaml")
    root = load_document(f"{site}/openapi.yaml", ALLOWED).root
    assert {"type": "boolean"} in root["x-pactwright-files"].values()


def test_a_url_that_fails_is_told(site):
    with pytest.raises(PactwrightError, match=r"cannot be fetched: .*404.*\nhint"):
        load_document(f"{site}/nobody", ALLOWED)
    with pytest.raises(PactwrightError, match="cannot be fetched"):
        load_document("http://127.0.0.1:1/nobody", ALLOWED)


def test_an_endless_answer_is_cut(site):
    with pytest.raises(PactwrightError, match="has more than"):
        load_document(f"{site}/long", Permissions(network=True, limits=Limits(json_bytes=10)))


def test_a_file_may_refer_to_a_url_when_allowed(site, tmp_path):
    file = tmp_path / "a.json"
    file.write_text(json.dumps({"$ref": f"{site}/parts/a.yaml"}))
    root = load_document(str(file), ALLOWED).root
    assert root["x-pactwright-files"] == {f"{site}/parts/a.yaml": {"type": "boolean"}}

"""Publishing pacts and recording where versions are, against a broker or a folder."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from pactwright.broker.client.folder import FolderTransport
from pactwright.broker.client.http import Credentials, HttpTransport
from pactwright.broker.client.publishing import Build, PublishedNotice, publish_pacts
from pactwright.broker.client.session import Session
from pactwright.broker.client.transport import Transport
from pactwright.errors import PactwrightError
from pactwright.model.interaction import PactDocument
from pactwright.property.write import format_property_file
from pactwright.workspace.property_files import properties_beside, read_property_file

TOKEN, USERNAME, PASSWORD = "PACT_BROKER_TOKEN", "PACT_BROKER_USERNAME", "PACT_BROKER_PASSWORD"
BASE_URL = "PACT_BROKER_BASE_URL"
_GIT_SECONDS = 10


def open_session(broker: str | None, *, environment: Mapping[str, str] | None = None) -> Session:
    """Return a session with the broker at a URL, in a folder, or in a SQLite file.

    Without `broker` it is the one that `PACT_BROKER_BASE_URL` names. Credentials come from
    `PACT_BROKER_TOKEN`, or `PACT_BROKER_USERNAME` and `PACT_BROKER_PASSWORD`; a file needs none.
    """
    variables = os.environ if environment is None else environment
    where = broker or variables.get(BASE_URL)
    if not where:
        raise PactwrightError(
            "no broker is named", hint=f"give --broker URL, FOLDER or FILE, or set {BASE_URL}"
        )
    if "://" not in where:
        return Session(_open_path(Path(where)))
    credentials = Credentials(
        token=variables.get(TOKEN),
        username=variables.get(USERNAME),
        password=variables.get(PASSWORD),
    )
    return Session(HttpTransport(where, credentials=credentials))


def _open_path(path: Path) -> Transport:
    if not path.is_file():
        return FolderTransport(path)
    # The database's own libraries are slow to import, and a URL or folder needs none of them.
    from pactwright.broker.client.embedded import open_embedded

    return open_embedded(path)


def find_build(folder: Path, build: Build | None = None) -> Build:
    """Return the build with its version and branch; what is not told comes from git.

    Raises `PactwrightError` when there is no version: no git, or no commit.
    """
    known = build or Build(version="")
    version = known.version or ask_git(folder, "rev-parse", "HEAD")
    if not version:
        raise PactwrightError(
            f"no version is given, and {folder} is no git repository with a commit",
            hint="give --version",
        )
    branch = known.branch or find_branch(folder)
    return replace(known, version=version, branch=branch)


def find_branch(folder: Path) -> str | None:
    """Return the branch that is checked out; CI checks out a commit and tells the name."""
    named = ask_git(folder, "rev-parse", "--abbrev-ref", "HEAD")
    if named and named != "HEAD":
        return named
    names = ("GITHUB_HEAD_REF", "GITHUB_REF_NAME", "CI_COMMIT_REF_NAME", "BUILDKITE_BRANCH")
    return next((os.environ[name] for name in names if os.environ.get(name)), None)


def ask_git(folder: Path, *arguments: str) -> str | None:
    """Return what git says in the folder, `None` when it cannot tell; it changes nothing there."""
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *arguments],  # noqa: S607 - the git on the path
            capture_output=True,
            encoding="utf-8",
            errors="surrogateescape",
            stdin=subprocess.DEVNULL,
            env={**os.environ, "GIT_OPTIONAL_LOCKS": "0"},
            timeout=_GIT_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def publish(
    documents: Sequence[PactDocument], build: Build, *, broker: str | None, merge: bool = False
) -> tuple[PublishedNotice, ...]:
    """Publish the pacts with the build's version and return what the broker says.

    Raises `PactwrightError` when there is nothing to publish, or the broker refuses.
    """
    if not documents:
        raise PactwrightError("there is no pact to publish", hint="run `pytest consumers` first")
    properties = find_properties(documents)
    with open_session(broker) as session:
        return publish_pacts(session, documents, build, merge=merge, properties=properties)


def find_properties(documents: Sequence[PactDocument]) -> dict[tuple[str, str], bytes]:
    """Return the canonical bytes of the property files beside the pacts, by their pairs."""
    found = {}
    for document in documents:
        path = properties_beside(Path(document.source)) if document.source else None
        if path is not None and path.is_file():
            pair = (document.consumer, document.provider)
            found[pair] = format_property_file(read_property_file(path))
    return found

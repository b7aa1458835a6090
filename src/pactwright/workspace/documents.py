"""Where API documents come from: files, standard input, git revisions, and URLs when asked for."""

from __future__ import annotations

import contextlib
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from pactwright.document.bundle import Bundle, bundle_document
from pactwright.document.limits import LIMITS, Limits
from pactwright.document.parse import ParsedDocument, parse_document, refuse_size
from pactwright.errors import PactwrightError
from pactwright.workspace import network

_URL = re.compile(r"https?://", re.IGNORECASE)
_REVISION = re.compile(r"(?P<revision>[^:\s]+):(?P<path>[^:]+)")
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Permissions:
    """What reading a document may touch beyond its own folder.

    `like` is a document read before: what stands in both word for word may be one value in both.
    """

    network: bool = False
    limits: Limits = LIMITS
    like: ParsedDocument | None = None

    def parse(self, data: bytes, source: str) -> ParsedDocument:
        """Return the document in these bytes; raises `PactwrightError` naming the source."""
        return parse_document(data, source=source, limits=self.limits, like=self.like)


def load_document(name: str, permissions: Permissions | None = None) -> Bundle:
    """Return the document that a name stands for, with the files that it refers to.

    The name is a path, `-` for standard input, `REVISION:PATH` for a git revision of the
    repository of the current folder, or a URL where the permissions allow the network. Raises
    `PactwrightError` naming file and line of what is wrong.
    """
    allowed = permissions or Permissions()
    if name == "-":
        return _load_stdin(allowed)
    if _URL.match(name):
        return _load_url(name, allowed)
    path = Path(name)
    revision = _REVISION.fullmatch(name)
    if revision and not path.exists() and not _DRIVE.match(name):
        return _load_revision(revision["revision"], revision["path"], allowed)
    return load_file(path, allowed)


def load_file(path: Path, permissions: Permissions | None = None) -> Bundle:
    """Return the document of a file; what it refers to is read from its folder only."""
    allowed = permissions or Permissions()
    folder = path.resolve().parent

    def fetch(relative: str) -> ParsedDocument:
        if _URL.match(relative):
            return _fetch_url(relative, allowed)
        inner = folder / relative
        # A symbolic link may lead out as well as `..` does.
        if not inner.resolve().is_relative_to(folder):
            raise PactwrightError(
                f"{relative!r} leaves the folder of the document",
                hint="keep referenced files in the document's folder or below it",
            )
        return _read_file(inner, str(path.parent / relative), allowed)

    return bundle_document(_read_file(path, str(path), allowed), fetch)


def _read_file(path: Path, source: str, allowed: Permissions) -> ParsedDocument:
    from pactwright.workspace.files import read_bytes

    if path.is_dir():
        raise PactwrightError(
            f"{source}: a folder, not a document", hint="name two folders, or a file in it"
        )
    with contextlib.suppress(OSError):  # reading it says what is wrong
        refuse_size(path.stat().st_size, source, allowed.limits.json_bytes)
    return allowed.parse(read_bytes(path), source)


def _load_stdin(allowed: Permissions) -> Bundle:
    data = sys.stdin.buffer.read(allowed.limits.json_bytes + 1)
    document = allowed.parse(data, "<stdin>")

    def fetch(relative: str) -> ParsedDocument:
        if _URL.match(relative):
            return _fetch_url(relative, allowed)
        raise PactwrightError(
            f"{relative!r} cannot be found from standard input",
            hint="name the document's file, so that its folder is known",
        )

    return bundle_document(document, fetch)


def _load_url(url: str, allowed: Permissions) -> Bundle:
    from urllib.parse import urljoin

    document = _fetch_url(url, allowed)
    return bundle_document(document, lambda name: _fetch_url(urljoin(url, name), allowed))


def _fetch_url(url: str, allowed: Permissions) -> ParsedDocument:
    if not allowed.network:
        raise PactwrightError(
            f"{url} needs the network, which is off",
            hint="allow it with --allow-network, or keep a copy in a file",
        )
    data = network.fetch_bytes(url, most=allowed.limits.json_bytes)
    return allowed.parse(data, url)


def _load_revision(revision: str, path: str, allowed: Permissions) -> Bundle:
    from pactwright.workspace import git  # starts processes; most documents need none

    repository = git.Repository.of(Path.cwd())
    inner = repository.path_of(path)
    folder = inner.rpartition("/")[0]

    def read(relative: str, source: str) -> ParsedDocument:
        data = repository.show(revision, relative, most=allowed.limits.json_bytes)
        return allowed.parse(data, source)

    def fetch(relative: str) -> ParsedDocument:
        if _URL.match(relative):
            return _fetch_url(relative, allowed)
        name = f"{folder}/{relative}" if folder else relative
        return read(name, f"{revision}:{name}")

    return bundle_document(read(inner, f"{revision}:{path}"), fetch)

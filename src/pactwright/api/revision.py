"""The version that a run of a whole project stands for: a commit, or one with changes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pactwright.api.publish import ask_git, find_branch

_SHORT = 8
_COMMIT = 12
_LARGE = 2**20
_OURS = ":(exclude,glob)**/.pactwright/**"


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """The version and the branch; `note` says what kind of version it is where it is no commit."""

    version: str
    branch: str | None = None
    note: str = ""

    @property
    def short(self) -> str:
        """The version with its commit shortened, to be read."""
        commit, dash, rest = self.version.partition("-")
        return f"{commit[:_COMMIT]}{dash}{rest}"


def find_revision(folder: Path, pacts: Iterable[bytes]) -> Revision:
    """Return the version of the project in the folder: the same files, the same version.

    With a clean work tree it is the commit; with changes the commit and a digest of them, so that
    nothing is said of a commit that was not tried. Outside git it is a digest of the pacts.
    """
    commit = ask_git(folder, "rev-parse", "HEAD")
    if not commit:
        digest = digest_parts(pacts)
        return Revision(version=f"local-{digest}", note="no git commit: a digest of the pacts")
    branch = find_branch(folder)
    changes = _find_changes(folder)
    if changes == []:
        return Revision(version=commit, branch=branch)
    version = f"{commit}-dirty-{digest_parts(pacts if changes is None else changes)}"
    return Revision(version=version, branch=branch, note="the work tree has changes")


def _find_changes(folder: Path) -> list[bytes] | None:
    """Return what tells the work tree below the folder from its commit, ignored files left out.

    It is `None` where git cannot tell: such a tree is not taken for clean.
    """
    here = ("--", ".", _OURS)
    changed = ask_git(folder, "diff", "--no-ext-diff", "--no-textconv", "--binary", "HEAD", *here)
    untracked = ask_git(folder, "ls-files", "--others", "--exclude-standard", "-z", *here)
    if changed is None or untracked is None:
        return None
    parts = [_bytes(changed)] if changed else []
    for name in untracked.split("\0"):
        if name:
            parts += [_bytes(name), _read(folder / name)]
    return parts


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _read(path: Path) -> bytes:
    """Return what tells the file from another: its bytes, or of a large one size and time."""
    try:
        state = path.lstat()
        if path.is_symlink() or not path.is_file() or state.st_size > _LARGE:
            return f"{state.st_mode} {state.st_size} {state.st_mtime_ns}".encode()
        return path.read_bytes()
    except OSError:
        return b""


def digest_parts(parts: Iterable[bytes]) -> str:
    """Return a short digest of the parts."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()[:_SHORT]

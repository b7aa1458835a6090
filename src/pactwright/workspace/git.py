"""Files as a git revision has them, without touching the work tree."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from pactwright.errors import PactwrightError

_SECONDS = 60
_LINK_MODE = "120000"


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """The git repository that a folder lies in; `prefix` leads from its root to the folder."""

    root: Path
    prefix: str

    @classmethod
    def of(cls, folder: Path) -> Repository:
        """Return the repository of the folder; raises `PactwrightError` where there is none."""
        found = _git(folder, "rev-parse", "--show-toplevel", "--show-prefix")
        if found.returncode:
            raise PactwrightError(
                f"{folder} is not in a git repository",
                hint="name files, or start pactwright inside the repository",
            )
        root, _, prefix = found.stdout.decode().partition("\n")
        return cls(root=Path(root), prefix=prefix.strip())

    def path_of(self, path: str) -> str:
        """Return the path from the repository's root.

        As with git itself, `./file` is meant from the current folder and `file` from the root; a
        path that stands only below the current folder is taken from there.
        """
        plain = path.replace("\\", "/")
        if plain.startswith(("./", "../")):
            return os.path.normpath(f"{self.prefix}{plain}").replace("\\", "/")
        return plain

    def show(self, revision: str, path: str, *, most: int) -> bytes:
        """Return the file's bytes at that revision.

        Raises `PactwrightError` for an unknown revision or path, a symbolic link, or more than
        `most` bytes.
        """
        commit = self._resolve(revision)
        entry = self._run("ls-tree", "-l", "-z", commit, "--", path).split(b"\0")[0].decode()
        name = f"{revision}:{path}"
        if not entry:
            raise PactwrightError(
                f"{name}: no such file at this revision",
                hint=f"paths count from the repository's root; see `git ls-tree -r {revision}`",
            )
        mode, kind, blob, size = entry.partition("\t")[0].split()
        if kind != "blob" or mode == _LINK_MODE:
            what = "a symbolic link" if mode == _LINK_MODE else "a folder"
            raise PactwrightError(f"{name}: {what}, not a document", hint="name a file")
        if int(size) > most:
            raise PactwrightError(
                f"{name}:1:1: the document has {int(size) // 2**20:,} MB",
                hint=f"at most {most // 2**20} MB are read",
            )
        return self._run("cat-file", "blob", blob)

    def _resolve(self, revision: str) -> str:
        found = _git(
            self.root,
            "rev-parse",
            "--verify",
            "--quiet",
            "--end-of-options",
            f"{revision}^{{commit}}",
        )
        if found.returncode:
            raise PactwrightError(
                f"{revision!r} is no revision of the repository {self.root.name}",
                hint="name a branch, a tag, a commit, or HEAD~1; a shallow clone may lack it "
                "(`git fetch --unshallow`)",
            )
        return found.stdout.decode().strip()

    def _run(self, *arguments: str) -> bytes:
        done = _git(self.root, *arguments)
        if done.returncode:
            raise PactwrightError(
                f"git {arguments[0]} failed: {done.stderr.decode(errors='replace').strip()}",
                hint="see what git itself says in this folder",
            )
        return done.stdout


def _git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(
            ["git", "-C", str(folder), *arguments],  # noqa: S607 - the user's own git
            capture_output=True,
            check=False,
            timeout=_SECONDS,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "GIT_OPTIONAL_LOCKS": "0"},
        )
    except FileNotFoundError:
        raise PactwrightError(
            "git was not found", hint="install git, or name files instead of revisions"
        ) from None
    except subprocess.TimeoutExpired:
        raise PactwrightError(
            f"git {arguments[0]} took longer than {_SECONDS} s", hint="try it by hand"
        ) from None

"""The versions of the APIs in a folder of contracts, in the order of Semantic Versioning."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import total_ordering
from pathlib import Path

from pactwright.errors import PactwrightError
from pactwright.workspace.files import list_files

DOCUMENT_NAMES = (".json", ".yaml", ".yml")
_VERSION = re.compile(
    r"v?(0|[1-9]\d*)(?:\.(0|[1-9]\d*))?(?:\.(0|[1-9]\d*))?"
    r"(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+([0-9A-Za-z.-]+))?"
)


@total_ordering
@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A version; its order is that of Semantic Versioning 2.0.0, section 11."""

    text: str
    numbers: tuple[int, int, int]
    before: tuple[str, ...] = ()

    def __lt__(self, other: Version) -> bool:
        return self._key() < other._key()

    def _key(self) -> tuple[object, ...]:
        # Without a pre-release it comes last; numbers come before words, and fewer parts first.
        parts = tuple(
            (0, int(part), "") if part.isdecimal() else (1, 0, part) for part in self.before
        )
        return (self.numbers, not self.before, parts, self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiFolder:
    """An API in a folder of contracts: its versions from the oldest to the newest."""

    name: str
    folder: Path
    versions: tuple[tuple[Version, Path], ...]


def read_version(text: str) -> Version | None:
    """Return the version that a name is (`1.0.0`, `v2`, `1.0.0-rc.1`), None when it is none."""
    found = _VERSION.fullmatch(text)
    if found is None:
        return None
    major, minor, patch, before, _ = found.groups()
    return Version(
        text=text,
        numbers=(int(major), int(minor or 0), int(patch or 0)),
        before=tuple(before.split(".")) if before else (),
    )


def find_apis(folder: Path) -> tuple[ApiFolder, ...]:
    """Return the APIs of a folder of contracts, by name.

    Below it stands a folder for each API and in that one for each version (or a file named after
    it); the folder of one API is taken too. Raises `PactwrightError` when no version is found.
    """
    own = _versions_of(folder)
    if own:
        return (ApiFolder(name=folder.name, folder=folder, versions=own),)
    found = [
        ApiFolder(name=child.name, folder=child, versions=versions)
        for child in sorted(folder.iterdir())
        if child.is_dir() and (versions := _versions_of(child))
    ]
    if not found:
        raise PactwrightError(
            f"{folder}: no versions of an API in this folder",
            hint="lay contracts out as <api>/<version>/openapi.yaml, or name two files",
        )
    return tuple(found)


def _versions_of(folder: Path) -> tuple[tuple[Version, Path], ...]:
    found = []
    for child in folder.iterdir():
        file = child.is_file() and child.suffix.lower() in DOCUMENT_NAMES
        version = read_version(child.stem if file else child.name)
        if version is not None and (file or child.is_dir()):
            found.append((version, child))
    return tuple(sorted(found, key=lambda item: item[0]))


def list_documents(path: Path) -> dict[str, Path]:
    """Return the files of a version that may be documents, by their path below it."""
    if path.is_file():
        return {"": path}
    return {
        file.relative_to(path).as_posix(): file
        for file in list_files(path)
        if file.is_file() and file.suffix.lower() in DOCUMENT_NAMES
    }

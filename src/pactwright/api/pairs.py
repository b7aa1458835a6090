"""Which documents of two folders, or of two versions of an API, belong together."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from pactwright.compat.fingerprint import fingerprint
from pactwright.compat.rules import acceptance
from pactwright.errors import PactwrightError
from pactwright.model.finding import Finding, Place
from pactwright.workspace.accepted import FILE_NAME
from pactwright.workspace.files import read_bytes
from pactwright.workspace.versions import find_apis, list_documents

_VERSIONS = 2
_MARK = re.compile(rb"""["']?(?:openapi|swagger|asyncapi|\$schema)["']?[ \t]*:""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two documents to compare.

    `accepted` is the file with the breaks that are accepted; `notes` go into the report.
    """

    old: str
    new: str
    accepted: Path | None = None
    notes: tuple[str, ...] = ()


Pairs: TypeAlias = tuple[list[Pair], list[tuple[Pair, Finding]]]
"""The pairs to compare, and the documents that stand alone, each with what to say of it."""


def pair_contracts(folder: Path) -> Pairs:
    """Return the documents of the last two versions of every API in a folder of contracts."""
    pairs: list[Pair] = []
    alone: list[tuple[Pair, Finding]] = []
    for api in find_apis(folder):
        if len(api.versions) >= _VERSIONS:
            (_, old), (_, new) = api.versions[-_VERSIONS:]
            more = pair_folders(old, new, api.folder / FILE_NAME)
            pairs += more[0]
            alone += more[1]
    return pairs, alone


def pair_folders(old: Path, new: Path, accepted: Path | None) -> Pairs:
    """Return the documents of two folders by their name, or the only ones of each.

    Files that say not what they are (no `openapi`, `swagger`, `asyncapi` or `$schema`) are left
    out, and a note says so, unless a document refers to them.
    """
    before, after = _Folder(old), _Folder(new)
    names = {*before.documents, *after.documents}
    ours = {name: file for name, file in before.files.items() if name in names}
    theirs = {name: file for name, file in after.files.items() if name in names}
    if len(before.files) == len(after.files) == 1:
        ours, theirs = before.files, dict.fromkeys(before.files, *after.files.values())
    pairs = [
        Pair(old=str(ours[name]), new=str(theirs[name]), accepted=accepted)
        for name in sorted(ours.keys() & theirs.keys())
    ]
    alone = [
        _stand_alone(name, ours.get(name), theirs.get(name), accepted, (old, new))
        for name in sorted(ours.keys() ^ theirs.keys())
    ]
    left_out = sorted(
        {name for folder in (before, after) for name in folder.left_out(names)} - names
    )
    if pairs and left_out:
        pairs[0] = replace(pairs[0], notes=(_say_left_out(left_out),))
    return pairs, alone


def accepted_beside(path: Path) -> Path | None:
    """Return the acceptances that belong to a document: in its API's folder.

    They are about the last version; an older one of the same folder has none.
    """
    for folder in (path if path.is_dir() else path.parent, *path.parents[:2]):
        if (folder / FILE_NAME).is_file():
            return None if _is_older(path, folder) else folder / FILE_NAME
    return None


def _is_older(path: Path, folder: Path) -> bool:
    """Tell whether the document is one of the folder's versions, and not the last."""
    try:
        versions = [place for api in find_apis(folder) for _, place in api.versions]
    except PactwrightError:
        return False
    return any(place == path or place in path.parents for place in versions[:-1])


class _Folder:
    """The files of a version: which are documents, and which only parts of one."""

    def __init__(self, path: Path) -> None:
        self.files = list_documents(path)
        self._texts = {name: read_bytes(file) for name, file in self.files.items()}
        self.documents = [name for name, text in self._texts.items() if _MARK.search(text)]

    def left_out(self, documents: Iterable[str]) -> list[str]:
        """Return the files that are no documents and that no document mentions."""
        kept = set(documents)
        whole = [text for name, text in self._texts.items() if name in kept]
        return [
            name
            for name in self.files
            if name not in kept and not any(Path(name).name.encode() in text for text in whole)
        ]


def _say_left_out(names: list[str]) -> str:
    marks = "openapi, swagger, asyncapi nor $schema"
    return f"left out, as neither {marks} stands in it: {', '.join(names)}"


def _stand_alone(
    name: str,
    old: Path | None,
    new: Path | None,
    accepted: Path | None,
    folders: tuple[Path, Path],
) -> tuple[Pair, Finding]:
    gone = new is None
    rule = acceptance.DOCUMENT_REMOVED if gone else acceptance.DOCUMENT_ADDED
    place = Place(pointer="", file=str(old or new), line=1)
    message = f"{name} {'is not there any more' if gone else 'was added'}"
    told = acceptance.tell(rule, message, old=place if gone else None, new=None if gone else place)
    mark = fingerprint(replace(told, rule=f"{rule.id} {name}"), None, None)
    pair = Pair(old=str(old or folders[0]), new=str(new or folders[1]), accepted=accepted)
    return pair, replace(told, fingerprint=mark)

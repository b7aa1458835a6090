"""Writing the property files of a run, each beside the pact that it follows from."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pactwright.errors import PactwrightError
from pactwright.plugin.consumer_census import Pair
from pactwright.plugin.consumer_shelf import Shelf
from pactwright.property import file
from pactwright.property.collect import Collector, mark_document
from pactwright.property.write import format_property_file
from pactwright.report.words import count
from pactwright.workspace.documents import load_file
from pactwright.workspace.files import read_pact, write_file
from pactwright.workspace.property_files import cases_beside, pact_beside, properties_beside
from pactwright.workspace.provider_contract import provider_contract
from pactwright.workspace.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class PropertyNote:
    """What a run did to one property file; `outside` counts interactions of no operation."""

    pair: Pair
    path: str
    status: Literal["written", "unchanged", "removed"]
    operations: int = 0
    outside: int = 0
    document: str = ""


class Scribe:
    """Writes the property file of each pact that a run has settled."""

    def __init__(self, settings: Settings, shelf: Shelf) -> None:
        """Make it for a project and the folder of its pacts as it was before the run."""
        self._settings = settings
        self._shelf = shelf
        self._collectors: dict[Path, Collector] = {}

    def write_all(
        self, settled: Mapping[Pair, Path]
    ) -> tuple[list[PropertyNote], list[PactwrightError]]:
        """Write the property files of the pairs whose pacts stand at these paths.

        A document that cannot be read leaves the file of its pair as it was. Property files
        whose pact is gone go too; kept cases stay, whatever becomes of the rest.
        """
        notes: list[PropertyNote] = []
        errors: list[PactwrightError] = []
        for pair, path in settled.items():
            try:
                self._move_former(pair, path)
                notes += self._settle(pair, path)
            except PactwrightError as error:
                errors.append(error)
        notes += self._remove_orphans()
        return notes, errors

    def _settle(self, pair: Pair, pact: Path) -> Iterable[PropertyNote]:
        path = properties_beside(pact)
        document = provider_contract(self._settings, pair[1])
        found = None if document is None else self._collector(document).collect(read_pact(pact))
        if found is None or not found.operations:
            return self._remove(pair, path)
        data = format_property_file(found)
        same = path.is_file() and path.read_bytes() == data
        if not same:
            write_file(path, data)
        return [
            PropertyNote(
                pair=pair,
                path=_show_path(path),
                status="unchanged" if same else "written",
                operations=len(found.operations),
                outside=len(found.outside),
                document=found.document.path,
            )
        ]

    def _collector(self, document: Path) -> Collector:
        if document not in self._collectors:
            root = load_file(document).root
            name = os.path.relpath(document, self._settings.root).replace(os.sep, "/")
            self._collectors[document] = Collector(root, mark_document(root, path=name))
        return self._collectors[document]

    def _remove(self, pair: Pair, path: Path) -> Iterable[PropertyNote]:
        if not path.is_file():
            return []
        path.unlink()
        return [PropertyNote(pair=pair, path=_show_path(path), status="removed")]

    def _move_former(self, pair: Pair, pact: Path) -> None:
        """Let what stands beside a pact follow it to another name."""
        for former in self._shelf.former_paths(pair, pact):
            properties_beside(former).unlink(missing_ok=True)
            kept, target = cases_beside(former), cases_beside(pact)
            if kept.is_file() and not target.exists():
                kept.rename(target)

    def _remove_orphans(self) -> Iterable[PropertyNote]:
        folder = self._shelf.folder
        for path in sorted(folder.glob(f"*{file.SUFFIX}")) if folder.is_dir() else ():
            pact = pact_beside(path)
            if not pact.exists():
                pair = self._shelf.pairs.get(pact, (path.name.removesuffix(file.SUFFIX), "?"))
                yield from self._remove(pair, path)


def describe_note(note: PropertyNote) -> str | None:
    """Return one line for a person, `None` where nothing changed."""
    if note.status == "unchanged":
        return None
    if note.status == "removed":
        return f"{note.path} removed: nothing of its pact belongs to an API document any more"
    counted = count(note.operations, "operation")
    tail = f"; {note.outside} of its interactions stand outside it" if note.outside else ""
    return f"{' → '.join(note.pair)}  {counted} of {note.document}  {note.path} {note.status}{tail}"


def _show_path(path: Path) -> str:
    try:
        return os.path.relpath(path) if path.is_relative_to(Path.cwd()) else str(path)
    except ValueError:
        return str(path)

"""The pact files of a folder before a run writes to it, by consumer and provider."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from pactwright.errors import PactwrightError
from pactwright.model.interaction import PactDocument
from pactwright.pactfile.naming import name_pact_files
from pactwright.plugin.consumer_census import Pair
from pactwright.workspace.files import read_pact


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """The pairs of the pact files of a folder, by path; files that are no pacts are not there.

    `own` are those that pactwright wrote.
    """

    folder: Path
    pairs: Mapping[Path, Pair]
    own: frozenset[Path] = frozenset()

    def name_files(self, pairs: Iterable[Pair]) -> dict[Pair, Path]:
        """Return where the pact of each pair belongs, told apart from all that stand here."""
        names = name_pact_files({*pairs, *self.pairs.values()})
        return {pair: self.folder / names[pair] for pair in pairs}

    def refuse_foreign(self, pair: Pair, path: Path) -> None:
        """Raise PactwrightError when the file there is another pair's."""
        found = self.pairs.get(path, pair)
        if found != pair:
            raise PactwrightError(
                f"{path} holds the pact of {found[0]!r} and {found[1]!r}, "
                f"not of {pair[0]!r} and {pair[1]!r}",
                hint="move that file away; pacts are named <consumer>-<provider>.json",
            )

    def find(self, pair: Pair, path: Path) -> PactDocument | None:
        """Return the pact of the pair: at its path, or at one that it had before.

        Raises PactwrightError when it is broken.
        """
        if path.exists():
            return read_pact(path)
        return next(map(read_pact, self.former_paths(pair, path)), None)

    def former_paths(self, pair: Pair, path: Path) -> tuple[Path, ...]:
        """Return other files of the pair, named as it is named in other company."""
        # Company that differs in case only asks for the name with a digest.
        swapped = (pair[0].swapcase(), pair[1].swapcase())
        names = {name_pact_files([pair])[pair], name_pact_files([pair, swapped])[pair]}
        others = (self.folder / name for name in sorted(names))
        return tuple(one for one in others if one != path and self.pairs.get(one) == pair)


class _Party(msgspec.Struct, frozen=True):
    name: str


class _Names(msgspec.Struct, frozen=True):
    consumer: _Party
    provider: _Party
    metadata: object = None


def read_shelf(folder: Path) -> Shelf:
    """Read whose the pact files of the folder are; a missing folder is an empty one."""
    pairs: dict[Path, Pair] = {}
    own: set[Path] = set()
    for file in sorted(folder.glob("*.json")) if folder.is_dir() else ():
        try:
            names = msgspec.json.decode(file.read_bytes(), type=_Names)
        except (OSError, msgspec.DecodeError):
            continue
        pairs[file] = (names.consumer.name, names.provider.name)
        if isinstance(names.metadata, dict) and "pactwright" in names.metadata:
            own.add(file)
    return Shelf(folder=folder, pairs=pairs, own=frozenset(own))

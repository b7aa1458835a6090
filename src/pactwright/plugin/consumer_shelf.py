"""The pact files of a folder before a run writes to it, by consumer and provider."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pactwright.errors import PactwrightError
from pactwright.model.interaction import PactDocument
from pactwright.pactfile.naming import name_pact_files
from pactwright.plugin.consumer_census import Pair
from pactwright.workspace.files import read_pact


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """What the folder holds: readable pacts by path, and what is wrong with the others."""

    folder: Path
    pacts: Mapping[Path, PactDocument]
    broken: Mapping[Path, PactwrightError]

    def name_files(self, pairs: Iterable[Pair]) -> dict[Pair, Path]:
        """Return where the pact of each pair belongs, told apart from all that stand here."""
        here = {(one.consumer, one.provider) for one in self.pacts.values()}
        names = name_pact_files({*pairs, *here})
        return {pair: self.folder / names[pair] for pair in pairs}

    def find(self, pair: Pair, path: Path) -> PactDocument | None:
        """Return the pact of the pair: at its path, or at one that it had before.

        Raises PactwrightError when the file there is another pair's.
        """
        found = self.pacts.get(path)
        if found is not None and (found.consumer, found.provider) != pair:
            raise PactwrightError(
                f"{path} holds the pact of {found.consumer!r} and {found.provider!r}, "
                f"not of {pair[0]!r} and {pair[1]!r}",
                hint="move that file away; pacts are named <consumer>-<provider>.json",
            )
        if found is not None:
            return found
        return next((self.pacts[other] for other in self.former_paths(pair, path)), None)

    def former_paths(self, pair: Pair, path: Path) -> tuple[Path, ...]:
        """Return other files of the pair, named as it is named in other company."""
        # Company that differs in case only asks for the name with a digest.
        swapped = (pair[0].swapcase(), pair[1].swapcase())
        names = {name_pact_files([pair])[pair], name_pact_files([pair, swapped])[pair]}
        return tuple(
            other
            for other in (self.folder / name for name in sorted(names))
            if other != path
            and other in self.pacts
            and (self.pacts[other].consumer, self.pacts[other].provider) == pair
        )


def read_shelf(folder: Path) -> Shelf:
    """Read every pact file of the folder; a missing folder is an empty one."""
    pacts: dict[Path, PactDocument] = {}
    broken: dict[Path, PactwrightError] = {}
    for file in sorted(folder.glob("*.json")) if folder.is_dir() else ():
        try:
            pacts[file] = read_pact(file)
        except PactwrightError as error:
            broken[file] = error
    return Shelf(folder=folder, pacts=pacts, broken=broken)

"""Property files and kept cases beside the pacts, and what the last runs found."""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal

from pactwright.errors import PactwrightError
from pactwright.property import cases, file
from pactwright.property.cases import CasesFile
from pactwright.property.cases_text import format_cases, parse_cases
from pactwright.property.file import PropertyFile
from pactwright.property.read import parse_property_file
from pactwright.workspace.files import read_bytes, write_file

Side = Literal["provider", "consumer"]
SIDES: Final[tuple[Side, ...]] = ("consumer", "provider")

_FOLDER: Final = Path(".pactwright", "findings")
_IGNORED: Final = b"# Made by pactwright: what the last runs found. Not for the repository.\n*\n"


def properties_beside(pact: Path) -> Path:
    """Return where the property file of a pact file is: `web-orders.properties.yaml`."""
    return pact.with_name(f"{pact.stem}{file.SUFFIX}")


def cases_beside(pact: Path) -> Path:
    """Return where the kept cases of a pact file are: `web-orders.cases.yaml`."""
    return pact.with_name(f"{pact.stem}{cases.SUFFIX}")


def pact_beside(path: Path) -> Path:
    """Return the pact file that a property file or a file of kept cases stands beside."""
    stem = path.name.removesuffix(file.SUFFIX).removesuffix(cases.SUFFIX)
    return path.with_name(f"{stem}.json")


def read_property_file(path: Path) -> PropertyFile:
    """Return the property file at a path; raises `PactwrightError` for what is wrong with it."""
    return parse_property_file(read_bytes(path), source=str(path))


def read_cases(path: Path) -> CasesFile | None:
    """Return the cases of a file, `None` where there is no such file."""
    return parse_cases(read_bytes(path), source=str(path)) if path.is_file() else None


def findings_folder(root: Path) -> Path:
    """Return the folder of what the last runs of a project found."""
    return root / _FOLDER


def found_file(root: Path, pact: Path, side: Side) -> Path:
    """Return where the last run's findings about a pact are, below the project's root."""
    return findings_folder(root) / f"{pact.stem}.{side}{cases.SUFFIX}"


def write_found(root: Path, pact: Path, side: Side, found: CasesFile) -> None:
    """Keep what a run found until the next one, for `pactwright promote`; nothing clears it.

    The folder tells git to ignore it.
    """
    path = found_file(root, pact, side)
    if not found.cases:
        _remove(path)
        return
    mark = root / _FOLDER.parent / ".gitignore"
    if not mark.is_file():
        write_file(mark, _IGNORED)
    write_file(path, format_cases(found))


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise PactwrightError(
            f"{path}: cannot be removed: {error.strerror or error}",
            hint="check that you may write there",
        ) from None

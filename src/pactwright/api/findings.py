"""What the last runs found and what is kept beside the pacts, by name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pactwright.errors import PactwrightError
from pactwright.property import cases
from pactwright.property.cases import Case, CasesFile, find_case
from pactwright.workspace.property_files import findings_folder, read_cases
from pactwright.workspace.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A finding, whose it is, and the file it stands in; `kept` tells the file beside the pact."""

    case: Case
    consumer: str
    provider: str
    file: Path
    kept: bool

    @property
    def pair(self) -> tuple[str, str]:
        """The consumer and the provider."""
        return self.consumer, self.provider


def list_findings(settings: Settings) -> tuple[Stored, ...]:
    """Return every finding once, the kept ones first; by pair, side, operation and name."""
    found: dict[tuple[str, str, str], Stored] = {}
    for one in _read_all(settings):
        found.setdefault((*one.pair, one.case.fingerprint), one)
    return tuple(
        sorted(
            found.values(),
            key=lambda one: (*one.pair, one.case.side, one.case.operation, one.case.fingerprint),
        )
    )


def find_stored(settings: Settings, name: str) -> Stored:
    """Return the finding of a name or the beginning of one.

    Raises `PactwrightError` for none, and for several.
    """
    known = list_findings(settings)
    if not known:
        raise PactwrightError(
            "there are no findings: no run has stored any, and none is kept beside the pacts",
            hint="find some first: `pactwright verify --profile thorough`, or "
            "`pytest consumers --pact-tolerance 100`",
        )
    case = find_case((one.case for one in known), name)
    return next(one for one in known if one.case.fingerprint == case.fingerprint)


def _read_all(settings: Settings) -> Iterator[Stored]:
    for folder, kept in ((settings.pacts, True), (findings_folder(settings.root), False)):
        for path in sorted(folder.glob(f"*{cases.SUFFIX}")) if folder.is_dir() else ():
            file = read_cases(path)
            yield from () if file is None else _stored(file, path, kept=kept)


def _stored(file: CasesFile, path: Path, *, kept: bool) -> Iterator[Stored]:
    for case in file.cases:
        yield Stored(
            case=case, consumer=file.consumer, provider=file.provider, file=path, kept=kept
        )

"""The property files of a project that are for one provider, with what belongs to each."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pactwright.api.property_documents import Documents
from pactwright.errors import PactwrightError
from pactwright.pactfile.naming import name_pact_files
from pactwright.property.cases import Case
from pactwright.property.file import SUFFIX, Operation, PropertyFile
from pactwright.property.read import parse_property_file
from pactwright.property.write import digest_bytes
from pactwright.workspace.files import list_files as files_below
from pactwright.workspace.files import read_bytes, read_pact
from pactwright.workspace.property_files import (
    cases_beside,
    found_file,
    pact_beside,
    properties_beside,
    read_cases,
)
from pactwright.workspace.provider_contract import contracts_folder, provider_contract
from pactwright.workspace.settings import Settings

# As the file is written: two spaces before the members at its top.
_NAMED: Final = re.compile(r'^ {0,2}"(consumer|provider)": *("(?:[^"\\]|\\.)*")', re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Suite:
    """One property file with what belongs to it: its digest, and the cases kept for it.

    `path` is the file's, `pact` that of the pact beside it; `document` the API document's.
    """

    file: PropertyFile
    digest: str
    path: Path
    pact: Path
    document: Path
    kept: tuple[Case, ...] = ()

    @property
    def pair(self) -> tuple[str, str]:
        """The consumer, empty for operations that none uses, and the provider."""
        return self.file.consumer, self.file.provider


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenSuite:
    """A property file that cannot be replayed, and why.

    A name of `None` is one that neither the file nor the pact beside it tells.
    """

    path: Path
    consumer: str | None
    provider: str | None
    error: PactwrightError


def list_files(pacts: Iterable[Path]) -> tuple[Path, ...]:
    """Return the property files beside pact files, and those in and below folders by name."""
    found: list[Path] = []
    for path in pacts:
        if path.is_dir():
            found += files_below(path, SUFFIX)
        elif properties_beside(path).is_file():
            found.append(properties_beside(path))
    return tuple(dict.fromkeys(found))


def find_suites(
    files: Iterable[Path], settings: Settings, provider: str, *, unused_of: Documents | None = None
) -> tuple[tuple[Suite, ...], tuple[BrokenSuite, ...]]:
    """Return the property files among these that are for the provider: whole, and broken ones.

    A broken file of another provider is none of this one's; one that does not tell whose it is
    may be anybody's. With documents to read it from, the operations that no file uses are one more
    suite.
    """
    read = [_read_suite(path, settings, provider) for path in files]
    whole = tuple(one for one in read if isinstance(one, Suite))
    broken = tuple(
        one for one in read if isinstance(one, BrokenSuite) and one.provider in {None, provider}
    )
    if unused_of is None:
        return whole, broken
    try:
        unused = unused_suite(whole, settings, provider, unused_of)
    except PactwrightError as error:
        path = contracts_folder(settings) / provider
        found = BrokenSuite(path=path, consumer="", provider=provider, error=error)
        return whole, (*broken, found)
    return (whole if unused is None else (*whole, unused)), broken


def _read_suite(path: Path, settings: Settings, provider: str) -> Suite | BrokenSuite | None:
    try:
        data = read_bytes(path)
        file = parse_property_file(data, source=str(path))
    except PactwrightError as error:
        return _name_broken(path, error)
    if file.provider != provider:
        return None
    try:
        return _suite(file, digest_bytes(data), path, settings)
    except PactwrightError as error:
        return BrokenSuite(path=path, consumer=file.consumer, provider=provider, error=error)


def _name_broken(path: Path, error: PactwrightError) -> BrokenSuite:
    """Return the broken file with the names that the pact beside it tells, or its own text."""
    consumer: str | None
    provider: str | None
    try:
        pact = read_pact(pact_beside(path))
        consumer, provider = pact.consumer, pact.provider
    except PactwrightError:
        names = _read_names(path)
        consumer, provider = names.get("consumer"), names.get("provider")
    return BrokenSuite(path=path, consumer=consumer, provider=provider, error=error)


def _read_names(path: Path) -> dict[str, str]:
    try:
        text = path.read_bytes().decode("utf-8", "replace")
        return {found[1]: str(json.loads(found[2])) for found in _NAMED.finditer(text)}
    except (OSError, ValueError):
        return {}


def _suite(file: PropertyFile, digest: str, path: Path, settings: Settings) -> Suite:
    pact = pact_beside(path)
    kept = _read_kept(pact, settings)
    document = provider_contract(settings, file.provider) or settings.root / file.document.path
    if not document.is_file():
        raise PactwrightError(
            f"{path}: the API document {document} is not there",
            hint=f'name it: [tool.pactwright.providers.{file.provider}] contract = "…"',
        )
    return Suite(
        file=file,
        digest=digest,
        path=path,
        pact=pact,
        document=document,
        kept=kept,
    )


def _read_kept(pact: Path, settings: Settings) -> tuple[Case, ...]:
    """Return the cases to send again: what a team keeps wins over what the last run has seen."""
    kept: dict[str, Case] = {}
    for place in (cases_beside(pact), found_file(settings.root, pact, "provider")):
        for case in getattr(read_cases(place), "cases", ()):
            kept.setdefault(case.fingerprint, case)
    return tuple(kept.values())


def unused_suite(
    suites: Sequence[Suite], settings: Settings, provider: str, documents: Documents
) -> Suite | None:
    """Return the operations of the provider's document that none of its consumers uses.

    `None` when there is no document, or no such operation. There is no pact of them: its path only
    tells what is kept by which name.
    """
    path = provider_contract(settings, provider)
    if path is None:
        return None
    document, mark = documents.read(path)
    used = {one.name for suite in suites for one in suite.file.operations}
    operations = tuple(
        Operation(method=method, path=template)
        for method, template in document.operations()
        if f"{method} {template}" not in used
    )
    if not operations:
        return None
    file = PropertyFile(consumer="", provider=provider, document=mark, operations=operations)
    pact = settings.pacts / name_pact_files([("", provider)])["", provider]
    kept = _read_kept(pact, settings)
    return Suite(file=file, digest="", path=path, pact=pact, document=path, kept=kept)

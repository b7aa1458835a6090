"""Checking the pacts of a project, or any others, against API documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pactwright.api.pause import pause_collection
from pactwright.conformance.asyncapi import AsyncDocument
from pactwright.conformance.check import USUAL, Checking, Contract, check_pact, read_contract
from pactwright.conformance.document import ApiDocument
from pactwright.document.bundle import Bundle, split_file
from pactwright.document.fault import fault_at
from pactwright.document.shape import ShapeError, wrong_shape
from pactwright.errors import PactwrightError
from pactwright.model.conformance import ConformanceResult, PactConformance
from pactwright.model.finding import Place
from pactwright.model.interaction import PactDocument
from pactwright.pactfile.choices import check_choices
from pactwright.report.safe import safe_line
from pactwright.workspace.documents import Permissions, load_document
from pactwright.workspace.files import read_pacts
from pactwright.workspace.provider_contract import provider_contract
from pactwright.workspace.settings import Settings

_MESSAGES = ("asyncapi.yaml", "asyncapi.yml", "asyncapi.json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Conformed:
    """What each pact comes to, and what was left out and why."""

    pacts: tuple[PactConformance, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Conforming:
    """What is checked, and how.

    `contracts` are the documents to take for all pacts; without them each provider's is found in
    the settings or in `contracts/<provider>/`. `providers` are the only ones looked at, if any.
    """

    contracts: tuple[str, ...] = ()
    providers: tuple[str, ...] = ()
    checking: Checking = USUAL
    network: bool = False


_AS_USUAL = Conforming()


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedContract:
    """A document made ready, and the files that its places lead to; those found are kept."""

    contract: Contract
    bundle: Bundle
    places: dict[str, tuple[str, int, int]] = field(default_factory=dict)

    def locate(self, pointers: set[str]) -> dict[str, tuple[str, int, int]]:
        """Return file, line and column of each pointer."""
        if unknown := pointers - self.places.keys():
            self.places.update(self.bundle.locate(unknown))
        return {pointer: self.places[pointer] for pointer in pointers}


def load_contract(name: str, *, network: bool = False) -> LoadedContract:
    """Return the document of a name; raises `PactwrightError` with the line of what is wrong."""
    bundle = load_document(name, Permissions(network=network))
    try:
        return LoadedContract(contract=read_contract(bundle.root), bundle=bundle)
    except ShapeError as error:
        raise located(error, bundle) from None


def located(error: ShapeError, bundle: Bundle) -> PactwrightError:
    """Return the error with file, line and column."""
    source, line, column = bundle.locate({error.pointer})[error.pointer]
    message = f"{split_file(error.pointer)[1] or 'the document'}: {error.problem}"
    return fault_at(source, line, column, message, hint=error.hint or "")


@dataclass(slots=True)
class _Library:
    """Documents by name, each loaded once."""

    network: bool
    loaded: dict[str, LoadedContract] = field(default_factory=dict)

    def get(self, name: str) -> LoadedContract:
        if name not in self.loaded:
            self.loaded[name] = load_contract(name, network=self.network)
        return self.loaded[name]


def conform(
    pacts: Sequence[Path], settings: Settings, conforming: Conforming = _AS_USUAL
) -> Conformed:
    """Return what pacts come to beside their providers' documents, in the order of their names.

    `pacts` are files and folders; none stands for the project's folder. Raises `PactwrightError`
    when there is nothing to check.
    """
    found = [one for path in pacts or [settings.pacts] for one in read_pacts(path)]
    wanted = conforming.providers
    library = _Library(conforming.network)
    done: list[PactConformance] = []
    notes: dict[str, None] = {}
    with pause_collection():
        for pact in (one for one in found if not wanted or one.provider in wanted):
            names = conforming.contracts or contracts_of(settings, pact.provider)
            if not names:
                notes[f"{pact.provider}: no API document, left out"] = None
                continue
            contracts = [library.get(name) for name in names]
            _check_kinds(contracts)
            done.append(check_loaded(pact, contracts, conforming.checking))
    if not done:
        raise _nothing_checked(found, wanted)
    misfits = (note for loaded in library.loaded.values() for note in _misfits(loaded))
    return Conformed(pacts=tuple(done), notes=(*notes, *misfits))


def _misfits(loaded: LoadedContract) -> Iterator[str]:
    """Yield what the schemas that were asked hold that no schema can: nothing is held to it."""
    schemas = loaded.contract.schemas
    found = {**schemas.requests.misfits(), **schemas.responses.misfits()}
    for pointer, (words, value) in sorted(found.items()):
        file, line, column = loaded.locate({pointer})[pointer]
        problem = wrong_shape(pointer, words, value).problem
        yield safe_line(f"{file}:{line}:{column}: {pointer}: {problem}; nothing is held to it")


def _check_kinds(contracts: Sequence[LoadedContract]) -> None:
    """Raise `PactwrightError` where two documents are for the same interactions."""
    for kind, name in ((ApiDocument, "OpenAPI"), (AsyncDocument, "AsyncAPI")):
        same = [one.bundle.source for one in contracts if isinstance(one.contract, kind)]
        if len(same) > 1:
            raise PactwrightError(
                f"{' and '.join(same)} are both {name} documents",
                hint="name one for HTTP and one for messages; check providers one by one",
            )


def contracts_of(settings: Settings, provider: str) -> tuple[str, ...]:
    """Return the names of a provider's documents: its OpenAPI one, and AsyncAPI beside it."""
    main = provider_contract(settings, provider)
    if main is None:
        return ()
    beside = [main.parent / name for name in _MESSAGES]
    more = next((path for path in beside if path != main and path.is_file()), None)
    return tuple(_short(path) for path in (main, more) if path is not None)


def _short(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def _nothing_checked(pacts: Sequence[PactDocument], providers: Sequence[str]) -> PactwrightError:
    names = ", ".join(sorted({pact.provider for pact in pacts}))
    if providers and not {pact.provider for pact in pacts} & set(providers):
        return PactwrightError(
            f"no pact is with {' or '.join(providers)}", hint=f"the pacts here are with {names}"
        )
    return PactwrightError(
        f"none of the providers has an API document: {names}",
        hint="put it at contracts/<provider>/<version>/openapi.yaml, or name it with --to",
    )


def check_loaded(
    pact: PactDocument, contracts: Sequence[LoadedContract], checking: Checking = USUAL
) -> PactConformance:
    """Return what a pact comes to, every place with its file, line and column.

    Raises `PactwrightError` where a document has a part of the wrong shape.
    """
    source = ", ".join(one.bundle.source for one in contracts)
    check_choices(pact)
    try:
        found = check_pact(
            pact, *(one.contract for one in contracts), checking=checking, source=source
        )
    except ShapeError as error:
        raise located(error, contracts[0].bundle) from None
    results = place_results(found.results, contracts)
    return replace(found, results=results, pact=_short(Path(found.pact)) if found.pact else "")


def place_results(
    results: Iterable[ConformanceResult], contracts: Sequence[LoadedContract]
) -> tuple[ConformanceResult, ...]:
    """Return the results with file, line and column of their places in the documents."""
    found = tuple(results)
    if not found:
        return ()
    places: dict[tuple[bool, str], tuple[str, int, int]] = {}
    for one in contracts:
        messages = "asyncapi" in one.contract.root
        wanted = {
            result.spec.place.pointer for result in _all(found) if _of_messages(result) == messages
        }
        for pointer, place in one.locate(wanted).items():
            places[messages, pointer] = place
    return tuple(_placed(result, places) for result in found)


def _all(results: Iterable[ConformanceResult]) -> Iterable[ConformanceResult]:
    for result in results:
        yield result
        yield from _all(result.causes)


def _of_messages(result: ConformanceResult) -> bool:
    return result.spec.method is None and not result.code.startswith("request.")


def _placed(
    result: ConformanceResult, places: dict[tuple[bool, str], tuple[str, int, int]]
) -> ConformanceResult:
    pointer = result.spec.place.pointer
    found = places.get((_of_messages(result), pointer))
    causes = tuple(_placed(cause, places) for cause in result.causes)
    if found is None:
        return replace(result, causes=causes)
    file, line, column = found
    place = Place(pointer=pointer, file=file, line=line, column=column)
    return replace(result, spec=replace(result.spec, place=place), causes=causes)

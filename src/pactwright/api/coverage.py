"""Measuring what the pacts of a project use of its API documents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pactwright.api.left_out import tell_messages
from pactwright.compat.api import Api
from pactwright.compat.dialects.detect import read_http
from pactwright.document.bundle import Bundle, split_file
from pactwright.document.fault import fault_at
from pactwright.document.shape import ShapeError
from pactwright.errors import PactwrightError
from pactwright.model.interaction import PactDocument
from pactwright.pactfile.choices import check_choices
from pactwright.usage.coverage import Coverage, measure_coverage
from pactwright.workspace.documents import load_document
from pactwright.workspace.files import read_pacts
from pactwright.workspace.provider_contract import provider_contract
from pactwright.workspace.settings import Settings


@dataclass(frozen=True, slots=True)
class Measured:
    """The coverage of each provider's document, and what was left out and why."""

    coverages: tuple[Coverage, ...]
    notes: tuple[str, ...] = ()


def measure(
    pacts: Sequence[Path],
    settings: Settings,
    *,
    contract: str | None = None,
    providers: Sequence[str] = (),
) -> Measured:
    """Return what the pacts use of their providers' documents, by provider.

    `pacts` are files and folders; none stands for the project's folder. `contract` names the
    document of the one provider asked for; without it each provider's is found in the settings
    or in `contracts/<provider>/`. Raises `PactwrightError` when there is nothing to measure.
    """
    documents = [each for path in pacts or [settings.pacts] for each in read_pacts(path)]
    for pact in documents:
        check_choices(pact)
    named = _by_provider(documents, providers)
    if contract is not None and len(named) > 1:
        raise PactwrightError(
            f"the pacts are with {len(named)} providers ({', '.join(named)}), "
            f"and {contract} is the document of one",
            hint="name the one with --provider",
        )
    found: list[Coverage] = []
    notes: list[str] = []
    for provider, own in named.items():
        document = contract or provider_contract(settings, provider)
        if document is None:
            notes.append(f"{provider}: no API document, left out")
        else:
            found.append(_measure(provider, own, load_document(_short(document))))
            notes += tell_messages(own)
    if not found:
        raise PactwrightError(
            "none of the providers has an API document: " + ", ".join(named),
            hint="put it at contracts/<provider>/<version>/openapi.yaml, or name it with --to",
        )
    return Measured(tuple(found), tuple(notes))


def read_api(bundle: Bundle) -> Api:
    """Return the API of a document; raises `PactwrightError` with the line of what is wrong."""
    try:
        return read_http(bundle.root)
    except ShapeError as error:
        source, line, column = bundle.locate({error.pointer})[error.pointer]
        raise fault_at(
            source,
            line,
            column,
            f"{split_file(error.pointer)[1] or 'the document'}: {error.problem}",
            hint=error.hint or "",
        ) from None


def _by_provider(
    documents: Iterable[PactDocument], wanted: Sequence[str]
) -> dict[str, list[PactDocument]]:
    found: dict[str, list[PactDocument]] = {}
    for document in documents:
        found.setdefault(document.provider, []).append(document)
    for name in wanted:
        if name not in found:
            raise PactwrightError(
                f"no pact is with the provider {name!r}",
                hint=f"providers of these pacts: {', '.join(found) or 'none'}",
            )
    return {name: own for name, own in sorted(found.items()) if not wanted or name in wanted}


def _measure(provider: str, pacts: Sequence[PactDocument], bundle: Bundle) -> Coverage:
    api = read_api(bundle)
    coverage = measure_coverage(api, pacts, provider=provider, source=bundle.source)
    idle = {each.offer.pointer for each in coverage.unused}
    places = bundle.locate({back(pointer, api) for pointer in idle}) if idle else {}
    return replace(
        coverage,
        lines={
            each.part: places[back(each.offer.pointer, api)][:2]
            for each in coverage.unused
            if back(each.offer.pointer, api) in places
        },
    )


def back(pointer: str, api: Api) -> str:
    """Return the place in the document of what the dialect put together from it."""
    above = pointer
    while above:
        origin = api.synthetic.get(above)
        if origin is not None:
            return origin + pointer[len(above) :]
        above = above.rpartition("/")[0]
    return pointer


def _short(document: str | Path) -> str:
    """Return the name from here on, which reports are read with."""
    if isinstance(document, Path) and document.is_relative_to(here := Path.cwd()):
        return str(document.relative_to(here))
    return str(document)

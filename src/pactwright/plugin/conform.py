"""Consumer tests beside the API document of their provider, where the project has one."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import pytest

from pactwright.errors import PactwrightError
from pactwright.plugin.consumer_settings import settings_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pactwright.api.conform import LoadedContract
    from pactwright.consumer.stage import Part
    from pactwright.model.conformance import ConformanceResult

_CONTRACTS = pytest.StashKey[dict[str, "tuple[LoadedContract, ...]"]]()
OPTION = "--pact-no-conformance"


def add_option(group: pytest.OptionGroup) -> None:
    """Add the option that leaves the check out."""
    group.addoption(
        OPTION,
        action="store_true",
        help="do not check interactions against the API documents of their providers",
    )


def find_misfits(config: pytest.Config, parts: Sequence[Part]) -> tuple[str, ...]:
    """Return what the parts of a test say that their providers' documents do not.

    Only the examples are looked at, and only errors are told. A project without documents, or
    for other providers only, has none; a document that cannot be read is told instead.
    """
    if config.getoption(OPTION):
        return ()
    found: list[str] = []
    for part in parts:
        try:
            contracts = _contracts_of(config, str(part.declaration.provider))
            if contracts:
                found += _check_part(part, contracts)
        except PactwrightError as error:
            found.append(f"the contract of the provider cannot be read: {error}")
    return tuple(dict.fromkeys(found))


def _contracts_of(config: pytest.Config, provider: str) -> tuple[LoadedContract, ...]:
    known = config.stash.setdefault(_CONTRACTS, {})
    if provider not in known:
        known[provider] = _load_contracts(config, provider)
    return known[provider]


def _load_contracts(config: pytest.Config, provider: str) -> tuple[LoadedContract, ...]:
    from pactwright.workspace.provider_contract import may_have_contracts

    try:
        settings = settings_of(config)
    except PactwrightError:
        return ()  # the end of the session tells of it, once
    if not may_have_contracts(settings):
        return ()
    from pactwright.api.conform import contracts_of, load_contract

    names: tuple[str, ...] = ()
    with contextlib.suppress(PactwrightError):  # several documents, and none is named
        names = contracts_of(settings, provider)
    return tuple(load_contract(name) for name in names)


def _check_part(part: Part, contracts: Sequence[LoadedContract]) -> list[str]:
    from pactwright.api.conform import check_loaded
    from pactwright.conformance.check import Checking
    from pactwright.model.interaction import PactDocument

    declaration = part.declaration
    pact = PactDocument(
        consumer=declaration.consumer, provider=declaration.provider, interactions=part.written()
    )
    checked = check_loaded(pact, contracts, Checking(rules=False))
    return [
        f"{declaration.site}: {_describe(result)}"
        for result in checked.results
        if result.level == "error" and not result.code.startswith("message.references")
    ]


def _describe(result: ConformanceResult) -> str:
    place = result.spec.place
    where = f"{place.file}:{place.line}:{place.column}" if place.file else "the document"
    inside = result.pact.pointer.split("/", 3)[-1]  # behind /interactions/0
    lines = [
        f"{result.message}  [{result.code}]",
        f"  at: {inside}",
        f"  document: {where}  {place.pointer}",
        *(f"  because: {cause.message}" for cause in result.causes),
        f"  hint: {result.hint}; {OPTION} leaves this check out",
    ]
    return "\n".join(lines)

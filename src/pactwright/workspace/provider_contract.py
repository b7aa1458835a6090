"""Which API document of the project speaks for a provider."""

from __future__ import annotations

from pathlib import Path

from pactwright.errors import PactwrightError
from pactwright.workspace.settings import Settings
from pactwright.workspace.versions import ApiFolder, find_apis, list_documents

_MAIN = ("openapi", "swagger")


def contracts_folder(settings: Settings) -> Path:
    """Return the project's folder of contracts, whether it is there or not."""
    return settings.compat.contracts if settings.compat else settings.root / "contracts"


def may_have_contracts(settings: Settings) -> bool:
    """Whether the project has API documents at all, which is quick to tell."""
    named = any(one.contract is not None for one in settings.providers.values())
    return named or contracts_folder(settings).is_dir()


def provider_contract(settings: Settings, provider: str) -> Path | None:
    """Return the file of the provider's API document, None where the project has none.

    The `contract` of the provider's settings counts; without it, the newest version in
    `contracts/<provider>/`. Raises `PactwrightError` when that version holds several documents
    and none is named openapi or swagger.
    """
    named = settings.providers.get(provider)
    if named is not None and named.contract is not None:
        return named.contract
    folder = contracts_folder(settings)
    for api in _apis(folder):
        if api.name.casefold() == provider.casefold():
            return _main_document(api.versions[-1][1], provider)
    return None


def _apis(folder: Path) -> tuple[ApiFolder, ...]:
    if not folder.is_dir():
        return ()
    try:
        return find_apis(folder)
    except PactwrightError:  # a folder of that name that holds something else
        return ()


def _main_document(version: Path, provider: str) -> Path | None:
    files = tuple(list_documents(version).values())
    main = [file for file in files if file.stem.lower() in _MAIN] or files
    if len(main) > 1:
        raise PactwrightError(
            f"{version}: which of its {len(main)} documents is the provider's?",
            hint=f'name it: [tool.pactwright.providers.{provider}] contract = "…"',
        )
    return main[0] if main else None

"""A provider's API document made ready to be published, and what its own tests say of it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from pactwright.broker.client.documents import ApiDocument, OwnCheck
from pactwright.broker.content import format_content
from pactwright.errors import PactwrightError
from pactwright.model.property import PropertyResult
from pactwright.workspace.provider_contract import provider_contract
from pactwright.workspace.settings import Settings

if TYPE_CHECKING:
    from pactwright.document.bundle import Bundle

_OURSELVES = "pactwright"
_MEDIA_TYPES = {"json": "application/json", "yaml": "application/yaml"}


def read_api_document(
    path: Path,
    provider: str,
    *,
    specification: str | None = None,
    content_type: str | None = None,
    check: OwnCheck | None = None,
) -> ApiDocument:
    """Return the document of the file, of one piece: files that it refers to are taken in.

    A document that refers to no other keeps its bytes. Raises `PactwrightError` with the line
    of what is wrong with it.
    """
    from pactwright.api.conform import load_contract

    bundle = load_contract(str(path)).bundle
    whole = bundle.document.data
    if bundle.files:
        whole = format_content(bundle.root).encode()
    syntax = "json" if bundle.files else bundle.document.syntax
    return ApiDocument(
        provider=provider,
        content=whole,
        content_type=content_type or _MEDIA_TYPES[syntax],
        specification=specification or ("asyncapi" if _is_async(bundle) else "oas"),
        check=check,
    )


def _is_async(bundle: Bundle) -> bool:
    return isinstance(bundle.root, dict) and "asyncapi" in bundle.root


def find_document(settings: Settings, provider: str) -> Path:
    """Return the file of the provider's document; raises `PactwrightError` where there is none."""
    path = provider_contract(settings, provider)
    if path is None:
        raise PactwrightError(
            f"{provider}: the project has no API document of it",
            hint=f"name the file, or put it at contracts/{provider}/<version>/openapi.yaml",
        )
    return path


def weigh_own_tests(path: Path, properties: Iterable[PropertyResult]) -> OwnCheck | None:
    """Return what a provider's property tests say of its document, `None` for nothing.

    A finding that counts is a no. Only when every operation of the document was sent requests and
    none has a finding, accepted ones included, is it a yes: a document that was tried in part may
    not vouch for the rest.
    """
    from pactwright.document.operations import list_operations
    from pactwright.workspace.documents import load_file

    results = tuple(properties)
    if any(one.breaks for one in results):
        return OwnCheck(success=False, verifier=_OURSELVES)
    if not results or any(one.findings for one in results):
        return None
    tried = {one.operation for one in results if one.cases}
    root = load_file(path).root
    wanted = {f"{method.upper()} {template}" for method, template in list_operations(root)}
    return OwnCheck(success=True, verifier=_OURSELVES) if wanted and wanted <= tried else None

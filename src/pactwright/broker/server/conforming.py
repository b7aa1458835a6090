"""Checking the text of a pact beside an API document; this is where the broker meets the check."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NoReturn

from pactwright.broker.content import format_content, parse_content
from pactwright.broker.documents import Found
from pactwright.broker.values import ProviderDocument
from pactwright.errors import PactwrightError

if TYPE_CHECKING:
    from pactwright.conformance.check import Contract
    from pactwright.model.conformance import ConformanceResult, PactConformance

_SHOWN = 200
_log = logging.getLogger("pactwright.broker")


def read_document(content: str) -> Contract:
    """Return the document made ready. Raises `PactwrightError` saying what is wrong with it."""
    # The check is slow to import, and many brokers never see a document.
    from pactwright.conformance.check import read_contract
    from pactwright.document.bundle import bundle_document
    from pactwright.document.parse import parse_document

    document = parse_document(content.encode(), source="the document")
    return read_contract(bundle_document(document, _refuse).root)


def _refuse(name: str) -> NoReturn:
    raise PactwrightError(
        f"the document refers to {name!r}, which is not part of it",
        hint="bundle the document into one file first",
    )


@lru_cache(maxsize=8)
def _read_kept(_: int, __: str, content: str) -> Contract:
    return read_document(content)


def check_conformance(pact: str, document: ProviderDocument) -> Found:
    """Return what the pact comes to beside the document."""
    from pactwright.conformance.check import check_pact
    from pactwright.pactfile.parse import parse_pact

    try:
        contract = _read_kept(document.id, document.sha, document.content)
        plain = format_content(_without_ids(parse_content(pact.encode())))
        parsed = parse_pact(plain.encode(), source="the pact")
        found = check_pact(parsed, contract)
    except PactwrightError as error:
        reason = f"conformance cannot be checked: {error.message}"
        return Found(success=None, reason=_make_storable(reason))
    except Exception:  # noqa: BLE001 - whatever hinders the check, publishing goes on
        _log.exception("conformance of a pact cannot be checked")
        return Found(success=None, reason="conformance cannot be checked: the check itself failed")
    return _sum_up(found, len(parsed.interactions))


def _make_storable(text: str) -> str:
    """Return the text with what no database keeps written out: it may quote the pact."""
    return text.encode("utf-8", "backslashreplace").decode().replace("\0", "\\0")


def _without_ids(content: Any) -> Any:  # noqa: ANN401 - JSON of any shape
    if not isinstance(content, dict):
        return content
    return {
        name: [_without_id(one) for one in value] if isinstance(value, list) else value
        for name, value in content.items()
    }


def _without_id(value: Any) -> Any:  # noqa: ANN401 - JSON of any shape
    if not isinstance(value, dict):
        return value
    return {name: member for name, member in value.items() if name != "_id"}


def _sum_up(found: PactConformance, interactions: int) -> Found:
    errors = [one for one in found.results if one.level == "error"]
    warnings = sum(one.level == "warning" for one in found.results)
    told = Found(
        success=not errors,
        errors=len(errors),
        warnings=warnings,
        results=json.dumps(_as_tests(errors[:_SHOWN])),
    )
    left = interactions - found.interactions
    if errors or (not left and interactions):
        return told
    reason = f"{left} interactions are of a kind that the document does not describe"
    return Found(success=None, warnings=warnings, reason=reason if left else "the pact is empty")


def _as_tests(errors: list[ConformanceResult]) -> list[Mapping[str, Any]]:
    """Return the errors in the form of a verification's test results, one for an interaction."""
    tests: dict[int, dict[str, Any]] = {}
    for error in errors:
        test = tests.setdefault(
            error.interaction,
            {"interactionDescription": error.description, "success": False, "mismatches": []},
        )
        test["mismatches"].append(
            {
                "attribute": error.code,
                "identifier": error.spec.location,
                "description": error.message,
            }
        )
    return list(tests.values())

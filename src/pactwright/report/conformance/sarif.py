"""Conformance as SARIF 2.1.0, which GitHub's code scanning and many editors read."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Any
from urllib.parse import quote

import msgspec

from pactwright.conformance.catalogue import CODES, Code
from pactwright.model.conformance import ConformanceResult, PactConformance
from pactwright.report.conformance.words import say_interaction, say_operation, say_proof
from pactwright.report.place import path_within, pointer_within
from pactwright.report.safe import safe_line

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def render(pacts: Sequence[PactConformance], *, width: int = 100) -> str:  # noqa: ARG001 - the formats share one signature
    """Return a SARIF log of one run."""
    names = {result.code for pact in pacts for result in pact.results}
    used = [code for code in CODES if code.id in names]
    numbers = {code.id: number for number, code in enumerate(used)}
    results = [_result(pact, result, numbers) for pact in pacts for result in pact.results]
    document = {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {"name": "pactwright", "rules": [_describe(code) for code in used]}
                },
                "columnKind": "unicodeCodePoints",
                "results": results,
            }
        ],
    }
    text = msgspec.json.format(msgspec.json.encode(document, enc_hook=str), indent=2)
    return text.decode() + "\n"


def _describe(code: Code) -> dict[str, Any]:
    return {
        "id": code.id,
        "shortDescription": {"text": code.meaning},
        "help": {"text": code.hint},
        "defaultConfiguration": {"level": _LEVELS[code.level]},
    }


def _result(
    pact: PactConformance, result: ConformanceResult, numbers: dict[str, int]
) -> dict[str, Any]:
    return {
        "ruleId": result.code,
        "ruleIndex": numbers[result.code],
        "level": _LEVELS[result.level],
        "message": {"text": _message(pact, result)},
        "locations": [_document_location(pact, result)],
        "relatedLocations": [_pact_location(pact, result)],
        "partialFingerprints": {"pactwright/v1": _fingerprint(pact, result)},
    }


def _message(pact: PactConformance, result: ConformanceResult) -> str:
    lines = [result.message, f"{pact.consumer} → {pact.provider}: {say_interaction(result)}"]
    if operation := say_operation(result):
        lines.append(operation)
    if result.proof is not None:
        lines.append(f"Proof: {say_proof(result.proof)}")
    lines.append(f"Hint: {result.hint}")
    return "\n".join(safe_line(line) for line in lines)


def _document_location(pact: PactConformance, result: ConformanceResult) -> dict[str, Any]:
    place = result.spec.place
    location = _location(path_within(place.file or pact.document), pointer_within(place))
    if place.line is not None:
        region = {"startLine": place.line, "startColumn": place.column or 1}
        location["physicalLocation"]["region"] = region
    return location


def _pact_location(pact: PactConformance, result: ConformanceResult) -> dict[str, Any]:
    return {**_location(pact.pact, result.pact.pointer), "message": {"text": "in the pact"}}


def _location(file: str, pointer: str) -> dict[str, Any]:
    location: dict[str, Any] = {
        "physicalLocation": {"artifactLocation": {"uri": quote(file.replace("\\", "/"))}}
    }
    if pointer:
        location["logicalLocations"] = [{"fullyQualifiedName": pointer}]
    return location


def _fingerprint(pact: PactConformance, result: ConformanceResult) -> str:
    """Return what stays the same while lines and indexes move."""
    parts = (
        pact.consumer, pact.provider, result.code, result.description, result.state,
        result.spec.place.pointer, ".".join(result.pact.pointer.split("/")[3:]),
    )  # fmt: skip
    return sha256("\0".join(parts).encode("utf-8", "backslashreplace")).hexdigest()[:16]

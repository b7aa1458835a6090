"""Comparisons as SARIF 2.1.0, which GitHub's code scanning and many editors read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

import msgspec

from pactwright.compat.rules.catalogue import all_rules
from pactwright.compat.rules.rule import Rule
from pactwright.model.finding import Comparison, Finding, Place
from pactwright.report.comparison.words import say_hit, say_operations, say_proof
from pactwright.report.place import path_within, pointer_within
from pactwright.report.safe import safe_line

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_WHOLE_URI = "%/:?#[]@!$&'()*+,;="  # RFC 3986, section 2.2, and what is escaped already
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def render(comparisons: Sequence[Comparison], *, width: int = 100) -> str:  # noqa: ARG001 - the formats share one signature
    """Return a SARIF log of one run; accepted findings are there as suppressed results."""
    used = _used(comparisons)
    numbers = {rule.id: number for number, rule in enumerate(used)}
    results = [
        _result(comparison, finding, numbers, suppressed=suppressed)
        for comparison in comparisons
        for suppressed, findings in ((False, comparison.findings), (True, comparison.accepted))
        for finding in findings
    ]
    document = {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {"name": "pactwright", "rules": [_describe(rule) for rule in used]}
                },
                "columnKind": "unicodeCodePoints",
                "results": results,
            }
        ],
    }
    return (
        msgspec.json.format(msgspec.json.encode(document, enc_hook=str), indent=2).decode() + "\n"
    )


def _used(comparisons: Iterable[Comparison]) -> list[Rule]:
    names = {
        finding.rule
        for comparison in comparisons
        for finding in (*comparison.findings, *comparison.accepted)
    }
    return [rule for rule in all_rules() if rule.id in names]


def _describe(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.meaning},
        "fullDescription": {"text": f"{rule.meaning} Who breaks: {rule.who}"},
        "help": {"text": f"Instead: {rule.instead}"},
        "properties": {"class": rule.kind, "change": rule.change},
    }


def _result(
    comparison: Comparison, finding: Finding, numbers: dict[str, int], *, suppressed: bool
) -> dict[str, Any]:
    place = finding.new if finding.new is not None and finding.new.file else finding.old
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": numbers.get(finding.rule, -1),
        "level": _LEVELS[finding.level],
        "message": {"text": _message(finding)},
        "locations": [_location(place, comparison.new)],
        "partialFingerprints": {"pactwright/v1": finding.fingerprint},
        "properties": {
            "class": finding.kind,
            "verdict": finding.verdict,
            "direction": finding.direction,
            "operations": list(finding.operations),
        },
    }
    if related := _related(comparison, finding, place):
        result["relatedLocations"] = related
    if finding.hits is not None:
        result["properties"]["consumers"] = sorted({hit.consumer for hit in finding.hits})
    if suppressed:
        result["suppressions"] = [{"kind": "external", "status": "accepted"}]
    return result


def _related(comparison: Comparison, finding: Finding, place: Place | None) -> list[dict[str, Any]]:
    """Return where else to look, each place once (SARIF 2.1.0, section 3.27.22)."""
    places = {hit.place: "" for hit in finding.hits or () if hit.place is not None}
    if finding.old is not None and finding.old.file and finding.old is not place:
        places = {finding.old: comparison.old, **places}
    return [_location(each, name) for each, name in places.items()]


def _message(finding: Finding) -> str:
    lines = [finding.message]
    if finding.operations:
        lines.append(say_operations(finding))
    if finding.witness is not None:
        lines.append(f"Proof: {say_proof(finding.witness)}")
    lines += [say_hit(hit) for hit in finding.hits or ()]
    lines.append(f"Hint: {finding.hint}")
    return "\n".join(safe_line(line) for line in lines)


def _location(place: Place | None, name: str) -> dict[str, Any]:
    file = path_within(place.file if place is not None and place.file else name)
    uri = file if "://" in file else file.replace("\\", "/")
    safe = _WHOLE_URI if "://" in file else "/"
    location: dict[str, Any] = {
        "physicalLocation": {"artifactLocation": {"uri": quote(uri, safe=safe)}}
    }
    if place is None:
        return location
    if place.line is not None:
        region = {"startLine": place.line, "startColumn": place.column or 1}
        location["physicalLocation"]["region"] = region
    if pointer := pointer_within(place):
        location["logicalLocations"] = [{"fullyQualifiedName": pointer}]
    return location

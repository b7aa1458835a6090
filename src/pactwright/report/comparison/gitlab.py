"""Comparisons as a GitLab code quality report, shown in the merge request."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import msgspec

from pactwright.model.finding import Comparison, Finding
from pactwright.report.comparison.words import say_consumers
from pactwright.report.place import path_within
from pactwright.report.safe import safe_line

_SEVERITIES = {"error": "major", "warning": "minor", "info": "info"}


def render(comparisons: Sequence[Comparison], *, width: int = 100) -> str:  # noqa: ARG001 - the formats share one signature
    """Return a JSON list of issues.

    Source: GitLab, "Code Quality report format": description, check_name, fingerprint (unique),
    severity, location with path and lines.
    """
    issues = [
        _issue(comparison, finding) for comparison in comparisons for finding in comparison.findings
    ]
    return msgspec.json.format(msgspec.json.encode(issues), indent=2).decode() + "\n"


def _issue(comparison: Comparison, finding: Finding) -> dict[str, Any]:
    place = finding.new if finding.new is not None and finding.new.file else finding.old
    path = path_within(place.file if place is not None and place.file else comparison.new)
    whole = f"{comparison.old}\0{comparison.new}\0{finding.fingerprint}"
    return {
        "description": safe_line(f"{finding.message}{_who(finding)} (hint: {finding.hint})"),
        "check_name": finding.rule,
        "fingerprint": hashlib.sha256(whole.encode()).hexdigest(),
        "severity": "critical" if _is_break(finding) else _SEVERITIES[finding.level],
        "location": {
            "path": path,
            "lines": {"begin": (place.line if place is not None else None) or 1},
        },
    }


def _who(finding: Finding) -> str:
    return f"; breaks {say_consumers(finding.hits)}" if finding.hits else ""


def _is_break(finding: Finding) -> bool:
    return finding.level == "error" and finding.verdict == "breaking"

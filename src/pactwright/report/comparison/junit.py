"""Comparisons as JUnit XML: a suite for each pair, a case for each finding."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from pactwright.model.finding import Comparison, Finding
from pactwright.report.comparison.text import describe_finding, plain
from pactwright.report.comparison.words import say_operations, say_pair
from pactwright.report.safe import safe_line, safe_text


def render(comparisons: Sequence[Comparison], *, width: int = 100) -> str:
    """Return the report as one `testsuites` document.

    A break is a failure, what could not be decided an error, the rest passes; a comparison
    without findings has one case that passes.
    """
    root = ET.Element("testsuites", name="pactwright compat")
    for comparison in comparisons:
        _add_suite(root, comparison, width)
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, "unicode") + "\n"


def _add_suite(root: ET.Element, comparison: Comparison, width: int) -> None:
    tags = [_tag(finding) for finding in comparison.findings]
    name = say_pair(comparison)
    suite = ET.SubElement(
        root,
        "testsuite",
        name=name,
        tests=str(max(len(tags), 1)),
        failures=str(tags.count("failure")),
        errors=str(tags.count("error")),
        skipped="0",
    )
    for finding, tag in zip(comparison.findings, tags, strict=True):
        case = ET.SubElement(suite, "testcase", classname=name, name=_case_name(finding))
        if tag is not None:
            outcome = ET.SubElement(case, tag, message=safe_line(finding.message))
            lines = describe_finding(finding, width=width)
            outcome.text = safe_text("\n".join(map(plain, lines)))
    if not tags:
        ET.SubElement(suite, "testcase", classname=name, name="no change that matters")


def _tag(finding: Finding) -> str | None:
    if finding.level != "error":
        return None
    return "error" if finding.verdict == "unknown" else "failure"


def _case_name(finding: Finding) -> str:
    where = say_operations(finding)
    return safe_line(f"{finding.rule} [{finding.fingerprint}]" + (f" {where}" if where else ""))

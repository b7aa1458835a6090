"""Conformance as JUnit XML: a suite for each pact, a case for each result."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from pactwright.model.conformance import ConformanceResult, PactConformance
from pactwright.report.comparison.text import plain
from pactwright.report.conformance.text import describe_result
from pactwright.report.conformance.words import say_interaction
from pactwright.report.safe import safe_line, safe_text


def render(pacts: Sequence[PactConformance], *, width: int = 100) -> str:
    """Return the report as one `testsuites` document.

    An error is a failure, everything else passes; a pact without results has one case that
    passes.
    """
    root = ET.Element("testsuites", name="pactwright conform")
    for pact in pacts:
        _add_suite(root, pact, width)
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, "unicode") + "\n"


def _add_suite(root: ET.Element, pact: PactConformance, width: int) -> None:
    failures = sum(result.level == "error" for result in pact.results)
    name = safe_line(f"{pact.consumer} → {pact.provider}")
    suite = ET.SubElement(
        root,
        "testsuite",
        name=name,
        tests=str(max(len(pact.results), 1)),
        failures=str(failures),
        errors="0",
        skipped="0",
    )
    for result in pact.results:
        case = ET.SubElement(suite, "testcase", classname=name, name=_case_name(result))
        lines = safe_text("\n".join(map(plain, describe_result(result, width=width))))
        if result.level == "error":
            failure = ET.SubElement(case, "failure", message=safe_line(result.message))
            failure.text = lines
        else:
            ET.SubElement(case, "system-out").text = lines
    if not pact.results:
        ET.SubElement(suite, "testcase", classname=name, name="every interaction conforms")


def _case_name(result: ConformanceResult) -> str:
    return safe_line(f"{say_interaction(result)}: {result.code} {result.pact.pointer}")

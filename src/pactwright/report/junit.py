"""Results as JUnit XML: a suite for each pair, a case for each interaction."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from xml.etree import ElementTree as ET

from pactwright.model.property import PropertyOutcome
from pactwright.model.result import InteractionResult, VerificationResult
from pactwright.report.property import name_pair, render_property
from pactwright.report.safe import safe_line, safe_text
from pactwright.report.text import render_result

name = "junit"

# Where nothing could be compared, JUnit calls it an error and not a failure.
_ERRORS = {"state", "transport", "unsupported"}


def render(outcome: VerificationResult, *, width: int = 100) -> str:
    """Return the results as one `testsuites` document, newline at the end."""
    root = ET.Element("testsuites", name="pactwright")
    ordered = sorted(outcome.results, key=_suite_name)
    for suite_name, results in groupby(ordered, key=_suite_name):
        _add_suite(root, suite_name, list(results), width)
    for tested in outcome.outcomes:
        _add_properties(root, tested, width)
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, "unicode") + "\n"


def _suite_name(result: InteractionResult) -> str:
    return safe_line(f"{result.provider} ← {result.consumer}")


def _add_suite(
    root: ET.Element, suite_name: str, results: Sequence[InteractionResult], width: int
) -> None:
    tags = [_outcome_tag(result) for result in results]
    suite = ET.SubElement(
        root,
        "testsuite",
        name=suite_name,
        tests=str(len(results)),
        failures=str(tags.count("failure")),
        errors=str(tags.count("error")),
        skipped=str(tags.count("skipped")),
        time=_seconds(sum(result.duration for result in results)),
    )
    for result, tag in zip(results, tags, strict=True):
        case = ET.SubElement(
            suite,
            "testcase",
            classname=safe_line(f"{result.provider}.{result.consumer}"),
            name=_case_name(result),
            time=_seconds(result.duration),
        )
        if tag is not None:
            outcome = ET.SubElement(case, tag, message=_message(result))
            outcome.text = safe_text(render_result(result, width=width))


def _add_properties(root: ET.Element, outcome: PropertyOutcome, width: int) -> None:
    failures = [one for one in outcome.results if not one.success]
    suite = ET.SubElement(
        root,
        "testsuite",
        name=f"{name_pair(outcome)}: property tests",
        tests=str(len(outcome.results)),
        failures=str(len(failures)),
        errors="0",
        skipped="0",
        time=_seconds(sum(result.duration for result in outcome.results)),
    )
    for result in outcome.results:
        case = ET.SubElement(
            suite,
            "testcase",
            classname=safe_line(f"{result.provider}.{result.consumer}.properties"),
            name=safe_line(result.operation),
            time=_seconds(result.duration),
        )
        first = next((one for one in result.findings if one.breaks), None)
        if first is not None:
            more = sum(one.breaks for one in result.findings) - 1
            message = safe_line(first.message + (f" (and {more} more)" if more else ""))
            failure = ET.SubElement(case, "failure", message=message)
            failure.text = safe_text(render_property(result, width=width))


def _outcome_tag(result: InteractionResult) -> str | None:
    if result.success:
        return None
    if result.pending:
        return "skipped"
    if any(mismatch.kind in _ERRORS for mismatch in result.mismatches):
        return "error"
    return "failure"


def _message(result: InteractionResult) -> str:
    first = result.mismatches[0]
    more = len(result.mismatches) - 1
    pending = "pending: " if result.pending else ""
    return safe_line(f"{pending}{first.message}" + (f" (and {more} more)" if more else ""))


def _case_name(result: InteractionResult) -> str:
    states = f" [{', '.join(result.states)}]" if result.states else ""
    return safe_line(result.description + states)


def _seconds(seconds: float) -> str:
    return f"{seconds:.6f}"

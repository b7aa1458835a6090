"""Text from pacts and services cannot steer a terminal or a CI log."""

import pytest

from pactwright.report.safe import safe_line, safe_text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("two\nlines\tkept", "two\nlines\tkept"),
        ("\x1b[31mred", "\\u001b[31mred"),
        ("\x9b31m", "\\u009b31m"),
        ("back\rward", "back\\u000dward"),
        ("\u202egnp.exe", "\\u202egnp.exe"),
        ("lone \ud800", "lone \\ud800"),
        ("::error file=a::b", ":\\:error file=a::b"),
        ("first\n  ::set-output name=x::y", "first\n  :\\:set-output name=x::y"),
        ("##[group]x", "#\\#[group]x"),
        ("##vso[task.complete]", "#\\#vso[task.complete]"),
        ("so ##vso[task.complete]", "so #\\#vso[task.complete]"),
        ("##teamcity[testFailed]", "#\\#teamcity[testFailed]"),
        ("a :: b", "a :: b"),
        ("## heading", "## heading"),
    ],
)
def test_controls_and_workflow_commands_are_made_harmless(text, shown):
    assert safe_text(text) == shown


def test_a_line_stays_one_line():
    assert safe_line("a\nb\tc") == "a\\nb\\tc"

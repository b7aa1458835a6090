"""Shortens what an application printed and logged while property tests sent it requests."""

from __future__ import annotations

from typing import Final

import pytest

_MOST: Final = 20
"""The lines that are kept of each section: hundreds of requests were sent, few have failed."""


def shorten_output(report: pytest.TestReport) -> None:
    """Keep the end of each section of what pytest captured."""
    report.sections = [(name, _cut(text)) for name, text in report.sections]


def _cut(text: str) -> str:
    lines = text.splitlines(keepends=True)
    left_out = len(lines) - _MOST
    if left_out <= 0:
        return text
    return "".join([f"… {left_out:,} lines before these are left out\n", *lines[left_out:]])

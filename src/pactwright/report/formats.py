"""The formats of a verification's report: one module a format, one line here."""

from __future__ import annotations

from typing import Protocol

from pactwright.model.result import VerificationResult
from pactwright.report import json, junit, text


class Format(Protocol):
    """A module that renders results."""

    name: str

    def render(self, outcome: VerificationResult, *, width: int = 100) -> str:
        """Return the report's whole text."""
        ...


FORMATS: tuple[Format, ...] = (text, json, junit)
FORMAT_NAMES = tuple(form.name for form in FORMATS)


def find_format(name: str) -> Format:
    """Return the format of that name; raises `KeyError` for an unknown one."""
    return {form.name: form for form in FORMATS}[name]

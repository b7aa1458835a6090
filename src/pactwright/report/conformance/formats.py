"""The formats of a conformance report: one module a format, one line here."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import Final, Protocol, cast

from pactwright.model.conformance import PactConformance

FORMAT_NAMES: Final = ("text", "json", "markdown", "junit", "github", "sarif")


class Format(Protocol):
    """A module that renders what pacts come to."""

    def render(self, pacts: Sequence[PactConformance], *, width: int = 100) -> str:
        """Return the report's whole text, newline at the end."""
        ...


def find_format(name: str) -> Format:
    """Return the format of that name; raises `KeyError` for an unknown one."""
    if name not in FORMAT_NAMES:
        raise KeyError(name)
    return cast("Format", importlib.import_module(f"pactwright.report.conformance.{name}"))

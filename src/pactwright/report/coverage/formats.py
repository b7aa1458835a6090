"""The formats of a coverage report: one module a format."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import Final, Protocol, cast

from pactwright.usage.coverage import Coverage

FORMAT_NAMES: Final = ("text", "json", "markdown", "html")


class Format(Protocol):
    """A module that renders coverages."""

    def render(self, coverages: Sequence[Coverage], *, width: int = 100) -> str:
        """Return the report's whole text, newline at the end."""
        ...


def find_format(name: str) -> Format:
    """Return the format of that name; raises `KeyError` for an unknown one."""
    if name not in FORMAT_NAMES:
        raise KeyError(name)
    return cast("Format", importlib.import_module(f"pactwright.report.coverage.{name}"))

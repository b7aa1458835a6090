"""Coverage as one HTML page that needs nothing else, light and dark."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from pactwright.report.coverage.words import add_counts, idle_lines, rows_of, say_cut, tested
from pactwright.report.safe import safe_text
from pactwright.report.words import count
from pactwright.usage.coverage import Coverage
from pactwright.usage.whole import wholes_of

if TYPE_CHECKING:
    from jinja2 import Template


def render(coverages: Sequence[Coverage], *, width: int = 100) -> str:  # noqa: ARG001 - the formats share one signature
    """Return the page: the table, who tested what, and every part with those that use it."""
    return safe_text(
        _template().render(
            coverages=coverages,
            count=count,
            whole=add_counts(coverages, "all"),
            rows_of=rows_of,
            tested=tested,
            idle_lines=idle_lines,
            say_cut=say_cut,
            depth=lambda part: sum(1 for _ in wholes_of(part)),
        )
    )


@cache
def _template() -> Template:
    from importlib.resources import files

    from jinja2 import Environment, StrictUndefined

    source = files(__package__).joinpath("page.html").read_text("utf-8")
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(source)

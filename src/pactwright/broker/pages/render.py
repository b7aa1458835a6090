"""Turning a template and its values into a page."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined


def render_page(template: str, **values: Any) -> str:  # noqa: ANN401 - what the template names
    """Return the page; every value is escaped where it stands."""
    return _environment().get_template(template).render(**values)


@cache
def read_style() -> str:
    """Return the style sheet of all pages."""
    return files("pactwright.broker.pages").joinpath("style.css").read_text("utf-8")


@cache
def read_icon() -> str:
    """Return the picture that browsers show beside a page's title."""
    return files("pactwright.broker.pages").joinpath("icon.svg").read_text("utf-8")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("pactwright.broker.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["segment"] = lambda text: quote(str(text), safe="")
    return environment

"""YAML 1.2 text to JSON values, by a quick reader where nothing in it is odd."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass
from typing import Any

from pactwright.document.json_text import too_large
from pactwright.document.limits import Limits
from pactwright.document.survey import (
    Survey,
    TooDeepError,
    TooManyError,
    name_keys,
    survey_document,
)
from pactwright.document.yaml_strict import NotPlain, parse_plain
from pactwright.model.json import Json

_ALIAS = re.compile(r"\*([^\s,\[\]{}]+)")
_ANCHOR = re.compile(r"&([^\s,\[\]{}]+)")
_BEFORE_NODE = " \t\n[{,"
_LARGE = 100_000


@dataclass(frozen=True, slots=True)
class ParsedYaml:
    """The value of a text, what a walk over it saw, and whether nothing in the text is odd."""

    root: Json
    survey: Survey
    plain: bool


def parse_yaml(
    text: str, *, source: str, limits: Limits, known: tuple[bytes, Json] | None = None
) -> ParsedYaml:
    """Return what a text holds; raises `PactwrightError` with the line.

    Words are what YAML 1.2 says: `no`, `on` and dates are strings. Keys become strings, `<<`
    merges as most tools have it. `known` is a text in which nothing is odd, with its value.
    """
    expands = _holds_aliases(text)
    if not expands and (found := _parse_quickly(text, source, limits, known)) is not None:
        return ParsedYaml(*found, plain=True)
    # with PyYAML, which takes longer to import than a small document to read
    from pactwright.document.yaml_careful import parse_carefully

    return ParsedYaml(
        *parse_carefully(text, source=source, limits=limits, expands=expands), plain=False
    )


def _parse_quickly(
    text: str, source: str, limits: Limits, known: tuple[bytes, Json] | None
) -> tuple[Json, Survey] | None:
    try:
        root = _parse_beside(text, *known) if known is not None else parse_plain(text)
        survey = survey_document(root, limits)
    except NotPlain:
        return None
    except TooDeepError:
        from pactwright.document.yaml_slow import too_deep

        raise too_deep(text, source=source, limits=limits) from None
    except TooManyError:
        raise too_large(source, limits) from None
    if survey.odd_values or survey.merges or not name_keys(root):
        return None
    return root, survey


def _parse_beside(text: str, before: bytes, root: Json) -> Any:  # noqa: ANN401 - any YAML
    if len(text) >= _LARGE:
        from pactwright.document.yaml_shared import parse_shared

        with contextlib.suppress(NotPlain, TooDeepError):  # the whole text tells what is wrong
            return parse_shared(text, before, root)
    return parse_plain(text)


def _holds_aliases(text: str) -> bool:
    anchors = _names(_ANCHOR, text)
    return bool(anchors and anchors & _names(_ALIAS, text))


def _names(pattern: re.Pattern[str], text: str) -> set[str]:
    return {
        found[1]
        for found in pattern.finditer(text)
        if found.start() == 0 or text[found.start() - 1] in _BEFORE_NODE
    }

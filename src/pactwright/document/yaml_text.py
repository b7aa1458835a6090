"""YAML 1.2 text to JSON values, by a quick reader where nothing in it is odd."""

from __future__ import annotations

import re

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


def parse_yaml(text: str, *, source: str, limits: Limits) -> tuple[Json, Survey]:
    """Return the value and what a walk over it saw; raises `PactwrightError` with the line.

    Words are what YAML 1.2 says: `no`, `on` and dates are strings. Keys become strings, `<<`
    merges as most tools have it.
    """
    expands = _holds_aliases(text)
    if not expands and (found := _parse_quickly(text, source, limits)) is not None:
        return found
    # with PyYAML, which takes longer to import than a small document to read
    from pactwright.document.yaml_careful import parse_carefully

    return parse_carefully(text, source=source, limits=limits, expands=expands)


def _parse_quickly(text: str, source: str, limits: Limits) -> tuple[Json, Survey] | None:
    try:
        root = parse_plain(text)
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


def _holds_aliases(text: str) -> bool:
    anchors = _names(_ANCHOR, text)
    return bool(anchors and anchors & _names(_ALIAS, text))


def _names(pattern: re.Pattern[str], text: str) -> set[str]:
    return {
        found[1]
        for found in pattern.finditer(text)
        if found.start() == 0 or text[found.start() - 1] in _BEFORE_NODE
    }

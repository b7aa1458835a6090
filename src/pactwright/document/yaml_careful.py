"""YAML text that is odd or wrong to its value: duplicate keys and every other fault by line."""

from __future__ import annotations

import re
from typing import Any

from pactwright.document import yaml_slow
from pactwright.document.fault import fault_at, fault_in
from pactwright.document.json_text import too_large
from pactwright.document.limits import Limits
from pactwright.document.survey import (
    Survey,
    TooDeepError,
    TooManyError,
    name_keys,
    survey_document,
)
from pactwright.document.yaml_keys import find_duplicate_key
from pactwright.document.yaml_strict import names_duplicate
from pactwright.errors import PactwrightError
from pactwright.model.json import Json

_PLACE = re.compile(r"(?: at byte \d+)? line (\d+) column (\d+)$")
_TABBED = re.compile(r"^ *\t", re.MULTILINE)
# So many collections that begin on one line overflow the stack of a reader.
_STAIRS = re.compile(r"(?:[-?:][ \t]+(?:[&!]\S+[ \t]+)?){100}")
_LARGE = 1_000_000
_SECOND_DOCUMENT = re.compile(r"^---(?=\s)", re.MULTILINE)


def parse_carefully(
    text: str, *, source: str, limits: Limits, expands: bool
) -> tuple[Json, Survey]:
    """Return the value and what a walk over it saw; raises `PactwrightError` with the line.

    `expands` tells that there are aliases, whose expansion is bounded.
    """
    if _STAIRS.search(text):
        raise yaml_slow.too_deep(text, source=source, limits=limits)
    if expands:
        yaml_slow.refuse_expansion(text, source=source, limits=limits)
    _refuse_tabs(text, source)
    try:
        root, survey = _survey(_parse_fast(text, source, limits), text, source, limits)
    except TooDeepError:
        raise yaml_slow.too_deep(text, source=source, limits=limits) from None
    except TooManyError:
        raise too_large(source, limits) from None
    _refuse_second_document(text, source)
    if (found := find_duplicate_key(text)) is not None:
        _refuse_duplicate(text, source, *found)
    return root, survey


def _refuse_duplicate(text: str, source: str, offset: int, key: str) -> None:
    """Raise where the key really is there twice; a text of megabytes is not built up for that."""
    if len(text) > _LARGE and key and names_duplicate(text, key):
        raise fault_in(
            text,
            offset,
            source,
            f"the key {key!r} is there twice in one mapping",
            hint="readers disagree on which one counts; remove one",
        )
    yaml_slow.load_yaml(text, source=source)


def _survey(root: Json, text: str, source: str, limits: Limits) -> tuple[Json, Survey]:
    """Return the value with text for keys, read anew where the quick reader lost something."""
    survey = survey_document(root, limits)
    if survey.odd_values or survey.merges or not name_keys(root):
        root = yaml_slow.load_yaml(text, source=source)
        survey = survey_document(root, limits)
    return root, survey


def _parse_fast(text: str, source: str, limits: Limits) -> Any:  # noqa: ANN401 - the door: any YAML comes in
    try:
        import yaml12
    except ImportError:
        return yaml_slow.load_yaml(text, source=source)
    try:
        return yaml12.parse_yaml(text)
    except ValueError as error:
        raise _broken(text, str(error), source, limits) from None


def _broken(text: str, message: str, source: str, limits: Limits) -> PactwrightError:
    if "recursion limit" in message:
        return yaml_slow.too_deep(text, source=source, limits=limits)
    place = _PLACE.search(message)
    line, column = (int(place[1]), int(place[2])) if place else (1, 1)
    words = _PLACE.sub("", message).removeprefix("YAML parse error: ").rstrip(",")
    return fault_at(
        source,
        line,
        column,
        f"not valid YAML: {words}",
        hint="correct it at the place named (or just above it)",
    )


def _refuse_tabs(text: str, source: str) -> None:
    # A tab at the start of a line is fine inside a block scalar and nowhere else.
    if _TABBED.search(text):
        yaml_slow.refuse_tab(text, source=source)


def _refuse_second_document(text: str, source: str) -> None:
    starts = [found.start() for found in _SECOND_DOCUMENT.finditer(text)]
    if (
        starts
        and text[: starts[0]].strip()
        and not text[: starts[0]].lstrip().startswith(("#", "%"))
    ):
        starts.insert(0, 0)
    if len(starts) > 1:
        raise fault_in(
            text,
            starts[1],
            source,
            "a second YAML document begins here",
            hint="keep one API document in a file",
        )

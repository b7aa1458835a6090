"""Consumer version selectors, as the command line writes them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from pactwright.errors import PactwrightError


def read_selectors(texts: Iterable[str]) -> tuple[Mapping[str, Any], ...]:
    """Return each selector as the object of JSON that it is.

    Raises `PactwrightError` for a text that is none; what the keys mean is the broker's to say.
    """
    return tuple(_read_selector(text) for text in texts)


def _read_selector(text: str) -> Mapping[str, Any]:
    try:
        selector = json.loads(text)
    except ValueError as error:
        raise _no_selector(text, str(error)) from None
    if not isinstance(selector, dict):
        raise _no_selector(text, "it is no object")
    return selector


def _no_selector(text: str, reason: str) -> PactwrightError:
    return PactwrightError(
        f"{text!r} is not a consumer version selector: {reason}",
        hint="write it as JSON, such as '{\"mainBranch\": true}' or '{\"deployed\": true}'",
    )

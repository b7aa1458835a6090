"""Adding the settings of pactwright to the text of a pyproject.toml, losing nothing of it."""

from __future__ import annotations

import tomllib
from typing import Any

from pactwright.errors import PactwrightError


def add_settings(text: str, block: str) -> str:
    """Return the text with `block`, which holds `[tool.pactwright]` tables, at its end.

    What the text said it still says, byte for byte. Raises PactwrightError, whose hint holds
    the block, where that cannot be: the text has the table already, is not valid TOML, or
    shapes its tables so that nothing can be appended.
    """
    before = _parse(text)
    if before is None:
        raise PactwrightError("it is not valid TOML", hint=f"mend it, then add:\n{block}")
    tool = before.get("tool", {})
    if isinstance(tool, dict) and "pactwright" in tool:
        raise PactwrightError("it has settings of pactwright already")
    after = _append(text, block)
    if not isinstance(tool, dict) or _parse(after) != _with_settings(before, tool, block):
        raise PactwrightError("nothing can be appended to it", hint=f"add by hand:\n{block}")
    return after


def _append(text: str, block: str) -> str:
    newline = "\r\n" if "\r\n" in text else "\n"
    if not text.strip():
        return text + block.replace("\n", newline)
    gap = newline if text.endswith("\n") else 2 * newline
    return text + gap + block.replace("\n", newline)


def _with_settings(before: dict[str, Any], tool: dict[str, Any], block: str) -> dict[str, Any]:
    settings = tomllib.loads(block)["tool"]["pactwright"]
    return {**before, "tool": {**tool, "pactwright": settings}}


def _parse(text: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return None

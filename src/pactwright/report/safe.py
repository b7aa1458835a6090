"""Text from pacts and services, made harmless for terminals and CI logs."""

from __future__ import annotations

import re

# C0 and C1 controls but newline and tab, line and paragraph separators, and the marks that
# turn the direction of text round.
_CONTROLS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
    "|[\ud800-\udfff]"
)
# GitHub, Azure and TeamCity read commands at the start of a line of the log.
_COMMANDS = re.compile(r"^([ \t]*)(::|##)(?=\w|\[)", re.MULTILINE)
_OTHER_COMMANDS = re.compile(r"##(?=vso\[|teamcity\[)")


def safe_text(text: str) -> str:
    """Return the text with control characters escaped and CI workflow commands broken up."""
    text = _CONTROLS.sub(_escape, text)
    text = _COMMANDS.sub(_break_up, text)
    return _OTHER_COMMANDS.sub("#\\#", text)


def safe_line(text: str) -> str:
    """Return `safe_text` on one line: newlines and tabs are escaped too."""
    return safe_text(text.replace("\n", "\\n").replace("\t", "\\t"))


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\u{code:04x}"


def _break_up(found: re.Match[str]) -> str:
    sign = found[2]
    return f"{found[1]}{sign[0]}\\{sign[1]}"

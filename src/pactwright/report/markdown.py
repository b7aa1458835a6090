"""Text as Markdown shows it, whatever signs are in it."""

from __future__ import annotations

from pactwright.report.safe import safe_line

_SIGNS = "\\`*_<>[]|"


def escape(text: str) -> str:
    """Return the text on one line, without any sign that Markdown would read."""
    line = safe_line(text)
    for sign in _SIGNS:
        line = line.replace(sign, "\\" + sign)
    return line.replace("@", "@\u200b")


def code(text: str) -> str:
    """Return inline code that no backtick inside can end."""
    line = safe_line(text)
    if "`" not in line:
        return f"`{line}`"
    return f"``` {line} ```" if "```" not in line else f"`{line.replace('`', chr(39))}`"


def cell(text: str) -> str:
    """Return inline code for a table, which a bar inside does not end."""
    return code(text).replace("|", "\\|")

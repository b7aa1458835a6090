"""Badges, drawn here: two words in two boxes, as SVG."""

from __future__ import annotations

from typing import Literal, TypeAlias
from xml.sax.saxutils import escape

Tone: TypeAlias = Literal["good", "bad", "stale", "unknown"]

_COLOURS: dict[Tone, str] = {
    "good": "#2e7d32",
    "bad": "#c62828",
    "stale": "#b26a00",
    "unknown": "#616161",
}
_WIDE, _THIN = frozenset("mwMW@%—"), frozenset("iljtf.,:;|!'()[] ")
_HEIGHT, _PADDING = 20, 10


def draw_badge(label: str, text: str, tone: Tone) -> str:
    """Return a badge that reads `label: text`; no font, script or network is needed."""
    left, right = _width(label), _width(text)
    total = left + right
    middle = 'y="14" fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11"'
    title = escape(f"{label}: {text}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{total}" height="{_HEIGHT}" role="img" '
        f'aria-label="{_attribute(label)}: {_attribute(text)}"><title>{title}</title>'
        f'<rect width="{total}" height="{_HEIGHT}" rx="3" fill="#455a64"/>'
        f'<path d="M{left} 0h{right - 3}a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3H{left}z" '
        f'fill="{_COLOURS[tone]}"/>'
        f'<text x="{left / 2}" {middle} text-anchor="middle">{escape(label)}</text>'
        f'<text x="{left + right / 2}" {middle} text-anchor="middle">{escape(text)}</text></svg>\n'
    )


def _attribute(text: str) -> str:
    return escape(text, {'"': "&quot;"})


def _width(text: str) -> int:
    """Return about how wide the text is at 11 pixels, with room around it."""
    return _PADDING + sum(10 if one in _WIDE else 4 if one in _THIN else 7 for one in text)

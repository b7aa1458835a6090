"""Reading of ECMA-262 regular expressions into the few operations that regular languages need."""

from __future__ import annotations

from typing import Final, TypeAlias

from msgspec import Struct

Ranges: TypeAlias = tuple[tuple[int, int], ...]
"""Code points as sorted, disjoint, closed ranges."""

HIGHEST: Final = 0x10FFFF
_MOST_REPEATS: Final = 300


class Characters(Struct, frozen=True):
    """One character out of the ranges."""

    ranges: Ranges


class Sequence(Struct, frozen=True):
    """One part after the other."""

    parts: tuple[Regex, ...]


class Choice(Struct, frozen=True):
    """One of the parts."""

    parts: tuple[Regex, ...]


class Repeat(Struct, frozen=True):
    """The part at least `least` times, at most `most` times or, when None, without end."""

    part: Regex
    least: int
    most: int | None


class Edge(Struct, frozen=True):
    """Nothing, at the start (`^`) or the end (`$`) of the string only."""

    at_end: bool


class Boundary(Struct, frozen=True):
    r"""Nothing, where a word begins or ends (`\b`), or where none does (`\B`)."""

    inside: bool


Regex: TypeAlias = Characters | Sequence | Choice | Repeat | Edge | Boundary


class UnsupportedRegex(ValueError):  # noqa: N818  # an answer rather than a fault
    """What is not regular or not read here: look-around, back references, flags."""


def _ranges(*pairs: tuple[str, str]) -> Ranges:
    return tuple((ord(low), ord(high)) for low, high in pairs)


_DIGIT: Final = _ranges(("0", "9"))
WORD: Final = _ranges(("0", "9"), ("A", "Z"), ("_", "_"), ("a", "z"))
"""The characters of words; whether others are, readers disagree on."""

_SPACE: Final = _ranges(
    ("\t", "\r"), (" ", " "), ("\u00a0", "\u00a0"), ("\u1680", "\u1680"), ("\u2000", "\u200a"),
    ("\u2028", "\u2029"), ("\u202f", "\u202f"), ("\u205f", "\u205f"), ("\u3000", "\u3000"),
    ("\ufeff", "\ufeff"),
)  # fmt: skip
LINE_ENDS: Final = _ranges(("\n", "\n"), ("\r", "\r"), ("\u2028", "\u2029"))
_CONTROLS: Final = {"t": 9, "n": 10, "v": 11, "f": 12, "r": 13, "0": 0}


def invert(ranges: Ranges) -> Ranges:
    """Return every code point outside the ranges."""
    found, following = [], 0
    for low, high in ranges:
        if low > following:
            found.append((following, low - 1))
        following = high + 1
    if following <= HIGHEST:
        found.append((following, HIGHEST))
    return tuple(found)


def merge(ranges: list[tuple[int, int]]) -> Ranges:
    """Return the ranges sorted and disjoint."""
    found: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if found and low <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(high, found[-1][1]))
        else:
            found.append((low, high))
    return tuple(found)


CLASSES: Final = {
    "d": _DIGIT, "D": invert(_DIGIT), "w": WORD, "W": invert(WORD),
    "s": _SPACE, "S": invert(_SPACE),
}  # fmt: skip


def read_regex(pattern: str) -> Regex:
    """Return the expression's tree. Raises UnsupportedRegex (ECMA-262, section 22.2.1)."""
    reader = _Reader(pattern)
    found = reader.choice()
    if reader.position < len(pattern):
        raise UnsupportedRegex(pattern)
    return found


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0

    def peek(self) -> str:
        return self.text[self.position : self.position + 1]

    def take(self, expected: str = "") -> str:
        found = self.peek()
        if not found or (expected and found != expected):
            raise UnsupportedRegex(self.text)
        self.position += 1
        return found

    def choice(self) -> Regex:
        parts = [self.sequence()]
        while self.peek() == "|":
            self.take()
            parts.append(self.sequence())
        return parts[0] if len(parts) == 1 else Choice(tuple(parts))

    def sequence(self) -> Regex:
        parts: list[Regex] = []
        while self.peek() not in {"", "|", ")"}:
            parts.append(self.repeated())
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts))

    def repeated(self) -> Regex:
        part = self.atom()
        if self.peek() not in {"*", "+", "?", "{"}:
            return part
        bounds = self.bounds()
        if bounds is None or isinstance(part, Edge | Boundary):
            raise UnsupportedRegex(self.text)
        if self.peek() == "?":  # lazy: the same language
            self.take()
        return Repeat(part, *bounds)  # what repeats twice, as in `a?{2}`, each engine reads its way

    def bounds(self) -> tuple[int, int | None] | None:
        sign = self.take()
        if sign != "{":
            return {"*": (0, None), "+": (1, None), "?": (0, 1)}[sign]
        end = self.text.find("}", self.position)
        inside = self.text[self.position : end] if end > 0 else ""
        low, comma, high = inside.partition(",")
        if not low.isdecimal() or (high and not high.isdecimal()):
            return None
        self.position = end + 1
        least = int(low)
        most = int(high) if high else (None if comma else least)
        if max(least, most or 0) > _MOST_REPEATS or (most is not None and most < least):
            raise UnsupportedRegex(self.text)
        return least, most

    def atom(self) -> Regex:
        sign = self.take()
        if sign == "(":
            return self.group()
        if sign == "[":
            return Characters(self.bracket())
        if sign == "\\":
            return self.escaped()
        if sign == ".":
            return Characters(invert(LINE_ENDS))
        if sign in "^$":
            return Edge(at_end=sign == "$")
        if sign in "*+?{}])":
            raise UnsupportedRegex(self.text)
        return Characters(((ord(sign), ord(sign)),))

    def escaped(self) -> Regex:
        if self.peek() in {"b", "B"}:
            return Boundary(inside=self.take() == "B")
        return Characters(self.escape())

    def group(self) -> Regex:
        if self.peek() == "?":
            self.take()
            self.take(":")
        found = self.choice()
        self.take(")")
        return found

    def bracket(self) -> Ranges:
        inverted = self.peek() == "^"
        if inverted:
            self.take()
        found: list[tuple[int, int]] = []
        while self.peek() != "]":
            low = self.bracket_atom()
            if self.peek() == "-" and self.text[self.position + 1 : self.position + 2] != "]":
                self.take()
                high = self.bracket_atom()
                if not (_single(low) and _single(high)) or low[0][0] > high[0][0]:
                    raise UnsupportedRegex(self.text)
                found.append((low[0][0], high[0][0]))
            else:
                found.extend(low)
        self.take("]")
        ranges = merge(found)
        return invert(ranges) if inverted else ranges

    def bracket_atom(self) -> Ranges:
        sign = self.take()
        if sign == "\\":
            return self.escape(in_bracket=True)
        if sign == "[" or (sign == "&" and self.peek() == "&"):
            raise UnsupportedRegex(self.text)  # set operations in some engines
        return ((ord(sign), ord(sign)),)

    def escape(self, *, in_bracket: bool = False) -> Ranges:
        sign = self.take()
        if sign in CLASSES:
            return CLASSES[sign]
        if sign in _CONTROLS and not (sign == "0" and self.peek().isdecimal()):
            return ((_CONTROLS[sign], _CONTROLS[sign]),)
        if sign in "xu":
            return self.code_point(2 if sign == "x" else 4)
        if sign == "b" and in_bracket:
            return ((8, 8),)
        if sign.isalnum() or ord(sign) > 127:  # noqa: PLR2004  # ASCII ends there
            raise UnsupportedRegex(self.text)
        return ((ord(sign), ord(sign)),)

    def code_point(self, digits: int) -> Ranges:
        text = self.text[self.position : self.position + digits]
        if len(text) < digits or not all(sign in "0123456789abcdefABCDEF" for sign in text):
            raise UnsupportedRegex(self.text)
        self.position += digits
        point = int(text, 16)
        if 0xD800 <= point <= 0xDFFF:  # noqa: PLR2004  # surrogates come in pairs
            raise UnsupportedRegex(self.text)
        return ((point, point),)


def _single(ranges: Ranges) -> bool:
    return len(ranges) == 1 and ranges[0][0] == ranges[0][1]

"""Regular expressions of ECMA-262 in the words of Python's `re`, with the same meaning."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final

from pactwright.schema.regex_syntax import CLASSES, LINE_ENDS, Ranges, invert

_SIGNS: Final = (
    r"\\u\{[0-9a-fA-F]+\}|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    r"|\\c[A-Za-z]|\\k<\w+>|\\0(?![0-9])|\\.|\[\^\]|\[\]|\[\^?|\(\?<(?![=!])|."
)
_ANYTHING: Final = {"[^]": r"[\s\S]", "[]": r"(?!)"}
_OUTSIDE: Final = {"$": r"\Z", "(?<": "(?P<", r"\/": "/"}
_INSIDE: Final = {**{sign: "\\" + sign for sign in "[&~|"}, r"\b": r"\x08", r"\/": "/"}


@cache
def _signs() -> re.Pattern[str]:
    return re.compile(_SIGNS, re.DOTALL)  # takes milliseconds, which most runs need not spend


@lru_cache(maxsize=4096)
def python_regex(pattern: str) -> str:
    r"""Return the expression for `re.search`: classes and `\b` of ASCII, `$` at the very end only.

    What Python does not know, such as `\p{…}`, stays as it is (ECMA-262, section 22.2).
    """
    found: list[str] = []
    inside = False
    for sign in _signs().findall(pattern):
        if inside and sign == "]":
            inside = False
        elif not inside and sign in {"[", "[^"}:
            inside = True
            found.append(sign)
            continue
        found.append(_spell(sign, inside=inside))
    return f"(?a:{''.join(found)})"  # the library joins expressions with a bar


def _spell(sign: str, *, inside: bool) -> str:
    if len(sign) > 1 and inside and sign[0] == "[":  # within brackets they open nothing
        return "".join(_spell(one, inside=True) for one in sign)
    special = (_INSIDE if inside else _OUTSIDE).get(sign) or _point(sign)
    if special is not None:
        return special
    if sign == "." and not inside:
        return f"[{_members(invert(LINE_ENDS))}]"
    if sign[0] == "\\" and sign[1] in CLASSES:
        members = _members(CLASSES[sign[1]])
        return members if inside else f"[{members}]"
    if sign.startswith(r"\k<"):
        return f"(?P={sign[3:-1]})"
    return sign if inside else _ANYTHING.get(sign, sign)


def _point(sign: str) -> str | None:
    """Return the code point that an escape names."""
    if sign.startswith(r"\u{"):
        return _code(int(sign[3:-1], 16))
    if sign.startswith(r"\c"):
        return _code(ord(sign[2]) % 32)
    if sign == r"\0":
        return _code(0)
    if sign.startswith(r"\u") and len(sign) > len(r"\ud83d"):  # a pair of surrogates
        high, low = int(sign[2:6], 16), int(sign[8:], 16)
        return _code(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
    return None


def _members(ranges: Ranges) -> str:
    return "".join(
        _code(low) if low == high else f"{_code(low)}-{_code(high)}" for low, high in ranges
    )


def _code(point: int) -> str:
    return f"\\U{point:08x}"

"""Look-ahead at the start of a regular expression, taken apart into expressions without it."""

from __future__ import annotations

from typing import Final

_MARKS: Final = ("(?=", "(?!")
_REPEATS: Final = "*+?{"


def take_looks(pattern: str) -> tuple[list[str], list[str]]:
    """Return expressions that a string must be found by, and those that it must not.

    `^(?=a)(?!b)c` is `^c` and `^(?:a)`, and not `^(?:b)`: all of them begin where the string does.
    Every other expression stays as it is (ECMA-262, section 22.2.2.4).
    """
    wanted: list[str] = []
    unwanted: list[str] = []
    at = 1
    while pattern.startswith("^") and pattern.startswith(_MARKS, at):
        end = _end_of_group(pattern, at)
        if end is None or pattern[end : end + 1] in tuple(_REPEATS):
            return [pattern], []
        inner = f"^(?:{pattern[at + 3 : end - 1]})"
        (wanted if pattern[at + 2] == "=" else unwanted).append(inner)
        at = end
    if at == 1 or _is_choice(pattern, at):
        return [pattern], []
    return [f"^{pattern[at:]}", *wanted], unwanted


def _end_of_group(pattern: str, start: int) -> int | None:
    """Return what follows the bracket that closes the group that begins here."""
    depth = 0
    for at, sign in _signs(pattern, start):
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if depth == 0:
            return at + 1
    return None


def _is_choice(pattern: str, start: int) -> bool:
    """Tell whether the rest has branches outside of any group: the start is but one's then."""
    depth = 0
    for _, sign in _signs(pattern, start):
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if sign == "|" and depth == 0:
            return True
    return False


def _signs(pattern: str, start: int) -> list[tuple[int, str]]:
    """Return the signs that are neither escaped nor inside of brackets, with their places."""
    found = []
    in_brackets, at = False, start
    while at < len(pattern):
        sign = pattern[at]
        if sign == "\\":
            at += 1
        elif in_brackets:
            in_brackets = sign != "]"
        elif sign == "[":
            in_brackets = True
        else:
            found.append((at, sign))
        at += 1
    return found

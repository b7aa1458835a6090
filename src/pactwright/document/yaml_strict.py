"""YAML text to its value by a reader that refuses duplicate keys on the way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from typing import Any, Final

from pactwright.document.survey import TooDeepError

# The reader takes tags, numbers that begin with a zero (007, 0b11) and numbers too large (1e400)
# otherwise than YAML 1.2's core schema. A text that may hold one is left to the careful way.
_TAG: Final = re.compile(r"!(?<=[\s\[,{]!)")
_ZERO: Final = re.compile(rb"[-+]?0[0-9bB][0-9_]*(?=[\s,\]}]|\Z)")
_LIST: Final = re.compile(rb".*[\[{]|[^a-zA-Z]*\Z")
_ALIKE: Final = bytes.maketrans(b"123456789bB+-\t\n\r[,{", b"11111111111        ")
_HUGE: Final = re.compile(rb"[0-9.][eE]\+?[0-9]{3,}(?=[\s,\]}]|\Z)")
_DIGITS: Final = bytes.maketrans(b"123456789.E", b"0000000000e")
_HUGES: Final = (b"0e000", b"0e+000")
_COMMA: Final = ord(",")
_ZEROS: Final = (b" 00", b" 01")
_SIGNS: Final = b"+-"
_BEFORE: Final = b" \t\n\r[,{"


class NotPlain(Exception):  # noqa: N818  # an answer rather than a fault
    """The text needs the careful way, for what it holds or for what is wrong with it."""


def parse_plain(text: str) -> Any:  # noqa: ANN401 - the door: any YAML comes in
    """Return the value of a text in which nothing is odd; raises `NotPlain` for every other.

    What nests so deep that the reader gives up raises `TooDeepError`; other readers would crash.
    """
    try:
        ryaml: Any = import_module("ryaml")  # its stub exports nothing
    except ImportError:
        raise NotPlain from None
    data = text.encode()
    if text.startswith("!") or _TAG.search(text) or _holds_zeros(data) or _holds_huge(data):
        raise NotPlain
    try:
        return ryaml.loads(text)
    except (ValueError, ryaml.InvalidYamlError) as error:
        if "recursion limit" in str(error):
            raise TooDeepError from None
        raise NotPlain from None


def names_duplicate(text: str, key: str) -> bool:
    """Tell whether the reader refuses the text because this key is there twice."""
    try:
        ryaml: Any = import_module("ryaml")
        ryaml.loads(text)
    except ImportError:
        return False
    except (ValueError, ryaml.InvalidYamlError) as error:
        return f'duplicate entry with key "{key}"' in str(error)
    return False


def _holds_zeros(data: bytes) -> bool:
    return any(_is_zero(data, at) for at in _find(data.translate(_ALIKE), _ZEROS))


def _is_zero(data: bytes, at: int) -> bool:
    """Tell whether behind this byte, which may be a sign, begins a number that begins with zero."""
    if data[at] in _SIGNS:
        at -= 1
        if at < 0 or data[at] not in _BEFORE:
            return False
    odd = _ZERO.match(data, at + 1) is not None
    return odd and (data[at] != _COMMA or _is_in_list(data, at))


def _holds_huge(data: bytes) -> bool:
    return any(_HUGE.match(data, at) for at in _find(data.translate(_DIGITS), _HUGES))


def _find(data: bytes, marks: tuple[bytes, ...]) -> Iterator[int]:
    for mark in marks:
        at = data.find(mark)
        while at >= 0:
            yield at
            at = data.find(mark, at + 1)


def _is_in_list(data: bytes, comma: int) -> bool:
    """Tell whether a comma may part numbers, as in [1,007], and not digits, as in $1,000."""
    line = data[data.rfind(b"\n", 0, comma) + 1 : comma]
    return _LIST.match(line) is not None

"""Python expressions laid out as formatters do: on one line where it fits, else one item a line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

WIDTH: Final = 100
_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_INDENT: Final = 4


@dataclass(frozen=True, slots=True)
class Group:
    """A bracketed expression: what opens it, its items (each with `name=` or `key: ` before it)."""

    head: str
    items: tuple[tuple[str, Code], ...]
    tail: str


Code: TypeAlias = str | Group


def call(name: str, /, *positional: Code, **named: Code) -> Group:
    """Return the call of a function."""
    items = (*(("", one) for one in positional), *((f"{key}=", one) for key, one in named.items()))
    return Group(f"{name}(", items, ")")


def listing(items: Iterable[Code]) -> Group:
    """Return a list."""
    return Group("[", tuple(("", one) for one in items), "]")


def mapping(items: Mapping[str, Code]) -> Group:
    """Return a dict with texts for keys."""
    return Group("{", tuple((f"{quote(key)}: ", one) for key, one in items.items()), "}")


def quote(text: str) -> str:
    """Return a text as Python writes it, in double quotes where that needs no escapes."""
    return repr(text) if '"' in text else f'"{repr(chr(39) + text)[2:-1]}"'


def quote_bytes(content: bytes) -> str:
    """Return bytes as Python writes them, in double quotes where that needs no escapes."""
    return repr(content) if b'"' in content else f'b"{repr(bytes([39]) + content)[3:-1]}"'


def quote_pattern(text: str) -> str:
    """Return a regular expression as Python writes it, raw where it has a backslash."""
    plain = text.isprintable() and '"' not in text and not text.endswith("\\")
    return f'r"{text}"' if plain and "\\" in text else quote(text)


def lay_out(code: Code, *, indent: int = 0, before: int = 0, after: int = 0) -> str:
    """Return the text of an expression; lines after the first begin at `indent`.

    `before` and `after` are the columns that its line needs besides.
    """
    flat = _flatten(code)
    if isinstance(code, str) or not code.items or indent + before + len(flat) + after <= WIDTH:
        return flat
    inner = indent + _INDENT
    lines = [
        f"{' ' * inner}{label}{lay_out(item, indent=inner, before=len(label), after=1)},"
        for label, item in code.items
    ]
    return "\n".join([code.head, *lines, f"{' ' * indent}{code.tail}"])


def _flatten(code: Code) -> str:
    if isinstance(code, str):
        return code
    return code.head + ", ".join(f"{key}{_flatten(one)}" for key, one in code.items) + code.tail


def split_lines(text: str) -> list[str]:
    """Return the lines of Python as its parser counts them, each with its end."""
    return _LINE.findall(text)

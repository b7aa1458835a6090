"""Tells decorators that can only be what they are: made of literals and matchers alone."""

from __future__ import annotations

import builtins
import re
import textwrap
import types
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from pactwright.consumer.declaration import Pact

_DEF: Final = re.compile(r"\s*(async\s+)?(def|class)\s+\w+")
# Plain texts and comments; what is left to a closer look (a prefix, a text within three quotes, a
# backslash in one); names.
_TOKEN: Final = re.compile(
    r"""(?:\b[rR])?(?:"(?!"")[^"\\\n]*"|'(?!'')[^'\\\n]*')|\#[^\n]*"""
    r"""|(?P<other>[^\W\d]\w*["']|["'])|(?P<name>[^\W\d]\w*)"""
)
_OURS: Final = frozenset({"pactwright", "pytest", "_pytest"})
# What these builtins return need not be the same in another process.
_UNSTEADY: Final = frozenset(
    {
        *("__import__", "compile", "eval", "exec", "frozenset", "globals", "hash", "id", "input"),
        *("locals", "next", "object", "open", "set", "vars"),
    }
)


def is_steady(lines: Sequence[str], line: int, namespace: Mapping[str, Any]) -> bool:
    """Whether the decorators from a line on name nothing but this package and steady builtins.

    `lines` are those of the module, `line` counts from one. It looks at the names in the text
    only, which is quick; where it says no, a closer look is needed.
    """
    stop = next((end for end in range(line, len(lines)) if _DEF.match(lines[end])), line)
    text = "".join(lines[line - 1 : stop])
    if _names_nothing_else(text, namespace):
        return True
    if text[:1].isspace():
        text = textwrap.dedent(text)
    try:
        code = compile(f"{text}def _(): 0", "<decorators>", "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        return False
    return all(_is_known(name, namespace) for name in _names(code))


def _names_nothing_else(text: str, namespace: Mapping[str, Any]) -> bool:
    """Whether all words of a text outside of quotes are known; quotes that are hard are not."""
    found = {token.groups() for token in _TOKEN.finditer(text)}
    return all(
        other is None and (name is None or _is_known(name, namespace)) for other, name in found
    )


def _names(code: types.CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _names(constant)


def _is_known(name: str, namespace: Mapping[str, Any]) -> bool:
    if name not in namespace:
        # An attribute, a builtin, or nothing at all, which would have failed before.
        return name not in _UNSTEADY or not hasattr(builtins, name)
    value = namespace[name]
    if isinstance(value, types.ModuleType):
        return value.__name__.partition(".")[0] in _OURS
    if isinstance(value, types.FunctionType | type):
        return value is Decimal or value.__module__.partition(".")[0] in _OURS
    return isinstance(value, Pact)

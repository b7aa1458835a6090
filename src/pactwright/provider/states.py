"""The provider states that a provider knows, found by exact name or by pattern."""

from __future__ import annotations

import difflib
import keyword
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from pactwright.errors import PactwrightError
from pactwright.model.interaction import ProviderState
from pactwright.model.json import Json

_PLACEHOLDER = re.compile(r"\{([A-Za-z_]\w*)\}")
_NEAR = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Handler:
    """What is registered under a pattern: a function, the name of a pytest fixture, or both.

    Both: the function is what the fixture decorates. `home` is the name of its module.
    """

    pattern: str
    function: Callable[..., object] | None = None
    fixture: str | None = None
    home: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundHandler:
    """A handler with the texts that its pattern's `{name}` parts stand for."""

    handler: Handler
    captured: Mapping[str, str] = field(default_factory=dict)


class Handlers:
    """Handlers by exact text and by pattern; a `{name}` stands for any text.

    An exact text comes first, then the pattern with the most literal characters, then the one
    that was registered first.
    """

    def __init__(self, noun: str) -> None:
        self._noun = noun
        self._exact: dict[str, Handler] = {}
        self._patterns: list[tuple[int, re.Pattern[str], Handler]] = []

    def add(self, handler: Handler) -> None:
        """Register the handler; raises `PactwrightError` for a pattern that is taken."""
        if handler.pattern in self._exact:
            raise PactwrightError(
                f"{self._noun} {handler.pattern!r} is registered twice",
                hint="keep one of the two, or give them different names",
            )
        self._exact[handler.pattern] = handler
        if _PLACEHOLDER.search(handler.pattern):
            literal = len(_PLACEHOLDER.sub("", handler.pattern))
            self._patterns.append((literal, _compile(handler.pattern), handler))
            self._patterns.sort(key=lambda entry: -entry[0])

    def find(self, text: str) -> FoundHandler | None:
        """Return the handler for the text, `None` when there is none."""
        exact = self._exact.get(text)
        if exact is not None:
            return FoundHandler(handler=exact)
        for _, pattern, handler in self._patterns:
            found = pattern.fullmatch(text)
            if found is not None:
                return FoundHandler(handler=handler, captured=found.groupdict())
        return None

    def nearest(self, text: str) -> tuple[str, ...]:
        """Return up to three registered patterns that look like the text."""
        return tuple(difflib.get_close_matches(text, self._exact, n=_NEAR, cutoff=0.5))

    def __iter__(self) -> Iterator[Handler]:
        """Yield every handler in the order of registration."""
        return iter(self._exact.values())

    def __len__(self) -> int:
        """Return how many handlers there are."""
        return len(self._exact)


def _compile(pattern: str) -> re.Pattern[str]:
    """Return the regular expression; a name used twice must stand for the same text."""
    parts: list[str] = []
    seen: set[str] = set()
    position = 0
    for placeholder in _PLACEHOLDER.finditer(pattern):
        name = placeholder[1]
        parts.append(re.escape(pattern[position : placeholder.start()]))
        parts.append(f"(?P={name})" if name in seen else f"(?P<{name}>.+?)")
        seen.add(name)
        position = placeholder.end()
    parts.append(re.escape(pattern[position:]))
    return re.compile("".join(parts), re.DOTALL)


def state_skeleton(state: ProviderState, *, provider: str) -> str:
    """Return Python source, ready to paste, that registers the state."""
    pattern, parameters = state.name, []
    for name, value in state.params.items():
        if not name.isidentifier() or keyword.iskeyword(name):
            continue
        parameters.append(_parameter(name, value))
        if isinstance(value, (str, int)) and str(value):
            pattern = re.sub(rf"(?<!\w){re.escape(str(value))}(?!\w)", f"{{{name}}}", pattern)
    function = identifier(_PLACEHOLDER.sub("", pattern))
    return (
        f"@{identifier(provider)}.state({_literal(pattern)})\n"
        f"def {function}({', '.join(parameters)}):\n"
        f"    ...  # make it true; return a dict of values that the pact asks for"
    )


def message_skeleton(description: str, *, provider: str) -> str:
    """Return Python source, ready to paste, that produces the message."""
    return (
        f"@{identifier(provider)}.message({_literal(description)})\n"
        f"def {identifier(description)}():\n"
        f"    ...  # return the payload, or (payload, metadata)"
    )


_TYPES: tuple[tuple[type, str], ...] = (
    (bool, "bool"),
    (int, "int"),
    (float, "float"),
    (str, "str"),
    (list, "list"),
    (tuple, "list"),
    (Mapping, "dict"),
)


def _parameter(name: str, value: Json) -> str:
    for kind, word in _TYPES:
        if isinstance(value, kind):
            return f"{name}: {word}"
    return name


def identifier(text: str) -> str:
    """Return the text as a Python name: words joined by underscores."""
    name = "_".join(re.findall(r"[a-z0-9]+", text.lower())) or "state"
    if name[0].isdigit() or keyword.iskeyword(name):
        name = f"state_{name}"
    return name[:60].rstrip("_")


def _literal(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"' if text.isprintable() else repr(text)

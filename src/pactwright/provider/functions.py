"""Plain functions as states and message producers, from mappings or from a module."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import ModuleType
from typing import TypeAlias

from pactwright.errors import PactwrightError
from pactwright.provider.declaration import Provider

Functions: TypeAlias = Mapping[str, Callable[..., object]]
"""Functions by the name or pattern of their state, or by the description of their message."""


def declare_functions(
    name: str,
    states: Functions | ModuleType | None = None,
    messages: Functions | None = None,
    request_hook: Callable[..., object] | None = None,
) -> Provider:
    """Return a declaration that holds the functions.

    A module gives the `Provider` of that name that it holds, or else its mappings `states` and
    `messages` and its function `request_hook`; what is given beside it is added.
    """
    declaration = Provider(name)
    if isinstance(states, ModuleType):
        _take_module(declaration, states)
        states = None
    _take(declaration, states, messages)
    if request_hook is not None:
        declaration.hook = request_hook
    return declaration


def _take_module(declaration: Provider, module: ModuleType) -> None:
    held = [value for value in vars(module).values() if isinstance(value, Provider)]
    mine = next((provider for provider in held if provider.name == declaration.name), None)
    if mine is not None:
        for handler in mine.states:
            declaration.states.add(handler)
        for handler in mine.messages:
            declaration.messages.add(handler)
        declaration.hook = mine.hook
        return
    mappings = {key: getattr(module, key, None) for key in ("states", "messages")}
    if not any(isinstance(value, Mapping) for value in mappings.values()):
        names = ", ".join(repr(provider.name) for provider in held) or "none"
        raise PactwrightError(
            f"module {module.__name__!r} holds no states for provider {declaration.name!r} "
            f"(providers that it holds: {names})",
            hint='let it hold a Provider of that name, or a dict states = {"name": function}',
        )
    _take(declaration, mappings["states"] or {}, mappings["messages"] or {})
    declaration.hook = getattr(module, "request_hook", None)


def _take(declaration: Provider, states: Functions | None, messages: Functions | None) -> None:
    for pattern, function in (states or {}).items():
        declaration.state(pattern)(function)
    for description, function in (messages or {}).items():
        declaration.message(description)(function)

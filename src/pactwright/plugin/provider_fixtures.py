"""pytest's fixtures as the arguments of states, producers, hooks and application factories."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterable
from types import ModuleType
from typing import Any

import pytest

from pactwright.errors import PactwrightError

_REQUEST = "request"


class ItemFixtures:
    """The fixtures that one item can see, made when they are first asked for."""

    def __init__(self, item: pytest.Function) -> None:
        self._item = item

    def has(self, name: str) -> bool:
        """Return whether the item can see a fixture of that name."""
        return has_fixture(self._item, name)

    def value(self, name: str) -> object:
        """Return the fixture's value."""
        request: pytest.FixtureRequest = self._item.funcargs[_REQUEST]
        return request if name == _REQUEST else request.getfixturevalue(name)

    def finish_later(self, teardown: Callable[[], None]) -> None:
        """Call `teardown` after the fixtures that are made from now on."""
        self._item.addfinalizer(teardown)


class SessionFixtures:
    """The session-scoped fixtures that one item can see: those may serve a whole provider."""

    def __init__(self, item: pytest.Function) -> None:
        self._item = item

    def has(self, name: str) -> bool:
        """Return whether the item can see a fixture of that name, whatever its scope."""
        return has_fixture(self._item, name)

    def value(self, name: str) -> object:
        """Return the fixture's value; raises `PactwrightError` unless its scope is the session."""
        scope = _scope_of(self._item, name)
        if scope != "session":
            raise PactwrightError(
                f"fixture {name!r} has scope {scope!r}; the application lives as long as the "
                "session",
                hint=f'declare it with @pytest.fixture(scope="session"), or let states use {name!r}',
            )
        request: pytest.FixtureRequest = self._item.funcargs[_REQUEST]
        return request.getfixturevalue(name)


def has_fixture(node: pytest.Item | pytest.Collector, name: str) -> bool:
    """Return whether the node can see a fixture of that name."""
    return name == _REQUEST or bool(_definitions(node, name))


def adopt_fixtures(module: pytest.Module, homes: Iterable[str]) -> None:
    """Let the test module see the fixtures of the modules that its states come from."""
    manager = module.config.pluginmanager
    for name in dict.fromkeys(homes):
        home = sys.modules.get(name)
        if home is None or home is module.obj or manager.is_registered(home):
            continue
        _parse_factories(module, home)


def _parse_factories(module: pytest.Module, home: ModuleType) -> None:
    parse: Any = module.session._fixturemanager.parsefactories  # noqa: SLF001 - as plugins do
    if "holder" in inspect.signature(parse).parameters:
        parse(holder=home, node=module)
    else:
        parse(home, module.nodeid)


def _definitions(node: Any, name: str) -> Any:  # noqa: ANN401 - types that pytest keeps to itself
    return node.session._fixturemanager.getfixturedefs(name, node)  # noqa: SLF001 - as plugins do


def _scope_of(item: pytest.Function, name: str) -> str:
    return "function" if name == _REQUEST else str(_definitions(item, name)[-1].scope)

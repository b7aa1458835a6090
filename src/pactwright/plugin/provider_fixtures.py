"""pytest's fixtures as the arguments of states, producers, hooks and application factories."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterable
from types import ModuleType
from typing import Any

import pytest

from pactwright.errors import PactwrightError
from pactwright.report.safe import safe_text

_REQUEST = "request"


class NodeFixtures:
    """The names of the fixtures that a node of the collection can see."""

    def __init__(self, node: pytest.Item | pytest.Collector) -> None:
        self._node = node

    def has(self, name: str) -> bool:
        """Return whether the node can see a fixture of that name."""
        return name == _REQUEST or bool(self._definitions(name))

    def value(self, name: str) -> object:
        """Raise `PactwrightError`: fixtures are made for items that run."""
        raise PactwrightError(f"fixture {name!r} is not made during the collection")

    def _definitions(self, name: str) -> Any:  # noqa: ANN401 - types that pytest keeps to itself
        node: Any = self._node
        return node.session._fixturemanager.getfixturedefs(name, node)  # noqa: SLF001


class ItemFixtures(NodeFixtures):
    """The fixtures that one item can see, made when they are first asked for."""

    def __init__(self, item: pytest.Function) -> None:
        super().__init__(item)
        self._item = item

    def value(self, name: str) -> object:
        """Return the fixture's value."""
        request: Any = self._item.funcargs[_REQUEST]
        return request if name == _REQUEST else request.getfixturevalue(name)

    def finish_later(self, teardown: Callable[[], None]) -> None:
        """Call `teardown` after the fixtures that are made from now on."""
        self._item.addfinalizer(lambda: _finish(teardown))


def _finish(teardown: Callable[[], None]) -> None:
    try:
        teardown()
    except PactwrightError as error:
        raise pytest.fail.Exception(safe_text(str(error)), pytrace=False) from None


class SessionFixtures(ItemFixtures):
    """The session-scoped fixtures that one item can see: those may serve a whole provider."""

    def value(self, name: str) -> object:
        """Return the fixture's value; raises `PactwrightError` unless its scope is the session."""
        scope = "function" if name == _REQUEST else str(self._definitions(name)[-1].scope)
        if scope != "session":
            raise PactwrightError(
                f"fixture {name!r} has the scope {scope!r}, and the application lives as long "
                "as the session",
                hint='declare the fixture with @pytest.fixture(scope="session")',
            )
        return super().value(name)


def adopt_fixtures(module: pytest.Module, homes: Iterable[str]) -> None:
    """Let the test module see the fixtures of the modules that its states come from."""
    manager = module.config.pluginmanager
    for name in dict.fromkeys(homes):
        home = sys.modules.get(name)
        if home is None or home is module.obj or manager.is_registered(home):
            continue
        _parse_factories(module, home)


def _parse_factories(module: pytest.Module, home: ModuleType) -> None:
    session: Any = module.session
    parse = session._fixturemanager.parsefactories  # noqa: SLF001 - as other plugins do
    if "holder" in inspect.signature(parse).parameters:
        parse(holder=home, node=module)
    else:
        parse(home, module.nodeid)

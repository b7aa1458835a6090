"""What the pytest items of providers have in common: fixtures, engines, locks and failures."""

from __future__ import annotations

import contextlib
import inspect
from collections.abc import Callable
from typing import Any

import pytest
from _pytest._code.code import (
    ReprExceptionInfo,
    ReprFileLocation,
    ReprTracebackNative,
)

from pactwright.errors import PactwrightError
from pactwright.plugin.provider_fixtures import NodeFixtures
from pactwright.plugin.provider_lock import lock_service
from pactwright.plugin.provider_session import open_engine
from pactwright.provider.arguments import read_signature
from pactwright.provider.declaration import Provider
from pactwright.provider.engine import Engine
from pactwright.provider.lifecycle import called_function
from pactwright.provider.plan import Step
from pactwright.report.safe import safe_line, safe_text


def open_or_fail(item: Any, declaration: Provider) -> Engine:  # noqa: ANN401 - has an `is_down`
    """Return the provider's engine; one that does not come up fails the item."""
    try:
        return open_engine(item, declaration)
    except PactwrightError as error:
        item.is_down = True
        raise pytest.fail.Exception(safe_text(str(error)), pytrace=False) from None


def hold_service(item: pytest.Function, url: str) -> None:
    """Keep the other workers of the run away from the service until the item has ended."""
    factory: pytest.TempPathFactory = item._request.getfixturevalue("tmp_path_factory")  # noqa: SLF001
    lock = lock_service(url, factory.getbasetemp().parent)
    lock.__enter__()
    item.addfinalizer(lambda: _release(lock))


def as_report(item: pytest.Item, text: str, message: str) -> ReprExceptionInfo:
    """Return a failure that is told by a text alone."""
    return ReprExceptionInfo(
        reprtraceback=ReprTracebackNative([f"{text}\n"]),
        reprcrash=ReprFileLocation(str(item.path), 1, safe_line(message)),
    )


def fixture_names(node: pytest.Collector, step: Step, declaration: Provider) -> list[str]:
    """Return the fixtures that the interaction's functions ask for, in their order.

    A state that is a fixture itself is made when its turn comes.
    """
    names: list[str] = []
    fixtures = NodeFixtures(node)
    for state in step.interaction.states:
        found = declaration.states.find(state.name)
        function = None if found is None else called_function(found, state, fixtures)
        if found is not None and function is not None:
            known = {*state.params, *found.captured}
            names += [n for n in _needed(function) if n not in known]
    producer = declaration.messages.find(step.interaction.description)
    if producer is not None and producer.handler.function is not None:
        known = {*producer.captured, "message"}
        names += [n for n in _needed(producer.handler.function) if n not in known]
    if declaration.hook is not None:
        names += _needed(declaration.hook)[1:]
    return [name for name in dict.fromkeys(names) if fixtures.has(name)]


def _release(lock: contextlib.AbstractContextManager[None]) -> None:
    lock.__exit__(None, None, None)


def _needed(function: Callable[..., object]) -> list[str]:
    return [name for name, _, required in read_signature(function).parameters if required]


def requesting(names: list[str]) -> Callable[..., None]:
    """Return a function whose signature asks pytest for the fixtures."""

    def interaction(**_: object) -> None:
        """Stand for the interaction; `InteractionItem.runtest` does the work."""

    interaction.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [
            inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD)
            for name in dict.fromkeys(("request", *names))
        ]
    )
    return interaction

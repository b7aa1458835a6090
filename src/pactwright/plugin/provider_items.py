"""The pytest items of a provider: one for each interaction, under its consumer."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from _pytest._code.code import (
    TerminalRepr,
)

from pactwright.errors import PactwrightError
from pactwright.model.result import InteractionResult
from pactwright.plugin.provider_fixtures import ItemFixtures, adopt_fixtures
from pactwright.plugin.provider_names import name_consumers, name_steps
from pactwright.plugin.provider_session import choose_profile, read_documents, shared_url
from pactwright.plugin.provider_support import (
    as_report,
    fixture_names,
    hold_service,
    open_or_fail,
    requesting,
)
from pactwright.plugin.provider_telling import UnplannedItem
from pactwright.provider.declaration import Provider
from pactwright.provider.plan import Step, plan_verification
from pactwright.report.safe import safe_line, safe_text
from pactwright.report.text import render_result

_WIDTH = 100


class BrokenContractError(Exception):
    """An interaction that does not hold."""

    def __init__(self, result: InteractionResult) -> None:
        super().__init__(result.description)
        self.result = result


class ProviderNode(pytest.Collector):
    """All interactions of one `Provider` of a test module."""

    def __init__(self, *, declaration: Provider, **kwargs: Any) -> None:  # noqa: ANN401 - pytest's own
        super().__init__(**kwargs)
        self.declaration = declaration

    def collect(self) -> Iterator[pytest.Collector | pytest.Item]:
        """Yield a node for each consumer, then for the property tests of each.

        A pact that cannot be read is one clear error; a provider without a pact is one item that
        fails, beside those of other providers. When another provider alone is asked for, nothing
        is looked up: there may be no pact for this one.
        """
        if self.config.getoption("--pact-provider") not in {None, self.declaration.name}:
            return
        try:
            documents = read_documents(self.config)
        except PactwrightError as error:
            raise self.CollectError(safe_text(str(error))) from None
        try:
            steps = plan_verification(documents, provider=self.declaration.name)
        except PactwrightError as error:
            yield UnplannedItem.from_parent(
                self, name="pact", provider=self.declaration.name, error=error
            )
            return
        self._adopt_fixtures()
        groups = {consumer: list(group) for consumer, group in groupby(steps, lambda s: s.consumer)}
        for consumer, name in name_consumers(list(groups)).items():
            yield ConsumerNode.from_parent(
                self, name=name, steps=groups[consumer], declaration=self.declaration
            )
        yield from self._properties()

    def _properties(self) -> Iterator[pytest.Collector | pytest.Item]:
        try:
            profile = choose_profile(self.config)
            if profile is not None:
                from pactwright.plugin.property_items import property_nodes

                yield from property_nodes(self, self.declaration, profile)
        except PactwrightError as error:
            raise self.CollectError(safe_text(str(error))) from None

    def _adopt_fixtures(self) -> None:
        module = self.getparent(pytest.Module)
        assert module is not None  # noqa: S101 - it is made from a module only
        handlers = [*self.declaration.states, *self.declaration.messages]
        adopt_fixtures(module, [handler.home for handler in handlers if handler.home is not None])


class ConsumerNode(pytest.Collector):
    """The interactions that one consumer has with a provider."""

    def __init__(self, *, steps: list[Step], declaration: Provider, **kwargs: Any) -> None:  # noqa: ANN401 - pytest's own
        super().__init__(**kwargs)
        self._steps = steps
        self._declaration = declaration

    def collect(self) -> Iterator[InteractionItem]:
        """Yield an item for each interaction."""
        for step, name in zip(self._steps, name_steps(self._steps), strict=True):
            yield InteractionItem.from_parent(
                self,
                name=name,
                callobj=requesting(fixture_names(self, step, self._declaration)),
                step=step,
                declaration=self._declaration,
            )


class InteractionItem(pytest.Function):
    """One interaction, with the fixtures that its states need."""

    def __init__(self, *, step: Step, declaration: Provider, **kwargs: Any) -> None:  # noqa: ANN401 - pytest's own
        super().__init__(**kwargs)
        self.step = step
        self.result: InteractionResult | None = None
        self.is_down = False
        self._declaration = declaration

    def setup(self) -> None:
        """Set the fixtures up, and the provider when this is its first interaction."""
        self.result = None
        url = shared_url(self.config, self._declaration)
        if url is not None:
            hold_service(self, url)
        super().setup()
        self._engine = open_or_fail(self, self._declaration)

    def runtest(self) -> None:
        """Verify the interaction."""
        self.result = self._engine.verify(self.step, ItemFixtures(self))
        if self.result.breaks:
            raise BrokenContractError(self.result)
        if not self.result.success:
            first = self.result.mismatches[0]
            raise pytest.xfail.Exception(f"pending: {safe_line(first.message)}")

    def repr_failure(  # type: ignore[override] # as in pytest.Function
        self, excinfo: pytest.ExceptionInfo[BaseException]
    ) -> str | TerminalRepr:
        """Return the failure for a person; only strangers' exceptions keep their traceback."""
        error = excinfo.value
        if isinstance(error, BrokenContractError):
            first = error.result.mismatches[0]
            text = render_result(error.result, width=_WIDTH)
            return as_report(self, text, f"{first.path} {first.message}".lstrip())
        if isinstance(error, PactwrightError):
            return as_report(self, safe_text(str(error)), error.message)
        return super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Return the test file, and the interaction in words for the headline."""
        interaction = self.step.interaction
        title = f"{self.step.consumer} → {self.step.provider}: {interaction.description}"
        return self.path, 0, safe_line(title)

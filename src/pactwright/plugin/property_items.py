"""The pytest items of property tests: one for each operation of a property file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pactwright.errors import PactwrightError
from pactwright.model.property import PropertyFinding, PropertyResult
from pactwright.plugin.provider_fixtures import ItemFixtures
from pactwright.plugin.provider_names import shorten_name
from pactwright.plugin.provider_session import (
    choose_target,
    pact_folder,
    read_settings,
    shared_url,
)
from pactwright.plugin.provider_support import (
    as_report,
    fixture_names,
    hold_service,
    open_or_fail,
    requesting,
)
from pactwright.property.profile import Profile
from pactwright.provider.declaration import Provider
from pactwright.provider.plan import Step
from pactwright.report.safe import safe_line, safe_text

if TYPE_CHECKING:
    from pactwright.api.property_documents import Documents
    from pactwright.api.property_suites import Suite
    from pactwright.property.file import Operation
    from pactwright.property.replay import Replayed
    from pactwright.property.replay_values import Key

_WIDTH = 100
_DOCUMENTS = pytest.StashKey["Documents"]()


class BrokenPropertyError(Exception):
    """An operation with findings that count."""

    def __init__(self, result: PropertyResult) -> None:
        super().__init__(result.operation)
        self.result = result


def property_nodes(
    parent: pytest.Collector, declaration: Provider, profile: Profile
) -> Iterator[pytest.Collector | pytest.Item]:
    """Yield a node for each property file of the provider; one that is broken fails alone.

    Raises `PactwrightError` for a service elsewhere that nobody has allowed to be sent generated
    requests.
    """
    from pactwright.api.property_run import check_remote
    from pactwright.api.property_suites import find_suites, list_files
    from pactwright.plugin.property_broken import BrokenPropertyItem

    settings = read_settings(parent.config)
    unused = settings.properties.all_operations or parent.config.getoption("--pact-all-operations")
    suites, broken = find_suites(
        list_files([pact_folder(parent.config)]),
        settings,
        declaration.name,
        unused_of=_documents(parent.config) if unused else None,
    )
    for one in broken:
        yield BrokenPropertyItem.from_parent(
            parent,
            name=f"{shorten_name(one.path.name)}--broken",
            broken=one,
            provider=declaration.name,
            profile=profile.name,
        )
    if not suites:
        return
    allowed = settings.properties.remote or parent.config.getoption("--pact-property-remote")
    check_remote(choose_target(declaration, settings).url, allowed=allowed)
    for suite in suites:
        yield PropertyNode.from_parent(
            parent,
            name=f"{shorten_name(suite.file.consumer) if suite.digest else ''}--properties",
            suite=suite,
            declaration=declaration,
            profile=profile,
        )


class PropertyNode(pytest.Collector):
    """The property tests of one consumer of a provider."""

    def __init__(
        self,
        *,
        suite: Suite,
        declaration: Provider,
        profile: Profile,
        **kwargs: Any,  # noqa: ANN401 - pytest's own
    ) -> None:
        super().__init__(**kwargs)
        self._suite = suite
        self._declaration = declaration
        self._profile = profile

    def collect(self) -> Iterator[PropertyItem]:
        """Yield an item for each operation, and one for sequences where the profile has them."""
        from pactwright.api.property_run import list_tasks, name_task

        tasks = list_tasks(self._suite, self._profile)
        names = _tell_apart([shorten_name(name_task(one)) for one in tasks])
        told: set[Key] = set()
        for operation, name in zip(tasks, names, strict=True):
            yield PropertyItem.from_parent(
                self,
                name=name,
                callobj=requesting(self._fixtures(operation)),
                suite=self._suite,
                operation=operation,
                declaration=self._declaration,
                profile=self._profile,
                told=told,
            )

    def _fixtures(self, operation: Operation | None) -> list[str]:
        file = self._suite.file
        names: list[str] = []
        operations = file.operations if operation is None else [operation]
        for use in (use for one in operations for use in one.uses):
            step = Step(consumer=file.consumer, provider=file.provider, interaction=use.interaction)
            names += fixture_names(self, step, self._declaration)
        return list(dict.fromkeys(names))


def _tell_apart(names: list[str]) -> list[str]:
    seen: Counter[str] = Counter()
    found = []
    for name in names:
        seen[name] += 1
        found.append(name if seen[name] == 1 else f"{name}.{seen[name]}")
    return found


class PropertyItem(pytest.Function):
    """One operation, with the fixtures that the states of its interactions need.

    `told` is shared by those of one file: sequences do not tell again what an operation has told.
    """

    def __init__(
        self,
        *,
        suite: Suite,
        operation: Operation | None,
        declaration: Provider,
        profile: Profile,
        told: set[Key],
        **kwargs: Any,  # noqa: ANN401 - pytest's own
    ) -> None:
        super().__init__(**kwargs)
        self.suite = suite
        self._told = told
        self.operation = operation
        self.replayed: Replayed | None = None
        self.is_down = False
        self._declaration = declaration
        self._profile = profile
        self._used = False

    @property
    def consumer(self) -> str | None:
        """The consumer whose properties these are, empty where no consumer uses the operation."""
        return self.suite.file.consumer

    @property
    def provider(self) -> str:
        """The provider that is tested."""
        return self.suite.file.provider

    def setup(self) -> None:
        """Set the fixtures up, and the provider when this is its first item."""
        url = shared_url(self.config, self._declaration)
        if url is not None:
            hold_service(self, url)
        super().setup()
        self._used = False
        self._engine = open_or_fail(self, self._declaration)

    def runtest(self) -> None:
        """Replay the operation."""
        from pactwright.api.property_run import EngineStage, run_operation

        settings = read_settings(self.config)
        seed = self.config.getoption("--pact-property-seed")
        try:
            self.replayed = run_operation(
                self.suite,
                self.operation,
                EngineStage(self._engine, self._fresh),
                _documents(self.config),
                profile=self._profile,
                seed=settings.properties.seed if seed is None else seed,
                told=self._told,
            )
            self._told |= self.replayed.told
        except PactwrightError:
            self.is_down = True  # nothing of the service was judged
            raise
        if self.replayed.result.breaks:
            raise BrokenPropertyError(self.replayed.result)

    def _fresh(self) -> ItemFixtures:
        """Return the item's fixtures, made anew but for the first time.

        pytest makes fixtures once an item; each setting of states needs its own, or one case
        would find what the case before has left.
        """
        if self._used:
            state = self.session._setupstate  # noqa: SLF001 - as plugins that repeat tests do
            state.teardown_exact(self.parent)  # type: ignore[arg-type] # what it lists is enough
            self._initrequest()
            state.setup(self)
        self._used = True
        return ItemFixtures(self)

    def repr_failure(  # type: ignore[override] # as in pytest.Function
        self, excinfo: pytest.ExceptionInfo[BaseException]
    ) -> Any:  # noqa: ANN401 - pytest's own
        """Return the failure for a person; only strangers' exceptions keep their traceback."""
        from pactwright.report.property import render_property

        error = excinfo.value
        if isinstance(error, BrokenPropertyError):
            first = next(one for one in error.result.findings if one.breaks)
            text = render_property(error.result, width=_WIDTH)
            return as_report(self, text, f"{first.place} {first.message}")
        if isinstance(error, PactwrightError):
            return as_report(self, safe_text(str(error)), error.message)
        return super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Return the test file, and the operation in words for the headline."""
        file = self.suite.file
        title = f"{file.consumer} → {file.provider}: properties of {self._name}"
        return self.path, 0, safe_line(title)

    @property
    def _name(self) -> str:
        from pactwright.api.property_run import name_task

        return name_task(self.operation)

    def failed(self, message: str, details: str) -> PropertyResult:
        """Return the result of an item around which something failed."""
        finding = PropertyFinding(
            id="set-up",
            kind="transport" if self.is_down else "state",
            operation=self._name,
            place="",
            message=message,
            details=(details,),
        )
        return PropertyResult(
            consumer=self.suite.file.consumer,
            provider=self.suite.file.provider,
            digest=self.suite.digest,
            operation=self._name,
            profile=self._profile.name,
            findings=(finding,),
            source=str(self.suite.path),
        )


def _documents(config: pytest.Config) -> Documents:
    from pactwright.api.property_documents import Documents

    if _DOCUMENTS not in config.stash:
        config.stash[_DOCUMENTS] = Documents()
    return config.stash[_DOCUMENTS]

"""Property tests of a provider without pytest: by its settings, or by the words of a command."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pactwright.api.property_documents import Documents
from pactwright.api.property_run import (
    EngineStage,
    check_remote,
    keep_cases,
    list_tasks,
    name_task,
    run_operation,
)
from pactwright.api.property_suites import Suite, find_suites, list_files
from pactwright.model.property import PropertyResult
from pactwright.property.cases import Case
from pactwright.property.profile import Profile
from pactwright.property.replay_values import Key
from pactwright.provider.arguments import NoFixtures
from pactwright.provider.declaration import Provider
from pactwright.provider.target import Target, open_provider
from pactwright.provider.verification import check_target
from pactwright.workspace.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class PropertyWish:
    """What a command asks of the property tests; `None` leaves it to the settings.

    `profile` names one, or `none`; `remote` allows generated requests to other machines;
    `all_operations` adds those that no consumer uses.
    """

    profile: str | None = None
    seed: int | None = None
    remote: bool = False
    all_operations: bool = False

    def arguments(self) -> list[str]:
        """Return the wish as arguments for pytest."""
        found = [] if self.profile is None else [f"--pact-profile={self.profile}"]
        found += [] if self.seed is None else [f"--pact-property-seed={self.seed}"]
        found += ["--pact-property-remote"] if self.remote else []
        return [*found, "--pact-all-operations"] if self.all_operations else found

    def choose(self, settings: Settings) -> Profile | None:
        """Return the profile, `None` for none; raises `PactwrightError` for an unknown name."""
        return settings.properties.choose(self.profile)

    def everything(self, settings: Settings) -> bool:
        """Whether operations that no consumer uses are tested too."""
        return self.all_operations or settings.properties.all_operations


def find_wished(  # noqa: PLR0913 - what a command knows, most by name
    settings: Settings,
    wish: PropertyWish,
    provider: str,
    *,
    pacts: Sequence[Path],
    documents: Documents,
    consumers: Sequence[str] = (),
) -> tuple[Suite, ...]:
    """Return the suites beside pacts (files or folders), for these consumers or for all.

    Raises `PactwrightError` for a property file of theirs that cannot be replayed.
    """
    if wish.choose(settings) is None:
        return ()
    whole, broken = find_suites(
        list_files(pacts),
        settings,
        provider,
        unused_of=documents if wish.everything(settings) else None,
    )
    for one in broken:
        if not consumers or one.consumer in {*consumers, None}:
            raise one.error
    return tuple(one for one in whole if not consumers or one.file.consumer in consumers)


def replay_direct(  # noqa: PLR0913 - what a command knows, most by name
    suites: Sequence[Suite],
    settings: Settings,
    wish: PropertyWish,
    *,
    documents: Documents,
    declaration: Provider,
    target: Target,
    on_event: Callable[[PropertyResult], None] = lambda _: None,
) -> tuple[PropertyResult, ...]:
    """Return the results of all operations of the suites; the provider is up meanwhile.

    Raises `PactwrightError` when the provider does not come up, or is elsewhere unasked.
    """
    profile = wish.choose(settings)
    if profile is None or not suites:
        return ()
    check_remote(target.url, allowed=wish.remote or settings.properties.remote)
    check_target(declaration, target)
    seed = settings.properties.seed if wish.seed is None else wish.seed
    results: list[PropertyResult] = []
    with contextlib.ExitStack() as stack:
        engine = stack.enter_context(open_provider(declaration, target, NoFixtures()))
        stage = EngineStage(engine, NoFixtures)
        for suite in suites:
            found: list[tuple[str, tuple[Case, ...]]] = []
            told: set[Key] = set()
            try:
                for operation in list_tasks(suite, profile):
                    replayed = run_operation(
                        suite, operation, stage, documents, profile=profile, seed=seed, told=told
                    )
                    told |= replayed.told
                    on_event(replayed.result)
                    results.append(replayed.result)
                    found.append((name_task(operation), replayed.cases))
            finally:  # what was found until an interruption is kept too
                keep_cases(settings.root, suite.pact, suite.pair, found)
    return tuple(results)

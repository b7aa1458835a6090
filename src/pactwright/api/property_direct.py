"""Property tests of a provider without pytest: by its settings, or by the words of a command."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pactwright.api.property_run import (
    Documents,
    EngineStage,
    Suite,
    check_remote,
    find_suites,
    keep_cases,
    list_tasks,
    name_task,
    read_suites,
    run_operation,
    unused_suite,
)
from pactwright.model.property import PropertyResult
from pactwright.property.profile import Profile
from pactwright.provider.arguments import NoFixtures
from pactwright.provider.declaration import Provider
from pactwright.provider.target import Target, open_provider
from pactwright.provider.verification import check_target
from pactwright.workspace.property_files import properties_beside
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


def find_wished(
    settings: Settings,
    wish: PropertyWish,
    provider: str,
    *,
    pacts: Sequence[Path],
    consumers: Sequence[str] = (),
) -> tuple[Suite, ...]:
    """Return the suites beside pacts (files or folders), for these consumers or for all."""
    if wish.choose(settings) is None:
        return ()
    found: list[Suite] = []
    for path in pacts:
        if path.is_dir():
            found += find_suites(path, settings, provider)
        elif properties_beside(path).is_file():
            found += read_suites([properties_beside(path)], settings, provider)
    if wish.all_operations or settings.properties.all_operations:
        unused = unused_suite(found, settings, provider)
        found += [] if unused is None else [unused]
    return tuple(one for one in found if not consumers or one.file.consumer in consumers)


def replay_direct(  # noqa: PLR0913 - what a command knows, most by name
    suites: Sequence[Suite],
    settings: Settings,
    wish: PropertyWish,
    *,
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
    documents = Documents()
    results: list[PropertyResult] = []
    with contextlib.ExitStack() as stack:
        engine = stack.enter_context(open_provider(declaration, target, NoFixtures()))
        stage = EngineStage(engine, NoFixtures)
        for suite in suites:
            found = []
            for operation in list_tasks(suite, profile):
                replayed = run_operation(
                    suite, operation, stage, documents, profile=profile, seed=seed
                )
                on_event(replayed.result)
                results.append(replayed.result)
                found.append((name_task(operation), replayed.cases))
            keep_cases(settings.root, suite.pact, found)
    return tuple(results)

"""The replay of a project's property files on the verifier's engine."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from functools import cached_property
from ipaddress import ip_address
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from pactwright.api.property_documents import Documents
from pactwright.api.property_suites import Suite
from pactwright.errors import PactwrightError
from pactwright.model.interaction import ProviderState
from pactwright.model.wire import WireRequest
from pactwright.property.cases import Case, CasesFile, sort_cases
from pactwright.property.file import Operation
from pactwright.property.profile import OFF, Profile
from pactwright.property.replay import Replayed, Task, check_digest, replay_operation
from pactwright.property.replay_port import Scene, Stage
from pactwright.property.replay_sequences import SEQUENCES
from pactwright.property.replay_time import Clock
from pactwright.property.replay_values import Key, Setting
from pactwright.property.schemathesis_constants import read_constants
from pactwright.provider.curl import curl_command
from pactwright.provider.engine import Engine
from pactwright.provider.lifecycle import Surroundings
from pactwright.workspace.property_files import (
    found_file,
    read_cases,
    write_found,
)


class Fresh(Protocol):
    """Gives surroundings that nothing else has touched."""

    def __call__(self) -> Surroundings:
        """Return the fixtures for the states that are set up next."""
        ...


class EngineStage:
    """The verifier's engine as the stage of a replay."""

    def __init__(self, engine: Engine, fresh: Fresh) -> None:
        self._engine = engine
        self._fresh = fresh

    @property
    def base_url(self) -> str:
        """Where a person would send requests."""
        return self._engine.base_url

    @cached_property
    def application(self) -> object:
        """The application that is called in process."""
        return self._engine.application

    def curl(self, request: WireRequest) -> str:
        """Return the command that repeats the request."""
        return curl_command(request, base_url=self.base_url)

    def scene(self, states: Sequence[ProviderState]) -> AbstractContextManager[Scene]:
        """Make the states true for the block, on fresh surroundings."""
        return self._engine.scene(states, self._fresh())


def check_remote(url: str | None, *, allowed: bool) -> None:
    """Raise `PactwrightError` for a service that is not on this machine, unless that is allowed."""
    if allowed or url is None or is_loopback(url):
        return
    raise PactwrightError(
        f"property tests would send generated requests to {url}, which is not this machine",
        hint="allow it with --property-remote (or `remote = true` in [tool.pactwright.property]), "
        f"or leave them out with --profile {OFF}",
    )


def is_loopback(url: str) -> bool:
    """Return whether a URL's host is this machine."""
    host = urlsplit(url).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def list_tasks(suite: Suite, profile: Profile) -> tuple[Operation | None, ...]:
    """Return the operations to test, and `None` at the end where the profile has sequences too."""
    operations: tuple[Operation | None, ...] = suite.file.operations
    return (*operations, None) if profile.stateful else operations


def name_task(operation: Operation | None) -> str:
    """Return what stands for a task in results."""
    return SEQUENCES if operation is None else operation.name


def run_operation(  # noqa: PLR0913 - what a face has at hand, the last two by name
    suite: Suite,
    operation: Operation | None,
    stage: Stage,
    documents: Documents,
    *,
    profile: Profile,
    seed: int,
    told: AbstractSet[Key] = frozenset(),
) -> Replayed:
    """Return what the property tests of one operation came to; `None` for the sequences of all.

    `told` is what the operations of the suite have told before.
    """
    document, mark = documents.read(suite.document)
    now = datetime.now(UTC)
    setting = Setting(
        document=document,
        stage=stage,
        profile=profile,
        clock=Clock(now=now, seed=seed),
        seed=seed,
        constants=read_constants(stage.application),
    )
    task = Task(
        file=suite.file,
        operation=operation,
        digest=suite.digest,
        source=str(suite.path),
        kept=suite.kept,
        told=frozenset(told),
    )
    note = check_digest(suite.file, mark.digest)
    return replay_operation(task, setting, today=now.date(), notes=() if note is None else (note,))


def keep_cases(
    root: Path, pact: Path, pair: tuple[str, str], found: Sequence[tuple[str, tuple[Case, ...]]]
) -> None:
    """Keep what a run found of some operations, beside what earlier runs found of others.

    `pair` are the consumer, empty for operations that none uses, and the provider; `found` are
    names of operations with the cases that show their findings.
    """
    before = read_cases(found_file(root, pact, "provider"))
    tried = {operation for operation, _ in found}
    cases = {one.fingerprint: one for one in before.cases} if before is not None else {}
    cases = {name: one for name, one in cases.items() if one.operation not in tried}
    cases |= {one.fingerprint: one for _, several in found for one in several}
    kept = CasesFile(consumer=pair[0], provider=pair[1], cases=sort_cases(cases.values()))
    write_found(root, pact, "provider", kept)

"""Replays a pact's property file against an application in process."""

import datetime as dt

from pactwright.api.property_run import EngineStage
from pactwright.property.collect import Collector, mark_document
from pactwright.property.profile import CI
from pactwright.property.replay import Replayed, Task, replay_operation
from pactwright.property.replay_time import Clock
from pactwright.property.replay_values import Setting
from pactwright.property.schemathesis_constants import read_constants
from pactwright.property.schemathesis_document import ApiDocument
from pactwright.provider.arguments import NoFixtures
from pactwright.provider.declaration import Provider
from pactwright.provider.functions import declare_functions
from pactwright.provider.target import Target, open_provider

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def property_file(pact, document):
    return Collector(document, mark_document(document, path="openapi.yaml")).collect(pact)


def replay(  # noqa: PLR0913 - all by name
    pact, document, states, *, profile=CI, seed=0, kept=(), **target
):
    """Return what every operation came to; `target` are words of `Target`."""
    file = property_file(pact, document)
    declaration: Provider = declare_functions(pact.provider, states)
    with open_provider(declaration, Target(**target), NoFixtures()) as engine:
        setting = Setting(
            document=ApiDocument(document),
            stage=EngineStage(engine, NoFixtures),
            profile=profile,
            clock=Clock(now=NOW, seed=seed),
            seed=seed,
            constants=read_constants(engine.application),
        )
        found: list[Replayed] = []
        for operation in (*file.operations, *([None] if profile.stateful else [])):
            told = frozenset(name for one in found for name in one.told)
            task = Task(file=file, operation=operation, digest="sha256:0", kept=kept, told=told)
            found.append(replay_operation(task, setting, today=NOW.date()))
        return found


def findings_of(replayed):
    return [finding for one in replayed for finding in one.result.findings]

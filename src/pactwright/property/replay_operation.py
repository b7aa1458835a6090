"""Replays what a property file says of one operation against a provider."""

from __future__ import annotations

import contextlib
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from pactwright.errors import PactwrightError
from pactwright.matching.example import request_example
from pactwright.matching.generate import GeneratorContext, generate_request
from pactwright.model.interaction import ProviderState
from pactwright.model.json import Json
from pactwright.model.wire import WireRequest
from pactwright.property.file import Operation
from pactwright.property.profile import Profile
from pactwright.property.replay_judge import judge
from pactwright.property.replay_port import Answer, Scene, Stage
from pactwright.property.replay_probe import Constants, probe_drafts
from pactwright.property.replay_reading import Reader
from pactwright.property.replay_request import Source
from pactwright.property.replay_shrink import shrink_draft
from pactwright.property.replay_time import Clock
from pactwright.property.schemathesis_cases import CaseMaker, Draft
from pactwright.property.schemathesis_checks import Breach
from pactwright.property.schemathesis_document import ApiDocument, ApiOperation

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_MOST_PROBES: Final = 4
"""How many probes there are for each generated example, at most."""

_LEAST_PROBES: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A request as it was sent, and what came."""

    request: WireRequest
    answer: Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Something wrong, with the exchanges that show it; the last is the one that fails.

    `states` are those that it started from, `description` names the interaction.
    """

    breach: Breach
    exchanges: tuple[Exchange, ...]
    states: tuple[ProviderState, ...] = ()
    description: str | None = None
    path: str = ""


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What all operations of a run share."""

    document: ApiDocument
    stage: Stage
    profile: Profile
    seed: int
    clock: Clock
    constants: Constants = field(default_factory=Constants)


@dataclass(slots=True, kw_only=True)
class Tally:
    """What the replay of one operation has come to so far."""

    cases: int = 0
    troubles: dict[tuple[str, str, str], Trouble] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def add(self, trouble: Trouble) -> None:
        """Keep the first trouble of each kind and place."""
        self.troubles.setdefault(trouble.breach.key, trouble)


class Replay:
    """The replay of one operation of a property file."""

    def __init__(self, operation: Operation, setting: Setting) -> None:
        """Prepare it; raises `PactwrightError` when the document has no such operation."""
        self.setting = setting
        self.operation: ApiOperation = setting.document.operation(operation.method, operation.path)
        self.sources = [Source(use, self.operation) for use in operation.uses]
        self.readers = {id(one): Reader(one.interaction) for one in self.sources}
        self.tally = Tally()

    def run(self) -> Tally:
        """Send what the profile asks for from every interaction, and return what came of it."""
        for source in self.sources:
            try:
                self._run_source(source)
            except PactwrightError as error:
                self.tally.add(self._unready(source, error))
        return self.tally

    def _run_source(self, source: Source) -> None:
        seen: set[tuple[object, ...]] = set()
        with contextlib.ExitStack() as stack:
            runner = _Runner(self, source, stack)
            for draft in self._drafts(source):
                wire = source.compose(draft)
                identity = (wire.path, wire.query, wire.headers, wire.body)
                if identity in seen or (seen and not source.allows(draft)):
                    continue
                seen.add(identity)
                for breach, exchange in runner.attempt(draft):
                    if breach.key not in self.tally.troubles:
                        self._settle(source, runner, draft, breach, exchange)

    def _settle(
        self,
        source: Source,
        runner: _Runner,
        draft: Draft,
        breach: Breach,
        exchange: Exchange,
    ) -> None:
        """Make the failure small, each time from states set up anew, and keep it."""
        last = (breach, exchange)

        def fails(candidate: Draft) -> bool:
            nonlocal last
            if not source.allows(candidate):
                return False
            found = {one.key: (one, sent) for one, sent in runner.attempt(candidate, fresh=True)}
            last = found.get(breach.key, last)
            return breach.key in found

        example = source.body_value.value if source.body_value is not None else None
        shrink_draft(draft, example, fails)
        self.tally.add(self._trouble(source, *last))

    def _trouble(self, source: Source, breach: Breach, exchange: Exchange) -> Trouble:
        interaction = source.interaction
        return Trouble(
            breach=breach,
            exchanges=(exchange,),
            states=interaction.states,
            description=interaction.description,
            path=self.operation.path,
        )

    def _unready(self, source: Source, error: PactwrightError) -> Trouble:
        kind = getattr(error, "kind", "unsupported")
        breach = Breach(
            kind="state" if kind == "state" else "unsupported",
            check="states hold",
            place=", ".join(state.name for state in source.interaction.states) or "set-up",
            message=error.message,
            details=(
                *getattr(error, "details", ()),
                *([f"hint: {error.hint}"] if error.hint else []),
            ),
        )
        return Trouble(
            breach=breach,
            exchanges=(),
            states=source.interaction.states,
            description=source.interaction.description,
            path=self.operation.path,
        )

    def _drafts(self, source: Source) -> Iterator[Draft]:
        """Yield the example, boundary values, probes and generated cases, in this order."""
        yield Draft()
        if not source.varies:
            return
        profile = self.setting.profile
        share = -(-profile.examples // len(self.sources))
        try:
            maker = CaseMaker(source.narrowed)
            if profile.coverage:
                yield from maker.boundaries()
                most = max(_LEAST_PROBES, _MOST_PROBES * share)
                allowed = filter(source.allows, probe_drafts(source, self.setting.constants))
                yield from islice(allowed, most)
            generated = maker.generate(examples=share, seed=self._seed(source))
        except PactwrightError:
            raise
        except Exception as error:  # noqa: BLE001 - a generator may refuse a schema in many ways
            self.tally.notes.append(_refused(source, error))
            return
        for index, draft in enumerate(generated):
            # Most requests speak of what the provider states have made, some of what is not there.
            yield draft if index % _STRAY == 0 or not draft.path else _at_home(draft)

    def _seed(self, source: Source) -> int:
        text = f"{self.setting.seed} {self.operation.name} {source.interaction.description}"
        return zlib.crc32(text.encode("utf-8", "surrogatepass"))


_STRAY: Final = 4


def _at_home(draft: Draft) -> Draft:
    return Draft(query=draft.query, headers=draft.headers, cookies=draft.cookies, body=draft.body)


def _refused(source: Source, error: Exception) -> str:
    first = str(error).strip().partition("\n")[0]
    return (
        f"{source.interaction.description!r}: only its example was sent; what the pact and the "
        f"document allow together cannot be generated: {type(error).__name__}: {first}"
    )


class _Runner:
    """Sends drafts of one interaction and judges the answers."""

    def __init__(self, replay: Replay, source: Source, stack: contextlib.ExitStack) -> None:
        self._replay = replay
        self._source = source
        self._stack = stack
        self._shared: Scene | None = None

    def attempt(self, draft: Draft, *, fresh: bool = False) -> list[tuple[Breach, Exchange]]:
        """Return what is wrong with the answer to the draft.

        What only reads shares the states of the requests before, unless `fresh` is asked for.
        """
        source, replay = self._source, self._replay
        if fresh or source.operation.method not in SAFE:
            with replay.setting.stage.scene(source.interaction.states) as scene:
                exchange = self._send(draft, scene)
        else:
            if self._shared is None:
                opening = replay.setting.stage.scene(source.interaction.states)
                self._shared = self._stack.enter_context(opening)
            exchange = self._send(draft, self._shared)
        readers = list(replay.readers.values())
        found = judge(
            source.operation,
            exchange.request,
            exchange.answer,
            own=replay.readers[id(source)],
            others=readers,
        )
        return [(one, exchange) for one in found]

    def _send(self, draft: Draft, scene: Scene) -> Exchange:
        base = base_request(self._source, scene.values, self._replay.setting.clock)
        request = self._source.compose(draft, base)
        self._replay.tally.cases += 1
        return Exchange(request=request, answer=scene.send(request))


def base_request(source: Source, values: Mapping[str, Json], clock: Clock) -> WireRequest:
    """Return the consumer's example with the values that the provider states returned."""
    if not source.request.generators:
        return source.example
    context = GeneratorContext(values=values, now=clock.now, random=clock.random(), base_url=None)
    return request_example(generate_request(source.request, context))

"""Replays what a property file says of one operation against a provider."""

from __future__ import annotations

import contextlib
import zlib
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from pactwright.errors import PactwrightError
from pactwright.property.file import Operation
from pactwright.property.replay_authentication import check_authentication
from pactwright.property.replay_defaults import check_defaults
from pactwright.property.replay_examples import check_examples
from pactwright.property.replay_follow import follow_up
from pactwright.property.replay_judge import judge
from pactwright.property.replay_paging import check_paging
from pactwright.property.replay_port import Scene
from pactwright.property.replay_probe import probe_drafts
from pactwright.property.replay_reading import Reader
from pactwright.property.replay_request import Source
from pactwright.property.replay_shrink import shrink_draft
from pactwright.property.replay_values import (
    Setting,
    Tally,
    Trouble,
    base_request,
    trouble_of,
)
from pactwright.property.schemathesis_cases import CaseMaker, Draft
from pactwright.property.schemathesis_checks import Breach

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_MOST_PROBES: Final = 4
"""How many probes there are for each generated example, at most."""

_LEAST_PROBES: Final = 60
_STRAY: Final = 4
"""Every fourth generated request speaks of an id that no provider state has made."""


class Replay:
    """The replay of one operation of a property file."""

    def __init__(
        self, operation: Operation, setting: Setting, siblings: Sequence[Operation] = ()
    ) -> None:
        """Prepare it; `siblings` are all operations of the file.

        Raises `PactwrightError` when the document has no such operation.
        """
        self.setting = setting
        self.sources = sources_of(operation, setting)
        self.siblings = [
            one
            for sibling in siblings
            if sibling.method == "GET"
            for one in sources_of(sibling, setting)
        ]
        self.readers = [Reader(one.interaction) for one in self.sources]
        self.tally = Tally()

    def run(self) -> Tally:
        """Send what the profile asks for from every interaction, and return what came of it."""
        for source, reader in zip(self.sources, self.readers, strict=True):
            try:
                _SourceReplay(self, source, reader).run()
            except PactwrightError as error:
                self.tally.add(trouble_of(source, unready(source, error)))
        with contextlib.suppress(PactwrightError):  # told above, for each interaction
            ignored = check_authentication(self.sources, self.setting, self.tally)
            if ignored is not None:
                self.tally.add(ignored)
        return self.tally


def sources_of(operation: Operation, setting: Setting) -> list[Source]:
    """Return the interactions of an operation, with the document's word on it."""
    found = setting.document.operation(operation.method, operation.path)
    return [Source(use, found) for use in operation.uses]


def unready(source: Source, error: PactwrightError) -> Breach:
    """Return what to say of an interaction whose states cannot be set up."""
    hint = [] if error.hint is None else [f"hint: {error.hint}"]
    return Breach(
        kind="state" if getattr(error, "kind", "") == "state" else "unsupported",
        check="states-hold",
        place=", ".join(state.name for state in source.interaction.states) or "set-up",
        message=error.message,
        details=(*getattr(error, "details", ()), *hint),
    )


class _SourceReplay:
    """The replay of one interaction."""

    def __init__(self, replay: Replay, source: Source, reader: Reader) -> None:
        self._replay = replay
        self._setting = replay.setting
        self._tally = replay.tally
        self._source = source
        self._reader = reader
        self._open = contextlib.ExitStack()
        self._shared: Scene | None = None

    def run(self) -> None:
        try:
            self._send_drafts()
        finally:
            self._end_shared()
        for check in (check_defaults, check_examples, check_paging):
            for trouble in check(self._source, self._reader, self._setting, self._tally):
                self._tally.add(trouble)

    def _send_drafts(self) -> None:
        seen: set[tuple[object, ...]] = set()
        source = self._source
        for draft in self._drafts():
            wire = source.compose(draft)
            identity = (wire.path, wire.query, wire.headers, wire.body)
            if identity in seen or (seen and not source.allows(draft)):
                continue
            seen.add(identity)
            for trouble in self._attempt(draft, shared=source.operation.method in SAFE):
                if trouble.key not in self._tally.troubles:
                    self._tally.add(self._shrink(draft, trouble))

    def _shrink(self, draft: Draft, trouble: Trouble) -> Trouble:
        """Return the trouble made small, each time from states that are set up anew."""
        smallest = trouble

        def fails(candidate: Draft) -> bool:
            nonlocal smallest
            if not self._source.allows(candidate):
                return False
            again = {one.key: one for one in self._attempt(candidate, shared=False)}
            smallest = again.get(trouble.key, smallest)
            return trouble.key in again

        content = self._source.body_value
        shrink_draft(draft, None if content is None else content.value, fails)
        return smallest

    def _attempt(self, draft: Draft, *, shared: bool) -> Sequence[Trouble]:
        """Return what is wrong with the answer to the draft.

        What only reads may share the states of the requests before it; two settings of states
        never stand at the same time.
        """
        states = self._source.interaction.states
        if not shared:
            self._end_shared()
            with self._setting.stage.scene(states) as scene:
                return self._try(draft, scene)
        if self._shared is None:
            self._shared = self._open.enter_context(self._setting.stage.scene(states))
        return self._try(draft, self._shared)

    def _end_shared(self) -> None:
        self._shared = None
        self._open.close()

    def _try(self, draft: Draft, scene: Scene) -> list[Trouble]:
        source = self._source
        base = base_request(source, scene.values, self._setting.clock)
        exchange = self._tally.send(scene, source.compose(draft, base), source)
        breaches = judge(
            source.operation,
            exchange.request,
            exchange.answer,
            own=self._reader,
            others=self._replay.readers,
        )
        found = [trouble_of(source, one, exchange) for one in breaches]
        if self._setting.profile.stateful and source.operation.method not in SAFE:
            found += follow_up(
                source,
                exchange,
                self._replay.siblings,
                scene,
                setting=self._setting,
                tally=self._tally,
            )
        return found

    def _drafts(self) -> Iterator[Draft]:
        """Yield the example, boundary values, probes and generated cases, in this order."""
        source, profile = self._source, self._setting.profile
        yield Draft()
        if not source.varies:
            return
        share = -(-profile.examples // len(self._replay.sources))
        generated: list[Draft] = []
        try:
            maker = CaseMaker(source.narrowed)
            if profile.coverage:
                yield from maker.boundaries()
                most = max(_LEAST_PROBES, _MOST_PROBES * share)
                allowed = filter(source.allows, probe_drafts(source, self._setting.constants))
                yield from islice(allowed, most)
            generated = maker.generate(examples=share, seed=self._seed())
        except PactwrightError:
            raise
        except Exception as error:  # noqa: BLE001 - a generator may refuse a schema in many ways
            self._tally.notes.append(_refused(source, error))
        for index, draft in enumerate(generated):
            yield draft if index % _STRAY == 0 else _at_home(draft)

    def _seed(self) -> int:
        source = self._source
        text = f"{self._setting.seed} {source.operation.name} {source.interaction.description}"
        return zlib.crc32(text.encode("utf-8", "surrogatepass"))


def _at_home(draft: Draft) -> Draft:
    """Return the draft about what the provider states have made."""
    return Draft(query=draft.query, headers=draft.headers, cookies=draft.cookies, body=draft.body)


def _refused(source: Source, error: Exception) -> str:
    first = str(error).strip().partition("\n")[0]
    return (
        f"{source.interaction.description!r}: only its example was sent; what the pact and the "
        f"document allow together cannot be generated: {type(error).__name__}: {first}"
    )

"""Replays what a property file says of one operation against a provider."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterator, Sequence

from pactwright.errors import PactwrightError
from pactwright.property.file import Operation
from pactwright.property.replay_authentication import check_authentication
from pactwright.property.replay_crashes import Crashes
from pactwright.property.replay_cursors import check_cursors
from pactwright.property.replay_defaults import check_defaults
from pactwright.property.replay_drafts import make_drafts
from pactwright.property.replay_examples import check_examples
from pactwright.property.replay_judge import is_bare, judge
from pactwright.property.replay_mount import learn_base
from pactwright.property.replay_naming import is_named, name_by_parts
from pactwright.property.replay_paging import check_paging
from pactwright.property.replay_port import Scene
from pactwright.property.replay_reading import Reader
from pactwright.property.replay_request import Source
from pactwright.property.replay_shrink import shrink_draft
from pactwright.property.replay_values import (
    SAFE,
    Setting,
    Tally,
    Trouble,
    base_request,
    trouble_of,
)
from pactwright.property.schemathesis_cases import Draft
from pactwright.property.schemathesis_checks import Breach


class Replay:
    """The replay of one operation of a property file."""

    def __init__(self, operation: Operation, setting: Setting, tally: Tally) -> None:
        """Prepare it; raises `PactwrightError` when the document has no such operation."""
        self.setting = setting
        self.tally = tally
        self.sources = sources_of(operation, setting)
        self.readers = [Reader(one.interaction) for one in self.sources]

    def run(self) -> None:
        """Send what the profile asks for from every interaction."""
        for source, reader in zip(self.sources, self.readers, strict=True):
            try:
                _SourceReplay(self, source, reader).run()
            except PactwrightError as error:
                self.tally.add(trouble_of(source, unready(source, error)))
        with contextlib.suppress(PactwrightError):  # told above, for each interaction
            ignored = check_authentication(self.sources, self.setting, self.tally)
            if ignored is not None:
                self.tally.add(ignored)


def sources_of(operation: Operation, setting: Setting) -> list[Source]:
    """Return the interactions of an operation, with the document's word on it."""
    found = setting.document.operation(operation.method, operation.path)
    sources = [Source(use, found) for use in operation.uses]
    for one in sources:
        learn_base(one)
    return sources


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
        self._crashes = Crashes(Draft(body=source.body_value))

    def run(self) -> None:
        try:
            self._send_drafts()
        finally:
            self._end_shared()
        for check in (check_defaults, check_examples, check_paging, check_cursors):
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
                if is_bare(trouble.breach):
                    self._look_beside(draft, trouble)
                elif not self._tally.knows(trouble.key):
                    self._tally.add(self._shrink(draft, trouble))

    def _look_beside(self, draft: Draft, trouble: Trouble) -> None:
        """Keep a crash that is none of the known ones, where only its status tells of it.

        One that is kept by that alone stands for all.
        """
        if any(one.key == trouble.key and not is_named(one.told[-1]) for one in self._told):
            return

        def fails(candidate: Draft) -> bool:
            found = self._attempt(candidate, shared=False) if self._source.allows(candidate) else ()
            return any(one.key == trouble.key for one in found)

        other = self._crashes.beside(draft, fails)
        if other is not None:
            self._tally.add(self._shrink(other, trouble))

    @property
    def _told(self) -> Collection[Trouble]:
        return self._tally.troubles.values()

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
        small = shrink_draft(draft, None if content is None else content.value, fails)
        if is_bare(trouble.breach):
            self._crashes.remember(small)
        return name_by_parts(smallest, small, Draft(body=content))

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
        return [trouble_of(source, one, exchange) for one in breaches]

    def _drafts(self) -> Iterator[Draft]:
        share = -(-self._setting.profile.examples // len(self._replay.sources))
        return make_drafts(self._source, self._setting, examples=share, notes=self._tally.notes)

"""The stateful part of a replay: what the consumer's operations do to each other."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, TypeAlias

from pactwright.errors import PactwrightError
from pactwright.matching.wording import encode_json
from pactwright.model.interaction import ProviderState
from pactwright.model.wire import WireResponse
from pactwright.property.cases import Take
from pactwright.property.file import Operation
from pactwright.property.replay_drafts import make_drafts
from pactwright.property.replay_follow import following_moves
from pactwright.property.replay_naming import name_by_parts, name_by_steps
from pactwright.property.replay_request import Source, quote_segment
from pactwright.property.replay_seen import seen_links
from pactwright.property.replay_sequence import Move, Scenario, replay_moves
from pactwright.property.replay_sequence_shrink import Moves, shrink_moves
from pactwright.property.replay_values import SAFE, Exchange, Key, Setting, Tally, Trouble
from pactwright.property.schemathesis_cases import Content, Draft
from pactwright.property.schemathesis_machine import Call, Link, Shown, run_machine

SEQUENCES: Final = "sequences of requests"
"""What stands in a result in place of an operation: these tests are of several."""

_FAILURE: Final = 400
_ACCEPTED: Final = 202
_PICKS: Final = 24
"""How many requests of an interaction the state machine chooses from."""

_SANDWICHES: Final = 4
"""How many changes of an interaction are looked at before as well as after."""

_MOST_LOOKS: Final = 5
"""How often something that was only accepted is read."""

_LEAST_SCENARIOS: Final = 20
_STEPS: Final = 8
States: TypeAlias = tuple[ProviderState, ...]


class Sequences:
    """The sequences of requests that one consumer's operations make."""

    def __init__(self, operations: Sequence[Operation], setting: Setting, tally: Tally) -> None:
        """Prepare them; raises `PactwrightError` when the document lacks an operation."""
        self._setting = setting
        self.tally = tally
        self.sources = [
            Source(use, setting.document.operation(one.method, one.path))
            for one in operations
            for use in one.uses
            if use.interaction.response.status < _FAILURE
        ]
        self._drafts = {id(one): list(self._allowed(one)) for one in self.sources}
        self._failed: dict[Key, tuple[Trouble, Moves]] = {}

    def run(self) -> None:
        """Play all sequences from each setting of provider states."""
        groups: list[States] = []
        for source in self.sources:
            if source.interaction.states not in groups:
                groups.append(source.interaction.states)
        for states in groups:
            self._play(states, share=len(groups))
        for trouble, moves in self._failed.values():
            self._shrink(trouble, moves)

    def _play(self, states: States, *, share: int) -> None:
        try:
            self._follow_changes(states)
            self._use_what_is_read(states)
            self._run_machine(states, share=share)
        except PactwrightError as error:
            # The operations' own tests tell of states that cannot be set up.
            if getattr(error, "kind", "") != "state" and error.message not in self.tally.notes:
                self.tally.notes.append(error.message)

    def _allowed(self, source: Source) -> Iterator[Draft]:
        siblings = [one for one in self.sources if one.operation is source.operation]
        share = -(-self._setting.profile.examples // max(len(siblings), 1))
        drafts = make_drafts(source, self._setting, examples=share, notes=[])
        seen = set()
        for number, draft in enumerate(drafts):
            wire = source.compose(draft)
            if wire not in seen and (number == 0 or source.allows(draft)):
                seen.add(wire)
                yield draft

    def _follow_changes(self, states: States) -> None:
        """Let each change be followed by the reading requests that concern it."""
        readers = [one for one in self.sources if one.operation.method == "GET"]
        for source in self.sources:
            if source.operation.method in SAFE or source.interaction.states != states:
                continue
            for number, draft in enumerate(self._drafts[id(source)]):
                change = Move(source=source, draft=draft)
                after = self._follow(change, (), states, readers)
                before = [one for one in after if all(link.step is None for link in one.links)]
                if number < _SANDWICHES and before:
                    self._follow(change, before, states, readers)

    def _follow(
        self, change: Move, before: Sequence[Move], states: States, readers: Sequence[Source]
    ) -> list[Move]:
        """Play reads, a change, and the reads that concern it; return those that were sent.

        What was only accepted (202) is looked at several times, as a client does that waits for it.
        """
        moves: list[Move] = []
        with self._setting.stage.scene(states) as scene:
            scenario = Scenario(scene, states, self._setting, self.tally)
            moves = [one for one in before if scenario.play(one) is not None]
            exchange = scenario.play(change)
            if exchange is None or not exchange.is_success:
                return []
            moves.append(change)
            looks = _MOST_LOOKS if exchange.status == _ACCEPTED else 1
            reads = following_moves(change, exchange, len(moves) - 1, readers)
            return [one for one in reads if self._look(scenario, one, moves, most=looks)]

    def _look(self, scenario: Scenario, move: Move, moves: list[Move], *, most: int) -> bool:
        """Read so many times; return whether that can be read at all."""
        for _ in range(most):
            if scenario.play(move) is None:
                return False
            moves.append(move)
            self.note(scenario.judge(move), moves)
        return True

    def _use_what_is_read(self, states: States) -> None:
        """Let each reading request be followed by those that its answer gives values to."""
        mine = [one for one in self.sources if one.interaction.states == states]
        for reader in mine:
            if reader.operation.method != "GET":
                continue
            read = Move(source=reader)
            with self._setting.stage.scene(states) as scene:
                exchange = Scenario(scene, states, self._setting, self.tally).play(read)
            if exchange is not None and exchange.is_success:
                for source in mine:
                    for link in seen_links(source, exchange, 0):
                        self._use(read, source, link, states)

    def _use(self, read: Move, source: Source, link: Link, states: States) -> None:
        move = _linked(Move(source=source), Call(operation=source.operation.name, links=(link,)))
        if not move.links:
            return
        with self._setting.stage.scene(states) as scene:
            scenario = Scenario(scene, states, self._setting, self.tally)
            if scenario.play(read) is not None and scenario.play(move) is not None:
                self.note(scenario.judge(move), [read, move])

    def _run_machine(self, states: States, *, share: int) -> None:
        """Let Schemathesis' state machine choose what comes after what."""
        mine = [
            one for one in self.sources if all(state in states for state in one.interaction.states)
        ]
        others = [one for one in self.sources if one not in mine]
        covered = {one.operation.name for one in mine}
        usable = mine + [one for one in others if one.operation.name not in covered]
        picks: dict[str, list[Move]] = {}
        for source in usable:
            chosen = _spread(self._drafts[id(source)])
            picks.setdefault(source.operation.name, []).extend(
                Move(source=source, draft=one) for one in chosen
            )

        @contextlib.contextmanager
        def play() -> Iterator[_Player]:
            with self._setting.stage.scene(states) as scene:
                scenario = Scenario(scene, states, self._setting, self.tally)
                yield _Player(self, scenario, picks)

        examples = self._setting.profile.examples
        run_machine(
            self._setting.document,
            {name: len(moves) for name, moves in picks.items()},
            play,
            scenarios=max(_LEAST_SCENARIOS, -(-examples // share)),
            steps=_STEPS,
            seed=self._setting.seed,
        )

    def note(self, troubles: Sequence[Trouble], moves: Sequence[Move]) -> None:
        """Keep what went wrong last, with the fewest moves that led to it."""
        for one in troubles:
            before = self._failed.get(one.key)
            if before is None or len(moves) < len(before[1]):
                self._failed[one.key] = (one, tuple(moves))

    def _shrink(self, trouble: Trouble, moves: Moves) -> None:
        """Keep a trouble made small; one that takes a single request is its operation's own."""
        smallest = trouble

        def fails(candidate: Moves) -> bool:
            nonlocal smallest
            found = replay_moves(candidate, trouble.states, self._setting, self.tally)
            again = {one.key: one for one in found}
            smallest = again.get(trouble.key, smallest)
            return trouble.key in again

        if not fails(moves):
            self.tally.add(_named(_unrepeated(trouble), moves))
            return
        small = shrink_moves(moves, fails)
        if not self._fails_alone(small[-1], moves[-1].links, trouble):
            self.tally.add(_named(smallest, small))

    def _fails_alone(self, move: Move, links: Sequence[Take], trouble: Trouble) -> bool:
        """Return whether the consumer's own request fails so in its own provider states.

        It goes without what `links` had put into it from other answers.
        """
        led = {one.into for one in links}
        query = {n: texts for n, texts in move.draft.query.items() if f"query.{n}" not in led}
        body = None if any(one.startswith("$") for one in led) else move.draft.body
        alone = replace(move, draft=replace(move.draft, path={}, query=query, body=body), links=())
        found = replay_moves([alone], alone.source.interaction.states, self._setting, self.tally)
        return any(one.key == trouble.key for one in found)


class _Player:
    """Plays what the state machine calls for."""

    def __init__(
        self, sequences: Sequences, scenario: Scenario, picks: dict[str, list[Move]]
    ) -> None:
        self._sequences = sequences
        self._scenario = scenario
        self._picks = picks
        self._moves: list[Move] = []

    def play(self, call: Call) -> Shown | None:
        """Send the request that a call names; `None` where it cannot be sent or has no answer."""
        move = _linked(self._picks[call.operation][call.pick], call)
        exchange = self._scenario.play(move)
        if exchange is None:
            return None
        self._moves.append(move)
        self._sequences.note(self._scenario.judge(move), self._moves)
        response = exchange.answer.response
        return None if response is None else self._show(move, exchange, response)

    def _show(self, move: Move, exchange: Exchange, response: WireResponse) -> Shown:
        content = move.draft.body or move.source.body_value
        return Shown(
            number=len(self._moves) - 1,
            response=response,
            path=move.source.path_texts(exchange.request.path),
            body=None if content is None else content.value,
            takes=exchange.takes,
        )


def _named(trouble: Trouble, moves: Moves) -> Trouble:
    if len(moves) > 1:
        return name_by_steps(trouble)
    (move,) = moves
    return name_by_parts(trouble, move.draft, Draft(body=move.source.body_value))


def _unrepeated(trouble: Trouble) -> Trouble:
    told = "sent again from the beginning it did not show: it hangs on what no state sets up"
    details = (*trouble.breach.details, told)
    return replace(trouble, breach=replace(trouble.breach, details=details))


def _linked(move: Move, call: Call) -> Move:
    """Return the move with what earlier answers give to it, where the consumer leaves that open."""
    open_names = {f"{slot.parameter.location}.{slot.parameter.name}" for slot in move.source.slots}
    draft = move.draft
    links: list[Take] = []
    for link in call.links:
        new = _put(move.source, draft, link) if _is_open(link, open_names) else None
        if new is not None:
            draft = new
            links += [] if link.take is None else [link.take]
    return Move(source=move.source, draft=draft, links=tuple(links))


def _is_open(link: Link, open_names: set[str]) -> bool:
    return link.into.startswith(("path.", "$.")) or link.into in open_names


def _put(source: Source, draft: Draft, link: Link) -> Draft | None:
    """Return the draft with a link's value, `None` where the consumer would not send it."""
    part, _, name = link.into.partition(".")
    text = link.value if isinstance(link.value, str) else encode_json(link.value).decode()
    if part == "path":
        fixed = {} if link.take is not None else {name: quote_segment(text)}
        return replace(draft, path={**draft.path, **fixed})
    if part == "query":
        new = replace(draft, query={**draft.query, name: (text,)})
    else:
        content = draft.body or source.body_value
        if source.body_schema is None or content is None or not isinstance(content.value, Mapping):
            return None
        if name not in content.value:
            return None
        new = replace(draft, body=Content(value={**content.value, name: link.value}))
    return new if source.allows(replace(new, path={})) else None


def _spread(drafts: Sequence[Draft]) -> list[Draft]:
    """Return at most so many drafts, the example first, the others from all of them."""
    step = max(1, -(-len(drafts) // _PICKS))
    return list(drafts[::step])

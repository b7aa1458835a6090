"""Requests one after another: each is made of an interaction, and of what was answered before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pactwright.errors import PactwrightError
from pactwright.model.interaction import ProviderState
from pactwright.property.cases import Take
from pactwright.property.replay_judge import judge
from pactwright.property.replay_order import judge_order
from pactwright.property.replay_port import Scene
from pactwright.property.replay_reading import Reader
from pactwright.property.replay_request import Source
from pactwright.property.replay_takes import fill_takes, taken, takes_of
from pactwright.property.replay_values import Exchange, Setting, Tally, Trouble, base_request
from pactwright.property.schemathesis_cases import Draft


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A request to come: an interaction, what differs from its example, and values to take.

    `links` name values of earlier answers in the same scenario, or of its provider states.
    """

    source: Source
    draft: Draft = field(default_factory=Draft)
    links: tuple[Take, ...] = ()

    @property
    def is_led(self) -> bool:
        """Whether the path is another than the example's."""
        return bool(self.draft.path) or any(one.into.startswith("path.") for one in self.links)


class Scenario:
    """Requests one after another while one setting of provider states stands."""

    def __init__(
        self, scene: Scene, states: tuple[ProviderState, ...], setting: Setting, tally: Tally
    ) -> None:
        self._scene = scene
        self._states = states
        self._setting = setting
        self._tally = tally
        self.exchanges: list[Exchange] = []

    def play(self, move: Move) -> Exchange | None:
        """Send a request; `None`, and nothing is sent, where a value that it needs is missing."""
        source, values = move.source, self._scene.values
        answers = [one.answer for one in self.exchanges]
        try:
            base = base_request(source, values, self._setting.clock, leave_path=move.is_led)
        except PactwrightError:
            return None  # it needs what only its own provider states return
        if any(taken(one, values, answers) is None for one in move.links):
            return None
        template = source.operation.path
        request = fill_takes(
            source.compose(move.draft, base), template, move.links, values=values, answers=answers
        )
        own = (
            one for one in takes_of(source) if not (move.is_led and one.into.startswith("path."))
        )
        exchange = self._tally.send(self._scene, request, source, takes=(*own, *move.links))
        self.exchanges.append(exchange)
        return exchange

    def judge(self, move: Move) -> list[Trouble]:
        """Return what is wrong with the last answer, which came to this move."""
        last = self.exchanges[-1]
        operation = move.source.operation
        reader = self._reader(move, last)
        breaches = judge(operation, last.request, last.answer, own=reader)
        return [
            Trouble(
                operation=operation.name,
                breach=one,
                exchanges=tuple(self.exchanges),
                states=self._states,
                description=move.source.interaction.description,
            )
            for one in breaches or judge_order(self.exchanges)
        ]

    def _reader(self, move: Move, last: Exchange) -> Reader | None:
        """Return what the consumer reads, where it reads the very thing that it expects to."""
        interaction = move.source.interaction
        if move.is_led or last.request.method != "GET" or interaction.states != self._states:
            return None
        reader = Reader(interaction)
        return reader if reader.handles(last.status) else None


def replay_moves(
    moves: Sequence[Move], states: tuple[ProviderState, ...], setting: Setting, tally: Tally
) -> list[Trouble]:
    """Return what is wrong with the answer to the last of the moves, from fresh provider states.

    Raises `PactwrightError` when the states cannot be set up.
    """
    with setting.stage.scene(states) as scene:
        scenario = Scenario(scene, states, setting, tally)
        for move in moves:
            if scenario.play(move) is None:
                return []
    return scenario.judge(moves[-1])

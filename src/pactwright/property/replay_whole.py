"""Sequences of requests over a whole document, whoever uses its operations."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from pactwright.errors import PactwrightError
from pactwright.matching.content_type import parse_content_type
from pactwright.property.cases import Step
from pactwright.property.replay_judge import judge
from pactwright.property.replay_kept import send_steps
from pactwright.property.replay_order import judge_order
from pactwright.property.replay_port import Scene
from pactwright.property.replay_takes import without_step
from pactwright.property.replay_unused import draft_request
from pactwright.property.replay_values import Exchange, Key, Setting, Tally, Trouble
from pactwright.property.schemathesis_machine import Call, Shown, run_machine

_STEPS: Final = 8


def replay_whole(setting: Setting) -> Tally:
    """Let Schemathesis' state machine play on the whole document, without provider states."""
    whole = _Whole(setting)
    try:
        run_machine(
            setting.document,
            None,
            whole.play,
            scenarios=setting.profile.examples,
            steps=_STEPS,
            seed=setting.seed,
        )
    except PactwrightError as error:
        whole.tally.notes.append(error.message)
    for trouble in list(whole.failed.values()):
        whole.shrink(trouble)
    return whole.tally


class _Whole:
    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self.tally = Tally()
        self.failed: dict[Key, Trouble] = {}

    @contextlib.contextmanager
    def play(self) -> Iterator[_Player]:
        with self._setting.stage.scene(()) as scene:
            yield _Player(self, scene)

    def send(self, scene: Scene, call: Call, before: Sequence[Exchange]) -> Exchange:
        method, _, path = call.operation.partition(" ")
        operation = self._setting.document.operation(method, path)
        request = draft_request(operation, call.draft.media_type, call.draft)
        self.tally.cases += 1
        takes = tuple(
            link.take for link in call.links if link.take is not None and _is_led(link.into)
        )
        exchange = Exchange(
            request=request, answer=scene.send(request), template=operation.path, takes=takes
        )
        for one in self.judge([*before, exchange]):
            known = self.failed.get(one.key)
            if known is None or len(one.exchanges) < len(known.exchanges):
                self.failed[one.key] = one
        return exchange

    def can_send(self, call: Call) -> bool:
        """Return whether the body is one that can be written; XML is not."""
        if call.draft.body is None:
            return True
        kind = parse_content_type(call.draft.media_type or "")
        return kind is not None and not kind.is_xml

    def judge(self, exchanges: Sequence[Exchange]) -> list[Trouble]:
        last = exchanges[-1]
        operation = self._setting.document.operation(last.request.method, last.template)
        found = judge(operation, last.request, last.answer) or judge_order(exchanges)
        return [
            Trouble(operation=operation.name, breach=one, exchanges=tuple(exchanges))
            for one in found
        ]

    def shrink(self, trouble: Trouble) -> None:
        """Keep a trouble with the fewest requests; of one alone its operation tells."""
        fewest, index = trouble, 0
        while index < len(fewest.exchanges) - 1:
            again = self._again(_drop(fewest.exchanges, index)).get(trouble.key)
            fewest, index = (fewest, index + 1) if again is None else (again, index)
        if len(fewest.exchanges) > 1:
            self.tally.add(fewest)

    def _again(self, exchanges: Sequence[Exchange]) -> Mapping[Key, Trouble]:
        steps = [
            Step(request=one.request, path_template=one.template, takes=one.takes)
            for one in exchanges
        ]
        sent = send_steps(steps, (), self._setting, self.tally)
        return {one.key: one for one in self.judge(sent)}


class _Player:
    """Plays one scenario with Schemathesis' own requests."""

    def __init__(self, whole: _Whole, scene: Scene) -> None:
        self._whole = whole
        self._scene = scene
        self._exchanges: list[Exchange] = []

    def play(self, call: Call) -> Shown | None:
        """Send the request of a call; `None` where it cannot be sent, or nothing came."""
        if not self._whole.can_send(call):
            return None
        exchange = self._whole.send(self._scene, call, self._exchanges)
        self._exchanges.append(exchange)
        response = exchange.answer.response
        if response is None:
            return None
        body = call.draft.body
        return Shown(
            number=len(self._exchanges) - 1,
            response=response,
            path=call.draft.path,
            body=None if body is None else body.value,
            takes=exchange.takes,
        )


def _is_led(into: str) -> bool:
    return into.startswith(("path.", "query.", "$."))


def _drop(exchanges: Sequence[Exchange], index: int) -> tuple[Exchange, ...]:
    """Return the exchanges without one; what had a value from it keeps the value."""
    return tuple(
        replace(one, takes=without_step(one.takes, index))
        for number, one in enumerate(exchanges)
        if number != index
    )

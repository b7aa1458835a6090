"""Sequences of requests over a whole document, whoever uses its operations."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final
from urllib.parse import unquote

from pactwright.errors import PactwrightError
from pactwright.matching.content_type import parse_content_type
from pactwright.model.wire import WireRequest
from pactwright.property.cases import Step
from pactwright.property.replay_judge import judge
from pactwright.property.replay_kept import send_steps
from pactwright.property.replay_mount import send_below
from pactwright.property.replay_naming import name_by_steps
from pactwright.property.replay_order import judge_order
from pactwright.property.replay_port import Scene
from pactwright.property.replay_takes import fill_path, without_step
from pactwright.property.replay_unused import draft_request
from pactwright.property.replay_values import Exchange, Key, Setting, Tally, Trouble
from pactwright.property.schemathesis_cases import CaseMaker, Draft, Narrowed, Slot
from pactwright.property.schemathesis_machine import Call, Shown, run_machine

_STEPS: Final = 8
_STRAYS: Final = 5
"""With how many other values it is asked whether a request fails by itself."""


def replay_whole(setting: Setting, tally: Tally) -> None:
    """Let Schemathesis' state machine play on the whole document, without provider states."""
    whole = _Whole(setting, tally)
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


class _Whole:
    def __init__(self, setting: Setting, tally: Tally) -> None:
        self._setting = setting
        self.tally = tally
        self.failed: dict[Key, Trouble] = {}
        self._well: set[WireRequest] = set()

    @contextlib.contextmanager
    def play(self) -> Iterator[_Player]:
        with self._setting.stage.scene(()) as scene:
            yield _Player(self, scene)

    def send(self, scene: Scene, call: Call, before: Sequence[Exchange]) -> Exchange:
        method, _, path = call.operation.partition(" ")
        operation = self._setting.document.operation(method, path)
        request = draft_request(operation, call.draft.media_type, call.draft)
        takes = tuple(
            link.take for link in call.links if link.take is not None and _is_led(link.into)
        )

        def send(below: WireRequest) -> Exchange:
            self.tally.cases += 1
            return Exchange(
                request=below, answer=scene.send(below), template=operation.path, takes=takes
            )

        exchange = send_below(operation, request, send)
        self._note([*before, exchange])
        return exchange

    def _note(self, exchanges: Sequence[Exchange]) -> None:
        troubles = self.judge(exchanges)
        for one in troubles:
            known = self.failed.get(one.key)
            if known is None or _length(one) < _length(known):
                self.failed[one.key] = one
        if not troubles:
            self._well.add(exchanges[-1].request)

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
        """Keep a trouble with the fewest requests, unless its operation's own test tells of it.

        What gives a value to a later request stays: no provider state makes the service forget,
        so that what is made must be made anew each time.
        """
        fewest, index = trouble, 0
        while index < len(fewest.exchanges) - 1:
            rest = _drop(fewest.exchanges, index)
            again = None if rest is None else self._again(rest).get(trouble.key)
            fewest, index = (fewest, index + 1) if again is None else (again, index)
        if not self._shows_alone(fewest):
            self.tally.add(name_by_steps(fewest if len(fewest.exchanges) > 1 else trouble))

    def _shows_alone(self, trouble: Trouble) -> bool:
        """Return whether the last request fails so whatever was done before.

        It is sent about other things than those that the sequence has made. Where it names none,
        it must not have been answered well before.
        """
        last = trouble.exchanges[-1]
        strays = list(self._strays(last))
        if not strays:
            return len(trouble.exchanges) == 1 and last.request not in self._well
        return any(trouble.key in self._again([one]) for one in strays)

    def _strays(self, exchange: Exchange) -> Iterator[Exchange]:
        """Yield the request with generated values in its path, and where earlier answers led it."""
        operation = self._setting.document.operation(exchange.request.method, exchange.template)
        led = {one.into.partition(".")[2] for one in exchange.takes}
        slots = tuple(
            Slot(parameter=one, narrow={})
            for one in operation.parameters
            if one.location == "path" or (one.location == "query" and one.name in led)
        )
        for draft in self._generate(Narrowed(operation=operation, slots=slots)) if slots else ():
            yield replace(exchange, request=_astray(exchange, draft), takes=())

    def _generate(self, narrowed: Narrowed) -> list[Draft]:
        try:
            return CaseMaker(narrowed).generate(examples=_STRAYS, seed=self._setting.seed)
        except PactwrightError:
            raise
        except Exception:  # noqa: BLE001 - a generator may refuse a schema in many ways
            return []

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


def _length(trouble: Trouble) -> tuple[bool, int]:
    """Return how long a sequence is; one request alone may live on what earlier ones have made."""
    return (len(trouble.exchanges) == 1, len(trouble.exchanges))


def _is_led(into: str) -> bool:
    return into.startswith(("path.", "query.", "$."))


def _drop(exchanges: Sequence[Exchange], index: int) -> tuple[Exchange, ...] | None:
    """Return the exchanges without one, `None` where a later one has a value from it."""
    if any(take.step == index for one in exchanges for take in one.takes):
        return None
    return tuple(
        replace(one, takes=without_step(one.takes, index))
        for number, one in enumerate(exchanges)
        if number != index
    )


def _astray(exchange: Exchange, draft: Draft) -> WireRequest:
    texts = {name: unquote(one) for name, one in draft.path.items()}
    request = exchange.request
    query = tuple((name, draft.query.get(name, values)) for name, values in request.query)
    return replace(request, path=fill_path(exchange.template, request.path, texts), query=query)

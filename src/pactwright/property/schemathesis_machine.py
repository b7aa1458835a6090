"""Schemathesis' state machine over some operations: which request after which, with whose ids.

The machine chooses operations and follows the links between them, those of the document and those
that Schemathesis infers from it. What is sent otherwise is the caller's to say: it prepares some
requests of each operation, of which the machine picks one by its number.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Final, Protocol, TypeAlias
from urllib.parse import unquote

from pactwright.errors import PactwrightError
from pactwright.model.json import Json
from pactwright.model.wire import WireResponse
from pactwright.property.cases import Take
from pactwright.property.schemathesis_cases import Draft, draft_of_case, quiet
from pactwright.property.schemathesis_checks import schemathesis_response
from pactwright.property.schemathesis_document import ApiDocument, load_schema
from pactwright.property.schemathesis_links import narrowed_document, origin_of_link

_PICK: Final = "X-Pactwright-Pick"
_START: Final = "start"
_SETBACKS: Final = 3
_PRIME: Final = 1_000_003
_FIRST: Final = "POST PUT PATCH GET HEAD OPTIONS TRACE QUERY DELETE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A value that a request has from an earlier answer, and where it has it from.

    `take` is `None` where that cannot be said; `into` is as in `Take`.
    """

    into: str
    value: Json
    take: Take | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What the machine wants next: a request of an operation, and what links put into it.

    The request is the prepared one of that number, or (`draft`) one of Schemathesis' own.
    """

    operation: str
    pick: int = 0
    links: tuple[Link, ...] = ()
    draft: Draft = field(default_factory=Draft)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What links are followed from: the number of an exchange in its scenario, and what it held.

    `path` holds the texts of the path's parameters, percent-encoded; `takes` say where the
    request had its values from.
    """

    number: int
    response: WireResponse
    path: Mapping[str, str] = field(default_factory=dict)
    body: Json = None
    takes: tuple[Take, ...] = ()


class Player(Protocol):
    """Plays one scenario."""

    def play(self, call: Call) -> Shown | None:
        """Send what is called for; `None` where it cannot be sent, or nothing came."""
        ...


Stage: TypeAlias = Callable[[], AbstractContextManager[Player]]


def run_machine(  # noqa: PLR0913 - half by name
    document: ApiDocument,
    picks: Mapping[str, int] | None,
    stage: Stage,
    *,
    scenarios: int,
    steps: int,
    seed: int,
) -> None:
    """Play that many scenarios of at most so many steps, the same ones for the same seed.

    `picks` says how many prepared requests each operation has; any of them may begin a scenario.
    `None` stands for the whole document, with Schemathesis' own requests. A provider whose answers
    change from run to run may end it early: another seed goes on then, three times at most.
    """
    from hypothesis.errors import Flaky, Unsatisfiable

    if not scenarios:
        return
    machine = _Machine(document, picks, stage)
    for attempt in range(_SETBACKS):
        with contextlib.suppress(Flaky, Unsatisfiable), quiet():
            machine.run(scenarios=scenarios, steps=steps, seed=seed + attempt * _PRIME)
            break
    machine.release()
    if machine.error is not None:
        raise machine.error


class _Machine:
    """The class of the state machine, and what its instances share."""

    def __init__(
        self, document: ApiDocument, picks: Mapping[str, int] | None, stage: Stage
    ) -> None:
        self.error: PactwrightError | None = None
        self.stage = stage
        members = _members(self)
        if picks is None:
            self._schema = load_schema(document.root)
            self._base = _as_state_machine(self._schema)
        else:
            self._schema = load_schema(narrowed_document(document, picks, _PICK)).include(
                func=lambda given: given.operation.label in picks
            )
            self._base = _as_state_machine(self._schema)
            members |= dict.fromkeys(self._base.root_rules) | {_START: self._start(picks)}
        self._class: Any = type("Sequences", (self._base,), members)

    def _start(self, picks: Mapping[str, int]) -> Any:  # noqa: ANN401 - Hypothesis' own
        """Return the rule that sends a prepared request to where the consumer sends it.

        It is one for all, or the links would seldom be followed among so many.
        """
        from hypothesis import strategies as st
        from hypothesis.stateful import Bundle
        from schemathesis.generation.stateful.state_machine import StepInput
        from schemathesis.specs.openapi.stateful import transition

        def request(name: str, pick: int) -> Any:  # noqa: ANN401 - Schemathesis' own
            method, _, path = name.partition(" ")
            return StepInput.initial(self._schema[path][method].Case(headers={_PICK: str(pick)}))

        # Hypothesis favours the first ones: what makes things comes before what ends them, and
        # what no link leads to or from comes last.
        linked = self._base._transitions.operations  # noqa: SLF001 - as there
        names = sorted(
            picks, key=lambda name: (name not in linked, _FIRST.find(name.partition(" ")[0]), name)
        )
        strategy = st.sampled_from(names).flatmap(
            lambda name: st.sampled_from(range(picks[name])).map(lambda pick: request(name, pick))
        )
        return transition(
            name=_START, target=Bundle(_START), input=strategy, precondition=_may_start
        )

    def run(self, *, scenarios: int, steps: int, seed: int) -> None:
        import hypothesis
        from hypothesis import HealthCheck, Phase

        settings = hypothesis.settings(
            max_examples=scenarios,
            stateful_step_count=steps,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        if self._class.setup_state().rules:
            hypothesis.seed(seed)(self._class).run(settings=settings)

    def release(self) -> None:
        from schemathesis.generation.stateful.state_machine import release_state_machines

        release_state_machines(self._class, self._base)


def _may_start(machine: Any) -> bool:  # noqa: ANN401 - Schemathesis' own
    """Return whether a request of its own may come next: every other time, if links can follow."""
    if machine.calls % 2 == 0:
        return True
    links = (
        link
        for transitions in machine._transitions.operations.values()  # noqa: SLF001 - as there
        for link in transitions.outgoing
    )
    return not any(
        machine.bundle(f"{link.source.label} -> {link.status_code}")
        and machine.control.allow_transition(link.source.label, link.target.label)
        for link in links
    )


def _as_state_machine(schema: Any) -> Any:  # noqa: ANN401 - Schemathesis' own
    from schemathesis.core.errors import InvalidStateMachine

    try:
        return schema.as_state_machine()
    except InvalidStateMachine as error:
        raise PactwrightError(
            f"the links of the API document cannot be followed: {error}",
            hint="let each link name an operation and parameters that the document has",
        ) from None


def _members(machine: _Machine) -> dict[str, Any]:
    """Return the methods of the machine's class that play scenarios through `machine.stage`."""

    def setup(self: Any) -> None:  # noqa: ANN401 - Schemathesis' own
        self.open = contextlib.ExitStack()
        self.player = None
        self.shown = {}
        self.calls = 0
        try:
            self.player = self.open.enter_context(machine.stage())
        except PactwrightError as error:
            machine.error = error

    def teardown(self: Any) -> None:  # noqa: ANN401 - Schemathesis' own
        try:
            self.open.close()
        except PactwrightError as error:
            machine.error = error

    def step(self: Any, input: Any) -> Any:  # noqa: A002, ANN401 - Schemathesis' own
        from schemathesis.generation.stateful.state_machine import StepOutput

        if self.player is None or machine.error is not None:
            return None
        self.calls += 1
        case = input.case
        shown = self.player.play(_read_call(input, self.shown))
        if shown is None:
            return None
        self.shown[case.id] = shown
        case.path_parameters = {name: unquote(text) for name, text in shown.path.items()}
        case.body = shown.body
        response = schemathesis_response(case.operation.method, shown.response)
        self.recorder.record_response(case_id=case.id, response=response)
        return StepOutput(response, case)

    return {"setup": setup, "teardown": teardown, "step": step}


def _read_call(step: Any, shown: Mapping[str, Shown]) -> Call:  # noqa: ANN401 - Schemathesis' own
    case = step.case
    links: list[Link] = []
    if step.transition is not None and step.transition.parent_id in shown:
        parent = shown[step.transition.parent_id]
        links = list(_links(step, case, parent))
    pick = str(case.headers.get(_PICK, "0"))
    return Call(
        operation=case.operation.label,
        pick=int(pick) if pick.isdecimal() else 0,
        links=tuple(links),
        draft=draft_of_case(case),
    )


def _links(step: Any, case: Any, parent: Shown) -> Iterator[Link]:  # noqa: ANN401 - Schemathesis' own
    for location, name in step.applied_parameters:
        part = str(location.value)
        if part == "body":
            found = case.body if name is None else (case.body or {}).get(name)
            into = "$" if name is None else f"$.{name}"
            given = step.transition.request_body
            expression = None if given is None else given.definition
            if isinstance(expression, Mapping):
                expression = expression.get(name)
        else:
            container = getattr(case, location.container_name) or {}
            found = container.get(name)
            into = f"{part}.{name.lower() if part == 'header' else name}"
            given = step.transition.parameters.get(location.container_name, {}).get(name)
            expression = None if given is None else given.definition
        take = origin_of_link(
            expression, found, into=into, step=parent.number,
            response=parent.response, takes=parent.takes,
        )  # fmt: skip
        yield Link(into=into, value=found, take=take)

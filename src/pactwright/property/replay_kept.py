"""Sends the kept cases of an operation again, before anything new is tried."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from pactwright.errors import PactwrightError
from pactwright.model.interaction import ProviderState
from pactwright.property.cases import Case, Step
from pactwright.property.replay_authentication import judge_credentials
from pactwright.property.replay_cursors import CURSORS, judge_cursors
from pactwright.property.replay_defaults import judge_default
from pactwright.property.replay_examples import judge_example
from pactwright.property.replay_judge import CRASH, is_bare_place, judge
from pactwright.property.replay_naming import is_named
from pactwright.property.replay_order import ORDERLY, judge_order
from pactwright.property.replay_paging import judge_pages
from pactwright.property.replay_reading import Reader
from pactwright.property.replay_request import Source
from pactwright.property.replay_takes import fill_takes
from pactwright.property.replay_values import Exchange, Setting, Tally, Trouble
from pactwright.property.schemathesis_checks import Breach

_COMPARING: Final[Mapping[str, Callable[[str, Sequence[Exchange]], Breach | None]]] = {
    CURSORS: judge_cursors,
    "default-holds": judge_default,
    "examples-work": judge_example,
    "ignored_auth": judge_credentials,
    "pages-add-up": judge_pages,
}
"""The checks that look at more than one answer by itself, with the place of their finding."""

_UNSENT: Final = "examples-fit"
"""A documented example against its own schema: nothing is sent, and the check asks each time."""


def is_sequence(case: Case) -> bool:
    """Return whether a case is of several requests of which the later ones follow on the others."""
    return len(case.steps) > 1 and case.check not in _COMPARING


def replay_kept(
    cases: Iterable[Case], sources: Sequence[Source], setting: Setting, tally: Tally
) -> Iterator[Trouble]:
    """Yield what the kept cases of an operation still show.

    The requests of each are sent again, all of them and as they were, but for the values that
    come from provider states and from earlier answers.
    """
    for case in cases:
        if not case.steps or case.check == _UNSENT:
            continue
        own = _own_source(case, sources)
        states = case.states if own is None or is_sequence(case) else own.interaction.states
        try:
            exchanges = send_steps(case.steps, states, setting, tally)
        except PactwrightError:
            continue  # the interaction itself tells why its states cannot be set up
        for breach in _judge(case, exchanges, own, sources, setting):
            trouble = Trouble(
                operation=case.operation,
                breach=breach,
                exchanges=tuple(exchanges),
                states=tuple(states),
                description=case.interaction,
            )
            if _is_same_crash(case, breach):
                trouble = replace(trouble, place=_place(case))
            yield trouble


def _is_same_crash(case: Case, breach: Breach) -> bool:
    """Return whether the case tells of the crash by another name.

    Older ones tell it by its status, as it shows over HTTP, or by its place in the source.
    """
    if not case.check == breach.check == CRASH:
        return False
    known = _place(case)
    return is_named(known) or is_bare_place(known) != is_bare_place(breach.place)


def _own_source(case: Case, sources: Sequence[Source]) -> Source | None:
    """Return the interaction that a case comes from, by its provider states where several do."""
    named = [
        one
        for one in sources
        if one.interaction.description == case.interaction and one.operation.name == case.operation
    ]
    exact = [one for one in named if one.interaction.states == case.states]
    return next(iter((*exact, *named)), None)


def _judge(
    case: Case,
    exchanges: Sequence[Exchange],
    own: Source | None,
    sources: Sequence[Source],
    setting: Setting,
) -> Iterable[Breach]:
    compare = _COMPARING.get(case.check)
    if compare is not None:
        found = compare(_place(case), exchanges)
        return () if found is None else (found,)
    if case.check in ORDERLY:
        return judge_order(exchanges)
    same = [one for one in sources if one.operation.name == case.operation]
    source = own or next(iter(same), None)
    last = exchanges[-1]
    if not sources:
        return _judge_by_document(case, last, setting)
    if source is None or case.operation != source.operation.name:
        return ()
    readers = [Reader(one.interaction) for one in same]
    mine = None if own is None else Reader(own.interaction)
    if mine is not None and len(exchanges) > 1:
        # What the consumer expects in other circumstances says nothing of these.
        reads = case.check == "consumer-reads" and mine.handles(last.status)
        mine = mine if reads else None
    return judge(source.operation, last.request, last.answer, own=mine, others=readers)


def _judge_by_document(case: Case, last: Exchange, setting: Setting) -> Iterable[Breach]:
    """Return what is wrong with an answer that no consumer reads."""
    method, _, path = case.operation.partition(" ")
    try:
        operation = setting.document.operation(method, path)
    except PactwrightError:
        return ()  # the document has it no more
    return judge(operation, last.request, last.answer)


def _place(case: Case) -> str:
    """Return the place that the finding's fingerprint was made of; details begin with it."""
    prefix = "place: "
    return next((one.removeprefix(prefix) for one in case.details if one.startswith(prefix)), "")


def send_steps(
    steps: Sequence[Step], states: Sequence[ProviderState], setting: Setting, tally: Tally
) -> list[Exchange]:
    """Return the exchanges of the steps of a case, sent again in their order.

    Raises `PactwrightError` when the provider states cannot be set up.
    """
    made: list[Exchange] = []
    with contextlib.ExitStack() as stack:
        for number, step in enumerate(steps):
            if number == 0 or step.fresh:
                stack.close()
                scene = stack.enter_context(setting.stage.scene(states))
            template = step.path_template or step.request.path
            request = fill_takes(
                step.request,
                template,
                step.takes,
                values=scene.values,
                answers=[one.answer for one in made],
            )
            tally.cases += 1
            made.append(
                Exchange(
                    request=request,
                    answer=scene.send(request, bare=step.bare),
                    template=template,
                    takes=step.takes,
                    fresh=step.fresh,
                    bare=step.bare,
                )
            )
    return made

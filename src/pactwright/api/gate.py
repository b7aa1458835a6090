"""can-i-deploy from Python: a question in, the answer with its reasons out."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from pactwright.api.publish import open_session
from pactwright.broker.answer import GateAnswer
from pactwright.broker.client.asked import Asked, find_number
from pactwright.broker.client.gate import ask_gate
from pactwright.broker.client.rows import Question


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How often to ask again while results are missing, after how many seconds each time.

    `on_wait` is told how many are missing, the seconds, which time it is and of how many.
    """

    retries: int = 0
    interval: float = 10
    on_wait: Callable[[int, float, int, int], None] = lambda *_: None


def can_i_deploy(  # noqa: PLR0913 - each is a word of the question
    asked: Sequence[Asked],
    *,
    to: str | None = None,
    broker: str | None = None,
    ignore: tuple[str, ...] = (),
    require_pacts: bool = False,
    require_properties: bool = False,
    patience: Patience | None = None,
) -> GateAnswer:
    """Return whether the first version may go to the environment, or onto the main branches.

    Further ones go with it: to the environment together or, without one, just with one another.
    `broker` is a URL, a folder or a SQLite file. Raises `PactwrightError` when the broker does
    not answer, or knows neither the applications nor the environment.
    """
    terms = partial(
        Question,
        environment=to,
        ignore=ignore,
        require_pacts=require_pacts,
        require_properties=require_properties,
    )
    wait = patience or Patience()
    for turn in range(1, wait.retries + 1):
        answer = _ask(broker, asked, terms)
        missing = _missing(answer)
        if not missing:
            return answer
        wait.on_wait(missing, wait.interval, turn, wait.retries)
        time.sleep(wait.interval)
    return _ask(broker, asked, terms)


def _ask(broker: str | None, asked: Sequence[Asked], terms: Callable[..., Question]) -> GateAnswer:
    """Ask anew: a folder is read when it is opened, and the latest version may be another."""
    with open_session(broker) as session:
        first, *others = [(one.name, find_number(session, one)) for one in asked]
        question = terms(pacticipant=first[0], version=first[1], together=tuple(others))
        return ask_gate(session, question)


def _missing(answer: GateAnswer) -> int:
    """Return how many results are waited for; none once the answer is settled."""
    return 0 if answer.deployable is not None else max(1, dict(answer.counts)["unknown"])

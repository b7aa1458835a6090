"""can-i-deploy from Python: a question in, the answer with its reasons out."""

from __future__ import annotations

from pactwright.api.publish import open_session
from pactwright.broker.answer import GateAnswer
from pactwright.broker.client.gate import ask_gate
from pactwright.broker.client.rows import Question


def can_i_deploy(  # noqa: PLR0913 - each is a word of the question
    pacticipant: str,
    version: str,
    *,
    to: str | None = None,
    broker: str | None = None,
    ignore: tuple[str, ...] = (),
    require_pacts: bool = False,
    require_properties: bool = False,
) -> GateAnswer:
    """Return whether the version may go to the environment, or onto the main branches.

    `broker` is a URL, a folder or a SQLite file. Raises `PactwrightError` when the broker does
    not answer, or knows neither the application nor the environment.
    """
    question = Question(
        pacticipant=pacticipant,
        version=version,
        environment=to,
        ignore=ignore,
        require_pacts=require_pacts,
        require_properties=require_properties,
    )
    with open_session(broker) as session:
        return ask_gate(session, question)

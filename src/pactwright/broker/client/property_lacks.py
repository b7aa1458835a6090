"""What a row of the matrix lacks of property tests that hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pactwright.broker.answer import FailedInteraction
from pactwright.broker.client.answer import Answer
from pactwright.broker.client.session import Session

_RUN = "run the property tests of the provider and publish their outcomes (pactwright verify)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """Why the property tests do not hold, and the deed; `links` lead to what failed."""

    reason: str
    fix: str = _RUN
    links: tuple[str, ...] = ()


def find_lack(row: Answer) -> Lack | None:
    """Return what is missing, `None` where every profile that was run holds and sent a request."""
    properties = row.at("properties")
    if properties.value is None:
        return Lack(
            reason="the consumer version publishes no property file",
            fix="publish the pact with the property file beside it: pactwright publish",
        )
    outcomes = properties.objects("outcomes")
    if not outcomes:
        return Lack(reason=f"not run for its file ({properties.text('digest')[:19]})")
    failed = [one for one in outcomes if one.flag("success") is not True]
    if failed:
        links = tuple(one.link("self") for one in failed)
        return Lack(reason="failed", fix="mend what differs, then run them again", links=links)
    if not any(one.count("cases") for one in outcomes):
        return Lack(reason="run, but no request was sent")
    return None


def read_findings(session: Session, lack: Lack) -> tuple[FailedInteraction, ...]:
    """Return the operations of the failed outcomes, each with what was found."""
    return tuple(
        FailedInteraction(
            description=result.loose_text("operation") or "an operation",
            differences=tuple(_differences(result)),
        )
        for link in lack.links
        for result in session.get(link).loose_objects("results")
        if result.value.get("success") is False
    )


def _differences(result: Answer) -> Iterator[str]:
    for finding in result.loose_objects("findings"):
        if finding.value.get("reason") is None:
            told = (finding.loose_text("place"), finding.loose_text("message"))
            yield ": ".join(text for text in told if text)

"""What a row of the matrix lacks of property tests that hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pactwright.broker.answer import FailedInteraction
from pactwright.broker.client.answer import Answer
from pactwright.broker.client.deed import write_command
from pactwright.broker.client.rows import side_of
from pactwright.broker.client.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """Why the property tests do not hold, and the deed; `links` lead to what failed."""

    reason: str
    fix: str
    links: tuple[str, ...] = ()


def find_lack(row: Answer, broker: str) -> Lack | None:
    """Return what is missing, `None` where every profile that was run holds and sent a request.

    `broker` is what the commands that would help call the broker.
    """
    properties = row.at("properties")
    if properties.value is None:
        return Lack(
            reason="the consumer version publishes no property file",
            fix=f"publish the pact with the property file beside it: {_publish(row, broker)}",
        )
    outcomes = properties.objects("outcomes")
    if not outcomes:
        reason = f"not run for its file ({properties.text('digest')[:19]})"
        return Lack(reason=reason, fix=_verify(row, broker))
    failed = [one for one in outcomes if one.flag("success") is not True]
    if failed:
        fix = f"mend what differs, then: {_verify(row, broker, mended=True)}"
        return Lack(reason="failed", fix=fix, links=tuple(one.link("self") for one in failed))
    if not any(one.count("cases") for one in outcomes):
        return Lack(reason="run, but no request was sent", fix=_verify(row, broker))
    return None


def _publish(row: Answer, broker: str) -> str:
    consumer, version = side_of(row, "consumer")
    return write_command(
        *("publish", "--broker", broker, "--consumer", consumer, "--version", version or "VERSION")
    )


def _verify(row: Answer, broker: str, *, mended: bool = False) -> str:
    """Return the command that runs the tests again; what was mended is another version."""
    consumer, version = side_of(row, "consumer")
    provider, number = side_of(row, "provider")
    again = () if mended else ("--provider-version", number or "VERSION")
    pact = ("--consumer", consumer, "--consumer-version", version or "VERSION")
    return write_command(
        "verify", "--broker", broker, "--provider", provider, *pact, *again, "--publish"
    )


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

"""What a row of the matrix lacks of property tests that hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pactwright.broker.answer import FailedInteraction
from pactwright.broker.client.session import Session

_RUN = "run the property tests of the provider and publish their outcomes (pactwright verify)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """Why the property tests do not hold, and the deed; `links` lead to what failed."""

    reason: str
    fix: str = _RUN
    links: tuple[str, ...] = ()


def find_lack(row: Mapping[str, Any]) -> Lack | None:
    """Return what is missing, `None` where every profile that was run holds and sent a request."""
    properties = row.get("properties")
    if not isinstance(properties, dict):
        return Lack(
            reason="the consumer version publishes no property file",
            fix="publish the pact with the property file beside it: pactwright publish",
        )
    outcomes = [one for one in properties.get("outcomes") or () if isinstance(one, dict)]
    if not outcomes:
        return Lack(reason=f"not run for its file ({_short(properties)})")
    failed = [one for one in outcomes if one.get("success") is not True]
    if failed:
        links = tuple(str(one["_links"]["self"]["href"]) for one in failed)
        return Lack(reason="failed", fix="mend what differs, then run them again", links=links)
    if not any(one.get("cases") for one in outcomes):
        return Lack(reason="run, but no request was sent")
    return None


def _short(properties: Mapping[str, Any]) -> str:
    return str(properties.get("digest"))[:19]


def read_findings(session: Session, lack: Lack) -> tuple[FailedInteraction, ...]:
    """Return the operations of the failed outcomes, each with what was found."""
    return tuple(
        FailedInteraction(
            description=str(result.get("operation", "an operation")),
            differences=tuple(_differences(result)),
        )
        for link in lack.links
        for result in session.get(link).get("results") or ()
        if isinstance(result, dict) and result.get("success") is False
    )


def _differences(result: Mapping[str, Any]) -> Iterator[str]:
    for finding in result.get("findings") or ():
        if isinstance(finding, dict) and finding.get("reason") is None:
            place = f"{finding['place']}: " if finding.get("place") else ""
            yield f"{place}{finding.get('message', '')}"

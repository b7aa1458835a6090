"""Recording where versions are: deployments and releases."""

from __future__ import annotations

from pactwright.broker.client.session import NotThereError, Session, links_of
from pactwright.errors import PactwrightError


def record_deployment(
    session: Session, pacticipant: str, version: str, environment: str, *, instance: str | None
) -> None:
    """Record that the version runs in the environment, in the place of what had the instance.

    Raises `PactwrightError` when the broker does not know the version or the environment.
    """
    body = {} if instance is None else {"applicationInstance": instance, "target": instance}
    address = _find(session, pacticipant, version, environment, "pb:record-deployment")
    session.send("POST", address, body)


def record_release(session: Session, pacticipant: str, version: str, environment: str) -> None:
    """Record that the version is released in the environment, beside others."""
    address = _find(session, pacticipant, version, environment, "pb:record-release")
    session.send("POST", address, {})


def ensure_environment(session: Session, name: str) -> None:
    """Make the environment unless the broker knows it; `production` is one by its name."""
    listed = session.get(session.address("environments"))
    known = (listed.get("_embedded") or {}).get("environments") or []
    if any(one.get("name") == name for one in known):
        return
    body = {"name": name, "displayName": name, "production": name == "production"}
    session.send("POST", session.address("environments"), body)


def _find(session: Session, pacticipant: str, version: str, environment: str, relation: str) -> str:
    """Return the address that records; it is among the version's links, by environment."""
    try:
        document = session.get(session.address("pacticipants", pacticipant, "versions", version))
    except NotThereError:
        raise PactwrightError(
            f"the broker knows no version {version} of {pacticipant}",
            hint="publish its pacts or its verification results first, or check the names",
        ) from None
    links = links_of(document, relation)
    for link in links:
        if link.get("name") == environment:
            return str(link["href"])
    known = ", ".join(sorted(str(link.get("name")) for link in links)) or "none"
    raise PactwrightError(
        f"the broker knows no environment {environment!r}; it knows: {known}",
        hint=f"make it: pact broker create-environment --name {environment}, "
        "or give --create-environment",
    )

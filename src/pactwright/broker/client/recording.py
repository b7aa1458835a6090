"""Recording where versions are: deployments and releases."""

from __future__ import annotations

from pactwright.broker.client.answer import Answer, NotThereError
from pactwright.broker.client.session import Session
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
    if any(one.find_text("name") == name for one in list_environments(session)):
        return
    body = {"name": name, "displayName": name, "production": name == "production"}
    session.send("POST", session.address("environments"), body)


def list_environments(session: Session) -> tuple[Answer, ...]:
    """Return the environments that the broker knows."""
    return session.get(session.address("environments")).objects("_embedded", "environments")


def _find(session: Session, pacticipant: str, version: str, environment: str, relation: str) -> str:
    """Return the address that records; it is among the version's links, by environment."""
    try:
        document = session.get(session.address("pacticipants", pacticipant, "versions", version))
    except NotThereError:
        raise PactwrightError(
            f"the broker knows no version {version} of {pacticipant}",
            hint="publish its pacts or its verification results first, or check the names",
        ) from None
    links = document.links(relation)
    for link in links:
        if link.find_text("name") == environment:
            return link.text("href")
    known = ", ".join(sorted(link.find_text("name") or "" for link in links)) or "none"
    raise PactwrightError(
        f"the broker knows no environment {environment!r}; it knows: {known}",
        hint=f"make it: pact broker create-environment --name {environment}, "
        "or give --create-environment",
    )

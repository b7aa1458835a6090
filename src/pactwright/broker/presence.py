"""What is where: deployments that replace each other, and releases that stand side by side."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from pactwright.broker.port import Ledger
from pactwright.broker.values import Deployment, Environment, Release, Version


def record_deployment(  # noqa: PLR0913 - all that makes a deployment
    ledger: Ledger,
    version: Version,
    environment: Environment,
    *,
    target: str | None,
    now: datetime,
    uuid: str,
) -> Deployment:
    """Return the version's deployment; what had the same target there has ended.

    A target of `None` is a place of its own. A version that is already there stays as it is.
    """
    there = ledger.find(
        Deployment,
        pacticipant_id=version.pacticipant_id,
        environment_id=environment.id,
        target=target,
        ended_at=None,
    )
    for deployment in there:
        if deployment.version_id == version.id:
            return deployment
        ledger.change(replace(deployment, ended_at=now))
    return ledger.add(
        Deployment(
            uuid=uuid,
            pacticipant_id=version.pacticipant_id,
            version_id=version.id,
            environment_id=environment.id,
            target=target,
            created_at=now,
        )
    )


def record_release(
    ledger: Ledger, version: Version, environment: Environment, *, now: datetime, uuid: str
) -> tuple[Release, bool]:
    """Return the version's release, supported, and whether it is new."""
    found = ledger.find(Release, version_id=version.id, environment_id=environment.id)
    if found:
        release = replace(found[0], ended_at=None)
        ledger.change(release)
        return release, False
    release = Release(
        uuid=uuid,
        pacticipant_id=version.pacticipant_id,
        version_id=version.id,
        environment_id=environment.id,
        created_at=now,
    )
    return ledger.add(release), True


def end_presence(ledger: Ledger, present: Deployment | Release, *, now: datetime) -> None:
    """End the deployment, or the support of the release; one that has ended stays as it is."""
    if present.ended_at is None:
        ledger.change(replace(present, ended_at=now))

"""Which versions, deliveries and revisions nothing needs any more."""

from __future__ import annotations

from datetime import datetime

from pactwright.broker.port import Before, Records
from pactwright.broker.values import (
    Branch,
    Delivery,
    Deployment,
    PropertyRecord,
    Publication,
    Release,
    Tag,
    Version,
)

_DONE = ("delivered", "failed", "stopped")


def find_stale(records: Records, *, before: datetime) -> tuple[Version, ...]:
    """Return the versions older than `before` that no place, branch, tag or list needs.

    Needed are: what is deployed or supported, the heads of branches, the latest with each tag,
    the latest version of each pacticipant, and the latest with a pact for each pair.
    """
    needed = {branch.head_id for branch in records.find(Branch)}
    needed |= {row.version_id for row in records.find(Deployment, ended_at=None)}
    needed |= {row.version_id for row in records.find(Release, ended_at=None)}
    groups = ("pacticipant_id", "name")
    needed |= {tag.version_id for tag in records.newest_per(Tag, groups, by="version_id")}
    needed |= {one.id for one in records.newest_per(Version, ("pacticipant_id",))}
    pairs = ("consumer_id", "provider_id")
    latest = records.newest_per(Publication, pairs, by="version_id", current=True)
    needed |= {row.version_id for row in latest}
    old = records.find(Version, created_at=Before(before))
    return tuple(version for version in old if version.id not in needed)


def find_old_deliveries(records: Records, *, before: datetime) -> tuple[Delivery, ...]:
    """Return the deliveries made before that time that will not be tried again."""
    return records.find(Delivery, state=_DONE, created_at=Before(before))


def find_old_revisions(records: Records, *, before: datetime) -> tuple[Publication, ...]:
    """Return what versions published before that time and have replaced since."""
    return records.find(Publication, current=False, created_at=Before(before))


def find_old_outcomes(records: Records, *, before: datetime) -> tuple[PropertyRecord, ...]:
    """Return the outcomes of property tests from before that time that later ones replaced."""
    return records.find(PropertyRecord, current=False, created_at=Before(before))

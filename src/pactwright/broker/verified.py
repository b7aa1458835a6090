"""Which contents a provider's branch or tag has verified, or had verified before it began."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pactwright.broker.port import Records
from pactwright.broker.values import Branch, BranchVersion, Pacticipant, Tag, Verification, Version


def find_branch(records: Records, provider: Pacticipant, name: str) -> Branch | None:
    """Return the provider's branch of that name, if there is one."""
    found = records.find(Branch, pacticipant_id=provider.id, name=name)
    return found[0] if found else None


def first_version_time(records: Records, branch: Branch | None) -> datetime | None:
    """Return when the first version of the branch was made."""
    if branch is None:
        return None
    first = records.find(BranchVersion, branch_id=branch.id, limit=1)
    versions = records.find(Version, id=first[0].version_id) if first else ()
    return versions[0].created_at if versions else None


def verified_on_branch(
    records: Records,
    branch: Branch | None,
    results: Sequence[Verification],
    *,
    since: datetime | None,
) -> set[int]:
    """Return the ids of the contents that the branch verified, or another branch before `since`.

    `results` are successful verifications by one provider. A `since` of `None` is a branch that
    is yet to begin.
    """
    versions = tuple({result.provider_version_id for result in results})
    members = records.find(BranchVersion, version_id=versions)
    mine = {member.version_id for member in members if branch and member.branch_id == branch.id}
    others = {member.version_id for member in members}
    return {
        result.pact_id
        for result in results
        if result.provider_version_id in mine
        or (result.provider_version_id in others and (since is None or result.created_at < since))
    }


def verified_with_tag(
    records: Records, provider: Pacticipant, name: str, results: Sequence[Verification]
) -> set[int]:
    """Return the ids of the contents that versions with the tag verified.

    What another tag's versions verified before the first use of this one counts, too.
    """
    versions = tuple({result.provider_version_id for result in results})
    tags = records.find(Tag, version_id=versions)
    mine = {tag.version_id for tag in tags if tag.name == name}
    others = {tag.version_id for tag in tags}
    first = records.find(Tag, pacticipant_id=provider.id, name=name, limit=1)
    since = first[0].created_at if first else None
    return {
        result.pact_id
        for result in results
        if result.provider_version_id in mine
        or (result.provider_version_id in others and (since is None or result.created_at < since))
    }

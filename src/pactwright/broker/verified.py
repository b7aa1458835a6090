"""Which contents a provider's branch or tag has verified, or had verified before it began."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from pactwright.broker.port import After, Among, Before, Condition, Records, Where
from pactwright.broker.values import (
    Branch,
    BranchVersion,
    Pact,
    Pacticipant,
    Tag,
    Verification,
    Version,
)

_FEW = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """Which successes count: all, or only those of contents that were asked for, since a time."""

    explicit: bool = False
    after: datetime | None = None

    def where(self) -> Where:
        """Return the conditions on verifications, but for the time."""
        where: Where = {"success": True, "document_id": None}
        return {**where, "wip": False} if self.explicit else where


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


def verified_by_anyone(records: Records, pacts: Collection[int]) -> set[int]:
    """Return the ids of the contents that any version verified."""
    done = {"pact_id": tuple(pacts), "success": True, "document_id": None}
    return {pact.id for pact in records.find(Pact, id=Among(Verification, "pact_id", done))}


def verified_on_branch(
    records: Records,
    branch: Branch | None,
    pacts: Collection[int],
    *,
    since: datetime | None,
    counting: Counting,
) -> set[int]:
    """Return the ids of the contents that the branch verified, or another branch before `since`.

    A `since` of `None` is a branch that is yet to begin.
    """
    members = _versions(records, BranchVersion, {"branch_id": branch.id}) if branch else ()
    done = _verified_by(records, pacts, members, counting)
    rest = set(pacts) - done
    return done | _verified_before(records, rest, since, counting, BranchVersion)


def verified_with_tag(
    records: Records,
    provider: Pacticipant,
    name: str,
    pacts: Collection[int],
    *,
    counting: Counting,
) -> set[int]:
    """Return the ids of the contents that versions with the tag verified.

    What another tag's versions verified before the first use of this one counts, too.
    """
    tagged: Where = {"pacticipant_id": provider.id, "name": name}
    done = _verified_by(records, pacts, _versions(records, Tag, tagged), counting)
    first = records.find(Tag, limit=1, **tagged)
    since = first[0].created_at if first else None
    return done | _verified_before(records, set(pacts) - done, since, counting, Tag)


def _versions(records: Records, kind: type[BranchVersion | Tag], where: Where) -> Condition:
    """Return which versions have such a mark: a few ids, or what the database finds itself."""
    if records.find(kind, by="version_id", offset=_FEW, limit=1, **where):
        return Among(kind, "version_id", where)
    return tuple(mark.version_id for mark in records.find(kind, **where))


def _verified_by(
    records: Records, pacts: Collection[int], versions: Condition, counting: Counting
) -> set[int]:
    where: Where = {"pact_id": tuple(pacts), "provider_version_id": versions, **counting.where()}
    if counting.after is not None:
        where["created_at"] = After(counting.after)
    return {pact.id for pact in records.find(Pact, id=Among(Verification, "pact_id", where))}


def _verified_before(
    records: Records,
    pacts: Collection[int],
    since: datetime | None,
    counting: Counting,
    kind: type[BranchVersion | Tag],
) -> set[int]:
    """Return the contents that versions on any branch, or with any tag, verified before.

    The newest success of each content mostly tells; only where its version has no branch or tag
    are those of the provider's versions that have one looked at.
    """
    if since is not None and counting.after is not None and since <= counting.after:
        return set()  # what was before the branch is before all that counts
    where = counting.where()
    if since is not None:
        where["created_at"] = Before(since)
    newest = _recent(
        records.newest_per(Verification, ("pact_id",), pact_id=tuple(pacts), **where), counting
    )
    done = _marked(records, newest, kind)
    rest = {row.pact_id for row in newest} - done
    if not rest:
        return done
    providers = tuple({row.provider_id for row in newest})
    where["provider_version_id"] = _versions(records, kind, {"pacticipant_id": providers})
    others = records.newest_per(Verification, ("pact_id",), pact_id=tuple(rest), **where)
    return done | {row.pact_id for row in _recent(others, counting)}


def _recent(rows: Iterable[Verification], counting: Counting) -> list[Verification]:
    return [row for row in rows if counting.after is None or row.created_at > counting.after]


def _marked(
    records: Records, rows: Collection[Verification], kind: type[BranchVersion | Tag]
) -> set[int]:
    versions = tuple({row.provider_version_id for row in rows})
    marks: tuple[BranchVersion | Tag, ...] = records.find(kind, version_id=versions)
    marked = {mark.version_id for mark in marks}
    return {row.pact_id for row in rows if row.provider_version_id in marked}

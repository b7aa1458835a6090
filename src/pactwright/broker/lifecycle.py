"""The life of a version: made, put on branches, tagged."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from pactwright.broker.port import Ledger, Records
from pactwright.broker.presence import record_deployment
from pactwright.broker.values import (
    Branch,
    BranchVersion,
    Environment,
    Pacticipant,
    Tag,
    Version,
)

_MAIN_BRANCHES = ("develop", "main", "master")
_FIRST_TAG = timedelta(seconds=10)
_TAG_DEPLOYMENT = UUID("5b6f5e02-6d0f-5d0c-8d6e-3e3c5a5f0a11")


def find_pacticipant(records: Records, name: str) -> Pacticipant | None:
    """Return the pacticipant of that name, if there is one."""
    found = records.find(Pacticipant, name=name)
    return found[0] if found else None


def find_version(records: Records, owner: Pacticipant, number: str) -> Version | None:
    """Return the pacticipant's version of that number, if there is one."""
    found = records.find(Version, pacticipant_id=owner.id, number=number)
    return found[0] if found else None


def ensure_pacticipant(ledger: Ledger, name: str, *, now: datetime) -> Pacticipant:
    """Return the pacticipant of that name, new if need be."""
    found = find_pacticipant(ledger, name)
    return found or ledger.add(Pacticipant(name=name, created_at=now, updated_at=now))


def ensure_version(
    ledger: Ledger, owner: Pacticipant, number: str, *, now: datetime
) -> tuple[Version, bool]:
    """Return the version and whether it is new."""
    found = find_version(ledger, owner, number)
    if found is not None:
        return found, False
    return ledger.add(Version(pacticipant_id=owner.id, number=number, created_at=now)), True


def add_to_branch(
    ledger: Ledger, version: Version, name: str, *, now: datetime, auto_created: bool = False
) -> bool:
    """Put the version on the branch, as its head when it is new there; return whether it is.

    The first branch called `develop`, `main` or `master` becomes the main branch.
    """
    found = ledger.find(Branch, pacticipant_id=version.pacticipant_id, name=name)
    branch = (
        found[0]
        if found
        else ledger.add(Branch(pacticipant_id=version.pacticipant_id, name=name, created_at=now))
    )
    _guess_main_branch(ledger, version.pacticipant_id, name, now)
    if ledger.find(BranchVersion, branch_id=branch.id, version_id=version.id):
        return False
    ledger.add(
        BranchVersion(
            branch_id=branch.id,
            pacticipant_id=version.pacticipant_id,
            version_id=version.id,
            auto_created=auto_created,
            created_at=now,
        )
    )
    ledger.change(replace(branch, head_id=version.id))
    return True


def remove_from_branch(ledger: Ledger, branch: Branch, version: Version) -> None:
    """Take the version off the branch; the version added before it becomes the head."""
    ledger.remove(BranchVersion, branch_id=branch.id, version_id=version.id)
    last = ledger.find(BranchVersion, branch_id=branch.id, newest=True, limit=1)
    ledger.change(replace(branch, head_id=last[0].version_id if last else None))


def remove_branch(ledger: Ledger, branch: Branch) -> None:
    """Forget the branch; its versions stay."""
    ledger.remove(BranchVersion, branch_id=branch.id)
    ledger.remove(Branch, id=branch.id)


def add_tag(ledger: Ledger, version: Version, name: str, *, now: datetime) -> tuple[Tag, bool]:
    """Tag the version; return the tag and whether it is new.

    A first tag on a fresh version without a branch makes a branch of its name, and a tag that
    is an environment's name records a deployment there, as old clients expect.
    """
    found = ledger.find(Tag, version_id=version.id, name=name)
    if found:
        return found[0], False
    _use_as_branch(ledger, version, name, now)
    _guess_main_branch(ledger, version.pacticipant_id, name, now)
    tag = ledger.add(
        Tag(
            pacticipant_id=version.pacticipant_id,
            version_id=version.id,
            name=name,
            created_at=now,
        )
    )
    for environment in ledger.find(Environment, name=name):
        uuid = str(uuid5(_TAG_DEPLOYMENT, f"{environment.uuid} {tag.id}"))
        record_deployment(ledger, version, environment, target=None, now=now, uuid=uuid)
    return tag, True


def _use_as_branch(ledger: Ledger, version: Version, name: str, now: datetime) -> None:
    fresh = now - version.created_at <= _FIRST_TAG
    tagged = ledger.count(Tag, version_id=version.id)
    if fresh and not tagged and not ledger.count(BranchVersion, version_id=version.id):
        add_to_branch(ledger, version, name, now=now, auto_created=True)


def _guess_main_branch(ledger: Ledger, pacticipant_id: int, name: str, now: datetime) -> None:
    if name not in _MAIN_BRANCHES:
        return
    owner = ledger.find(Pacticipant, id=pacticipant_id)[0]
    if owner.main_branch is None:
        ledger.change(replace(owner, main_branch=name, updated_at=now))

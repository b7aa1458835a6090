"""What is known of versions beside their numbers: branches, tags and where they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from pactwright.broker.port import Look, Records
from pactwright.broker.values import (
    Branch,
    BranchVersion,
    Deployment,
    Environment,
    Release,
    Tag,
    Version,
)

_P = TypeVar("_P", Deployment, Release)


@dataclass(frozen=True, slots=True, kw_only=True)
class Portrait:
    """A version's branches and tags, each with whether it is the latest there, and its places.

    Deployments and releases come with their environments; ended ones are among them.
    """

    version: Version
    branches: tuple[tuple[str, bool], ...] = ()
    tags: tuple[tuple[str, bool], ...] = ()
    deployments: tuple[tuple[Deployment, Environment], ...] = ()
    releases: tuple[tuple[Release, Environment], ...] = ()

    @property
    def environments(self) -> tuple[Environment, ...]:
        """Where the version is now, deployed or supported, each once, by name."""
        deployed = [place for event, place in self.deployments if event.ended_at is None]
        released = [place for event, place in self.releases if event.ended_at is None]
        present = {place.id: place for place in (*deployed, *released)}
        return tuple(sorted(present.values(), key=lambda place: place.name))

    @property
    def branch(self) -> str | None:
        """The branch that the version was added to last."""
        return self.branches[-1][0] if self.branches else None


def draw_portraits(records: Records, versions: Iterable[Version]) -> Mapping[int, Portrait]:
    """Return the portraits by the versions' ids; one look-up of each kind for all."""
    by_id = {version.id: version for version in versions}
    ids = tuple(by_id)
    records.look_ahead(*look_at_versions(ids))
    branches = _branches(records, ids)
    tags = _tags(records, ids)
    deployments = _by_version(records.find(Deployment, version_id=ids))
    releases = _by_version(records.find(Release, version_id=ids))
    there = deployments or releases
    places = {place.id: place for place in records.find(Environment)} if there else {}
    return {
        key: Portrait(
            version=version,
            branches=tuple(branches.get(key, ())),
            tags=tuple(tags.get(key, ())),
            deployments=tuple(
                (one, places[one.environment_id]) for one in deployments.get(key, ())
            ),
            releases=tuple((one, places[one.environment_id]) for one in releases.get(key, ())),
        )
        for key, version in by_id.items()
    }


def look_at_versions(ids: tuple[int, ...]) -> tuple[Look, ...]:
    """Return the looks that the portraits of these versions take."""
    marks = (BranchVersion, Tag, Deployment, Release)
    return (*(Look(kind, {"version_id": ids}) for kind in marks), Look(Environment, {}))


def _branches(records: Records, ids: tuple[int, ...]) -> dict[int, list[tuple[str, bool]]]:
    members = records.find(BranchVersion, version_id=ids)
    branches = {
        one.id: one for one in records.find(Branch, id=_unique(m.branch_id for m in members))
    }
    found: dict[int, list[tuple[str, bool]]] = defaultdict(list)
    for member in members:
        branch = branches[member.branch_id]
        found[member.version_id].append((branch.name, branch.head_id == member.version_id))
    return found


def _tags(records: Records, ids: tuple[int, ...]) -> dict[int, list[tuple[str, bool]]]:
    tags = records.find(Tag, version_id=ids)
    if not tags:
        return {}
    newest = records.newest_per(
        Tag,
        ("pacticipant_id", "name"),
        by="version_id",
        pacticipant_id=_unique(tag.pacticipant_id for tag in tags),
        name=tuple({tag.name for tag in tags}),
    )
    heads = {tag.id for tag in newest}
    found: dict[int, list[tuple[str, bool]]] = defaultdict(list)
    for tag in tags:
        found[tag.version_id].append((tag.name, tag.id in heads))
    return found


def _by_version(rows: Iterable[_P]) -> dict[int, list[_P]]:
    found: dict[int, list[_P]] = defaultdict(list)
    for row in rows:
        found[row.version_id].append(row)
    return found


def _unique(ids: Iterable[int]) -> tuple[int, ...]:
    return tuple(set(ids))

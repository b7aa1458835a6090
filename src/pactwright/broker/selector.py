"""Selectors of versions as they are asked for, and the versions they stand for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pactwright.broker.port import Look, Records, Where
from pactwright.broker.values import (
    Branch,
    BranchVersion,
    Deployment,
    Environment,
    Pacticipant,
    Release,
    Tag,
    Version,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Selector:
    """Versions of one pacticipant: by number, tag, branch, main branch or environment, or all.

    `latest` narrows a tag or branch to its latest version; alone it is the latest of all.
    """

    pacticipant: str
    version: str | None = None
    tag: str | None = None
    branch: str | None = None
    main_branch: bool = False
    environment: str | None = None
    latest: bool = False

    @property
    def names_only(self) -> bool:
        """Whether any version of the pacticipant will do."""
        return self == Selector(pacticipant=self.pacticipant)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """One version that a selector stands for.

    `version` of `None` is every version, or no version at all where not `exists`. `specified`
    is false for what was inferred from the destination. `ignored` ones do not count.
    """

    selector: Selector
    pacticipant: Pacticipant
    version: Version | None = None
    exists: bool = True
    specified: bool = True
    one_of_many: bool = False
    ignored: bool = False


def choose_versions(
    records: Records,
    selectors: Sequence[Selector],
    pacticipants: dict[str, Pacticipant],
    *,
    specified: bool,
) -> tuple[Chosen, ...]:
    """Return what the selectors stand for, in their order, at least one for each.

    Every selector's pacticipant must be among `pacticipants`, which are keyed by name.
    Selectors that differ only in the pacticipant are looked up together.
    """
    alike: dict[Selector, list[Pacticipant]] = defaultdict(list)
    patterns = [replace(selector, pacticipant="") for selector in selectors]
    for selector, pattern in zip(selectors, patterns, strict=True):
        alike[pattern].append(pacticipants[selector.pacticipant])
    found = {pattern: _find_versions(records, pattern, owners) for pattern, owners in alike.items()}
    chosen: list[Chosen] = []
    for selector, pattern in zip(selectors, patterns, strict=True):
        owner = pacticipants[selector.pacticipant]
        versions = found[pattern].get(owner.id, ())
        chosen += _choose(selector, owner, versions, specified=specified)
    return tuple(chosen)


def _choose(
    selector: Selector, owner: Pacticipant, versions: Sequence[Version], *, specified: bool
) -> Iterable[Chosen]:
    if selector.names_only:
        return (Chosen(selector=selector, pacticipant=owner, specified=specified),)
    if not versions:
        missing = Chosen(selector=selector, pacticipant=owner, exists=False, specified=specified)
        return (missing,)
    return (
        Chosen(
            selector=selector,
            pacticipant=owner,
            version=version,
            specified=specified,
            one_of_many=len(versions) > 1,
        )
        for version in versions
    )


def _find_versions(
    records: Records, pattern: Selector, owners: Sequence[Pacticipant]
) -> dict[int, tuple[Version, ...]]:
    """Return the versions of each owner that the pattern stands for, by rising order."""
    ids = tuple({owner.id for owner in owners})
    if pattern.names_only:
        return {}
    if pattern.version is not None:
        return _grouped(records.find(Version, pacticipant_id=ids, number=pattern.version))
    if pattern.environment is not None:
        return _versions_in(records, pattern.environment, ids)
    if pattern.tag is not None:
        return _tagged(records, pattern.tag, ids, latest=pattern.latest)
    if pattern.branch is not None or pattern.main_branch:
        return _on_branches(records, _branches_of(records, pattern, owners), latest=pattern.latest)
    return _grouped(records.newest_per(Version, ("pacticipant_id",), pacticipant_id=ids))


def _branches_of(
    records: Records, pattern: Selector, owners: Sequence[Pacticipant]
) -> tuple[Branch, ...]:
    if pattern.main_branch:
        return find_main_branches(records, owners)
    ids = tuple({owner.id for owner in owners})
    return records.find(Branch, pacticipant_id=ids, name=pattern.branch)


def find_main_branches(records: Records, owners: Iterable[Pacticipant]) -> tuple[Branch, ...]:
    """Return the main branches that exist, of those pacticipants that name one."""
    by_name: dict[str, list[int]] = defaultdict(list)
    for owner in owners:
        if owner.main_branch is not None:
            by_name[owner.main_branch].append(owner.id)
    return tuple(
        branch
        for name, ids in by_name.items()
        for branch in records.find(Branch, pacticipant_id=tuple(ids), name=name)
    )


def find_present(
    records: Records,
    environments: Iterable[Environment],
    *,
    pacticipants: Sequence[int] | None = None,
) -> tuple[Deployment | Release, ...]:
    """Return what is currently deployed to, then what is supported in the environments."""
    where: Where = {"environment_id": tuple(environment.id for environment in environments)}
    if pacticipants is not None:
        where["pacticipant_id"] = tuple(pacticipants)
    now: Where = {"ended_at": None, **where}
    records.look_ahead(Look(Deployment, now), Look(Release, now))
    return (*records.find(Deployment, **now), *records.find(Release, **now))


def _versions_in(
    records: Records, name: str, ids: tuple[int, ...]
) -> dict[int, tuple[Version, ...]]:
    environments = records.find(Environment, name=name)
    present = find_present(records, environments, pacticipants=ids)
    return _versions(records, (row.version_id for row in present))


def _tagged(
    records: Records, name: str, ids: tuple[int, ...], *, latest: bool
) -> dict[int, tuple[Version, ...]]:
    if latest:
        tags = records.newest_per(
            Tag, ("pacticipant_id",), by="version_id", pacticipant_id=ids, name=name
        )
    else:
        tags = records.find(Tag, pacticipant_id=ids, name=name)
    return _versions(records, (tag.version_id for tag in tags))


def _on_branches(
    records: Records, branches: Sequence[Branch], *, latest: bool
) -> dict[int, tuple[Version, ...]]:
    if latest:
        return _versions(records, (b.head_id for b in branches if b.head_id is not None))
    members = records.find(BranchVersion, branch_id=tuple(branch.id for branch in branches))
    return _versions(records, (member.version_id for member in members))


def _versions(records: Records, ids: Iterable[int]) -> dict[int, tuple[Version, ...]]:
    return _grouped(records.find(Version, id=tuple(set(ids))))


def _grouped(versions: Iterable[Version]) -> dict[int, tuple[Version, ...]]:
    grouped: dict[int, tuple[Version, ...]] = defaultdict(tuple)
    for version in versions:
        grouped[version.pacticipant_id] += (version,)
    return grouped

"""Consumer version selectors as clients send them, and the checks they must pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pactwright.broker.port import Records
from pactwright.broker.values import Environment


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsumerSelector:
    """One selector; `branch` or `tag` of `True` means any."""

    main_branch: bool = False
    matching_branch: bool = False
    branch: str | bool | None = None
    fallback_branch: str | None = None
    fallback_to_main_branch: bool = False
    tag: str | bool | None = None
    fallback_tag: str | None = None
    latest: bool = False
    consumer: str | None = None
    deployed: bool = False
    released: bool = False
    deployed_or_released: bool = False
    environment: str | None = None

    @property
    def is_present(self) -> bool:
        """Whether it asks for what is in environments."""
        return self.deployed or self.released or self.deployed_or_released


def check_selectors(
    records: Records, selectors: Sequence[ConsumerSelector], *, provider_branch: str | None
) -> tuple[str, ...]:
    """Return what is wrong with the selectors, each with its index; empty when all is well."""
    return tuple(
        f"{problem} (at index {index})"
        for index, selector in enumerate(selectors)
        for problem in _problems(records, selector, provider_branch)
    )


def _problems(
    records: Records, selector: ConsumerSelector, provider_branch: str | None
) -> list[str]:
    problems = _clashes(selector)
    if selector.matching_branch and not provider_branch:
        problems.append(
            "the providerVersionBranch must be specified when the selector matchingBranch=true "
            "is used"
        )
    if selector.environment is not None and not records.find(
        Environment, name=selector.environment
    ):
        problems.append(f"environment with name '{selector.environment}' does not exist")
    return problems


def _clashes(selector: ConsumerSelector) -> list[str]:
    """Return the combinations of fields that mean nothing together."""
    branch, tag = selector.branch is not None, selector.tag is not None
    where = selector.is_present or selector.environment is not None
    main, matching = selector.main_branch, selector.matching_branch
    clashes = (
        (not _asks(selector), "must specify a value for environment or tag or branch"),
        (main and branch, "cannot specify mainBranch=true with a branch name"),
        (main and tag, "cannot specify mainBranch=true with a tag"),
        (main and selector.latest, "cannot specify mainBranch=true with latest=true"),
        (main and matching, "cannot specify mainBranch=true with matchingBranch=true"),
        (matching and branch, "cannot specify matchingBranch=true with a branch name"),
        (matching and tag, "cannot specify matchingBranch=true with a tag"),
        (branch and tag, "cannot specify both a tag and a branch"),
        (where and (main or matching or branch), "cannot specify an environment with a branch"),
        (where and tag, "cannot specify an environment with a tag"),
        (where and selector.latest, "cannot specify latest=true with an environment"),
        (selector.deployed and selector.released, "cannot specify both deployed and released"),
        (
            selector.deployed_or_released and (selector.deployed or selector.released),
            "cannot specify deployedOrReleased with deployed or released",
        ),
        (
            selector.fallback_tag is not None and not (tag and selector.latest),
            "a fallbackTag can only be set when a tag is specified with latest=true",
        ),
        (
            selector.fallback_branch is not None and not (branch or matching),
            "a fallbackBranch can only be set when a branch is specified",
        ),
        (
            selector.fallback_to_main_branch and not (branch or matching),
            "fallbackToMainBranch can only be set when a branch is specified",
        ),
        (
            selector.fallback_to_main_branch and selector.fallback_branch is not None,
            "cannot specify both a fallbackBranch and fallbackToMainBranch=true",
        ),
    )
    return [text for wrong, text in clashes if wrong]


def _asks(selector: ConsumerSelector) -> bool:
    return bool(
        selector.main_branch
        or selector.matching_branch
        or selector.branch
        or selector.tag
        or selector.latest
        or selector.is_present
        or selector.environment is not None
        or selector.consumer is not None
    )

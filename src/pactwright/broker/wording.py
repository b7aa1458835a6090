"""The words for a chosen version, as the matrix and its reasons speak of it."""

from __future__ import annotations

from pactwright.broker.selector import Chosen, Selector


def describe_chosen(chosen: Chosen) -> str:
    """Return the phrase for what was chosen and why, as in "the version of web in test (7)".

    Source: the answers of Pact Broker 2.120.
    """
    selector = chosen.selector
    if chosen.version is None:
        return _describe_missing(selector) if not chosen.exists else f"any version of {_of(chosen)}"
    number = chosen.version.number
    name = selector.pacticipant
    some = "one of the versions" if chosen.one_of_many else "the version"
    if selector.tag is not None:
        kind = "the latest version" if selector.latest else "a version"
        return f"{kind} of {name} with tag {selector.tag} ({number})"
    branch = chosen.pacticipant.main_branch if selector.main_branch else selector.branch
    if branch is not None:
        kind = "the latest version" if selector.latest else some
        return f"{kind} of {name} from branch {branch} ({number})"
    if selector.environment is not None:
        return f"{some} of {name} currently in {selector.environment} ({number})"
    if selector.latest:
        return f"the latest version of {name} ({number})"
    return f"version {number} of {name}"


def _of(chosen: Chosen) -> str:
    return chosen.selector.pacticipant


def _describe_missing(selector: Selector) -> str:
    name = selector.pacticipant
    kind = "the latest version" if selector.latest else "a version"
    if selector.tag is not None:
        return f"{kind} of {name} with tag {selector.tag} (no such version exists)"
    if selector.main_branch:
        kind = "the latest version" if selector.latest else "any version"
        return f"{kind} of {name} from the main branch (no versions exist for this branch)"
    if selector.branch is not None:
        return f"{kind} of {name} from branch {selector.branch} (no such version exists)"
    if selector.environment is not None:
        return (
            f"a version of {name} currently in {selector.environment} (no version is currently "
            "recorded as deployed/released in this environment)"
        )
    if selector.latest:
        return f"the latest version of {name} (no such version exists)"
    return f"version {selector.version} of {name} (no such version exists)"


def describe_absence(chosen: Chosen) -> str:
    """Return the sentence that tells that a specified version does not exist."""
    selector = chosen.selector
    name = selector.pacticipant
    if selector.version is not None:
        number = selector.version
        return f"No pacts or verifications have been published for version {number} of {name}"
    if selector.tag is not None:
        return f"No version with tag {selector.tag} exists for {name}"
    if selector.main_branch:
        return f"No version of {name} from the main branch exists"
    if selector.branch is not None:
        return f"No version of {name} from branch {selector.branch} exists"
    if selector.environment is not None:
        return (
            f"No version of {name} is currently recorded as deployed or released in environment "
            f"{selector.environment}"
        )
    return f"No pacts or verifications have been published for {name}"

"""The words around a pact to verify: why it is there, and what its result will mean."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from pactwright.broker.selection import Reason, Selection
from pactwright.broker.verifiable import VerifiablePact, VerifiableQuery

_PENDING = "Read more at https://docs.pact.io/go/pending"
_WIP = "Read more at https://docs.pact.io/go/wip"


def short_description(pact: VerifiablePact) -> str:
    """Return the reasons in a few words, as in "latest from branch main, deployed to test"."""
    return ", ".join(_short(one, wip=pact.wip) for one in pact.selections)


def describe_pact(
    pact: VerifiablePact, query: VerifiableQuery, *, url: str
) -> tuple[tuple[str, str], ...]:
    """Return the notices as pairs of a moment and a text.

    Source: the answers of Pact Broker 2.120; clients print them as they are.
    """
    why = _why_in_progress(pact, query, url) if pact.wip else _why_selected(pact, url)
    before = "before_verification"
    if pact.pending is None:
        return ((before, why),)
    if not pact.pending:
        return ((before, why), (before, _no_longer_pending(pact, query)))
    return ((before, why), (before, _still_pending(pact, query)), *_aftermath(pact, query))


def _short(selection: Selection, *, wip: bool) -> str:
    reason = selection.reason
    selector = reason.selector
    if reason.environment is not None:
        place = reason.environment.name
        verb = "deployed to" if selector.deployed else "released in" if selector.released else "in"
        return f"{verb} {place}"
    if selector.branch is True and not wip:
        return _any_branch(selection)
    if selector.main_branch:
        return "latest from main branch"
    if reason.branch is not None:
        return f"latest from branch {reason.branch}"
    if reason.tag is not None:
        return f"latest with tag {reason.tag}" if selector.latest else f"one of {reason.tag}"
    return "latest" if selector.latest else "all"


def _any_branch(selection: Selection) -> str:
    """Return what the original prints of this selector; a client may compare it."""
    version = selection.version
    named = f"Version: number={version.number}, pacticipant={version.pacticipant_id}"
    return json.dumps(
        {"branch": True, "latest": True, "consumer_version": named},
        separators=(",", ":"),
        ensure_ascii=False,
    )


def _why_selected(pact: VerifiablePact, url: str) -> str:
    bullets = _bullets(pact)
    which, criteria = (
        ("consumer version", "criterion")
        if len(pact.selections) == 1
        else ("consumer versions", "criteria")
    )
    lines = "".join(f"\n    * {bullet}" for bullet in bullets)
    return (
        f"The pact at {url} is being verified because the pact content belongs to the {which} "
        f"matching the following {criteria}:{lines}"
    )


def _bullets(pact: VerifiablePact) -> list[str]:
    """Return a line for each reason; environments of one kind share a line."""
    places: dict[str, list[str]] = {}
    lines: list[str] = []
    for one in pact.selections:
        selector = one.reason.selector
        if selector.deployed or selector.released:
            kind = "currently deployed to" if selector.deployed else "released and supported in"
            if kind not in places:
                lines.append(kind)
            name = one.reason.environment.name if one.reason.environment else ""
            places.setdefault(kind, []).append(f"{name} ({one.version.number})")
        else:
            lines.append(f"{_criterion(pact, one)} ({one.version.number})")
    return [
        f"consumer version(s) {line} {_list(places[line])}" if line in places else line
        for line in lines
    ]


def _criterion(pact: VerifiablePact, selection: Selection) -> str:
    reason = selection.reason
    selector = reason.selector
    of = f" of {selector.consumer}" if selector.consumer else ""
    if reason.environment is not None:
        return f"a consumer version in environment {reason.environment.name}"
    if selector.branch is True:
        return _any_branch(selection)
    if reason.branch is not None:
        which = "the main branch" if selector.main_branch else "branch"
        return f"latest version{of} from {which} '{reason.branch}'{_instead(reason)}"
    if reason.tag is not None:
        which = "latest version" if selector.latest else "all consumer versions"
        return f"{which}{of} tagged '{reason.tag}'{_instead(reason)}"
    which = "latest version" if selector.latest else "all versions"
    having = f"that has a pact with {pact.provider.name}"
    return f"{which} of {selector.consumer or 'a consumer'} {having}"


def _instead(reason: Reason) -> str:
    if not reason.fallback:
        return ""
    if reason.tag is not None:
        return f" (fallback tag used as no pact was found with tag '{reason.selector.tag}')"
    return f" (fallback branch used as no pact was found from branch '{reason.selector.branch}')"


def _why_in_progress(pact: VerifiablePact, query: VerifiableQuery, url: str) -> str:
    branches = _unique(reason.branch for reason in pact.reasons)
    tags = _unique(reason.tag for reason in pact.reasons)
    where = []
    if branches:
        word = "branch" if len(branches) == 1 else "branches"
        where.append(f"from {word} {_list(_quoted(branches))}")
    if tags:
        where.append(f"tagged with {_list(_quoted(tags))}")
    count = min(len(names) for names in (branches, tags) if names)
    versions = "version" if count == 1 else "versions"
    same = {1: "", 2: " (both have the same content)"}.get(
        len(pact.reasons), " (all have the same content)"
    )
    return (
        f"The pact at {url} is being verified because it is a 'work in progress' pact (ie. it is "
        f"the pact for the latest {versions} of {pact.consumer.name} {' and '.join(where)}{same} "
        f"and it has not yet been successfully verified by {_verifier(pact, query)} when the "
        f"pact's application version was explicitly specified in the consumer version selectors). "
        f"{_WIP}"
    )


def _verifier(pact: VerifiablePact, query: VerifiableQuery, *, article: str = "a ") -> str:
    """Return who has yet to verify it, as in "a version of orders from branch 'main'"."""
    name = pact.provider.name
    if query.provider_branch is not None:
        return f"{article}version of {name} from branch '{query.provider_branch}'"
    if pact.pending_tags:
        versions = "version" if len(pact.pending_tags) == 1 else "versions"
        return f"{article}{versions} of {name} with tag {_list(_quoted(pact.pending_tags))}"
    return name


def _no_longer_pending(pact: VerifiablePact, query: VerifiableQuery) -> str:
    by = _verifier(pact, query).replace("a versions of", "a version of", 1)
    return (
        f"This pact has previously been successfully verified by {by}. If this verification "
        f"fails, it will fail the build. {_PENDING}"
    )


def _still_pending(pact: VerifiablePact, query: VerifiableQuery) -> str:
    because = (
        "it was included as a 'work in progress' pact"
        if pact.wip
        else f"a successful verification result for {_verifier(pact, query)} has not yet been "
        "published"
    )
    return (
        f"This pact is in pending state for this version of {pact.provider.name} because "
        f"{because}. If this verification fails, it will not cause the overall build to fail. "
        f"{_PENDING}"
    )


def _aftermath(pact: VerifiablePact, query: VerifiableQuery) -> tuple[tuple[str, str], ...]:
    """Return what each outcome of the verification will mean."""
    by = _verifier(pact, query, article="any ")
    tagged = ""
    if query.provider_branch is None and pact.pending_tags:
        tagged = " with this tag" if len(pact.pending_tags) == 1 else " with these tags"
    still = f"This pact is still in pending state for {by} as"
    unsuccessful = f"{still} a successful verification result{tagged} has not yet been published"
    no_longer = (
        f"This pact is no longer in pending state for {by}, as a successful verification "
        f"result{tagged} has been published. If a verification for a version of "
        f"{pact.provider.name}{tagged} fails in the future, it will fail the build. {_PENDING}"
    )
    after = "after_verification:success_"
    return (
        (
            f"{after}true_published_false",
            f"{still} the successful verification results{tagged} have not yet been published.",
        ),
        (f"{after}false_published_false", unsuccessful),
        (f"{after}true_published_true", no_longer),
        (f"{after}false_published_true", unsuccessful),
    )


def _unique(names: Iterable[str | None]) -> list[str]:
    return list(dict.fromkeys(name for name in names if name is not None))


def _quoted(names: Sequence[str]) -> list[str]:
    return [f"'{name}'" for name in names]


def _list(names: Sequence[str]) -> str:
    """Return the names as a sentence lists them."""
    if len(names) == 1:
        return names[0]
    return f"{', '.join(names[:-1])} and {names[-1]}"

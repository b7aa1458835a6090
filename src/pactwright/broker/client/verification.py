"""The provider's side of a broker: pacts to verify come in, results go out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from pactwright.broker.client.answer import Answer, NotThereError
from pactwright.broker.client.session import Session, expand
from pactwright.broker.content import format_content
from pactwright.errors import PactwrightError
from pactwright.model.interaction import PactDocument
from pactwright.model.property import PropertyOutcome
from pactwright.model.result import InteractionResult, Mismatch
from pactwright.pactfile.parse import parse_pact

_CONTENT = re.compile(r".*/pact-version/[^/]+")
_HAL = frozenset({"_links", "_embedded", "createdAt"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PactQuery:
    """What a provider asks for; `selectors` are written as the broker's API writes them.

    With `published`, a consumer and one of its versions, the pact of that version alone is meant,
    whatever the rest says. `wip_since` is a date (`2026-01-01`); without it there is no work in
    progress.
    """

    provider: str
    published: tuple[str, str] | None = None
    selectors: tuple[Mapping[str, Any], ...] = ()
    branch: str | None = None
    tags: tuple[str, ...] = ()
    pending: bool = True
    wip_since: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedPact:
    """A pact to verify, as the broker offers it.

    A failure of a `pending` one does not fail the build, and is published as the failure it is.
    `notices` are the broker's sentences with the moment each is for. `results_url` is where the
    result goes; `interaction_ids` are the broker's names of the interactions, in their order.
    `properties` is the property file beside the pact, `outcomes_url` where what came of it goes;
    without such a file they are empty.
    """

    document: PactDocument
    pending: bool = False
    wip: bool = False
    notices: tuple[tuple[str, str], ...] = ()
    results_url: str
    interaction_ids: tuple[str | None, ...]
    properties: bytes | None = None
    properties_digest: str = ""
    outcomes_url: str = ""

    @property
    def content_url(self) -> str:
        """The address of the content, the same for all versions that publish it."""
        found = _CONTENT.match(self.results_url)
        return found[0] if found else self.results_url


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderBuild:
    """The provider's version that was verified, and where it comes from."""

    version: str
    branch: str | None = None
    tags: tuple[str, ...] = ()
    build_url: str | None = None


def fetch_pacts(session: Session, query: PactQuery) -> tuple[OfferedPact, ...]:
    """Return the pacts that the broker asks the provider to verify, in the broker's order.

    Raises `PactwrightError` when the broker knows no such provider, refuses a selector, or has no
    such published pact.
    """
    if query.published is not None:
        return (_fetch_named(session, query.provider, *query.published),)
    index = session.get(session.base + "/")
    template = index.link("pb:provider-pacts-for-verification")
    address = expand(template, provider=query.provider)
    try:
        found = session.send("POST", address, _body(query))
    except NotThereError:
        raise PactwrightError(
            f"the broker knows no provider {query.provider!r}",
            hint="publish a pact for it first, or check the name",
        ) from None
    return tuple(_fetch(session, entry) for entry in found.needed("_embedded", "pacts").objects())


def _fetch_named(session: Session, provider: str, consumer: str, version: str) -> OfferedPact:
    offer = fetch_published(session, consumer=consumer, provider=provider, version=version)
    if offer is None:
        raise PactwrightError(
            f"the broker has no pact of {consumer} version {version} with {provider}",
            hint=f"publish it first, or check the names: {session.name}",
        )
    return offer


def _body(query: PactQuery) -> dict[str, Any]:
    body: dict[str, Any] = {
        "consumerVersionSelectors": [dict(selector) for selector in query.selectors],
        "includePendingStatus": query.pending,
    }
    if query.tags:
        body["providerVersionTags"] = list(query.tags)
    if query.branch is not None:
        body["providerVersionBranch"] = query.branch
    if query.wip_since is not None:
        body["includeWipPactsSince"] = query.wip_since
    return body


def _fetch(session: Session, entry: Answer) -> OfferedPact:
    properties = entry.at("verificationProperties")
    return replace(
        _read(session, entry.link("self")),
        pending=bool(properties.flag("pending")),
        wip=bool(properties.flag("wip")),
        notices=tuple(
            (one.find_text("when") or "", one.find_text("text") or "")
            for one in properties.objects("notices")
        ),
    )


def fetch_published(
    session: Session, *, consumer: str, provider: str, version: str
) -> OfferedPact | None:
    """Return the pact that the consumer version publishes, `None` when it publishes none."""
    segments = ("pacts", "provider", provider, "consumer", consumer, "version", version)
    try:
        return _read(session, session.address(*segments))
    except NotThereError:
        return None


def _read(session: Session, url: str) -> OfferedPact:
    pact = session.get(url)
    plain = {name: value for name, value in pact.value.items() if name not in _HAL}
    return OfferedPact(
        document=parse_pact(format_content(plain).encode(), source=url),
        results_url=pact.link("pb:publish-verification-results"),
        interaction_ids=tuple(_ids(plain)),
        **_read_properties(session, pact),
    )


def _read_properties(session: Session, pact: Answer) -> dict[str, Any]:
    links = pact.at("_links")
    file, outcomes = links.at("pw:property-file"), links.at("pw:publish-property-outcomes")
    if file.value is None or outcomes.value is None:
        return {}
    return {
        "properties": session.get_bytes(file.text("href")),
        "properties_digest": file.text("name"),
        "outcomes_url": outcomes.text("href"),
    }


def publish_outcome(
    session: Session, offered: OfferedPact, outcome: PropertyOutcome, build: ProviderBuild
) -> None:
    """Publish what the property tests beside the pact came to.

    Raises `PactwrightError` when the outcome is not that of the file beside this pact.
    """
    if not offered.outcomes_url or outcome.digest != offered.properties_digest:
        raise PactwrightError(
            f"{outcome.consumer} → {outcome.provider}: the property file that was run is not the "
            "one that was published with the pact",
            hint="publish the pact with the file beside it, then run the tests",
        )
    announce_version(session, outcome.provider, build)
    session.send("POST", offered.outcomes_url, describe_outcome(outcome, build))


def describe_outcome(outcome: PropertyOutcome, build: ProviderBuild) -> dict[str, Any]:
    """Return the record of an outcome: counts, and what each operation came to."""
    results = [
        {**msgspec.to_builtins(result), "success": result.success} for result in outcome.results
    ]
    return {
        "providerApplicationVersion": build.version,
        "profile": outcome.profile,
        "success": outcome.success,
        "cases": outcome.cases,
        "results": results,
    }


def _ids(pact: Mapping[str, Any]) -> Iterable[str | None]:
    for name in ("interactions", "messages"):
        listed = pact.get(name)
        for interaction in listed if isinstance(listed, list) else ():
            found = interaction.get("_id") if isinstance(interaction, dict) else None
            yield found if isinstance(found, str) else None


def publish_results(
    session: Session,
    offered: OfferedPact,
    results: Sequence[InteractionResult],
    build: ProviderBuild,
) -> str:
    """Publish the results of all interactions of the pact; return the address of the record.

    Branch and tags are told first, as pending and work in progress are decided by them. Raises
    `PactwrightError` when an interaction has no result: a part of a verification is none.
    """
    missing = len(offered.document.interactions) - len(results)
    if missing:
        pair = f"{offered.document.consumer} → {offered.document.provider}"
        raise PactwrightError(
            f"{pair}: {missing} interactions have no result, so nothing is published",
            hint="verify the whole pact, without filters, and publish then",
        )
    announce_version(session, offered.document.provider, build)
    body = describe_results(offered, results, build)
    answer = session.send("POST", offered.results_url, body)
    return answer.link("self")


def announce_version(session: Session, provider: str, build: ProviderBuild) -> None:
    """Tell the broker the branch and the tags of the provider's version."""
    if build.branch is None and not build.tags:
        return
    owner = session.get(session.address("pacticipants", provider))
    if build.branch is not None:
        template = owner.link("pb:branch-version")
        session.send("PUT", expand(template, branch=build.branch, version=build.version), {})
    for tag in build.tags:
        template = owner.link("pb:version-tag")
        session.send("PUT", expand(template, version=build.version, tag=tag), {})


def describe_results(
    offered: OfferedPact, results: Sequence[InteractionResult], build: ProviderBuild
) -> dict[str, Any]:
    """Return the record: a pact is verified when every interaction holds, pending or not."""
    body: dict[str, Any] = {
        "providerApplicationVersion": build.version,
        "success": all(result.success for result in results),
        "testResults": [_test_result(offered, result) for result in results],
        "verifiedBy": {"implementation": "pactwright"},
    }
    if build.build_url is not None:
        body["buildUrl"] = build.build_url
    return body


def _test_result(offered: OfferedPact, result: InteractionResult) -> dict[str, Any]:
    record: dict[str, Any] = {
        "interactionDescription": result.description,
        "success": result.success,
    }
    number = _find_interaction(offered, result)
    if number is not None and offered.interaction_ids[number] is not None:
        record["interactionId"] = offered.interaction_ids[number]
    if result.states:
        record["providerStates"] = list(result.states)
    if result.mismatches:
        record["mismatches"] = [_mismatch(one) for one in result.mismatches]
    return record


def _find_interaction(offered: OfferedPact, result: InteractionResult) -> int | None:
    for number, interaction in enumerate(offered.document.interactions):
        states = tuple(state.name for state in interaction.states)
        same = (interaction.description, states) == (result.description, result.states)
        if same and number < len(offered.interaction_ids):
            return number
    return None


def _mismatch(mismatch: Mismatch) -> dict[str, str]:
    return {
        "attribute": mismatch.kind,
        "identifier": mismatch.path,
        "description": _describe(mismatch),
    }


def _describe(mismatch: Mismatch) -> str:
    """Return the message with what was expected and what came, where it does not say so."""
    sides = (("expected", mismatch.expected), ("got", mismatch.actual))
    missing = [f"{word} {text}" for word, text in sides if text and text not in mismatch.message]
    return ": ".join((mismatch.message, *([", ".join(missing)] if missing else [])))

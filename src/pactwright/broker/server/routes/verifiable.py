"""Pacts for verification: what a provider is asked to verify, and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pactwright.broker.consumer_selector import ConsumerSelector, check_selectors
from pactwright.broker.metadata import Offer
from pactwright.broker.notices import describe_pact, short_description
from pactwright.broker.port import Ledger
from pactwright.broker.server.call import Answer, Call, Refusal
from pactwright.broker.server.checks import (
    flag_of,
    moment_of,
    name_of,
    names_of,
    refuse,
    text_of,
)
from pactwright.broker.server.lookup import get_provider
from pactwright.broker.server.present.pacts import pact_version_href
from pactwright.broker.server.present.versions import curies, pact_name
from pactwright.broker.server.router import Route
from pactwright.broker.verifiable import VerifiablePact, VerifiableQuery, find_verifiable


def ask_by_post(call: Call, records: Ledger) -> Answer:
    """Answer what the body asks for."""
    return _answer(call, records, call.object())


def ask_by_get(call: Call, records: Ledger) -> Answer:
    """Answer what the query asks for; flags come as text, and names in snake case too."""
    return _answer(call, records, {name: _plain(value) for name, value in call.query.items()})


def _plain(value: Any) -> Any:  # noqa: ANN401 - a query parameter of any shape
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    return {"true": True, "false": False}.get(value, value)


def _answer(call: Call, records: Ledger, values: Mapping[str, Any]) -> Answer:
    provider = get_provider(records, call.args["provider"])
    query = read_query(_camel(values))
    problems = check_selectors(records, query.selectors, provider_branch=query.provider_branch)
    if problems:
        raise Refusal(400, {"errors": {"consumerVersionSelectors": list(problems)}})
    found = find_verifiable(records, provider, query, now=call.now)
    return Answer(body=_present(call, found, query))


_TAGS = "providerVersionTags"


def read_query(values: Mapping[str, Any]) -> VerifiableQuery:
    """Return what is asked for; refuses the first field that is wrong."""
    selectors = values.get("consumerVersionSelectors")
    if selectors is not None and not isinstance(selectors, list):
        raise refuse("consumerVersionSelectors", "must be a list")
    branch = text_of(values, "providerVersionBranch")
    tags = values.get(_TAGS)
    if branch and not branch.strip():
        raise refuse("providerVersionBranch", "can't be blank")
    since = moment_of(values, "includeWipPactsSince")
    query = VerifiableQuery(
        selectors=tuple(_read_selector(one) for one in selectors or ()),
        provider_branch=branch or None,
        provider_tags=names_of({_TAGS: [tags] if isinstance(tags, str) else tags}, _TAGS),
        include_pending=flag_of(values, "includePendingStatus", default=True),
        wip_since=since,
    )
    if branch == "" and not query.provider_tags and (query.include_pending or since):
        raise refuse(
            "providerVersionBranch", "can't be blank when pending or WIP pacts are asked for"
        )
    return query


def _camel(values: Any) -> Any:  # noqa: ANN401 - JSON of any shape
    """Return the values with names in camel case, as old clients send them in snake case."""
    if isinstance(values, list):
        return [_camel(item) for item in values]
    if not isinstance(values, Mapping):
        return values
    return {_camel_name(name): _camel(value) for name, value in values.items()}


def _camel_name(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(word.capitalize() for word in rest)


_ONLY_TRUE = ("mainBranch", "matchingBranch", "deployed", "released", "deployedOrReleased")


def _read_selector(values: Any) -> ConsumerSelector:  # noqa: ANN401 - JSON of any shape
    if not isinstance(values, dict):
        raise refuse("consumerVersionSelectors", "each must be an object")
    for name in _ONLY_TRUE:
        if values.get(name) is False:
            # Taken as not said, the selector would ask for something else than was meant.
            raise refuse("consumerVersionSelectors", f"{name} must be true, or left out")
    if values.get("latest") is False and values.get("branch") is not None:
        raise refuse("consumerVersionSelectors", "cannot specify a branch with latest=false")
    return ConsumerSelector(
        main_branch=flag_of(values, "mainBranch"),
        matching_branch=flag_of(values, "matchingBranch"),
        branch=_name_or_any(values, "branch"),
        fallback_branch=_optional_name(values, "fallbackBranch"),
        fallback_to_main_branch=flag_of(values, "fallbackToMainBranch"),
        tag=_name_or_any(values, "tag"),
        fallback_tag=_optional_name(values, "fallbackTag"),
        latest=flag_of(values, "latest"),
        consumer=_optional_name(values, "consumer"),
        deployed=flag_of(values, "deployed") or flag_of(values, "currentlyDeployed"),
        released=flag_of(values, "released") or flag_of(values, "currentlySupported"),
        deployed_or_released=flag_of(values, "deployedOrReleased"),
        environment=_optional_name(values, "environment"),
    )


def _optional_name(values: Mapping[str, Any], field: str) -> str | None:
    return None if values.get(field) is None else name_of(values, field)


def _name_or_any(values: Mapping[str, Any], field: str) -> str | bool | None:
    value = values.get(field)
    return (value or None) if isinstance(value, bool) else _optional_name(values, field)


def _present(
    call: Call, found: tuple[VerifiablePact, ...], query: VerifiableQuery
) -> dict[str, Any]:
    links = {
        "self": {"href": call.base + call.path, "title": "Pacts to be verified"},
        "curies": curies(call, "pacts-for-verification"),
    }
    pacts = [_present_pact(call, pact, query) for pact in found]
    return {"_embedded": {"pacts": pacts}, "_links": links}


def _present_pact(call: Call, pact: VerifiablePact, query: VerifiableQuery) -> dict[str, Any]:
    consumer, provider = pact.consumer.name, pact.provider.name
    versions = tuple(sorted({one.version.id for one in pact.selections}))
    offer = Offer(wip=pact.wip, pending=bool(pact.pending), versions=versions)
    plain = pact_version_href(call, consumer, provider, pact.pact.sha)
    properties: dict[str, Any] = {}
    if pact.pending is not None:
        properties["pending"] = pact.pending
    if pact.wip:
        properties["wip"] = True
    properties["notices"] = [
        {"when": when, "text": text} for when, text in describe_pact(pact, query, url=plain)
    ]
    return {
        "shortDescription": short_description(pact),
        "verificationProperties": properties,
        "_links": {
            "self": {
                "href": pact_version_href(call, consumer, provider, pact.pact.sha, offer=offer),
                "name": pact_name(consumer, provider, pact.version.number),
            }
        },
    }


_PATH = "/pacts/provider/{provider}/for-verification"

ROUTES = (
    Route("GET", _PATH, ask_by_get),
    Route("POST", _PATH, ask_by_post),
)

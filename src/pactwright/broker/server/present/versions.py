"""HAL documents of versions, their branches and their tags."""

from __future__ import annotations

from typing import Any

from pactwright.broker.portrait import Portrait
from pactwright.broker.server.call import Call
from pactwright.broker.server.checks import format_time
from pactwright.broker.values import Environment, Pacticipant, Tag, Version


def curies(call: Call, context: str) -> list[dict[str, Any]]:
    """Return the link that explains the relations of a resource."""
    return [{"name": "pb", "href": f"{call.base}/doc/{{rel}}?context={context}", "templated": True}]


def version_href(call: Call, owner: str, number: str) -> str:
    """Return the link to a version."""
    return call.href("pacticipants", owner, "versions", number)


def pact_href(call: Call, consumer: str, provider: str, number: str) -> str:
    """Return the link to what a consumer version publishes for a provider."""
    return call.href("pacts", "provider", provider, "consumer", consumer, "version", number)


def pact_name(consumer: str, provider: str, number: str) -> str:
    """Return the name of a pact as people read it."""
    return f"Pact between {consumer} ({number}) and {provider}"


def present_version(  # noqa: PLR0913 - a document of many parts
    call: Call,
    owner: Pacticipant,
    portrait: Portrait,
    providers: tuple[Pacticipant, ...],
    *,
    environments: tuple[Environment, ...] | None = None,
    href: str | None = None,
) -> dict[str, Any]:
    """Return a version; `providers` are those that it has pacts with.

    With `environments` it also says how to deploy or release it to each of them.
    """
    version = portrait.version
    document: dict[str, Any] = {"number": version.number}
    if version.build_url is not None:
        document["buildUrl"] = version.build_url
    document["createdAt"] = format_time(version.created_at)
    document["_embedded"] = {
        "branchVersions": [
            present_branch_version(call, owner.name, name, version.number, latest=latest)
            for name, latest in portrait.branches
        ],
        "tags": [
            {
                "name": name,
                "_links": {"self": _tag_link(call, owner.name, version.number, name)},
            }
            for name, _ in portrait.tags
        ],
    }
    links = _links(call, owner, version, providers, href)
    links.update(_places(call, portrait, always=environments is not None))
    if environments is not None:
        links.update(_recorders(call, owner.name, version.number, environments))
    document["_links"] = {**links, "curies": curies(call, "version")}
    return document


def _links(
    call: Call,
    owner: Pacticipant,
    version: Version,
    providers: tuple[Pacticipant, ...],
    href: str | None,
) -> dict[str, Any]:
    here = version_href(call, owner.name, version.number)
    return {
        "self": {"title": "Version", "name": version.number, "href": href or here},
        "pb:pacticipant": {
            "title": "Pacticipant",
            "name": owner.name,
            "href": call.href("pacticipants", owner.name),
        },
        "pb:tag": {
            "href": f"{here}/tags/{{tag}}",
            "title": "Get, create or delete a tag for this pacticipant version",
            "templated": True,
        },
        "pb:latest-verification-results-where-pacticipant-is-consumer": {
            "title": "Latest verification results for consumer version",
            "href": call.href(
                "verification-results", "consumer", owner.name, "version", version.number, "latest"
            ),
        },
        "pb:pact-versions": [
            {
                "title": "Pact",
                "name": pact_name(owner.name, provider.name, version.number),
                "href": pact_href(call, owner.name, provider.name, version.number),
            }
            for provider in providers
        ],
    }


def _places(call: Call, portrait: Portrait, *, always: bool) -> dict[str, Any]:
    deployed = [
        {
            "title": f"Version deployed to {place.display_name or place.name}",
            "name": place.name,
            "href": call.href("deployed-versions", deployment.uuid),
            "currently_deployed": deployment.ended_at is None,
            **({"application_instance": deployment.target} if deployment.target else {}),
        }
        for deployment, place in portrait.deployments
    ]
    released = [
        {
            "title": f"Version released to {place.display_name or place.name}",
            "name": place.name,
            "href": call.href("released-versions", release.uuid),
            "currently_supported": release.ended_at is None,
        }
        for release, place in portrait.releases
    ]
    links = {"pb:deployed-environments": deployed, "pb:released-environments": released}
    return {name: found for name, found in links.items() if found or always}


def _recorders(
    call: Call, owner: str, number: str, environments: tuple[Environment, ...]
) -> dict[str, Any]:
    here = version_href(call, owner, number)
    return {
        f"pb:record-{deed}": [
            {
                "title": f"Record {deed} to {place.display_name or place.name}",
                "name": place.name,
                "href": f"{here}/{folder}/environment/{place.uuid}",
            }
            for place in environments
        ]
        for deed, folder in (("deployment", "deployed-versions"), ("release", "released-versions"))
    }


def present_branch_version(
    call: Call, owner: str, branch: str, number: str, *, latest: bool
) -> dict[str, Any]:
    """Return that a version belongs to a branch."""
    return {
        "name": branch,
        "latest": latest,
        "_links": {
            "self": {
                "title": "Branch version",
                "name": branch,
                "href": call.href("pacticipants", owner, "branches", branch, "versions", number),
            }
        },
    }


def present_tag(call: Call, owner: str, number: str, tag: Tag) -> dict[str, Any]:
    """Return a tag of a version."""
    return {
        "name": tag.name,
        "createdAt": format_time(tag.created_at),
        "_links": {
            "self": _tag_link(call, owner, number, tag.name),
            "version": {
                "title": "Version",
                "name": number,
                "href": version_href(call, owner, number),
            },
            "pacticipant": {
                "title": "Pacticipant",
                "name": owner,
                "href": call.href("pacticipants", owner),
            },
        },
    }


def _tag_link(call: Call, owner: str, number: str, name: str) -> dict[str, str]:
    href = call.href("pacticipants", owner, "versions", number, "tags", name)
    return {"title": "Tag", "name": name, "href": href}

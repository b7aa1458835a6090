"""HAL documents of pacts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from pactwright.broker.content import parse_content
from pactwright.broker.events import Addresses
from pactwright.broker.metadata import Offer, encode_offer
from pactwright.broker.port import Look, Records
from pactwright.broker.properties import find_property_file
from pactwright.broker.server.call import Call
from pactwright.broker.server.checks import format_time
from pactwright.broker.server.present.properties import outcomes_href
from pactwright.broker.server.present.versions import (
    curies,
    pact_href,
    pact_name,
    version_href,
)
from pactwright.broker.values import (
    Pact,
    Pacticipant,
    PactText,
    PropertyMark,
    Publication,
    Tag,
    Version,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PactView:
    """A pact as some version publishes it."""

    consumer: Pacticipant
    provider: Pacticipant
    version: Version
    publication: Publication
    pact: Pact


def read_pact(records: Records, pact: Pact) -> Any:  # noqa: ANN401 - JSON of any shape
    """Return the pact's content."""
    return parse_content(records.find(PactText, id=pact.id)[0].content.encode())


def content_href(call: Call, view: PactView, *, offer: Offer | None = None) -> str:
    """Return the link to the pact by its content; the offer comes back with the result."""
    return pact_version_href(
        call, view.consumer.name, view.provider.name, view.pact.sha, offer=offer
    )


def pact_version_href(
    call: Call, consumer: str, provider: str, sha: str, *, offer: Offer | None = None
) -> str:
    """Return the link to a content."""
    carried = ("metadata", encode_offer(offer)) if offer else ()
    return call.href(
        "pacts", "provider", provider, "consumer", consumer, "pact-version", sha, *carried
    )


def present_pact(
    call: Call, records: Records, view: PactView, *, offer: Offer | None = None
) -> dict[str, Any]:
    """Return the pact's content with its links; a member that is no object is kept aside."""
    version = view.version.id
    records.look_ahead(
        Look(PactText, {"id": view.pact.id}),
        Look(PropertyMark, {"version_id": version, "provider_id": view.provider.id}),
        Look(Tag, {"version_id": version}),
    )
    content = read_pact(records, view.pact)
    document = dict(content) if isinstance(content, dict) else {"content": content}
    if call.is_extended:
        document = {"contract": content}
    document["createdAt"] = format_time(view.publication.created_at)
    document["_embedded"] = _embedded(call, records, view)
    # Results come back for this version, though others may publish the same content.
    carried = offer or Offer(versions=(view.version.id,))
    document["_links"] = _links(call, view, carried) | _property_links(call, records, view)
    return document


def _property_links(call: Call, records: Records, view: PactView) -> dict[str, Any]:
    """Return the links to the property file beside the pact, if there is one."""
    file = find_property_file(records, view.publication)
    if file is None:
        return {}
    consumer, provider = view.consumer.name, view.provider.name
    here = pact_href(call, consumer, provider, view.version.number)
    return {
        "pw:property-file": {
            "title": "Property tests that the consumer asks of the provider",
            "name": file.digest,
            "href": f"{here}/property-file",
        },
        "pw:publish-property-outcomes": {
            "title": "Publish what the property tests came to",
            "href": outcomes_href(call, consumer, provider, file.digest),
        },
    }


def _embedded(call: Call, records: Records, view: PactView) -> dict[str, Any]:
    href = version_href(call, view.consumer.name, view.version.number)
    tags = records.find(Tag, version_id=view.version.id)
    return {
        "tags": [
            {
                "name": tag.name,
                "_links": {
                    "self": {
                        "title": "Tag",
                        "name": tag.name,
                        "href": call.href(
                            "pacticipants",
                            view.consumer.name,
                            "versions",
                            view.version.number,
                            "tags",
                            tag.name,
                        ),
                    },
                    "pb:latest-tagged-pact": {
                        "title": f"Latest pact with tag {tag.name}",
                        "name": tag.name,
                        "href": _pair(call, view, "latest", tag.name),
                    },
                },
            }
            for tag in tags
        ],
        "consumerVersion": {
            "number": view.version.number,
            "_links": {"self": {"title": "Version", "name": view.version.number, "href": href}},
        },
    }


def _pair(call: Call, view: PactView, *rest: str) -> str:
    return call.href("pacts", "provider", view.provider.name, "consumer", view.consumer.name, *rest)


def _links(call: Call, view: PactView, offer: Offer) -> dict[str, Any]:
    consumer, provider, number = view.consumer.name, view.provider.name, view.version.number
    here = pact_href(call, consumer, provider, number)
    content = content_href(call, view)
    results = f"{content_href(call, view, offer=offer)}/verification-results"
    owner = {name: call.href("pacticipants", name) for name in (consumer, provider)}
    name = pact_name(consumer, provider, number)
    return {
        "self": {"title": "Pact", "name": name, "href": here},
        "pb:consumer": {"title": "Consumer", "name": consumer, "href": owner[consumer]},
        "pb:consumer-version": {
            "title": "Consumer version",
            "name": number,
            "href": version_href(call, consumer, number),
        },
        "pb:consumer-versions": {
            "title": f"Consumer versions page for {consumer}",
            "href": f"{owner[consumer]}/versions",
        },
        "pb:provider": {"title": "Provider", "name": provider, "href": owner[provider]},
        "pb:pact-version": {
            "title": "Pact content version permalink",
            "name": view.pact.sha,
            "href": content,
        },
        "pb:latest-pact-version": {
            "title": "Latest version of this pact",
            "href": _pair(call, view, "latest"),
        },
        "pb:all-pact-versions": {
            "title": "All versions of this pact",
            "href": _pair(call, view, "versions"),
        },
        "pb:latest-untagged-pact-version": {
            "title": "Latest untagged version of this pact",
            "href": _pair(call, view, "latest-untagged"),
        },
        "pb:latest-tagged-pact-version": {
            "title": "Latest tagged version of this pact",
            "href": _pair(call, view, "latest") + "/{tag}",
            "templated": True,
        },
        "pb:previous-distinct": {
            "title": "Previous distinct version of this pact",
            "href": f"{here}/previous-distinct",
        },
        "pb:diff-previous-distinct": {
            "title": "Diff with previous distinct version of this pact",
            "href": f"{here}/diff/previous-distinct",
        },
        "pb:diff": {
            "title": "Diff with another specified version of this pact",
            "href": f"{content}/diff/pact-version/{{pactVersion}}",
            "templated": True,
        },
        "pb:pact-webhooks": {
            "title": "Webhooks for the pact between the consumer and provider",
            "href": call.href("webhooks", "provider", provider, "consumer", consumer),
        },
        "pb:consumer-webhooks": {
            "title": "Webhooks for all pacts of the consumer",
            "href": call.href("webhooks", "consumer", consumer),
        },
        "pb:tag-prod-version": {
            "title": "PUT to this resource to tag this consumer version as 'production'",
            "href": version_href(call, consumer, number) + "/tags/prod",
        },
        "pb:tag-version": {
            "title": "PUT to this resource to tag this consumer version",
            "href": version_href(call, consumer, number) + "/tags/{tag}",
            "templated": True,
        },
        "pb:publish-verification-results": {
            "title": "Publish verification results",
            "href": results,
        },
        "pb:latest-verification-results": {"href": f"{content}/verification-results/latest"},
        "pb:triggered-webhooks": {
            "title": "Webhooks triggered by the publication of this pact",
            "href": f"{here}/triggered-webhooks",
        },
        "pb:matrix-for-consumer-version": {
            "title": "Matrix of the versions that verified this consumer version",
            "href": _matrix_href(call, consumer, number, provider),
        },
        "curies": curies(call, "pact"),
    }


def _matrix_href(call: Call, consumer: str, number: str, provider: str) -> str:
    named = [
        ("q[][pacticipant]", consumer),
        ("q[][version]", number),
        ("q[][pacticipant]", provider),
        ("latestby", "cvpv"),
    ]
    return f"{call.base}/matrix?{urlencode(named)}"


def find_addresses(call: Call) -> Addresses:
    """Return where pacts and results can be seen, for what webhooks send.

    What a webhook has verified was not selected, so it does not end work in progress.
    """
    return Addresses(
        pact=lambda consumer, provider, sha, version: pact_version_href(
            call, consumer, provider, sha, offer=Offer(wip=True, versions=(version,))
        ),
        result=lambda consumer, provider, sha, number: (
            f"{pact_version_href(call, consumer, provider, sha)}/verification-results/{number}"
        ),
    )

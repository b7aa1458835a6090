"""The index of the API: a link to every place a client may begin at."""

from __future__ import annotations

from typing import Any

from pactwright.broker.port import Ledger
from pactwright.broker.server.call import Answer, Call
from pactwright.broker.server.present.versions import curies
from pactwright.broker.server.router import Route

_PAIR = "pacts/provider/{provider}/consumer/{consumer}"
_VERSION = "pacticipants/{pacticipant}/versions/{version}"

_LINKS: tuple[tuple[str, str, str], ...] = (
    ("self", "", "Index"),
    ("pb:publish-pact", f"{_PAIR}/version/{{consumerApplicationVersion}}", "Publish a pact"),
    ("pb:publish-contracts", "contracts/publish", "Publish contracts"),
    ("pb:latest-pact-versions", "pacts/latest", "Latest pact versions"),
    ("pb:tagged-pact-versions", f"{_PAIR}/tag/{{tag}}", "All versions of a pact with a tag"),
    ("pb:pacticipants", "pacticipants", "Pacticipants"),
    ("pb:pacticipant", "pacticipants/{pacticipant}", "Fetch pacticipant by name"),
    ("pb:latest-provider-pacts", "pacts/provider/{provider}/latest", "Latest pacts by provider"),
    (
        "pb:latest-provider-pacts-with-tag",
        "pacts/provider/{provider}/latest/{tag}",
        "Latest pacts for provider with the specified tag",
    ),
    (
        "pb:provider-pacts-with-tag",
        "pacts/provider/{provider}/tag/{tag}",
        "All pact versions for the provider with the specified consumer version tag",
    ),
    (
        "pb:latest-provider-pacts-with-branch",
        "pacts/provider/{provider}/branch/{branch}/latest",
        "Latest pacts for provider from the specified branch",
    ),
    (
        "pb:latest-provider-pacts-with-main-branch",
        "pacts/provider/{provider}/branch/latest",
        "Latest pacts for provider from the main branches",
    ),
    (
        "pb:provider-pacts-with-branch",
        "pacts/provider/{provider}/branch/{branch}",
        "All pact versions for the provider from the specified branch",
    ),
    (
        "pb:provider-pacts-with-main-branch",
        "pacts/provider/{provider}/branch",
        "All pact versions for the provider from the main branches",
    ),
    ("pb:provider-pacts", "pacts/provider/{provider}", "All pact versions for the provider"),
    (
        "pb:provider-pacts-for-verification",
        "pacts/provider/{provider}/for-verification",
        "Pact versions to be verified for the specified provider",
    ),
    ("pb:latest-version", "pacticipants/{pacticipant}/latest-version", "Latest version"),
    (
        "pb:latest-tagged-version",
        "pacticipants/{pacticipant}/latest-version/{tag}",
        "Latest version with the specified tag",
    ),
    (
        "pb:latest-branch-version",
        "pacticipants/{pacticipant}/branches/{branch}/latest-version",
        "Latest version of the branch",
    ),
    ("pb:latest-pact-version", f"{_PAIR}/latest", "Latest pact of a pair"),
    (
        "pb:latest-tagged-pact-version",
        f"{_PAIR}/latest/{{tag}}",
        "Latest pact of a pair with the specified tag",
    ),
    (
        "pb:latest-untagged-pact-version",
        f"{_PAIR}/latest-untagged",
        "Latest pact of a pair without tags",
    ),
    ("pb:pact-versions", f"{_PAIR}/versions", "All versions of a pact"),
    ("pb:branch-pact-versions", f"{_PAIR}/branch/{{branch}}", "All versions of a pact on a branch"),
    ("pb:webhooks", "webhooks", "Webhooks"),
    ("pb:webhook", "webhooks/{uuid}", "Webhook"),
    ("pb:integrations", "integrations", "Integrations"),
    ("pb:pacticipant-versions", "pacticipants/{pacticipant}/versions", "Versions"),
    ("pb:pacticipant-version", _VERSION, "Fetch a pacticipant version by name"),
    (
        "pb:pacticipant-version-tag",
        f"{_VERSION}/tags/{{tag}}",
        "Get, create or delete a tag for a pacticipant version",
    ),
    ("pb:pacticipant-branches", "pacticipants/{pacticipant}/branches", "Branches"),
    (
        "pb:pacticipant-branch",
        "pacticipants/{pacticipant}/branches/{branch}",
        "Get or delete a pacticipant branch",
    ),
    (
        "pb:pacticipant-branch-version",
        "pacticipants/{pacticipant}/branches/{branch}/versions/{version}",
        "Get or add/create a pacticipant version for a branch",
    ),
    (
        "pb:pacticipant-label",
        "pacticipants/{pacticipant}/labels/{label}",
        "Get, create or delete a label",
    ),
    ("pb:pacticipants-with-label", "pacticipants/label/{label}", "Pacticipants with a label"),
    ("pb:environments", "environments", "Environments"),
    ("pb:environment", "environments/{environment}", "Environment"),
    ("pb:can-i-deploy", "can-i-deploy", "Can I deploy"),
    ("pb:matrix", "matrix", "Matrix of consumer and provider versions"),
    (
        "pb:can-i-deploy-pacticipant-version-to-tag",
        "can-i-deploy?pacticipant={pacticipant}&version={version}&to={tag}",
        "Can I deploy a version to where a tag is",
    ),
    (
        "pb:can-i-deploy-pacticipant-version-to-environment",
        "can-i-deploy?pacticipant={pacticipant}&version={version}&environment={environment}",
        "Can I deploy a version to an environment",
    ),
    (
        "pb:provider-states",
        "pacts/provider/{provider}/provider-states",
        "Provider states of the latest pacts from the main branches",
    ),
    (
        "pf:publish-provider-contract",
        "provider-contracts/provider/{provider}/publish",
        "Publish an API document of a provider version",
    ),
    ("pb:labels", "labels", "Labels"),
    ("pb:metrics", "metrics", "Metrics"),
)


def show_index(call: Call, _: Ledger) -> Answer:
    """Answer the index; browsers are led to the pages."""
    if "text/html" in call.accept and "json" not in call.accept:
        return Answer(status=303, headers={"Location": f"{call.base}/ui"})
    links: dict[str, Any] = {}
    for relation, path, title in _LINKS:
        links[relation] = {
            "href": f"{call.base}/{path}",
            "title": title,
            "templated": "{" in path,
        }
    links["curies"] = curies(call, "index")
    return Answer(body={"_links": links})


ROUTES = (Route("GET", "/", show_index),)

"""Short words for what builds tell a broker."""

from __future__ import annotations

import base64
import json
from urllib.parse import quote, urlsplit


def pact(consumer, provider, variant=0):
    return {
        "consumer": {"name": consumer},
        "provider": {"name": provider},
        "interactions": [
            {
                "description": f"reads {variant}",
                "providerStates": [{"name": "something is there", "params": {"id": variant}}],
                "request": {"method": "GET", "path": f"/{variant}"},
                "response": {"status": 200},
            }
        ],
        "metadata": {"pactSpecification": {"version": "3.0.0"}},
    }


def contract(consumer, provider, variant=0, **fields):
    content = base64.b64encode(json.dumps(pact(consumer, provider, variant)).encode()).decode()
    return {
        "consumerName": consumer,
        "providerName": provider,
        "content": content,
        "contentType": "application/json",
        "specification": "pact",
        **fields,
    }


def publish(broker, consumer, version, provider, variant=0, **fields):
    conflict = fields.pop("on_conflict", "overwrite")
    body = {
        "pacticipantName": consumer,
        "pacticipantVersionNumber": version,
        "contracts": [contract(consumer, provider, variant, onConflict=conflict)],
        **fields,
    }
    status, answer = broker.ask("POST", "/contracts/publish", body)
    assert status == 200, answer
    return answer


def verify(  # noqa: PLR0913
    broker, consumer, version, provider, provider_version, *, success, branch=None, **body
):
    if branch:
        on = f"branches/{quote(branch, safe='')}/versions/{provider_version}"
        path = f"/pacticipants/{provider}/{on}"
        assert broker.ask("PUT", path, {})[0] in {200, 201}
    _, found = broker.ask(
        "GET", f"/pacts/provider/{provider}/consumer/{consumer}/version/{version}"
    )
    href = urlsplit(found["_links"]["pb:publish-verification-results"]["href"]).path
    result = {"success": success, "providerApplicationVersion": provider_version, **body}
    status, answer = broker.ask("POST", href, result)
    assert status == 201, answer
    return answer


def deploy(broker, name, version, environment, instance=None):
    if broker.ask("GET", f"/environments/{environment}")[0] == 404:
        body = {"name": environment, "production": environment == "production"}
        assert broker.ask("POST", "/environments", body)[0] == 201
    path = f"/pacticipants/{name}/versions/{version}/deployed-versions/environment/{environment}"
    body = {} if instance is None else {"applicationInstance": instance}
    assert broker.ask("POST", path, body)[0] == 201


def gate(broker, name, version, environment, query=""):
    path = f"/can-i-deploy?pacticipant={quote(name)}&version={version}&environment={environment}"
    status, answer = broker.ask("GET", path + query)
    assert status == 200, answer
    return answer["summary"]["deployable"]

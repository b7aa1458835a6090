"""A company's contracts in a broker: what its pages show, friendly names and hostile ones."""

from __future__ import annotations

import base64
import json
from urllib.parse import quote, urlsplit

SCRIPT = "<script>document.title='owned';alert(1)</script>\"'><img src=x onerror=alert(1)>"
LONG = "a-very-long-application-name-that-nobody-would-choose-" * 3


class Company:
    """Short words for what the builds of a company tell a broker."""

    def __init__(self, server):
        self._server = server

    def tell(self, method, path, body=None):
        status, answer = self._server.ask(method, path, {} if body is None else body)
        assert status < 300, (method, path, status, answer)
        return answer

    def publish(self, consumer, version, provider, interactions, **fields):
        pact = {
            "consumer": {"name": consumer},
            "provider": {"name": provider},
            "interactions": interactions,
            "metadata": {"pactSpecification": {"version": "4.0"}},
        }
        contract = {
            "consumerName": consumer,
            "providerName": provider,
            "content": base64.b64encode(json.dumps(pact).encode()).decode(),
            "contentType": "application/json",
            "specification": "pact",
        }
        order = {"pacticipantName": consumer, "pacticipantVersionNumber": version}
        self.tell("POST", "/contracts/publish", {**order, "contracts": [contract], **fields})

    def verify(self, consumer, version, provider, number, *, success=True, **result):
        self.tell("PUT", f"/pacticipants/{_enc(provider)}/branches/main/versions/{number}")
        pair = f"/pacts/provider/{_enc(provider)}/consumer/{_enc(consumer)}"
        pact = self.tell("GET", f"{pair}/version/{_enc(version)}")
        href = urlsplit(pact["_links"]["pb:publish-verification-results"]["href"]).path
        body = {"success": success, "providerApplicationVersion": number, **result}
        self.tell("POST", href, body)

    def deploy(self, name, version, place, instance=None):
        base = f"/pacticipants/{_enc(name)}/versions/{_enc(version)}/deployed-versions"
        body = {"applicationInstance": instance} if instance else {}
        self.tell("POST", f"{base}/environment/{place}", body)


def _enc(text):
    return quote(text, safe="")


def reads(what, number, **body):
    return {
        "type": "Synchronous/HTTP",
        "description": f"a request for {what} {number}",
        "providerStates": [{"name": f"{what} {number} exists", "params": {"id": number}}],
        "request": {
            "method": "GET",
            "path": f"/{what}s/{number}",
            "headers": {"Accept": ["application/json"]},
        },
        "response": {
            "status": 200,
            "headers": {"Content-Type": ["application/json"]},
            "body": {"contentType": "application/json", "content": {"id": number, **body}},
        },
    }


def shipped():
    return {
        "type": "Asynchronous/Messages",
        "description": "an order was shipped",
        "contents": {"contentType": "application/json", "content": {"order": 7, "carrier": "DHL"}},
    }


MISMATCH = {
    "interactionDescription": "a request for order 2",
    "success": False,
    "mismatches": [
        {
            "attribute": "body",
            "identifier": "$.total",
            "description": "Expected 12.50 (Decimal) but received '12.50' (String)",
        },
        {"attribute": "status", "description": "expected 200 but was 404"},
    ],
}


def fill(server, receiver):
    """Tell the broker what a company's builds would, and what nobody should.

    Webhooks go to the URL of the receiver.
    """
    company = Company(server)
    for name, production in (("test", False), ("staging", False), ("production", True)):
        company.tell("POST", "/environments", {"name": name, "production": production})
    repository = {"name": "orders", "repositoryUrl": "https://git.example/shop/orders"}
    company.tell("POST", "/pacticipants", repository)
    _fill_shop(company)
    _fill_hostile(company)
    webhook = {
        "description": "start the provider's build",
        "events": [{"name": "contract_content_changed"}],
        "provider": {"name": "orders"},
        "request": {"method": "POST", "url": f"{receiver}/orders/verify", "body": "{}"},
    }
    company.tell("POST", "/webhooks", webhook)
    company.publish("storefront", "1.5.0", "orders", [reads("order", 9)], branch="main")


def _fill_shop(company):
    orders = [reads("order", 1, total=12.5), reads("order", 2, total=12.5)]
    company.publish("storefront", "1.3.0", "orders", orders[:1], branch="main", tags=["v1"])
    company.publish("storefront", "1.4.0", "orders", orders, branch="main")
    company.publish("storefront", "1.4.0", "catalog", [reads("product", 3, name="a chair")])
    company.publish("mobile-app", "88", "orders", orders[:1], branch="main")
    company.publish("mobile-app", "89", "orders", [reads("order", 5)], branch="feat/gifts")
    company.publish("back-office", "2026.11", "orders", orders, branch="main")
    company.publish("back-office", "2026.11", "identity", [reads("user", 4, admin=True)])
    company.publish("mailer", "7", "orders", [shipped()], branch="main")
    company.publish("orders", "3.1", "payments", [reads("payment", 6)], branch="main")
    for consumer, version in (("storefront", "1.3.0"), ("mobile-app", "88"), ("mailer", "7")):
        company.verify(consumer, version, "orders", "3.0", buildUrl="https://ci.example/1")
        company.verify(consumer, version, "orders", "3.1")
    company.verify("storefront", "1.4.0", "orders", "3.1", success=False, testResults=[MISMATCH])
    company.verify("storefront", "1.4.0", "catalog", "12")
    company.verify("back-office", "2026.11", "identity", "5.0")
    company.verify("orders", "3.1", "payments", "0.9")
    for name, version in (("storefront", "1.3.0"), ("mobile-app", "88"), ("orders", "3.0")):
        company.deploy(name, version, "production")
        company.deploy(name, version, "test")
    company.deploy("orders", "3.1", "staging", "blue")
    company.deploy("catalog", "12", "production")
    company.deploy("identity", "5.0", "production")


def _fill_hostile(company):
    hostile = reads(SCRIPT, 1)
    hostile |= {"description": SCRIPT, "providerStates": [{"name": SCRIPT, "params": {SCRIPT: 1}}]}
    hostile["response"]["body"] = {"content": {SCRIPT: SCRIPT}}
    company.publish(
        SCRIPT,
        SCRIPT,
        "payments",
        [hostile],
        branch=SCRIPT,
        tags=[SCRIPT],
        buildUrl="javascript:alert(1)",
    )
    failure = {"interactionDescription": SCRIPT, "success": False}
    failure["mismatches"] = [{"attribute": SCRIPT, "identifier": SCRIPT, "description": SCRIPT}]
    company.verify(SCRIPT, SCRIPT, "payments", "0.9", success=False, testResults=[failure])
    company.deploy("payments", "0.9", "test")
    company.publish(LONG, "1", "orders", [reads("order", 1)])
    request = {"method": "POST", "url": "https://x.invalid/"}
    hook = {"description": SCRIPT, "enabled": False, "request": request}
    company.tell("POST", "/webhooks", hook)

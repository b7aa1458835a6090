"""Webhooks managed from the pages: plain forms, from our own pages only, secrets never shown."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from integration_broker_asgi import InProcess
from integration_broker_world import publish

from pactwright.broker.server.courier import Courier
from pactwright.broker.server.vault import Vault
from pactwright.broker.store.memory import MemoryStore
from pactwright.broker.values import AuditEntry, Webhook

HERE = {"origin": "http://broker.test"}
FORM = {
    "description": 'tell <b>"ops"</b>',
    "enabled": "true",
    "events": ["contract_published", "provider_verification_failed"],
    "method": "POST",
    "url": "http://127.0.0.1:1/hook",
    "headers": "Authorization: Bearer s3cret\nX-Team: ops",
    "body": '{"who": "${pactbroker.consumerName}"}',
    "username": "",
    "password": "",
}


@pytest.fixture
def site():
    store = MemoryStore()
    courier = Courier(store, vault=Vault("key"), allowed=("127.0.0.1",))
    client = InProcess(store, vault=Vault("key"), deliver=courier.try_delivery)
    yield client
    client.close()


def post(site, path, form, headers=HERE):
    sent = {"content-type": "application/x-www-form-urlencoded", **headers}
    status, fields, content = site.send("POST", path, urlencode(form, doseq=True).encode(), sent)
    return status, fields, content.decode()


def hooks(site):
    with site.app.store.read() as records:
        return records.find(Webhook)


def page(site, path):
    status, _, content = site.send("GET", path, headers={"accept": "text/html"})
    assert status == 200, content
    return content.decode()


def test_a_webhook_is_made_changed_and_deleted_by_forms(site):
    publish(site, "web", "1", "orders")
    status, fields, _ = post(site, "/ui/webhooks", {**FORM, "consumer": "web"})
    assert (status, fields["location"]) == (303, "http://broker.test/ui/webhooks")
    [made] = hooks(site)
    assert (made.consumer, made.provider, made.enabled) == ("web", None, True)
    path = f"/ui/webhooks/{made.uuid}"
    assert path in page(site, "/ui/webhooks")
    shown = page(site, path)
    assert "s3cret" not in shown
    assert "Authorization: **********" in shown
    assert "<b>" not in shown
    changed = {**FORM, "headers": "Authorization: **********", "events": ["contract_published"]}
    del changed["enabled"]
    assert post(site, path, changed)[0] == 303
    [again] = hooks(site)
    assert (again.uuid, again.enabled, again.consumer) == (made.uuid, False, None)
    assert again.headers != made.headers
    assert "sealed:" in again.headers
    assert post(site, f"{path}/delete", {})[0] == 303
    assert hooks(site) == ()
    with site.app.store.read() as records:
        actors = [one.path for one in records.find(AuditEntry) if one.path.startswith("/ui")]
    assert actors == ["/ui/webhooks", path, f"{path}/delete"]


def test_a_secret_does_not_follow_to_another_host(site):
    post(site, "/ui/webhooks", FORM)
    [made] = hooks(site)
    changed = {**FORM, "url": "http://elsewhere.example/", "headers": "Authorization: ****"}
    assert post(site, f"/ui/webhooks/{made.uuid}", changed)[0] == 303
    assert "sealed:" not in hooks(site)[0].headers


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"url": "ftp://x"}, "request.url must be an http or https URL"),
        ({"consumer": "nobody"}, "consumer.name does not match an existing pacticipant"),
        ({"consumer": "a", "consumer_label": "b"}, "cannot have both a name and a label"),
        ({"events": ["no"]}, "events.name must be one of"),
    ],
)
def test_what_is_wrong_is_told_beside_what_was_typed(site, change, problem):
    status, _, text = post(site, "/ui/webhooks", {**FORM, **change})
    assert status == 400
    assert problem in text
    assert "X-Team: ops" in text
    assert hooks(site) == ()
    post(site, "/ui/webhooks", FORM)
    [made] = hooks(site)
    assert post(site, f"/ui/webhooks/{made.uuid}", {**FORM, **change})[0] == 400
    assert hooks(site) == (made,)


def test_a_trial_shows_what_came_back(site):
    post(site, "/ui/webhooks", FORM)
    [made] = hooks(site)
    status, _, text = post(site, f"/ui/webhooks/{made.uuid}/test", {})
    assert status == 200
    assert "✗ failed" in text
    assert "no answer" in text
    assert "s3cret" not in text


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "https://broker.test"},
        {"origin": "http://broker.test", "sec-fetch-site": "cross-site"},
        {"origin": "http://[", "sec-fetch-site": "none"},
    ],
)
@pytest.mark.parametrize("path", ["", "/x", "/x/delete", "/x/test"])
def test_a_form_of_another_page_changes_nothing(site, path, headers):
    assert post(site, f"/ui/webhooks{path}", FORM, headers)[0] == 403
    assert hooks(site) == ()


def test_a_browser_that_says_where_it_comes_from_is_believed(site):
    assert post(site, "/ui/webhooks", FORM, {"sec-fetch-site": "same-origin"})[0] == 303


def test_the_empty_form_can_be_seen_and_sent_back_unreadable(site):
    assert "New webhook" in page(site, "/ui/webhooks/new")
    sent = {"content-type": "application/x-www-form-urlencoded", **HERE}
    assert site.send("POST", "/ui/webhooks", b"\xff=1", sent)[0] == 400
    assert post(site, "/ui/webhooks/none", FORM)[0] == 404

"""Webhooks: the payload fixed at the event, delivered at least once, secrets never shown."""

from __future__ import annotations

import base64
import contextlib
import json
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from socketserver import StreamRequestHandler, ThreadingTCPServer

import pytest
from integration_broker_asgi import InProcess
from integration_broker_world import publish, verify

from pactwright.broker.server.courier import Courier
from pactwright.broker.server.target import check_target
from pactwright.broker.server.vault import Vault
from pactwright.broker.store.memory import MemoryStore
from pactwright.broker.values import Attempt, Delivery, Webhook
from pactwright.errors import PactwrightError

LOCAL = ("127.0.0.1",)


@pytest.fixture
def receiver():
    """A service that keeps what it gets and answers with `status`."""
    got = []

    class Handler(BaseHTTPRequestHandler):
        status = 200

        def do_POST(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            got.append((self.path, dict(self.headers), body))
            self.send_response(type(self).status)
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
            self.end_headers()

        def log_message(self, *arguments):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    server.got, server.handler = got, Handler
    server.url = f"http://127.0.0.1:{server.server_port}"
    yield server
    server.shutdown()
    server.server_close()


def hook(url, *events, **request):
    return {
        "events": [{"name": name} for name in events or ("contract_content_changed",)],
        "request": {"method": "POST", "url": url, **request},
    }


def courier(broker, **options):
    return Courier(broker.app.store, allowed=LOCAL, **options)


def test_a_changed_pact_is_told_with_its_values_filled_in(on_database, receiver):
    named = ("consumerName", "consumerVersionNumber", "eventName")
    body = {"text": " ".join(f"${{pactbroker.{name}}}" for name in named)}
    url = f"{receiver.url}/hook/${{pactbroker.providerName}}"
    assert on_database.ask("POST", "/webhooks", hook(url, body=body))[0] == 201
    publish(on_database, 'we"b', "1", "or/ders")
    assert courier(on_database).deliver_due() == 1
    path, _, sent = receiver.got[0]
    assert path == "/hook/or%2Fders"
    assert json.loads(sent) == {"text": 'we"b 1 contract_content_changed'}
    assert courier(on_database).deliver_due() == 0


@pytest.mark.parametrize(
    ("asked", "sent"),
    [
        ({"body": {"a": 1}}, {"content-type": "application/json"}),
        ({"body": "a 1"}, {"content-type": "text/plain; charset=utf-8"}),
        ({"body": "a", "headers": {"content-TYPE": "x/y"}}, {"content-type": "x/y"}),
        ({"headers": {"user-agent": "me"}}, {"content-type": None, "user-agent": "me"}),
    ],
)
def test_a_header_that_is_not_given_is_made_up_and_one_that_is_stays(broker, receiver, asked, sent):
    broker.ask("POST", "/webhooks", hook(receiver.url, **asked))
    publish(broker, "web", "1", "orders")
    courier(broker).deliver_due()
    ((_, headers, _),) = receiver.got
    got = {name.lower(): value for name, value in headers.items()}
    assert {name: got.get(name) for name in sent} == sent


def test_each_result_is_told_with_its_own_outcome(broker, receiver):
    publish(broker, "web", "1", "orders")
    body = "${pactbroker.providerVersionNumber} ${pactbroker.githubVerificationStatus}"
    events = ("provider_verification_failed", "provider_verification_succeeded")
    broker.ask("POST", "/webhooks", hook(receiver.url, *events, body=body))
    verify(broker, "web", "1", "orders", "7", success=False)
    verify(broker, "web", "1", "orders", "8", success=True)
    courier(broker).deliver_due()
    # The first delivery is sent after the second result, and still tells the first.
    assert [sent for _, _, sent in receiver.got] == [b"7 failure", b"8 success"]


def test_only_the_named_applications_set_a_webhook_off(broker, receiver):
    publish(broker, "web", "1", "orders")
    publish(broker, "app", "1", "orders")
    path = "/webhooks/provider/orders/consumer/web"
    assert broker.ask("POST", path, hook(receiver.url, "contract_published"))[0] == 201
    publish(broker, "app", "2", "orders")
    assert courier(broker).deliver_due() == 0
    publish(broker, "web", "2", "orders")
    assert courier(broker).deliver_due() == 1


def test_a_pact_that_the_deployed_version_has_not_verified_is_told_for_it(broker, receiver):
    publish(broker, "web", "1", "orders")
    verify(broker, "web", "1", "orders", "7", success=True, branch="main")
    body = "${pactbroker.providerVersionNumber} ${pactbroker.providerVersionDescriptions}"
    broker.ask(
        "POST",
        "/webhooks",
        hook(receiver.url, "contract_requiring_verification_published", body=body),
    )
    publish(broker, "web", "2", "orders")
    publish(broker, "web", "3", "orders", variant=1)
    courier(broker).deliver_due()
    assert [sent for _, _, sent in receiver.got] == [b"7 latest from main branch"]


def test_a_failed_delivery_is_tried_again_later_until_it_counts_as_failed(broker, receiver):
    receiver.handler.status = 500
    broker.ask("POST", "/webhooks", hook(receiver.url))
    publish(broker, "web", "1", "orders")
    now = datetime.now(UTC) + timedelta(seconds=1)
    moment = [now]
    sender = courier(broker, clock=lambda: moment[0])
    assert (sender.deliver_due(), sender.deliver_due()) == (1, 0)
    for _ in range(10):
        moment[0] += timedelta(hours=1)
        sender.deliver_due()
    with broker.app.store.read() as records:
        delivery = records.find(Delivery)[0]
        assert (delivery.state, delivery.attempts) == ("failed", 7)
        assert records.count(Attempt, status=500) == 7


def test_a_delivery_lost_with_its_process_is_sent_by_another(broker, receiver):
    from pactwright.broker.outbox import take_due

    broker.ask("POST", "/webhooks", hook(receiver.url))
    publish(broker, "web", "1", "orders")
    later = datetime.now(UTC) + timedelta(seconds=1)
    with broker.app.store.write() as ledger:
        assert len(take_due(ledger, now=later, limit=10)) == 1  # and the process dies
    assert courier(broker, clock=lambda: later).deliver_due() == 0
    minute = later + timedelta(seconds=61)
    assert courier(broker, clock=lambda: minute).deliver_due() == 1
    assert len(receiver.got) == 1


@pytest.fixture
def dripping():
    """A service whose answer, or its headers, come a byte at a time and never end."""
    stop = threading.Event()

    class Drip(StreamRequestHandler):
        def handle(self):
            with contextlib.suppress(OSError):
                while not stop.wait(0.05):
                    self.wfile.write(type(self).text[:1])
                    type(self).text = type(self).text[1:] or b"x"

    server = ThreadingTCPServer(("127.0.0.1", 0), Drip)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    server.handler = Drip
    server.url = f"http://127.0.0.1:{server.server_address[1]}"
    yield server
    stop.set()
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("text", [b"", b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.1 200 OK\r\nX: "])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_an_answer_that_drips_is_given_up(broker, dripping, text, scheme):
    dripping.handler.text = text
    broker.ask("POST", "/webhooks", hook(dripping.url.replace("http", scheme)))
    publish(broker, "web", "1", "orders")
    assert courier(broker, seconds=0.5).deliver_due() == 1
    with broker.app.store.read() as records:
        attempt, delivery = records.find(Attempt)[0], records.find(Delivery)[0]
    assert (attempt.success, delivery.state, delivery.attempts) == (False, "waiting", 1)
    assert "no answer" in attempt.log


def test_what_waits_behind_a_slow_target_is_not_lent_out_meanwhile(broker, receiver):
    """A lease that runs out while its request still waits in line would send it twice."""
    broker.ask("POST", "/webhooks", hook(receiver.url))
    for version in ("1", "2"):
        publish(broker, "web", version, "orders", int(version))
    seen = []

    def look(sent):
        with broker.app.store.read() as records:
            lent = [one for one in records.find(Delivery) if one.due_at > datetime.now(UTC)]
        seen.append([one.id for one in lent if one.state == "waiting"])
        return original(sent)

    sender = courier(broker)
    original, sender.try_delivery = sender.try_delivery, look
    assert sender.deliver_due() == 2
    assert seen == [[1], [2]]


def test_redirects_are_not_followed(broker, receiver):
    receiver.handler.status = 302
    broker.ask("POST", "/webhooks", hook(receiver.url))
    publish(broker, "web", "1", "orders")
    courier(broker).deliver_due()
    with broker.app.store.read() as records:
        assert records.find(Attempt)[0].status == 302
        assert not records.find(Attempt)[0].success


@pytest.mark.parametrize(
    ("address", "allowed", "fine"),
    [
        ("93.184.216.34", (), True),
        ("127.0.0.1", (), False),
        ("10.1.2.3", (), False),
        ("169.254.169.254", (), False),
        ("::1", (), False),
        ("fe80::1%eth0", (), False),
        ("::ffff:127.0.0.1", (), False),
        ("0.0.0.0", (), False),
        ("224.0.0.1", (), False),
        ("100.64.0.1", (), False),
        ("64:ff9b::7f00:1", (), False),
        ("64:ff9b::5db8:d822", (), True),
        ("64:ff9b:1::5db8:d822", (), False),
        ("2002:7f00:1::", (), False),
        ("2002:5db8:d822::", (), True),
        ("::7f00:1", (), False),
        ("::ffff:0:127.0.0.1", (), False),
        ("2001:0:7f00:1::1", (), False),
        ("fec0::1", (), False),
        ("fc00::1", (), False),
        ("2606:2800:220:1::1", (), True),
        ("::ffff:10.1.2.3", ("10.0.0.0/8",), True),
        ("10.1.2.3", ("10.0.0.0/8",), True),
        ("10.1.2.3", ("ci.example",), True),
        ("10.1.2.3", ("11.0.0.0/8", "other.example"), False),
    ],
)
def test_targets_are_judged_by_what_their_names_resolve_to(address, allowed, fine):
    def look_up(host, port):
        return [address]

    if fine:
        assert check_target("https://ci.example/x?y=1", allowed, look_up=look_up).address == address
        return
    with pytest.raises(PactwrightError, match="not a public address"):
        check_target("https://ci.example/x", allowed, look_up=look_up)


@pytest.mark.parametrize(
    "host",
    ["2130706433", "0x7f.1", "127.1", "0177.0.0.1", "0", "[::]", "[::ffff:7f00:1]", "①②⑦.0.0.1"],
)
def test_no_spelling_of_this_machine_is_a_target(host):
    with pytest.raises(PactwrightError, match=r"not a public address|cannot be found|no http"):
        check_target(f"http://{host}/", ())


def test_one_private_address_among_public_ones_is_enough_to_refuse():
    with pytest.raises(PactwrightError, match=r"10\.0\.0\.1"):
        check_target("http://ci.example", (), look_up=lambda *_: ["93.184.216.34", "10.0.0.1"])


def test_a_loopback_target_is_logged_as_refused(broker, receiver):
    broker.ask("POST", "/webhooks", hook(receiver.url))
    publish(broker, "web", "1", "orders")
    Courier(broker.app.store).deliver_due()
    assert receiver.got == []
    href = broker.ask("GET", "/pacts/provider/orders/consumer/web/version/1/triggered-webhooks")[1]
    delivery = href["_embedded"]["triggeredWebhooks"][0]
    log = broker.ask(
        "GET", delivery["_links"]["pb:logs"]["href"].removeprefix("http://broker.test")
    )
    assert "not a public address" in log[1]
    assert delivery["status"] == "retrying"


def test_secrets_are_sealed_sent_and_never_shown(broker, receiver):
    broker.app._vault = vault = Vault("a key")
    secret = {"headers": {"X-Token": "geheim", "X-Plain": "p"}, "username": "u", "password": "pw!"}
    status, made = broker.ask("POST", "/webhooks", hook(receiver.url, **secret))
    assert status == 201
    with broker.app.store.read() as records:
        kept = str(records.find(Webhook))
    for text in (json.dumps(made), kept):
        assert "geheim" not in text
        assert "pw!" not in text
    publish(broker, "web", "1", "orders")
    courier(broker, vault=vault).deliver_due()
    _, headers, _ = receiver.got[0]
    assert (headers["X-Plain"], headers["X-Token"]) == ("p", "geheim")
    assert headers["Authorization"] == "Basic " + base64.b64encode(b"u:pw!").decode()


@pytest.mark.parametrize(
    "elsewhere", ["https://b.example/x", "https://a.example:8443/x", "http://a.example/x"]
)
def test_asterisks_keep_a_secret_and_another_place_loses_it(broker, elsewhere):
    broker.app._vault = Vault("a key")
    first = hook("https://a.example/x", headers={"Authorization": "Bearer geheim"}, password="pw")
    path = "/webhooks/d40f38c3-aaa3-47f5-9161-95c07bc16b14"
    assert broker.ask("PUT", path, first)[0] == 201

    def change(url):
        stars = {"headers": {"Authorization": "****"}, "password": "****"}
        assert broker.ask("PUT", path, hook(url, **stars))[0] == 200
        with broker.app.store.read() as records:
            kept = records.find(Webhook)[0]
        return json.loads(kept.headers)["Authorization"], kept.password

    kept = change("https://a.example/y")
    assert all(text.startswith("sealed:") for text in kept)
    assert change(elsewhere) == ("", None)


def test_a_secret_without_a_key_is_refused_with_the_deed(broker):
    status, answer = broker.ask("POST", "/webhooks", hook("https://a.example", password="x"))
    assert status == 400
    assert "PACTWRIGHT_BROKER_SECRET_KEY" in json.dumps(answer)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "request"),
        ({"request": 5}, "request"),
        (hook("ftp://x"), "request.url"),
        (hook("http://u:p@x"), "request.url"),
        (hook("http://${pactbroker.consumerName}/"), "request.url"),
        (hook("http://x:99999/"), "request.url"),
        (hook("http://x", "nope"), "events.name"),
        ({**hook("http://x"), "consumer": {"name": "none"}}, "consumer.name"),
        ({**hook("http://x"), "provider": {"name": "a", "label": "b"}}, "provider"),
        (hook("http://x", headers={"A": "b\r\nC: d"}), "request.headers"),
    ],
)
def test_a_webhook_that_means_nothing_is_refused(broker, body, field):
    status, answer = broker.ask("POST", "/webhooks", body)
    assert (status, list(answer["errors"])) == (400, [field])


def test_a_webhook_can_be_tried_out_listed_and_deleted(broker, receiver):
    _, made = broker.ask("POST", "/webhooks", hook(receiver.url))
    path = f"/webhooks/{made['uuid']}"
    status, trial = broker.ask("POST", f"{path}/execute", {})
    assert (status, trial["request"]["url"]) == (200, receiver.url)
    courier(broker).deliver_due()
    assert len(receiver.got) == 1
    listed = broker.ask("GET", f"{path}/triggered-webhooks")[1]["_embedded"]["triggeredWebhooks"]
    assert [one["status"] for one in listed] == ["success"]
    assert len(broker.ask("GET", "/webhooks")[1]["_embedded"]["webhooks"]) == 1
    assert broker.ask("DELETE", path)[0] == 204
    assert broker.ask("GET", path)[0] == 404


@pytest.fixture
def sending(receiver):
    """A broker that sends at once what is tried out."""
    store = MemoryStore()
    client = InProcess(store, deliver=Courier(store, allowed=LOCAL).try_delivery)
    yield client
    client.close()


def test_a_trial_answers_with_what_came_back(sending, receiver):
    _, made = sending.ask("POST", "/webhooks", hook(receiver.url))
    path = f"/webhooks/{made['uuid']}"
    status, trial = sending.ask("POST", f"{path}/execute", {})
    assert (status, trial["success"], trial["response"]["status"]) == (200, True, 200)
    assert "answered with status 200" in trial["logs"]
    listed = sending.ask("GET", f"{path}/triggered-webhooks")[1]["_embedded"]["triggeredWebhooks"]
    assert [(one["status"], one["attemptsMade"]) for one in listed] == [("success", 1)]
    assert len(receiver.got) == 1
    Courier(sending.app.store, allowed=LOCAL).deliver_due()
    assert len(receiver.got) == 1


def test_a_trial_of_a_webhook_that_is_not_kept_leaves_nothing(sending, receiver):
    status, trial = sending.ask("POST", "/webhooks/execute", hook(receiver.url))
    assert (status, trial["response"]["status"], len(receiver.got)) == (200, 200, 1)
    assert sending.ask("GET", "/webhooks")[1]["_embedded"]["webhooks"] == []
    status, trial = sending.ask("POST", "/webhooks/execute", hook("http://169.254.169.254/"))
    assert (status, trial["success"], "response" in trial) == (200, False, False)
    assert "not a public address" in trial["logs"]


def test_a_trial_of_what_is_not_kept_needs_somebody_to_send_it(broker, receiver):
    assert broker.ask("POST", "/webhooks/execute", hook(receiver.url))[0] == 503


def test_the_status_of_a_pair_counts_its_last_deliveries(broker, receiver):
    broker.ask("POST", "/webhooks", hook(receiver.url, "contract_published"))
    publish(broker, "web", "1", "orders")
    path = "/pacts/provider/orders/consumer/web/webhooks/status"
    assert broker.ask("GET", path)[1]["summary"]["notRun"] == 1
    courier(broker).deliver_due()
    _, told = broker.ask("GET", path)
    assert told["summary"] == {"successful": 1, "failed": 0, "retrying": 0, "notRun": 0}
    assert broker.ask("GET", path.replace("orders", "none"))[0] == 404

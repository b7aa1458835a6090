"""Answers of wrong types, one value changed at a time: a value comes back, or an error with words.

Each flow of the client is recorded against our own broker, then played again with one value of
one recorded answer replaced or dropped.
"""

from __future__ import annotations

import base64
import copy
import json
from collections import defaultdict
from contextlib import suppress

import pytest
from integration_broker_world import contract

from pactwright.broker.client.documents import ApiDocument, OwnCheck, publish_document
from pactwright.broker.client.embedded import EmbeddedTransport
from pactwright.broker.client.folder import FolderTransport, load_folder
from pactwright.broker.client.gate import ask_gate
from pactwright.broker.client.publishing import Build, publish_pacts
from pactwright.broker.client.recording import (
    ensure_environment,
    record_deployment,
    record_release,
)
from pactwright.broker.client.rows import Question
from pactwright.broker.client.session import Session
from pactwright.broker.client.transport import Reply
from pactwright.broker.client.verification import (
    PactQuery,
    ProviderBuild,
    fetch_pacts,
    fetch_published,
    publish_outcome,
    publish_results,
)
from pactwright.broker.store.memory import MemoryStore
from pactwright.errors import PactwrightError
from pactwright.model.property import PropertyFinding, PropertyOutcome, PropertyResult
from pactwright.model.result import InteractionResult, Mismatch
from pactwright.pactfile.parse import parse_pact

DROPPED = object()
ODD = (None, True, 7, "http://odd.example", [], [{}], {}, DROPPED)
BASE = EmbeddedTransport.base
BUILD = ProviderBuild(version="7", branch="main", tags=("dev",), build_url="https://ci.example/7")
FILE = json.dumps({"properties": 1, "consumer": "web", "provider": "orders"}).encode()
DOCUMENT = b"openapi: 3.0.3\ninfo: {title: orders, version: '1'}\npaths: {}\n"


def pact_of(provider, variant=0):
    content = base64.b64decode(contract("web", provider, variant)["content"])
    return parse_pact(content, source="pact.json")


def result(*, holds, variant=0):
    differing = Mismatch(kind="status", path="$", expected="200", actual="404", message="no")
    return InteractionResult(
        consumer="web",
        provider="orders",
        description=f"reads {variant}",
        states=("something is there",),
        mismatches=() if holds else (differing,),
    )


def outcome_of(offer, *, holds=True):
    pair = {"consumer": "web", "provider": "orders", "digest": offer.properties_digest}
    finding = PropertyFinding(
        id="a", kind="body", operation="GET /0", place="$.total", message="is negative"
    )
    ran = PropertyResult(
        **pair, operation="GET /0", profile="ci", cases=9, findings=() if holds else (finding,)
    )
    return PropertyOutcome(**pair, profile="ci", results=(ran,))


def publish(session, version="1", providers=("orders",), variant=0):
    documents = [pact_of(provider, variant) for provider in providers]
    build = Build(version=version, branch="main", tags=("t",), build_url="https://ci.example/1")
    return publish_pacts(session, documents, build, properties={("web", "orders"): FILE})


def verify(session, *, holds=True, variant=0):
    query = PactQuery(
        provider="orders",
        selectors=({"mainBranch": True},),
        branch="main",
        wip_since="2020-01-01",
    )
    for offer in fetch_pacts(session, query):
        publish_results(session, offer, [result(holds=holds, variant=variant)], BUILD)
        publish_outcome(session, offer, outcome_of(offer, holds=holds), BUILD)


def record(session):
    ensure_environment(session, "production")
    record_deployment(session, "orders", "7", "production", instance="blue")
    record_release(session, "orders", "7", "production")


def ask(session, **question):
    told = {"pacticipant": "web", "version": "1", "environment": "production", **question}
    return ask_gate(session, Question(**told))


def send_document(session):
    document = ApiDocument(
        provider="orders",
        content=DOCUMENT,
        content_type="application/yaml",
        check=OwnCheck(success=True, output=b"fine", verifier="schemathesis"),
    )
    return publish_document(session, document, Build(version="7"))


def ready(session, *, holds=True):
    publish(session)
    verify(session, holds=holds)
    record(session)


def unverified(session):
    ready(session)
    publish(session, "2", ("orders", "billing"), variant=5)


def wrong(session):
    ready(session)
    offer = fetch_published(session, consumer="web", provider="orders", version="1")
    publish_outcome(session, offer, outcome_of(offer, holds=False), BUILD)


def mute(session):
    ready(session)
    session.send("PUT", f"{BASE}/pacticipants/web/versions/2", {})


FLOWS = {
    "publish": (lambda session: None, publish),
    "document": (publish, send_document),
    "verify": (publish, verify),
    "published": (
        publish,
        lambda session: fetch_published(session, consumer="web", provider="orders", version="1"),
    ),
    "record": (lambda session: (publish(session), verify(session)), record),
    "yes": (ready, lambda session: ask(session, require_pacts=True, require_properties=True)),
    "no": (lambda session: ready(session, holds=False), ask),
    "unverified": (unverified, lambda session: ask(session, version="2")),
    "main": (unverified, lambda session: ask(session, version="2", environment=None)),
    "together": (
        unverified,
        lambda session: ask(session, version="2", environment=None, together=(("orders", "7"),)),
    ),
    "nobody": (ready, lambda session: ask(session, version="9")),
    "mute": (mute, lambda session: ask(session, version="2", require_pacts=True)),
    "wrong": (wrong, lambda session: ask(session, require_properties=True)),
}
NEVER_YES = ("no", "unverified", "main", "together", "nobody")


class Recorder:
    """Passes requests to a broker and keeps what is answered."""

    base = name = BASE

    def __init__(self, transport):
        self._transport = transport
        self.replies = []

    def send(self, method, url, *, body=None, content_type="application/json"):
        reply = self._transport.send(method, url, body=body, content_type=content_type)
        self.replies.append((method, reply))
        return reply

    def close(self):
        pass


class Player:
    """Answers as was recorded, in the order of each address; other addresses are not there."""

    base = name = BASE

    def __init__(self, replies):
        self._waiting = defaultdict(list)
        for method, reply in replies:
            self._waiting[method, reply.url].append(reply)

    def send(self, method, url, *, body=None, content_type="application/json"):
        waiting = self._waiting[method, url]
        return waiting.pop(0) if waiting else Reply(status=404, body=b"{}", url=url)

    def close(self):
        pass


def record_flow(name):
    prepare, flow = FLOWS[name]
    transport = EmbeddedTransport(MemoryStore(), name="broker")
    prepare(Session(transport))
    recorder = Recorder(transport)
    flow(Session(recorder))
    assert all(reply.status < 400 or name == "nobody" for _, reply in recorder.replies)
    return flow, recorder.replies


def places(value, place=()):
    yield place
    if isinstance(value, (dict, list)):
        members = value.items() if isinstance(value, dict) else enumerate(value)
    else:
        members = ()
    for key, member in members:
        yield from places(member, (*place, key))


def change(value, place, odd):
    changed = {"whole": copy.deepcopy(value)}
    target, path = changed, ("whole", *place)
    for key in path[:-1]:
        target = target[key]
    if odd is DROPPED:
        del target[path[-1]]
    else:
        target[path[-1]] = odd
    return json.dumps(changed.get("whole")).encode()


def odd_replies(replies):
    """Yield the replies again and again, each time with one value changed, and which it was."""
    for number, (method, reply) in enumerate(replies):
        if not reply.body.startswith(b"{"):
            continue
        told = json.loads(reply.body)
        for place in places(told):
            for odd in ODD:
                changed = Reply(status=reply.status, body=change(told, place, odd), url=reply.url)
                where = (method, reply.url, place, "dropped" if odd is DROPPED else odd)
                yield where, [*replies[:number], (method, changed), *replies[number + 1 :]]


@pytest.mark.parametrize("name", FLOWS)
def test_an_odd_answer_is_a_value_or_an_error_with_words_and_never_a_yes(name):
    flow, replies = record_flow(name)
    assert flow(Session(Player(replies))) == flow(Session(Player(replies)))
    told = []
    for where, odd in odd_replies(replies):
        try:
            answer = flow(Session(Player(odd)))
        except PactwrightError as error:
            told.append(error)
        except Exception as error:  # noqa: BLE001 - whatever else it is, it is a fault
            pytest.fail(f"{where}: {error!r}")
        else:
            assert name not in NEVER_YES or answer.deployable is not True, where
    assert len(told) > 20
    assert all(error.hint for error in told)


def test_an_odd_file_of_a_folder_is_an_event_or_an_error_with_words(tmp_path):
    ready(Session(FolderTransport(tmp_path)))
    for file in sorted(tmp_path.iterdir()):
        whole = file.read_bytes()
        told = json.loads(whole)
        for place in places(told):
            for odd in (None, 7, "2026-01-01T00:00:00", [7], {}, DROPPED):
                file.write_bytes(change(told, place, odd))
                with suppress(PactwrightError):  # anything else is a fault
                    load_folder(tmp_path)
        file.write_bytes(whole)


@pytest.mark.parametrize(
    ("odd", "told"),
    [
        (b"{", "not JSON"),
        (b"7", "Expected `object`, got `int`"),
        (b"{}", "missing required field `at`"),
        (b'{"at": "2026-01-01T00:00:00"}', "at `$.at`"),
        (
            b'{"at": "2026-01-01T00:00:00Z", "method": 7}',
            "Expected `str`, got `int` - at `$.method`",
        ),
        (
            b'{"at":"2026-01-01T00:00:00Z","method":"PUT","path":"/x","contentType":"a/b"}',
            "it is refused",
        ),
    ],
)
def test_what_is_no_event_of_a_folder_is_told_with_the_file_and_the_place(tmp_path, odd, told):
    (tmp_path / "a.event.json").write_bytes(odd)
    with pytest.raises(PactwrightError, match=r"a\.event\.json: not an event") as caught:
        load_folder(tmp_path)
    assert told in caught.value.message
    assert "take the file out" in caught.value.hint

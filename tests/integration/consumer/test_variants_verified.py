"""What a provider owes by a pact with variants: in full to us, never wrongly to another tool."""

import json
import subprocess
import sysconfig
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from pact import Verifier

import pactwright
from pactwright import Pact, each_like, integer, like, nullable, one_of, optional
from pactwright.consumer.declaration import ATTRIBUTE
from pactwright.consumer.stage import plan_parts
from pactwright.model.interaction import PactDocument
from pactwright.pactfile.write import format_pact

shop = Pact(consumer="web", provider="shop", verifier="pactwright")
PACT = Path(sysconfig.get_path("scripts"), "pact")
NOTED = "it has a note"
CARD = {"kind": "card", "number": like("4111")}
IBAN = {"kind": "iban", "iban": like("DE89")}
BODY = {
    "id": integer(7),
    "status": one_of("open", "paid"),
    "note": optional(like("at the door"), given=NOTED),
    "coupon": nullable(integer(3)),
    "customer": nullable({"name": like("Ada"), "mail": optional(like("a@b.c"))}),
    "pay": one_of(card=CARD, iban=IBAN),
    "lines": each_like({"sku": like("A"), "gift": optional(like("bow"))}),
}
ANSWER = {
    "id": 8,
    "status": "open",
    "coupon": None,
    "customer": None,
    "pay": {"kind": "card", "number": "1"},
    "lines": [{"sku": "B"}],
}


def write_pact(folder, body=BODY):
    def test():
        pass

    decorate = shop.interaction(
        given="an order", request=shop.get("/orders/7"), response=shop.ok(body)
    )
    (part,) = plan_parts(getattr(decorate(test), ATTRIBUTE), name="reads an order")
    assert part.problems == ()
    document = PactDocument(consumer="web", provider="shop", interactions=part.written())
    path = folder / "web-shop.json"
    path.write_bytes(format_pact(document))
    return path


@contextmanager
def provider(answer, *, knows=("an order", NOTED)):
    """Serve the answer, with a note in the state that asks for one; other states are refused."""
    given = {"state": ""}

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if asked["action"] == "setup":
                given["state"] = asked["state"]
            self.reply({}, 200 if asked["state"] in knows else 404)

        def do_GET(self):
            note = {"note": "x"} if given["state"] == NOTED else {}
            self.reply({**note, **answer})

        def reply(self, body, status=200):
            content = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def ask_official(path, url):
    verifier = (
        Verifier("shop", host="127.0.0.1")
        .add_transport(url=url)
        .add_source(path)
        .state_handler(f"{url}/states", teardown=False, body=True)
    )
    try:
        verifier.verify()
    except RuntimeError:
        return False
    return True


def ask_binary(path, url):
    """Ask the verifier's program, as people without Python do."""
    done = subprocess.run(
        [
            *(str(PACT), "verifier", "--file", str(path), "--provider-name", "shop"),
            *("--hostname", "127.0.0.1", "--port", url.rpartition(":")[2]),
            *("--state-change-url", f"{url}/states", "--no-colour"),
        ],
        capture_output=True,
        timeout=60,
        check=False,
        env={"PACT_DO_NOT_TRACK": "true"},
    )
    return done.returncode == 0


def ask_ours(path, url):
    return pactwright.verify(path, url=url, state_url=f"{url}/states")


@pytest.mark.parametrize(
    "answer",
    [
        ANSWER,
        {**ANSWER, "status": "paid", "coupon": 5, "note": "here"},
        {**ANSWER, "customer": {"name": "Bob"}},
        {**ANSWER, "customer": {"name": "Bob", "mail": "x"}},
        {**ANSWER, "pay": {"kind": "iban", "iban": "FR14"}},
        {**ANSWER, "lines": [{"sku": "B"}, {"sku": "C", "gift": "x"}]},
    ],
)
def test_both_verifiers_pass_what_is_declared(tmp_path, answer):
    path = write_pact(tmp_path)
    with provider(answer) as url:
        assert ask_ours(path, url).success
        assert ask_official(path, url)


@pytest.mark.parametrize(
    "answer",
    [
        {**ANSWER, "status": "lost"},
        {**ANSWER, "coupon": "x"},
        {name: ANSWER[name] for name in ANSWER if name != "customer"},
        {**ANSWER, "customer": "Bob"},
        {**ANSWER, "pay": {"kind": "cash"}},
        {**ANSWER, "lines": []},
        {**ANSWER, "note": 42},
    ],
)
def test_both_verifiers_refuse_what_no_variant_is(tmp_path, answer):
    path = write_pact(tmp_path)
    with provider(answer) as url:
        assert not ask_ours(path, url).success
        assert not ask_official(path, url)


@pytest.mark.parametrize(
    ("answer", "place"),
    [
        ({**ANSWER, "customer": {"name": 1}}, "$.customer"),
        ({**ANSWER, "customer": {"name": "Bob", "mail": 1}}, "$.customer"),
        ({**ANSWER, "pay": {"kind": "iban", "number": "1"}}, "$.pay"),
        ({**ANSWER, "lines": [{"sku": "B", "gift": 1}]}, "$.lines[0].gift"),
    ],
)
def test_the_rest_of_the_union_is_enforced_by_ours(tmp_path, answer, place):
    path = write_pact(tmp_path)
    with provider(answer) as url:
        found = ask_ours(path, url)
        assert ask_official(path, url)
    assert {one.path for result in found.results for one in result.mismatches} == {place}


def test_an_optional_note_of_another_type_fails_in_the_state_that_has_none(tmp_path):
    path = write_pact(tmp_path)
    with provider({**ANSWER, "note": 42}) as url:
        (plain,) = [
            one for one in ask_ours(path, url).results if one.description == "reads an order"
        ]
    (mismatch,) = plain.mismatches
    assert (mismatch.path, mismatch.actual) == ("$.note", "42")


def test_a_missing_state_is_a_failure(tmp_path):
    path = write_pact(tmp_path)
    states = {"an order": lambda: None}
    with provider({**ANSWER, "note": "x"}) as url:
        found = pactwright.verify(path, url=url, states=states)
    failed = {one.description for one in found.results if not one.success}
    assert failed == {"reads an order [note present]"}


def test_a_declaration_of_another_version_is_not_passed_over(tmp_path):
    path = write_pact(tmp_path)
    path.write_text(path.read_text().replace('"version": 1', '"version": 9'))
    with provider({**ANSWER, "note": "x"}) as url:
        found = ask_ours(path, url)
    assert not found.success
    assert "variants of version 9 are unknown" in found.results[0].mismatches[-1].message


def test_messages_owe_their_variants_too(tmp_path):
    def test():
        pass

    shop.message(contents={"id": 7, "note": optional(like("x"))})(test)
    (part,) = plan_parts(getattr(test, ATTRIBUTE), name="shipped")
    path = tmp_path / "web-shop.json"
    document = PactDocument(consumer="web", provider="shop", interactions=part.written())
    path.write_bytes(format_pact(document))

    outcomes = [
        pactwright.verify(path, messages={"shipped": lambda contents=contents: contents}).success
        for contents in ({"id": 7}, {"id": 7, "note": "y"}, {"id": 7, "note": 42})
    ]
    assert outcomes == [True, True, False]


PLAIN = {"id": integer(7), "note": optional(like("x")), "status": one_of("open", "paid")}
GIVEN = {**PLAIN, "note": optional(like("x"), given=NOTED)}
LIKE = {"id": 1, "status": "open"}


@pytest.mark.parametrize(
    ("body", "answer", "knows", "verdicts"),
    [
        pytest.param(PLAIN, LIKE, ["an order"], (True, True), id="absent"),
        pytest.param(PLAIN, {**LIKE, "note": "y"}, ["an order"], (True, True), id="present"),
        pytest.param(PLAIN, {**LIKE, "note": 42}, ["an order"], (True, False), id="note of 42"),
        pytest.param(PLAIN, {**LIKE, "status": "lost"}, ["an order"], (False, False), id="outside"),
        pytest.param(PLAIN, {"id": 1}, ["an order"], (False, False), id="none of the alternatives"),
        pytest.param(GIVEN, LIKE, ["an order", NOTED], (True, True), id="state"),
        pytest.param(GIVEN, LIKE, ["an order"], (False, False), id="state unknown"),
        pytest.param(PLAIN, LIKE, [], (False, False), id="own state unknown"),
    ],
)
def test_the_program_of_the_official_verifier_is_never_misled(
    tmp_path, body, answer, knows, verdicts
):
    path = write_pact(tmp_path, body)
    with provider(answer, knows=knows) as url:
        assert (ask_binary(path, url), ask_ours(path, url).success) == verdicts


def test_a_state_that_makes_no_note_fails_in_both(tmp_path):
    path = write_pact(tmp_path, {**GIVEN, "note": optional(like("x"), given="it is noted")})
    with provider(LIKE, knows=["an order", "it is noted"]) as url:
        assert not ask_binary(path, url)
        assert not ask_ours(path, url).success

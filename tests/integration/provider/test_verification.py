"""Verification by plain calls: pacts in, results out."""

from __future__ import annotations

import asyncio
import threading
import time
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from starlette.applications import Starlette
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route

from pactwright.errors import PactwrightError
from pactwright.provider.plan import Filters
from pactwright.provider.verification import verify_pacts


async def order(request):
    number = request.path_params["number"]
    if request.headers.get("authorization") == "Bearer wrong":
        return JSONResponse({"error": "no"}, 401)
    if number == "boom":
        raise ValueError("the database is gone")
    if number == "slow":
        await asyncio.sleep(30)
    return JSONResponse(
        {"id": int(number), "status": "open", "seen": request.headers.get("x-hook")}
    )


def create_app():
    return Starlette(routes=[Route("/orders/{number}", order)])


@pytest.fixture
def reads(interaction, body):
    """Make the interaction that reads an order."""

    def make(number=7, *, description="reads an order", answer=None, **fields):
        response = {"body": body(answer or {"id": number})}
        return interaction(
            description,
            request={"path": f"/orders/{number}", **fields.pop("request", {})},
            response={**response, **fields.pop("response", {})},
            **fields,
        )

    return make


@pytest.fixture
def counting():
    """Serve `{"id": n}` at `/orders/<n>`; `requests` is how many came."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            self.server.requests += 1
            body = b'{"id": %d}' % int(self.path.rpartition("/")[2])
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            """Keep quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.requests, server.url = 0, f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def _only(result):
    (found,) = result.results
    return found


def _messages(result):
    return [mismatch.message for mismatch in _only(result).mismatches]


def test_what_holds_holds(pact, reads):
    result = verify_pacts([pact(reads())], app=create_app)
    assert result.success
    found = _only(result)
    assert (found.consumer, found.provider, found.description) == (
        "web",
        "orders",
        "reads an order",
    )
    assert (found.mismatches, found.details, found.curl) == ((), (), None)
    assert found.source == "pact.json"
    assert found.duration > 0


def test_what_differs_is_shown_with_a_command_that_repeats_it(pact, reads):
    result = verify_pacts([pact(reads(answer={"id": 8, "status": "open"}))], app=create_app())
    assert not result.success
    (mismatch,) = _only(result).mismatches
    assert (mismatch.kind, mismatch.path) == ("body", "$.id")
    assert (mismatch.expected, mismatch.actual) == ("8", "7") or mismatch.actual == "7"
    assert _only(result).curl == "curl -s http://localhost:8000/orders/7"


def test_results_are_sorted_and_told_as_they_come(pact, reads):
    told = []
    documents = [
        pact(reads(1, description="b"), reads(2, description="a")),
        pact(reads(3, description="z"), consumer="app"),
    ]
    result = verify_pacts(documents, app=create_app, on_result=told.append)
    assert [found.description for found in result.results] == ["z", "a", "b"]
    assert told == list(result.results)


def test_a_service_is_not_asked_everything_before_the_first_result(pact, reads, counting):
    asked = []
    document = pact(*(reads(number, description=f"reads {number}") for number in range(200)))
    result = verify_pacts(
        [document], url=counting.url, on_result=lambda _: asked.append(counting.requests)
    )
    assert result.success
    assert 0 < asked[0] < 200
    assert asked[-1] == counting.requests == 200


def test_states_end_before_the_next_ones_begin_whenever_answers_are_judged(pact, reads, counting):
    story = []

    def state(name):
        story.append(f"{name} begins")
        yield
        story.append(f"{name} ends")

    documents = [pact(*(reads(n, description=f"reads {n}", states=[f"s{n}"]) for n in range(3)))]
    result = verify_pacts(documents, url=counting.url, states={"{name}": state})
    assert result.success
    assert story == [f"s{n} {what}" for n in range(3) for what in ("begins", "ends")]


def test_a_difference_comes_before_the_failure_of_its_teardown(pact, reads, counting):
    def state():
        yield
        raise ValueError("still locked")

    document = pact(reads(7, answer={"id": 8}, states=["locked"]))
    found = _only(verify_pacts([document], url=counting.url, states={"locked": state}))
    assert [mismatch.kind for mismatch in found.mismatches] == ["body", "state"]


def test_a_service_that_is_not_there_is_a_wrong_set_up(pact, reads, free_port):
    url = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(PactwrightError, match=f"nothing answers at {url}: connection") as caught:
        verify_pacts([pact(reads())], url=url)
    assert caught.value.hint == "start the service, and check the host and port"


def test_messages_need_no_service_at_the_url(pact, free_port):
    message = {
        "type": "Asynchronous/Messages",
        "description": "an order",
        "contents": {"content": {"id": 7}},
    }
    url = f"http://127.0.0.1:{free_port()}"
    made = {"an order": lambda: {"id": 7}}
    assert verify_pacts([pact(message)], url=url, messages=made).success


@pytest.mark.parametrize("target", ["app", "url"])
def test_a_redirect_is_judged_and_not_followed(pact, interaction, echo, served, target):
    document = pact(
        interaction(
            "is sent elsewhere",
            request={"path": "/redirect"},
            response={"status": 302, "headers": {"Location": ["/echo"]}},
        ),
        interaction("expects the page", request={"path": "/redirect"}),
    )
    place = {"url": served} if target == "url" else {"app": echo.asgi}
    page, elsewhere = verify_pacts([document], **place).results
    assert elsewhere.success
    assert [(found.kind, found.actual) for found in page.mismatches] == [("status", "302")]


def test_an_exception_in_the_application_is_shown(pact, reads):
    interaction = reads("boom", answer={"id": 1})
    found = _only(verify_pacts([pact(interaction)], app=create_app))
    assert found.mismatches[0].kind == "status"
    assert "ValueError: the database is gone" in found.details[0]
    assert "in order" in found.details[0]


def test_a_slow_interaction_fails_and_the_next_one_runs(pact, reads):
    document = pact(reads("slow", description="a", answer={"id": 1}), reads(description="b"))
    result = verify_pacts([document], app=create_app, timeout=0.1)
    assert [found.success for found in result.results] == [False, True]
    assert "no answer within 0.1 s" in result.results[0].mismatches[0].message


def test_a_pending_failure_is_shown_and_does_not_fail_the_run(pact, reads):
    result = verify_pacts([pact(reads(answer={"id": 8}, pending=True))], app=create_app)
    assert result.success
    assert not _only(result).success
    assert _only(result).pending


def _generator(expression):
    return {"type": "ProviderState", "expression": expression}


def test_values_of_states_flow_into_path_headers_and_body(interaction, pact, body):
    seen = []

    async def app(scope, receive, send):
        if scope["type"] == "http":
            message = await receive()
            seen.append((scope["raw_path"], dict(scope["headers"])[b"x-token"], message["body"]))
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body"})

    request = {
        "method": "POST",
        "path": "/orders/1/lines",
        "headers": {"X-Token": ["example"]},
        "body": body({"id": 1}),
        "generators": {
            "path": _generator("/orders/${name}/lines"),
            "header": {"X-Token": _generator("${token}")},
            "body": {"$.id": _generator("${id}")},
        },
    }
    states = [("an order {key}", {"key": 7})]
    document = pact(interaction("adds", states=states, request=request))

    def state(key: int):
        return {"name": "a/b c", "token": "t 1", "id": key}

    assert verify_pacts([document], app=app, states={"an order {key}": state}).success
    assert seen == [(b"/orders/a%2Fb%20c/lines", b"t 1", b'{"id":7}')]


@pytest.mark.parametrize("where", ["path", "header", "response"])
def test_a_missing_value_is_an_error_and_never_the_example(interaction, pact, body, where):
    generator = {"path": _generator("/${id}")}
    if where == "header":
        generator = {"header": {"X-Id": _generator("${id}")}}
    request = {"headers": {"X-Id": ["1"]}}
    response = {"body": body({"id": 1})}
    if where == "response":
        response["generators"] = {"body": {"$.id": _generator("${id}")}}
    else:
        request["generators"] = generator
    document = pact(interaction("x", states=["s"], request=request, response=response))
    found = _only(verify_pacts([document], app=create_app, states={"s": lambda: {"other": 1}}))
    assert [mismatch.kind for mismatch in found.mismatches] == ["state"]
    assert "id" in found.mismatches[0].message


def test_a_line_break_never_gets_into_a_header(interaction, pact):
    request = {
        "headers": {"X-Id": ["1"]},
        "generators": {"header": {"X-Id": _generator("${id}")}},
    }
    document = pact(interaction("x", states=["s"], request=request))
    states = {"s": lambda: {"id": "1\r\nX-Admin: yes"}}
    found = _only(verify_pacts([document], app=create_app, states=states))
    assert "line break" in found.mismatches[0].message


def test_a_state_that_fails_keeps_the_request_from_being_sent(pact, reads):
    def broken():
        raise ValueError("no database")

    found = _only(verify_pacts([pact(reads(states=["s"]))], app=create_app, states={"s": broken}))
    assert found.states == ("s",)
    assert found.curl is None
    assert found.mismatches[0].message == "state 's' raised ValueError: no database"


def test_a_teardown_that_fails_fails_the_interaction(pact, reads):
    def state():
        yield
        raise ValueError("in use")

    result = verify_pacts([pact(reads(states=["s"]))], app=create_app, states={"s": state})
    assert _messages(result) == ["teardown of state 's' raised ValueError: in use"]


def test_teardown_runs_when_the_user_interrupts(pact, reads):
    log = []

    async def app(scope, receive, send):
        if scope["type"] == "http":
            raise KeyboardInterrupt

    def state():
        yield
        log.append("down")

    with pytest.raises(KeyboardInterrupt):
        verify_pacts([pact(reads(states=["s"]))], app=app, states={"s": state})
    assert log == ["down"]


def test_an_unknown_state_fails_with_what_to_paste(pact, reads):
    found = _only(
        verify_pacts(
            [pact(reads(states=[("order 7 exists", {"id": 7})]))],
            app=create_app,
            states={"order {id} is there": print},
        )
    )
    assert found.mismatches[0].kind == "state"
    assert any('@orders.state("order {id} exists")' in line for line in found.details)


def test_states_and_application_share_one_loop(pact, reads):
    loops = []

    async def state():
        loops.append(asyncio.get_running_loop())
        yield
        loops.append(asyncio.get_running_loop())

    async def app(scope, receive, send):
        if scope["type"] == "http":
            loops.append(asyncio.get_running_loop())
            await create_app()(scope, receive, send)

    assert verify_pacts([pact(reads(states=["s"]))], app=app, states={"s": state}).success
    assert len(loops) == 3
    assert len(set(map(id, loops))) == 1


@pytest.mark.parametrize("colour", ["sync", "async"])
def test_a_hook_changes_every_request(pact, reads, colour):
    def hook(request):
        return replace(request, headers=(*request.headers, ("X-Hook", "yes")))

    async def async_hook(request):
        return hook(request)

    document = pact(reads(answer={"id": 7, "seen": "yes"}))
    chosen = hook if colour == "sync" else async_hook
    assert verify_pacts([document], app=create_app, request_hook=chosen).success


def _raises(request):
    raise ValueError("no token")


@pytest.mark.parametrize(
    ("hook", "complaint"),
    [
        (lambda request: None, "returned a NoneType, not the request"),
        (_raises, "the request hook raised ValueError: no token"),
        (lambda: None, "takes no request"),
        (lambda request, token: request, "needs 'token'"),
    ],
)
def test_a_hook_that_fails_is_told(pact, reads, hook, complaint):
    result = verify_pacts([pact(reads())], app=create_app, request_hook=hook)
    assert complaint in _messages(result)[0]


def test_the_hook_shows_in_the_curl_command(pact, reads):
    def hook(request):
        return replace(request, headers=(("Authorization", "Bearer wrong"),))

    found = _only(verify_pacts([pact(reads())], app=create_app, request_hook=hook))
    assert found.curl.endswith("-H 'Authorization: Bearer ***'")


def test_filters_choose(pact, reads):
    document = pact(reads(description="a"), reads(description="b"))
    result = verify_pacts([document], app=create_app, filters=Filters(description="^b"))
    assert _only(result).description == "b"


def test_nothing_to_verify_is_an_error(pact, reads):
    for documents, names in [([], {}), ([pact(reads())], {"provider": "users"})]:
        with pytest.raises(PactwrightError):
            verify_pacts(documents, app=create_app, **names)


def test_an_unknown_type_of_interaction_fails(pact):
    document = pact({"type": "Streams/Endless", "description": "streams"})
    found = _only(verify_pacts([document], app=create_app))
    assert found.mismatches[0].kind == "unsupported"
    assert "'Streams/Endless' are not known" in found.mismatches[0].message


def test_http_without_a_place_to_go_fails(pact, reads):
    result = verify_pacts([pact(reads())], messages={"m": print})
    assert "nothing says where provider 'orders' answers HTTP" in _messages(result)[0]


def test_a_running_event_loop_is_no_hindrance(pact, reads):
    threads = []

    async def main():
        return verify_pacts(
            [pact(reads(states=["s"]))],
            app=create_app,
            states={"s": lambda: threads.append(threading.current_thread())},
        )

    assert asyncio.run(main()).success
    assert threads != [threading.main_thread()]


def test_an_error_in_the_other_thread_is_raised_here(pact, reads):
    def factory():
        raise ValueError("no settings")

    async def main():
        verify_pacts([pact(reads())], app=factory)

    with pytest.raises(PactwrightError, match="raised ValueError: no settings"):
        asyncio.run(main())


def wsgi(environ, start_response):
    start_response("200 OK", [("Content-Type", "application/json")])
    return [b'{"id": 7}']


async def async_factory():
    await asyncio.sleep(0)
    return create_app()


@pytest.mark.parametrize("app", [wsgi, lambda: wsgi, create_app, create_app(), async_factory])
def test_any_kind_of_application_is_verified(pact, reads, app):
    assert verify_pacts([pact(reads())], app=app).success


@pytest.mark.parametrize(
    ("app", "complaint"),
    [
        (lambda: create_app, "the factory returned"),
        (lambda: None, "a NoneType is not an application"),
        (7, "a int is not an application"),
        (lambda settings: None, "cannot tell what"),
    ],
)
def test_what_is_no_application_is_told(pact, reads, app, complaint):
    with pytest.raises(PactwrightError, match=complaint):
        verify_pacts([pact(reads())], app=app)


def test_isolated_states_are_verified_at_the_same_time(served, pact, interaction):
    lock, now, most = threading.Lock(), 0, 0
    meet = threading.Barrier(2, timeout=20)

    async def state():
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        if (now <= 2 and most < 2) or (most == 2 and meet.n_waiting):
            meet.wait()
        yield
        with lock:
            now -= 1

    document = pact(
        *(interaction(f"{n}", states=["s"], request={"path": "/status/200"}) for n in range(20))
    )
    told = []
    result = verify_pacts(
        [document], url=served, states={"s": state}, isolated_states=True, on_result=told.append
    )
    assert result.success
    assert most >= 2
    assert len(told) == 20


def test_an_interruption_ends_concurrent_work(served, pact, interaction):
    document = pact(*(interaction(f"{n}", request={"path": "/status/200"}) for n in range(50)))
    told = []

    def on_result(result):
        told.append(result)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        verify_pacts([document], url=served, isolated_states=True, on_result=on_result)
    assert len(told) == 1


def test_an_interruption_ends_work_in_the_other_thread(pact, reads):
    started = threading.Event()

    def state():
        started.set()
        time.sleep(0.05)

    document = pact(*(reads(n, description=f"{n}", states=["s"]) for n in range(1, 200)))
    told = []

    async def main():
        import signal

        signal.setitimer(signal.ITIMER_REAL, 0.3)
        verify_pacts([document], app=create_app, states={"s": state}, on_result=told.append)

    import signal

    def interrupt(*_):
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    rest = signal.getitimer(signal.ITIMER_REAL)
    try:
        with pytest.raises(KeyboardInterrupt):
            asyncio.run(main())
    finally:
        signal.setitimer(signal.ITIMER_REAL, *rest)
        signal.signal(signal.SIGALRM, before)
    assert started.is_set()
    assert len(told) < 199


def test_a_command_is_verified(echo_command, pact, interaction):
    document = pact(interaction("x", request={"path": "/status/404"}, response={"status": 404}))
    assert verify_pacts([document], command=echo_command).success


def test_compressed_answers_are_compared_plain(pact, interaction, body):
    import gzip

    packed = gzip.compress(b'{"id": 7}')

    def app(environ, start_response):
        headers = [("Content-Type", "application/json"), ("Content-Encoding", "gzip")]
        start_response("200 OK", headers)
        return [packed]

    assert verify_pacts(
        [pact(interaction("x", response={"body": body({"id": 7})}))], app=app
    ).success


def test_a_plain_text_page_is_verified(pact, interaction):
    async def page(request):
        return PlainTextResponse("hello")

    text = {"contentType": "text/plain", "encoded": False, "content": "hello"}
    app = Starlette(routes=[Route("/", page)])
    assert verify_pacts([pact(interaction("x", response={"body": text}))], app=app).success

"""The pages: nothing in a pact is executed, and every link leads somewhere."""

from __future__ import annotations

import base64
import json
import re
from html import unescape
from html.parser import HTMLParser
from urllib.parse import quote

import pytest
from integration_broker_asgi import InProcess
from integration_broker_world import contract, deploy, publish, verify

from pactwright.broker.store.memory import MemoryStore

SCRIPT = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
PAGES = ["/ui", "/ui/matrix", "/ui/environments", "/ui/webhooks", "/ui/search?q=reads"]


class Markup(HTMLParser):
    """Collects links and tags, and sees that every element is closed."""

    VOID = frozenset({"meta", "link", "input", "br", "line", "circle", "path"})

    def __init__(self):
        super().__init__()
        self.links, self.tags, self.open = [], [], []

    def handle_starttag(self, tag, attributes):
        named = dict(attributes)
        self.tags.append((tag, named))
        if "href" in named:
            self.links.append(named["href"])
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        while (
            self.open
            and self.open[-1] in {"p", "li", "option", "td", "tr"}
            and self.open[-1] != tag
        ):
            self.open.pop()
        assert self.open, f"nothing is open at </{tag}>"
        assert self.open.pop() == tag


def look(broker, path):
    status, headers, content = broker.send("GET", path, headers={"accept": "text/html"})
    assert status == 200, (path, content)
    if headers["content-type"].startswith("text/html"):
        markup = Markup()
        markup.feed(content.decode())
        return content.decode(), markup
    return content.decode(), None


@pytest.fixture
def world(broker):
    hostile = contract(SCRIPT, "orders")
    pact = json.loads(base64.b64decode(hostile["content"]))
    pact["interactions"][0]["description"] = SCRIPT
    pact["interactions"][0]["providerStates"] = [{"name": SCRIPT, "params": {SCRIPT: SCRIPT}}]
    pact["interactions"][0]["response"]["body"] = {SCRIPT: SCRIPT}
    hostile["content"] = base64.b64encode(json.dumps(pact).encode()).decode()
    body = {
        "pacticipantName": SCRIPT,
        "pacticipantVersionNumber": SCRIPT,
        "branch": SCRIPT,
        "tags": [SCRIPT],
        "buildUrl": "javascript:alert(1)",
        "contracts": [hostile],
    }
    assert broker.ask("POST", "/contracts/publish", body)[0] == 200
    publish(broker, "web", "1", "orders", 0, branch="main")
    publish(broker, "web", "2", "orders", 1, branch="main")
    mismatch = {"attribute": "body", "identifier": "$.x", "description": f"expected {SCRIPT}"}
    test = {"interactionDescription": SCRIPT, "success": False, "mismatches": [mismatch]}
    verify(broker, "web", "2", "orders", "7", success=False, testResults=[test])
    deploy(broker, "orders", "7", "production")
    hook = {"description": SCRIPT, "request": {"method": "POST", "url": "https://x.example/"}}
    assert broker.ask("POST", "/webhooks", hook)[0] == 201
    return broker


def test_every_link_leads_to_a_page_and_nothing_runs(world):
    waiting, seen = list(PAGES), set()
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        _, markup = look(world, path)
        if markup is None:
            continue
        assert not [tag for tag, _ in markup.tags if tag in {"script", "img", "iframe"}], path
        assert not [name for _, named in markup.tags for name in named if name.startswith("on")]
        assert markup.open == [], path
        for link in markup.links:
            assert link.startswith(("http://broker.test/", "#", "data:")), link
            if link.startswith("http://broker.test/"):
                waiting.append(link.removeprefix("http://broker.test").partition("#")[0])
    assert len(seen) > 12


def test_a_version_s_page_says_why_not_down_to_the_difference(world):
    text, _ = look(world, "/ui/pacticipants/web/versions/2")
    plain = unescape(re.sub(r"<[^>]+>", " ", text))
    assert "✗ no" in plain
    assert "web 2 → orders 7, since" in plain
    assert "body $.x expected <script>" in plain


def test_a_pact_is_a_document_and_its_change_a_diff(world):
    path = "/ui/pacts/provider/orders/consumer/web/version/2"
    text, _ = look(world, path)
    assert "GET /1" in text
    assert "something is there" in text
    diff, _ = look(world, f"{path}/diff")
    assert '<span class="bad">-' in diff
    assert '<span class="good">+' in diff


def test_browsers_are_led_from_the_index_to_the_pages(world):
    status, headers, _ = world.send("GET", "/", headers={"accept": "text/html"})
    assert (status, headers["location"]) == (303, "http://broker.test/ui")
    assert world.ask("GET", "/")[0] == 200


def test_empty_pages_say_what_to_do(broker):
    assert "pactwright publish" in look(broker, "/ui")[0]
    for page in PAGES:
        look(broker, page)


@pytest.mark.parametrize(
    "path",
    [
        "/pacts/provider/orders/consumer/web/latest/badge",
        "/pacts/provider/orders/consumer/web/latest/nope/badge",
        "/pacts/provider/none/consumer/web/latest/badge",
        "/pacticipants/web/branches/main/latest-version/can-i-deploy/to-environment/production/badge",
        "/pacticipants/web/branches/main/latest-version/can-i-deploy/to-environment/none/badge",
        "/pacticipants/web/latest-version/dev/can-i-deploy/to/prod/badge",
        "/pacticipants/web/main-branch/can-i-merge/badge",
        "/matrix/provider/orders/latest/a/consumer/web/latest/b/badge",
    ],
)
def test_badges_are_drawn_here(world, path):
    status, headers, content = world.send("GET", path)
    assert (status, headers["content-type"]) == (200, "image/svg+xml;charset=utf-8")
    assert content.startswith(b"<svg")
    assert b"shields.io" not in content


@pytest.fixture(scope="module")
def wide():
    """A broker that knows more integrations than one page shows."""
    broker = InProcess(MemoryStore())
    for number in range(103):
        contracts = [contract(f"app {number:03}", f"service {side}", number) for side in "ab"]
        body = {
            "pacticipantName": f"app {number:03}",
            "pacticipantVersionNumber": "1",
            "contracts": contracts,
        }
        assert broker.ask("POST", "/contracts/publish", body)[0] == 200
    yield broker
    broker.close()


@pytest.mark.parametrize(
    ("query", "first", "told", "links"),
    [
        ("", "app 000", "1 to 200 of 206", ["page=2"]),
        ("?page=2", "app 100", "201 to 206 of 206", ["page=1"]),
        ("?page=999999999", "app 100", "201 to 206 of 206", ["page=1"]),
        ("?page=0", "app 000", "1 to 200 of 206", ["page=2"]),
    ],
)
def test_many_integrations_are_listed_in_parts_and_drawn_in_part(wide, query, first, told, links):
    status, _, body = wide.send("GET", f"/ui{query}")
    text = body.decode()
    listed = re.findall(r'>(app \d+)</bdi></a></td>\s*<td data-label="Provider">', text)
    assert (status, listed[0], told in text) == (200, first, True)
    assert re.findall(r"/ui\?(page=\d+)", text) == links
    assert "45 more applications are not drawn" in text


def test_a_search_ends_with_what_is_shown_and_says_that_there_is_more(wide):
    text = wide.send("GET", "/ui/search?q=READS")[2].decode()
    assert text.count("reads ") == 200
    assert "There is more than these 200" in text
    text = wide.send("GET", "/ui/search?q=reads%20101")[2].decode()
    assert text.count("reads 101</li>") == 2
    assert "There is more" not in text


def test_a_failure_is_named_by_the_pact_and_the_twenty_first_is_folded_away(broker):
    publish(broker, "web", "1", "orders")
    _, found = broker.ask("GET", "/pacts/provider/orders/consumer/web/version/1")
    known = {"interactionId": found["interactions"][0]["_id"], "success": False}
    others = [
        {"interactionId": f"id-{number}", "success": False, "exceptions": [{"message": "refused"}]}
        for number in range(22)
    ]
    verify(broker, "web", "1", "orders", "7", success=False, testResults=[known, *others])
    deploy(broker, "orders", "7", "production")
    page, _ = look(broker, "/ui/pacticipants/web/versions/1")
    assert "<li>reads 0" in page
    assert page.count("<li>refused</li>") == 22
    before, _, folded = page.partition("<summary>3 more interactions failed</summary>")
    assert ("id-18" in before, "id-19" in folded, "id-19" in before) == (True, True, False)


def test_names_from_right_to_left_leave_the_arrow_as_it_is(broker):
    names = ("\u05d0\u05d1", "\u05d2\u05d3")
    publish(broker, names[0], "1", names[1])
    path = f"/ui/pacts/provider/{quote(names[1])}/consumer/{quote(names[0])}/version/1"
    page, _ = look(broker, path)
    assert f"<h1>\u2068{names[0]}\u2069 \u2192 \u2068{names[1]}\u2069</h1>" in page
    page, _ = look(broker, "/ui/search?q=reads")
    assert f"<bdi>{names[0]}</bdi> \u2192 <bdi>{names[1]}</bdi>" in page


def test_a_long_pact_opens_as_the_list_of_its_interactions(broker):
    for count, opened in ((20, 20), (21, 0)):
        content = {"interactions": [{"description": f"d{number}"} for number in range(count)]}
        names = {"consumer": {"name": "web"}, "provider": {"name": "orders"}}
        path = f"/pacts/provider/orders/consumer/web/version/{count}"
        assert broker.ask("PUT", path, {**names, **content})[0] == 201
        page, _ = look(broker, f"/ui{path}")
        assert (page.count("<details"), page.count("<details open")) == (count, opened)


def test_the_network_is_a_list_too_for_narrow_windows(broker):
    for consumer, provider in (("web", "orders"), ("app", "orders"), ("web", "Orders")):
        broker.ask("POST", "/pacticipants", {"name": provider})
        publish(broker, consumer, f"{consumer} {provider}", provider)
    page, _ = look(broker, "/ui")
    narrow = page.partition('<ul class="plain narrow">')[2].partition("<p class")[0]
    assert narrow.count("is asked by") == 2
    assert re.findall(r"<bdi>(\w+)</bdi>", narrow) == ["Orders", "web", "orders", "app", "web"]

"""The broker's pages in a browser: with a keyboard, without scripts, for every eye."""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import quote, urldefrag

import html5lib
import pytest
from axe_playwright_python.sync_playwright import Axe
from e2e_broker_company import LONG, SCRIPT, fill
from e2e_broker_server import Server
from playwright.sync_api import sync_playwright

from pactwright.broker.store.sql import open_store
from pactwright.broker.values import Delivery

WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
PACT = "/ui/pacts/provider/orders/consumer/storefront/version/1.4.0"
HOSTILE = quote(SCRIPT, safe="")
PAGES = {
    "overview": "/ui",
    "matrix": "/ui/matrix?consumer=storefront&provider=orders",
    "environments": "/ui/environments",
    "webhooks": "/ui/webhooks",
    "search": "/ui/search?q=order",
    "application": "/ui/pacticipants/orders",
    "version": "/ui/pacticipants/storefront/versions/1.4.0",
    "pact": PACT,
    "diff": f"{PACT}/diff",
    "hostile application": f"/ui/pacticipants/{HOSTILE}",
    "hostile version": f"/ui/pacticipants/{HOSTILE}/versions/{HOSTILE}",
    "hostile pact": f"/ui/pacts/provider/payments/consumer/{HOSTILE}/version/{HOSTILE}",
    "hostile search": f"/ui/search?q={quote('alert(')}",
    "long name": f"/ui/pacticipants/{LONG}",
}
every_page = pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())


@pytest.fixture(scope="module")
def chromium():
    """The machine's own browser; a machine without one fails the test."""
    found = [shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")]
    path = next((one for one in found if one), None)
    if path is None:
        pytest.fail("no Chromium is installed; apt-get install chromium", pytrace=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


class Receiver(BaseHTTPRequestHandler):
    """A build server that takes every webhook."""

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture(scope="module")
def receiver():
    with ThreadingHTTPServer(("127.0.0.1", 0), Receiver) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="module")
def company(tmp_path_factory, receiver):
    """A broker that knows a company's contracts, and has sent what it has to send."""
    folder = tmp_path_factory.mktemp("company")
    database = f"sqlite:///{folder / 'broker.db'}"
    server = Server(database, folder, "--webhook-allow", "127.0.0.1")
    try:
        fill(server, receiver)
        _wait_for_deliveries(database)
        yield server
    finally:
        server.stop()


def _wait_for_deliveries(database):
    """Wait until the courier rests: while it works, two looks at a page differ."""
    store = open_store(database)
    try:
        for _ in range(600):
            with store.read() as records:
                states = {one.state for one in records.find(Delivery)}
            if states == {"delivered"}:
                return
            time.sleep(0.1)
        pytest.fail(f"the webhooks were not delivered within a minute: {states}")
    finally:
        store.close()


@dataclass
class Eye:
    """One look at pages: what the browser complained of, and where it went."""

    page: object
    base: str
    complaints: list = field(default_factory=list)
    asked: list = field(default_factory=list)

    def go(self, path):
        response = self.page.goto(self.base + path)
        assert response.status == 200, (path, response.status)
        return response

    def hrefs(self):
        return [
            str(link.get_attribute("href"))
            for link in self.page.locator("a[href]").element_handles()
        ]

    def crawl(self, start):
        """Yield each response under the broker's address that links lead to."""
        waiting, seen = [start], set()
        while waiting:
            path = waiting.pop()
            if path in seen:
                continue
            seen.add(path)
            yield path, self.go(path)
            for href in self.hrefs():
                here = urldefrag(href).url
                if here.startswith(self.base):
                    waiting.append(here.removeprefix(self.base))
                else:
                    assert here.startswith(("https://", "")), here


@pytest.fixture
def look(chromium, company):
    """Open the broker's pages with the options of a browser's context."""
    contexts = []

    def open_page(**options):
        context = chromium.new_context(**{"viewport": WIDE, **options})
        contexts.append(context)
        eye = Eye(page=context.new_page(), base=company.url)
        eye.page.on("console", lambda message: eye.complaints.append(message.text))
        eye.page.on("pageerror", lambda error: eye.complaints.append(str(error)))
        eye.page.on("request", lambda request: eye.asked.append(request.url))
        eye.page.on("dialog", lambda box: (eye.complaints.append(box.message), box.dismiss()))
        return eye

    yield open_page
    for context in contexts:
        context.close()


def test_every_link_leads_to_a_page_that_is_valid_and_that_nothing_disturbs(look):
    eye, kinds = look(), set()
    for path, response in eye.crawl("/ui"):
        kind = response.headers["content-type"].partition(";")[0]
        kinds.add((kind, path.count("/")))
        if kind == "text/html":
            html5lib.HTMLParser(strict=True).parse(response.text())
    assert eye.complaints == []
    assert not [url for url in eye.asked if not url.startswith((eye.base, "data:"))]
    assert len(kinds) > 6


@every_page
def test_nothing_that_a_pact_contains_is_executed_even_without_the_policy(look, path):
    eye = look(bypass_csp=True)
    eye.go(path)
    assert eye.complaints == []
    assert "owned" not in eye.page.evaluate("document.title").partition("'owned'")[0]
    assert eye.page.locator("script, iframe, object, embed, img").count() == 0
    assert not [href for href in eye.hrefs() if href.lower().startswith(("javascript:", "data:"))]


@pytest.mark.parametrize(
    ("scheme", "viewport"),
    [("light", NARROW), ("dark", WIDE)],
    ids=["light and narrow", "dark and wide"],
)
def test_every_page_is_accessible_and_fits(look, scheme, viewport):
    eye, problems = look(color_scheme=scheme, viewport=viewport), []
    for name, path in PAGES.items():
        eye.go(path)
        broken = Axe().run(eye.page).response["violations"]
        problems += [
            (name, one["id"], [node["html"] for node in one["nodes"][:3]]) for one in broken
        ]
        root = "document.documentElement"
        wide = eye.page.evaluate(f"{root}.scrollWidth - {root}.clientWidth")
        if wide:
            problems.append((name, "is wider than the window", wide))
    assert problems == []


@pytest.mark.parametrize(("width", "drawn"), [(400, False), (1100, True)])
def test_the_network_is_drawn_where_there_is_room_and_listed_where_not(look, width, drawn):
    eye = look(viewport={"width": width, "height": 800})
    eye.go("/ui")
    assert eye.page.locator("svg").is_visible() is drawn
    assert eye.page.locator("ul.narrow").is_visible() is not drawn


def test_the_colours_follow_the_reader_s_wish(look):
    def colours(scheme):
        eye = look(color_scheme=scheme)
        eye.go("/ui")
        style = "getComputedStyle(document.body)"
        return eye.page.evaluate(f"[{style}.color, {style}.backgroundColor]")

    light, dark = colours("light"), colours("dark")
    assert (light[1], dark[1]) == ("rgb(255, 255, 255)", "rgb(18, 23, 26)")
    assert light[0] != dark[0]


FOCUSED = """() => {
  const it = document.activeElement, box = it.getBoundingClientRect(), style = getComputedStyle(it);
  return {tag: it.tagName, text: (it.textContent || it.name || "").trim(), href: it.href || null,
    seen: box.width > 0 && box.right > 0 && box.bottom > 0,
    outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2};
}"""


@pytest.mark.parametrize("path", [PAGES["overview"], PAGES["matrix"], PAGES["version"], PACT])
def test_the_keyboard_reaches_all_there_is_in_order_and_shows_where_it_is(look, path):
    eye = look()
    eye.go(path)
    stops = "a[href], button, input, select, summary, [tabindex='0']"
    expected = eye.page.locator(stops).locator("visible=true").count()
    reached = []
    for _ in range(expected):
        eye.page.keyboard.press("Tab")
        reached.append(eye.page.evaluate(FOCUSED))
    assert reached[0]["text"] == "Skip to the content"
    assert [stop for stop in reached if not (stop["seen"] and stop["outlined"])] == []
    assert [stop["href"] for stop in reached if stop["href"]] == [
        link.evaluate("it => it.href")
        for link in eye.page.locator("a[href]").locator("visible=true").element_handles()
    ]


def test_the_skip_link_leads_past_the_navigation(look):
    eye = look()
    eye.go("/ui")
    eye.page.keyboard.press("Tab")
    eye.page.keyboard.press("Enter")
    eye.page.keyboard.press("Tab")
    first = eye.page.locator("main a").first.get_attribute("href")
    assert eye.page.evaluate(FOCUSED)["href"] == first


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_forms_work_with_the_keyboard_alone(look, scripts):
    eye = look(java_script_enabled=scripts)
    eye.go("/ui")
    eye.page.get_by_label("Search").focus()
    eye.page.keyboard.type("shipped")
    eye.page.keyboard.press("Enter")
    eye.page.wait_for_url("**/ui/search?q=shipped")
    assert "an order was shipped" in eye.page.inner_text("main")
    eye.go("/ui/matrix")
    eye.page.get_by_label("Consumer").focus()
    eye.page.keyboard.type("mobile")
    eye.page.keyboard.press("Tab")
    eye.page.keyboard.type("orders")
    eye.page.keyboard.press("Tab")
    eye.page.keyboard.press("Enter")
    eye.page.wait_for_url("**/ui/matrix?consumer=mobile-app&provider=orders")
    assert "✓ verified" in eye.page.inner_text("main table")


@every_page
def test_a_page_says_the_same_without_scripts(look, path):
    def words(scripts):
        eye = look(java_script_enabled=scripts)
        eye.go(path)
        return eye.page.inner_text("body")

    assert words(False) == words(True)


def test_an_interaction_folds_with_the_keyboard(look):
    eye = look()
    eye.go(PACT)
    fold = eye.page.locator("details").first
    fold.locator("summary").focus()
    eye.page.keyboard.press("Enter")
    assert fold.get_attribute("open") is None
    eye.page.keyboard.press("Enter")
    assert fold.get_attribute("open") is not None


def test_a_version_s_page_leads_from_the_no_to_the_mismatch(look):
    eye = look()
    eye.go("/ui")
    eye.page.get_by_role("link", name="storefront", exact=True).first.click()
    eye.page.get_by_role("link", name="1.4.0").click()
    text = eye.page.inner_text("main")
    assert "storefront 1.4.0 → orders 3.1, since" in text
    assert "body $.total Expected 12.50 (Decimal) but received '12.50' (String)" in text


def test_a_pact_s_page_shows_numbers_as_they_were_published(look):
    eye = look()
    eye.go(PACT)
    assert '"total": 12.5\n' in eye.page.inner_text("main")
    assert "✗ failed" in eye.page.inner_text("main")

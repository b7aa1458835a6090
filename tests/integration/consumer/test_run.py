"""Consumer tests are ordinary tests, and their declarations become pacts."""

import json

TEST = """
@declare(given=given("widget {id} exists", id=7))
def test_reads_a_widget(mock):
    assert ask(mock).json() == {"id": 7}
"""


def test_a_passing_test_becomes_an_interaction(project, summary):
    project.write("test_shop.py", TEST)

    result = project.run()

    result.assert_outcomes(passed=1)
    (interaction,) = project.pact()["interactions"]
    assert interaction["description"] == "reads a widget"
    assert interaction["providerStates"] == [{"name": "widget {id} exists", "params": {"id": 7}}]
    assert interaction["comments"] == {"testname": "consumers/test_shop.py::test_reads_a_widget"}
    assert summary(result) == ["web → shop  1 interaction  pacts/web-shop.json written"]


def test_the_next_run_writes_the_same_bytes(project, summary):
    project.write("test_shop.py", TEST)
    project.run()
    before = (project.root / "pacts/web-shop.json").read_bytes()

    result = project.run()

    assert (project.root / "pacts/web-shop.json").read_bytes() == before
    assert summary(result) == ["web → shop  1 interaction  pacts/web-shop.json unchanged"]


def test_a_complete_test_takes_twelve_lines(project):
    project.write(
        "test_short.py",
        """\
        import httpx
        from pactwright import Pact, each_like, integer, regex
        shop = Pact(consumer="web", provider="shop")
        @shop.interaction(
            given="order 7 exists",
            request=shop.get("/orders/7", headers={"Accept": "application/json"}),
            response=shop.ok({"id": 7, "lines": each_like({"sku": regex("[A-Z]1", example="A1"),
                                                            "quantity": integer(2)})}),
        )
        async def test_reads_an_order(mock):
            response = httpx.get(f"{mock.url}/orders/7", headers={"Accept": "application/json"})
            assert response.json()["lines"][0]["quantity"] == 2
        """,
        head="",
    )

    project.run().assert_outcomes(passed=1)


def test_tests_take_fixtures_marks_parameters_and_classes(project):
    project.write(
        "test_shop.py",
        """
        import unittest

        @pytest.fixture
        def client(mock):
            with httpx.Client(transport=mock.transport, base_url="http://p") as client:
                yield client

        @declare()
        def test_takes_a_fixture_of_its_own(client):
            assert client.get("/a").json() == {"id": 7}

        @declare("/b")
        @pytest.mark.parametrize("times", [1, 2, 3])
        def test_runs_for_each_parameter(mock, times):
            assert [ask(mock, "/b").status_code for _ in range(times)] == [200] * times

        class TestWidgets:
            @declare("/c")
            def test_in_a_class(self, mock):
                assert ask(mock, "/c").status_code == 200

            @pytest.mark.usefixtures("mock")
            @declare("/d")
            @declare("/e")
            def test_with_two(self, mock):
                assert ask(mock, "/d").status_code == 200
                assert ask(mock, "/e").status_code == 200

        class TestCase(unittest.TestCase):
            @pytest.fixture(autouse=True)
            def _take_mock(self, mock):
                self.mock = mock

            @declare("/f")
            def test_of_unittest(self):
                self.assertEqual(ask(self.mock, "/f").status_code, 200)
        """,
    )

    project.run().assert_outcomes(passed=7)

    assert project.descriptions() == [
        "in a class",
        "of unittest",
        "runs for each parameter",
        "takes a fixture of its own",
        "with two: GET /d",
        "with two: GET /e",
    ]


def test_messages_and_exchanges_are_tested_like_requests(project):
    project.write(
        "test_messages.py",
        """
        async def handle(event):
            return event["id"] + 1

        @shop.message(contents={"id": integer(7)}, metadata={"topic": "orders"})
        async def test_handles_an_order(message):
            assert await handle(message.contents) == 8

        @shop.exchange(request={"id": integer(7)}, response={"ok": True})
        def test_asks_for_an_order(exchange):
            assert exchange.send({"id": 9}).contents == {"ok": True}
        """,
    )

    project.run().assert_outcomes(passed=2)

    assert [one["type"] for one in project.pact()["interactions"]] == [
        "Synchronous/Messages",
        "Asynchronous/Messages",
    ]


def test_one_test_may_speak_of_two_providers(project, summary):
    project.write(
        "test_both.py",
        """
        @declare("/a")
        @declare("/b", pact=bank)
        def test_both(mock):
            ask(mock, "/a"), ask(mock, "/b")
        """,
    )

    result = project.run()

    assert project.descriptions("web-bank") == ["both: GET /b"]
    assert project.descriptions("web-shop") == ["both: GET /a"]
    assert [line.split("  ")[0] for line in summary(result)] == ["web → bank", "web → shop"]


def test_the_folder_of_the_pacts_can_be_chosen(project):
    project.write("test_shop.py", TEST)

    project.run("--pact-dir", "elsewhere/deep")

    assert (project.root / "elsewhere/deep/web-shop.json").exists()
    assert not (project.root / "pacts").exists()


def test_what_became_of_a_pact_is_an_event(project):
    project.write("test_shop.py", TEST)

    project.run("--pact-events", "events")

    event = json.loads((project.root / "events").read_text())
    assert event["event"] == "pact"
    assert {key: event["value"][key] for key in ("consumer", "provider", "status", "tests")} == {
        "consumer": "web",
        "provider": "shop",
        "status": "written",
        "tests": 1,
    }


def test_collecting_alone_writes_nothing(project, summary):
    project.write("test_shop.py", TEST)

    result = project.run("--collect-only")

    assert (summary(result), project.descriptions()) == ([], [])


def test_a_session_without_consumer_tests_says_nothing(project, summary):
    project.write("test_other.py", "def test_other():\n    pass\n", head="")

    result = project.run()

    assert summary(result) == []
    assert not (project.root / "pacts").exists()


def test_a_broken_configuration_is_told_and_fails_the_run(project, summary):
    project.write("test_shop.py", TEST)
    with (project.root / "pyproject.toml").open("a") as file:
        file.write("\npactz = 'x'\n")

    result = project.run(status=4)

    assert "pactz is not a known key" in "\n".join(summary(result))


def test_pacts_of_hostile_names_stay_in_their_folder(project):
    project.write(
        "test_names.py",
        r"""
        names = [("../../up", "/etc/passwd"), ("a-b", "c"), ("a", "b-c"), ("A-b", "c"),
                 ("é 😀", "\"'"), ("con", "nul"), ("x" * 300, "\x1b[31m\n::error::")]
        for index, (consumer, provider) in enumerate(names):
            pact = Pact(consumer=consumer, provider=provider)

            @declare(pact=pact)
            def test(mock):
                ask(mock)

            globals()[f"test_{index}"] = test
        """,
    )

    result = project.run()

    files = list((project.root / "pacts").iterdir())
    documents = [json.loads(file.read_bytes()) for file in files]
    assert len({one["consumer"]["name"] + "\0" + one["provider"]["name"] for one in documents}) == 7
    assert {path.name for path in project.root.iterdir()} >= {"pacts", "consumers"}
    assert not (project.root.parent / "up").exists()
    assert "\x1b" not in result.stdout.str()
    assert not any(line.startswith("::error") for line in result.outlines)

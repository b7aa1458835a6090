"""What a consumer test did otherwise than declared fails it, beside its own words."""

import pytest


def test_an_expectation_that_was_never_used_fails_the_test(project):
    project.write(
        "test_shop.py",
        """
        @declare()
        def test_forgets(mock):
            pass

        @declare("/b")
        def test_takes_no_mock():
            pass
        """,
    )

    result = project.run(status=1)

    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines_random(
        [
            "declared, but never requested: web → shop: forgets",
            "  declared  consumers/test_shop.py:*",
            "  expected  GET /b",
        ]
    )
    assert project.descriptions() == []


@pytest.mark.parametrize(
    "send",
    [
        "ask(mock, '/b')",
        "httpx.get(mock.url + '/b')",
    ],
)
def test_a_swallowed_refusal_fails_the_test(project, send):
    project.write(
        "test_shop.py",
        f"""
        @declare()
        def test_swallows(mock):
            ask(mock)
            {send}
        """,
    )

    result = project.run(status=1)

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "unexpected request; the nearest is: web → shop: swallows",
            "  got       GET /b",
            "*expected  actual",
            "  path  /a        /b",
        ]
    )


def test_the_assertion_of_the_test_stays_first(project):
    project.write(
        "test_shop.py",
        """
        @declare()
        def test_asserts(mock):
            assert ask(mock, "/b").status_code == 200

        @declare()
        def test_raises(mock):
            raise KeyError("mine")
        """,
    )

    result = project.run(status=1)

    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines(
        [
            "E       AssertionError: assert 500 == 200",
            "*- pact -*",
            "unexpected request; the nearest is: web → shop: asserts",
            "E       KeyError: 'mine'",
            "*- pact -*",
            "declared, but never requested: web → shop: raises",
            "FAILED consumers/test_shop.py::test_asserts - AssertionError: assert 500 == 200",
            "FAILED consumers/test_shop.py::test_raises - KeyError: 'mine'",
        ]
    )


def test_the_assertion_of_a_unittest_case_stays_first(project):
    project.write(
        "test_shop.py",
        """
        import unittest

        class TestCase(unittest.TestCase):
            @pytest.fixture(autouse=True)
            def _take_mock(self, mock):
                self.mock = mock

            @declare()
            def test_asserts(self):
                self.assertEqual(ask(self.mock, "/b").status_code, 200)
        """,
    )

    result = project.run(status=1)

    result.stdout.fnmatch_lines(
        [
            "E       AssertionError: 500 != 200",
            "*- pact -*",
            "unexpected request; the nearest is: web → shop: asserts",
        ]
    )


def test_a_failure_where_all_was_as_declared_has_nothing_to_add(project):
    project.write(
        "test_shop.py",
        """
        @declare()
        def test_asserts(mock):
            assert ask(mock).json() == {"id": 8}
        """,
    )

    result = project.run(status=1)

    result.stdout.no_fnmatch_line("*- pact -*")
    assert project.descriptions() == []


def test_all_that_cannot_be_declared_fails_its_test_alone(project):
    project.write(
        "test_shop.py",
        """
        @shop.interaction(
            request=shop.get("widgets"),
            response=shop.ok({"id": integer("7"), "at": generate.current_date()}),
        )
        def test_declares_wrongly(mock):
            raise AssertionError("never reached")

        @shop.message(contents={1: 2})
        def test_declares_a_wrong_message(message):
            raise AssertionError("never reached")

        @declare()
        def test_is_right(mock):
            ask(mock)
        """,
    )

    result = project.run(status=1)

    result.assert_outcomes(failed=2, passed=1)
    result.stdout.fnmatch_lines(
        [
            "consumers/test_shop.py:*: request path: is a text that starts with *, not str *",
            "consumers/test_shop.py:*: response body $.id: integer() takes int, not str '7'",
            "consumers/test_shop.py:*: response body $.at: the generator Date stands *",
            "consumers/test_shop.py:*: message body $: names in a JSON object are texts, not int 1",
        ]
    )
    result.stdout.no_fnmatch_line("*never reached*")


def test_a_late_request_fails_the_teardown(project):
    project.write(
        "test_shop.py",
        """
        @pytest.fixture
        def client(mock):
            yield mock
            ask(mock, "/logout")

        @declare()
        def test_logs_out(client):
            ask(client)
        """,
    )

    result = project.run(status=1)

    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["after the test, in a fixture's teardown:", "*GET /logout"])
    assert project.descriptions() == []


def test_a_fixture_without_a_declaration_says_what_to_do(project):
    project.write("test_shop.py", "def test_bare(mock):\n    pass\n")

    result = project.run(status=1)

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["hint: put @pact.interaction(…) on the test*"])
    assert "stage.py" not in result.stdout.str()


def test_what_the_client_sent_is_harmless_on_a_terminal(project):
    project.write(
        "test_shop.py",
        r"""
        @shop.interaction(request=shop.post("/a", body={"a": "x"}), response=shop.ok())
        def test_is_hostile(mock):
            httpx.post(mock.url + "/a", json={"a": "\x1b[31m\r\n::error::pwned"})
            with httpx.Client(transport=mock.transport) as client:
                client.post("http://p/a", content="\x1b]0;x\x07\n::error::pwned")
        """,
    )

    result = project.run(status=1)

    text = result.stdout.str()
    assert not {"\x1b", "\x07", "\r"} & set(text)
    assert not any(line.lstrip().startswith("::error") for line in result.outlines)


def test_tests_that_declare_one_interaction_differently_both_fail(project):
    project.write("test_one.py", "@declare('/a')\ndef test_same(mock):\n    ask(mock, '/a')\n")
    project.write("test_two.py", "@declare('/b')\ndef test_same(mock):\n    ask(mock, '/b')\n")

    result = project.run(status=1)

    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines(
        [
            (
                "two tests declare 'same' differently: consumers/test_one.py::test_same and "
                "consumers/test_two.py::test_same"
            ),
            "hint: give one of them another description= or another state in given=",
        ]
    )


def test_tests_that_declare_one_interaction_alike_share_it(project):
    project.write("test_one.py", "@declare('/a')\ndef test_same(mock):\n    ask(mock, '/a')\n")
    project.write("test_two.py", "@declare('/a')\ndef test_same(mock):\n    ask(mock, '/a')\n")

    project.run().assert_outcomes(passed=2)

    (interaction,) = project.pact()["interactions"]
    assert interaction["comments"]["testname"] == "consumers/test_one.py::test_same"


def test_the_mock_stops_when_the_test_fails(project):
    project.write(
        "test_shop.py",
        """
        import socket
        ports = []

        @declare()
        def test_first(mock):
            ports.append(int(mock.url.rpartition(":")[2]))
            assert False

        def test_second():
            with socket.socket() as client:
                assert client.connect_ex(("127.0.0.1", ports[0])) != 0
        """,
    )

    project.run(status=1).assert_outcomes(failed=1, passed=1)


def test_a_method_of_a_unittest_case_hears_what_pytest_cannot_do_for_it(project, summary):
    project.write(
        "test_shop.py",
        """
        import unittest
        from pactwright import optional

        class TestCase(unittest.TestCase):
            @declare()
            def test_takes(self, mock):
                ask(mock)

            @shop.interaction(
                request=shop.get("/b"), response=shop.ok({"note": optional(like("x"))})
            )
            def test_varies(self):
                pass

            @shop.tolerant()
            @declare("/c")
            def test_tolerates(self):
                pass
        """,
    )

    result = project.run(status=1)

    result.stdout.fnmatch_lines_random(
        [
            "*test_shop.py:*: test_takes is a method*to which pytest hands no arguments (mock)",
            "hint: *@pytest.fixture(autouse=True) def _take(self, mock)*, or write it as*",
            "*test_varies is*to which pytest gives one run, and this test has variants",
            "*test_tolerates is*to which pytest gives one run, and this test is to be tolerant()",
        ]
    )
    (line,) = summary(result)
    assert line.startswith("web → shop  pacts/web-shop.json not written: tests 3 of 3 failed")

import subprocess
import sys
import textwrap

import pytest

from pactwright.errors import PactwrightError
from pactwright.matching import core
from pactwright.model.rule import Generator, MatchingRule


def run(script):
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)], capture_output=True, text=True, check=True
    )


def test_importing_the_comparison_loads_no_library_and_leaves_import_alone():
    done = run("""
        import builtins, sys
        before = builtins.__import__
        import pactwright.matching.response
        assert "pact_ffi" not in sys.modules
        from pactwright.matching.core import open_library
        open_library()
        assert "pact_ffi" in sys.modules and "pact" not in sys.modules
        assert builtins.__import__ is before
        import os
        print(os.environ["PACT_DO_NOT_TRACK"])
    """)
    assert done.stdout == "true\n"


@pytest.mark.skipif(not hasattr(__import__("os"), "fork"), reason="no fork on this system")
def test_a_forked_child_of_a_process_that_used_the_core_gets_a_clear_error():
    done = run("""
        import os, warnings
        from pactwright.errors import PactwrightError
        from pactwright.matching.core import open_library
        warnings.simplefilter("ignore")

        def ask():
            if child := os.fork():
                os.waitpid(child, 0)
                return
            try:
                open_library()
                print("works", flush=True)
            except PactwrightError as error:
                print(error, flush=True)
            os._exit(0)

        ask()
        open_library()
        ask()
    """)
    first, second, hint = done.stdout.splitlines()
    assert first == "works"
    assert second.startswith("this process was forked from one that had used the Rust core")
    assert "spawn" in hint


@pytest.mark.parametrize(
    ("rule", "actual", "reason"),
    [
        (MatchingRule(kind="integer"), "5", None),
        (MatchingRule(kind="integer"), "5\0", "Expected '5\0' (String) to be an integer"),
        (MatchingRule(kind="regex", attributes={"regex": "["}), "x", "'[' is not a valid regular"),
        (MatchingRule(kind="include", attributes={"value": "é"}), "café", None),
    ],
)
def test_text_is_matched_by_one_rule(rule, actual, reason):
    found = core.match_text(rule, "1", actual)
    assert found is None if reason is None else found.startswith(reason)


def test_json_with_a_nul_is_matched_without_a_crash(capfd):
    rule = MatchingRule(kind="regex", attributes={"regex": "^a$"})
    assert core.match_json(rule, b'"a"', b'"a\\u0000"') == "Expected 'a\0' to match '^a$'"
    assert core.match_json(MatchingRule(kind="type"), b'"a"', b'"\\u0000"') is None
    assert capfd.readouterr() == ("", "")


def test_a_rule_that_the_core_cannot_read_is_an_error():
    with pytest.raises(PactwrightError, match="does not know the matching rule"):
        core.match_text(MatchingRule(kind="include"), "a", "a")
    with pytest.raises(PactwrightError, match="refuses the expected body or its matching rules"):
        core.match_contents(b"1", b"1", content_type="application/json", rules=b"{")


def test_a_content_type_that_the_core_cannot_compare_is_an_error():
    with pytest.raises(PactwrightError, match="failed to compare"):
        core.match_contents(b"1", b"\xff", content_type="application/json", rules=None)


def test_a_generator_that_makes_nothing_is_an_error(moment):
    with pytest.raises(PactwrightError, match="makes nothing") as raised:
        core.generate_text(Generator(kind="Regex", attributes={"regex": "["}), now=moment)
    assert "regular expression" in raised.value.hint
    with pytest.raises(PactwrightError, match="does not know the generator"):
        core.generate_text(Generator(kind="Regex"), now=moment)


@pytest.fixture
def moment():
    from datetime import UTC, datetime

    return datetime(2024, 2, 28, 10, 11, 12, tzinfo=UTC)


def test_a_message_of_the_core_comes_without_its_backtrace():
    mismatch = core.CoreMismatch(mismatch="it differs\n\nStack backtrace:\n 0: main")
    assert mismatch.message == "it differs"

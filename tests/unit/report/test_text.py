"""Results read well at every width."""

import re

import pytest
from rich.cells import cell_len

from pactwright.model.property import PropertyResult
from pactwright.model.result import InteractionResult, Mismatch, VerificationResult
from pactwright.report import text
from pactwright.report.summary import summarize

STATUS = Mismatch(
    kind="body",
    path="$.orders[1].status",
    expected='"open"',
    actual='"cancelled"',
    rule="regex open|paid",
    message='expected "open", got "cancelled"',
)
HEADER = Mismatch(
    kind="header", path="X-Total", expected="2", actual=None, message="X-Total is missing"
)
STATE = Mismatch(
    kind="state",
    path="",
    expected=None,
    actual=None,
    message="no provider state 'order 8 exists'\nnearest: 'order {id} exists'",
)


def result(*mismatches, **changes):
    values = {
        "consumer": "batch",
        "provider": "orders",
        "description": "lists open orders",
        "states": ("two orders exist",),
        "duration": 0.012,
    }
    return InteractionResult(**(values | changes), mismatches=mismatches)


def test_expected_and_actual_stand_side_by_side_with_the_rule():
    assert text.render_result(result(STATUS, HEADER, curl="curl -s http://x/"), width=100) == (
        "✗ batch → orders: lists open orders  [state: two orders exist]\n"
        '  $.orders[1].status   expected "open"   got "cancelled"   (regex open|paid)\n'
        "  header X-Total       expected 2        got nothing\n"
        "  repeat: curl -s http://x/"
    )


def test_a_narrow_terminal_gets_them_one_above_the_other():
    assert text.render_result(result(STATUS), width=60) == (
        "✗ batch → orders: lists open orders  [state: two orders exist]\n"
        "  $.orders[1].status   (regex open|paid)\n"
        '    expected "open"\n'
        '    got      "cancelled"'
    )


def test_one_long_value_leaves_the_short_rows_aligned():
    long = Mismatch(kind="body", path="$.a", expected="x" * 60, actual="y", message="m")
    lines = text.render_result(result(long, STATUS, HEADER), width=80).splitlines()
    assert lines[1] == "  $.a"
    assert lines[4:] == [
        '  $.orders[1].status   expected "open"   got "cancelled"   (regex open|paid)',
        "  header X-Total       expected 2        got nothing",
    ]


def test_a_flood_of_differences_is_cut_with_the_count_told():
    flood = [
        Mismatch(kind="body", path=f"$.a{n}", expected="1", actual=None, message="m")
        for n in range(20)
    ]
    lines = text.render_result(result(*flood), width=100).splitlines()
    assert len(lines) == 14
    assert lines[-1] == "  … and 8 more differences"


def test_long_values_wrap_below_themselves():
    long = Mismatch(kind="body", path="$.a", expected="x " * 40, actual="y", message="m")
    lines = text.render_result(result(long), width=60).splitlines()
    assert max(map(len, lines[1:])) <= 60
    assert lines[3].startswith(" " * 13 + "x")


def test_what_cannot_be_compared_is_told_in_words():
    assert text.render_result(result(STATE, states=()), width=100) == (
        "✗ batch → orders: lists open orders\n"
        "  state: no provider state 'order 8 exists'\n"
        "    nearest: 'order {id} exists'"
    )


def test_details_follow_and_are_harmless():
    shown = text.render_result(result(STATE, details=("Traceback\n  \x1b[1mline",)), width=100)
    assert "  Traceback\n    \\u001b[1mline" in shown


def test_the_whole_report_ends_with_table_and_verdict():
    outcome = VerificationResult(
        results=(
            result(STATUS),
            result(consumer="web", states=()),
            result(STATE, consumer="web", states=("a", "b"), pending=True),
        )
    )
    assert text.render(outcome, width=100) == (
        "✗ batch → orders: lists open orders  [state: two orders exist]\n"
        '  $.orders[1].status   expected "open"   got "cancelled"   (regex open|paid)\n'
        "\n"
        "… web → orders: lists open orders  [states: a, b]  (pending)\n"
        "  state: no provider state 'order 8 exists'\n"
        "    nearest: 'order {id} exists'\n"
        "\n"
        "consumer  provider  interactions  passed         failed    time\n"
        "batch     orders               1       0              1  0.01 s\n"
        "web       orders               2       1  1 (1 pending)  0.02 s\n"
        "\n"
        "3 interactions: 1 passed, 1 failed, 1 pending (a pending failure does not fail the run)\n"
    )


def test_one_interaction_that_holds_is_counted_in_the_singular():
    outcome = VerificationResult(results=(result(),))
    assert text.render(outcome).endswith("1 interaction: 1 passed, 0 failed\n")


def test_a_hostile_name_cannot_break_the_table():
    outcome = VerificationResult(results=(result(consumer="a\nb\x1b[0m"),))
    assert "a\\nb\\u001b[0m  orders" in text.render(outcome)


@pytest.mark.parametrize("width", [80, 100, 200])
@pytest.mark.parametrize(
    ("consumer", "provider"),
    [
        ("x" * 300, "orders"),
        ("web", "y" * 300),
        ("x" * 300, "日本" * 60),
        ("c" * 40, "d" * 30),
        ("😀" * 50, "web"),
    ],
)
def test_long_names_lose_their_middle_and_the_table_fits(consumer, provider, width):
    row = summarize(VerificationResult(results=(result(consumer=consumer, provider=provider),)))
    heading, line = text.describe_table(row, width=width)
    assert cell_len(line.plain) == cell_len(heading.plain) <= width
    first, second, *numbers = re.split(" {2,}", line.plain)
    assert numbers == ["1", "1", "0", "0.01 s"]
    for shown, name in ((first, consumer), (second, provider)):
        start, cut, end = shown.strip().partition("…")
        assert name.startswith(start)
        assert name.endswith(end)
        assert cut or shown.strip() == name


def test_a_note_of_many_operations_is_told_once():
    def tested(operation, *notes):
        return PropertyResult(
            consumer="web",
            provider="orders",
            digest="0" * 64,
            operation=operation,
            profile="ci",
            cases=1,
            notes=notes,
        )

    told = text.render(
        VerificationResult(
            results=(),
            properties=(
                tested("GET /a", "the document has changed", "odd\nand more"),
                tested("GET /b", "the document has changed"),
            ),
        )
    )
    assert told.startswith(
        "  note: web → orders, 2 operations: the document has changed\n"
        "  note: web → orders, GET /a: odd\n"
        "    and more\n"
        "\n"
        "consumer "
    )

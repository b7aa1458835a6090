# ruff: noqa: E501 - a table reads by the row
"""accepted.toml is read whole, and every error in it is told with its line."""

from datetime import date

import pytest

from pactwright.compat.policy import Acceptance
from pactwright.errors import PactwrightError
from pactwright.workspace.accepted import read_accepted

GOOD = """
# why we broke it
[[accepted]]
rule = "operation-removed"
place = "GET /orders"
reason = "nobody calls it"
until = 2030-01-31

[[accepted]]
rule = "operation-removed"
fingerprint = "abc"
reason = "the same"
until = "2030-02-01"
"""


def read(tmp_path, text):
    file = tmp_path / "accepted.toml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_accepted(file)


def test_entries_are_read_with_their_lines(tmp_path):
    first, second = read(tmp_path, GOOD)
    assert first == Acceptance(
        rule="operation-removed",
        place="GET /orders",
        reason="nobody calls it",
        until=date(2030, 1, 31),
        line=3,
    )
    assert (second.fingerprint, second.until, second.line) == ("abc", date(2030, 2, 1), 9)


def test_no_file_accepts_nothing(tmp_path):
    assert read_accepted(tmp_path / "accepted.toml") == ()
    assert read(tmp_path, "") == ()


def test_a_moment_counts_as_its_day(tmp_path):
    text = GOOD.replace("2030-01-31", "2030-01-31T10:00:00Z")
    assert read(tmp_path, text)[0].until == date(2030, 1, 31)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('rule = "operation-removed"\nplace', 'rule = "operation-remove"\nplace', ":3: no rule is called 'operation-remove'; did you mean operation-removed"),
        ('reason = "nobody calls it"', "", ":3: an entry needs a reason"),
        ('reason = "nobody calls it"', 'reason = " "', ":3: an entry needs a reason"),
        ("until = 2030-01-31", "", ":3: an entry needs until"),
        ("until = 2030-01-31", 'until = "soon"', ":3: an entry needs until"),
        ("until = 2030-01-31", "until = 2030", ":3: an entry needs until"),
        ('fingerprint = "abc"', "", ":9: an entry needs a place or a fingerprint"),
        ('fingerprint = "abc"', "fingerprint = 1", ":9: an entry needs a fingerprint, as text"),
        ('place = "GET /orders"', 'palce = "GET /orders"', ":3: 'palce' is not a known key; did you mean 'place'"),
        ('place = "GET /orders"', 'zzzzzz = "GET /orders"', ":3: 'zzzzzz' is not a known key; known: rule"),
        ("[[accepted]]", "[[acepted]]", ":1: 'acepted' is not a known key"),
    ],
)  # fmt: skip
def test_an_error_is_told_with_its_line(tmp_path, old, new, message):
    with pytest.raises(PactwrightError) as caught:
        read(tmp_path, GOOD.replace(old, new, 1 if "[[" not in old else 2))
    assert message in caught.value.message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("accepted = 1", "must be a list of tables"),
        ("accepted = [1]", "an entry must be a table"),
        ("[[accepted", "not valid TOML"),
        (b"\xff", "not UTF-8"),
    ],
)
def test_a_file_that_is_none_is_refused(tmp_path, text, message):
    with pytest.raises(PactwrightError, match=message):
        read(tmp_path, text)


def test_all_errors_come_at_once(tmp_path):
    text = GOOD.replace("reason", "raison")
    with pytest.raises(PactwrightError) as caught:
        read(tmp_path, text)
    assert caught.value.message.count("an entry needs a reason") == 2

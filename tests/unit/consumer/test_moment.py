"""The format of a moment is told from its example, and the Rust core agrees."""

import datetime as dt

import pytest

from pactwright import match
from pactwright.consumer.moment import moment_format
from pactwright.matching.core import match_text
from pactwright.model.rule import MatchingRule

OFFSET = dt.timezone(dt.timedelta(hours=-5, minutes=-30))
MOMENTS = [
    ("datetime", "2024-07-20T14:30:00+00:00", "yyyy-MM-dd'T'HH:mm:ssXXX"),
    ("datetime", "2024-07-20T14:30:00Z", "yyyy-MM-dd'T'HH:mm:ssXXX"),
    ("datetime", "2024-07-20T14:30:00+0000", "yyyy-MM-dd'T'HH:mm:ssZ"),
    ("datetime", "2024-07-20T14:30:00.123Z", "yyyy-MM-dd'T'HH:mm:ss.SSSXXX"),
    ("datetime", "2024-07-20T14:30:00.123456+02:00", "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX"),
    ("datetime", "2024-07-20T14:30:00", "yyyy-MM-dd'T'HH:mm:ss"),
    ("datetime", "2024-07-20 14:30:00", "yyyy-MM-dd HH:mm:ss"),
    ("datetime", "2024-07-20T14:30Z", "yyyy-MM-dd'T'HH:mmXXX"),
    ("date", "2024-07-20", "yyyy-MM-dd"),
    ("time", "14:30:00", "HH:mm:ss"),
    ("time", "14:30:00.5", "HH:mm:ss.S"),
    ("time", "14:30:00Z", "HH:mm:ssXXX"),
]


@pytest.mark.parametrize(("kind", "example", "pattern"), MOMENTS)
def test_the_format_is_told_from_the_example(kind, example, pattern):
    assert moment_format(example, kind) == pattern


@pytest.mark.parametrize(("kind", "example", "pattern"), MOMENTS)
def test_the_core_accepts_the_example_in_its_format(kind, example, pattern):
    rule = MatchingRule(kind=kind, attributes={"format": pattern})

    assert match_text(rule, example, example) is None


@pytest.mark.parametrize(
    "moment",
    [
        dt.datetime(2024, 7, 20, 14, 30, tzinfo=dt.UTC),
        dt.datetime(2024, 7, 20, 14, 30, 1, 5, tzinfo=OFFSET),
        dt.datetime(2024, 7, 20, 14, 30),  # noqa: DTZ001 - a naive one is what is tested
    ],
)
def test_the_core_accepts_every_datetime_of_python(moment):
    matcher = match.datetime(moment)

    assert match_text(matcher.rules[0], matcher.example, matcher.example) is None


@pytest.mark.parametrize(
    ("kind", "example"),
    [
        ("date", "2024-07-20T14:30:00Z"),
        ("time", "2024-07-20"),
        ("datetime", "2024-07-20"),
        ("datetime", "yesterday"),
        ("date", ""),
    ],
)
def test_another_text_has_no_format(kind, example):
    assert moment_format(example, kind) is None

"""Regular expressions as languages: a string that tells two apart, or a proof that none does."""

import jsonschema_rs
import pytest

from pactwright.schema.language import GaveUp, find_string
from pactwright.schema.regex_syntax import UnsupportedRegex, read_regex

INCLUDED = [
    ("^[a-z]+$", "^[a-zA-Z]+$"),
    ("^acct_[a-zA-Z0-9]{16,24}$", "^acct_"),
    ("^foo", "foo"),
    (r"^\d{4}-\d{2}$", "^[0-9-]{7}$"),
    ("^(a|b)*$", "^[ab]*$"),
    ("$^", "^$"),
    ("^a{2,3}$", "^aa"),
    (r"^\w$", "^[A-Za-z0-9_]$"),
    (r"^\x41$", "^A$"),
    (r"^A$", "^A$"),
    ("^(?:ab)+?$", "b$"),
    ("^a?$", "^(|a)$"),
    (r"^[\d.\-]+$", r"^[^a-z]+$"),
    (r"^\t\/$", r"^\s/$"),
]
NOT_INCLUDED = [
    ("^[a-zA-Z]+$", "^[a-z]+$"),
    ("foo", "^foo"),
    ("^a{2,}$", "^a{2,3}$"),
    ("a", "b"),
    ("^[^x]*$", "^.*$"),
    ("^a*", "^a+"),
    (r"^\D$", "^[a-z]$"),
    ("a$|^b", "a$"),
]
NOT_REGULAR = [
    "(?=a)b",
    "(?<!a)b",
    r"(a)\1",
    r"\bfoo",
    r"\p{L}",
    "[[a]&&[b]]",
    "a{400}",
    "*a",
    "(a",
    "a{2",
    "[b-a]",
    r"\ud800",
    r"\x4",
]


@pytest.mark.parametrize(("smaller", "larger"), INCLUDED)
def test_a_language_within_another_leaves_no_string(smaller, larger):
    assert find_string([smaller], [larger]) is None


@pytest.mark.parametrize(("smaller", "larger"), NOT_INCLUDED)
def test_a_string_shows_that_a_language_is_not_within_another(smaller, larger):
    found = find_string([smaller], [larger])
    assert jsonschema_rs.is_valid({"pattern": smaller}, found)
    assert not jsonschema_rs.is_valid({"pattern": larger}, found)


@pytest.mark.parametrize("pattern", NOT_REGULAR)
def test_what_is_not_regular_is_given_up(pattern):
    with pytest.raises(GaveUp):
        find_string([pattern])
    with pytest.raises((UnsupportedRegex, ValueError)):
        read_regex(pattern)


@pytest.mark.parametrize(("least", "most", "length"), [(0, None, 1), (5, 7, 5), (2, 2, 2)])
def test_lengths_are_kept(least, most, length):
    assert len(find_string(["^[a-z]+$"], least=least, most=most)) == length


def test_no_string_is_both_too_long_and_matching():
    assert find_string(["^[a-z]{3}$"], most=2) is None


def test_a_search_without_end_is_given_up():
    with pytest.raises(GaveUp):
        find_string(["^(a|b)*a(a|b){14}$"], ["^(a|b)*b(a|b){15}$", "^[ab]*aa[ab]{13}$"])

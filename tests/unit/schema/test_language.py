"""Regular expressions as languages: a string that tells two apart, or a proof that none does."""

import re
from itertools import product
from random import Random

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
    (r"^\bfoo\b$", "^foo$"),
    (r"\bfoo\b", "foo"),
    (r"^foo bar$", r"\bbar\b"),
    (r"^[a-z]+$", r"^\b[a-z]+\b$"),
    (r"^a\Bb$", "^ab$"),
    (r"^a\bb$", "^x$"),
    (r"^(?!foo)[a-z]+$", "^[a-z]+$"),
    ("^[b-z]+$", "^(?!a)[a-z]+$"),
    (r"^(?=.*[0-9])[a-z0-9]{2,}$", "[0-9]"),
    (r"^[a-z][0-9]$", r"^(?=.*[a-z])(?=.*\d)(?!.* ).{2,}$"),
    (r"^(?!\[\)\])(?![)])a", "a"),
    ("^(?!.*(x|y)z)[w-z]$", "^[w-z]$"),
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
    ("foo", r"\bfoo\b"),
    (r"^foo-?bar$", r"\bbar"),
    (r"^.\b.$", "^[a-z][- ]$"),
    ("^[a-z]+$", "^(?!a)[a-z]+$"),
    (r"^(?=.*[0-9])[a-z0-9]+$", "^(?=.*[a-z])[a-z0-9]+$"),
    ("^(?!a).*$", "^(?=b).*$"),
]
NOT_REGULAR = [
    "(?=a)b",
    "(?<!a)b",
    r"(a)\1",
    r"\b*foo",
    "(?!a)b",
    "^a(?!b)",
    "^(?=a)b|c",
    "^(?=a)*b",
    "^(?=a",
    "^(?=(?!a)b)c",
    r"^(?=\p{L})a",
    r"\p{L}",
    "[[a]&&[b]]",
    "a{400}",
    "*a",
    "a?{2}",
    "a++",
    "(a*)*?+",
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


# Python's own reading of the empty text differs at edges inside of words.
TEXTS = ["".join(signs) for size in range(1, 5) for signs in product("ab_- \u00e9", repeat=size)]
PIECES = [r"\b", r"\B", "a", "b", "[ab]", "-", " ", ".", "a?", "[^a]*", "(?:a|-)", "(?:ab)+", "_"]
LOOKS = ["(?=a)", "(?!a)", "(?=.*b)", "(?!.*-)", r"(?!.*\bb)", r"(?=\w+\b)"]


def random_pattern(random):
    looks = "".join(random.choices(LOOKS, k=random.choice([0, 0, 1, 2])))
    body = "".join(random.choices(PIECES, k=random.randrange(1, 5)))
    start = "^" if looks or random.random() < 0.5 else ""
    return start + looks + body + random.choice(["", "$"])


@pytest.mark.parametrize("flags", [0, re.ASCII])
def test_edges_of_words_and_look_ahead_are_read_as_validators_read_them(flags):
    seen = {True: 0, False: 0}
    for seed in range(400):
        random = Random(seed)
        one, other = random_pattern(random), random_pattern(random)
        finds, refuses = re.compile(one, flags), re.compile(other, flags)
        found = find_string([one], [other])
        seen[found is None] += 1
        if found is None:
            assert not [t for t in TEXTS if finds.search(t) and not refuses.search(t)], (one, other)
        elif found and found.isascii() and "\n" not in found:
            assert finds.search(found), (one, found)
            assert not refuses.search(found), (other, found)
    assert min(seen.values()) > 40

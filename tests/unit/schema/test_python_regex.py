"""A regular expression of ECMA-262 means the same to Python's engine once it is written anew."""

import re

import pytest

from pactwright.schema.python_regex import python_regex

READ = [
    (r"^\d$", ["7"], ["٣", "x"]),
    (r"^[\d-]+$", ["7-7"], ["٣"]),
    (r"^\w\W$", ["a-", "aé"], ["éa"]),
    (r"^\S\s$", ["a\ufeff", "\x1f\u2028"], ["\u3000 "]),
    (r"^[^\s]$", ["a"], ["\ufeff", "\u2029"]),
    (r"^[\D\s]$", ["x", "٣"], ["7"]),
    ("^a.$", ["a\x85"], ["a\n", "a\r", "a\u2028", "ab\n"]),
    ("^[.$]$", [".", "$"], ["a"]),
    (r"^\cJ\0\/$", ["\n\0/"], ["J"]),
    (r"^\u{1F600}\ud83d\ude00\u0041\x42$", ["\U0001f600\U0001f600AB"], [""]),
    (r"^(?<y>a)\k<y>\1$", ["aaa"], ["aa"]),
    (r"^[[&&~~||]+$", ["[&~|"], ["]"]),
    (r"^[[^]+$", ["[^"], ["a"]),
    (r"^[^]$", ["\n"], [""]),
    (r"^[]$", [], ["", "a"]),
    (r"^[\b\/]$", ["\b", "/"], ["b"]),
    (r"a\b", ["a é", "aé"], ["ab"]),
    (r"^(?:a|(?=b)b|(?<!x)c)$", ["a", "b", "c"], ["x"]),
]


@pytest.mark.parametrize(("pattern", "found", "missed"), READ)
def test_a_pattern_finds_what_it_says(pattern, found, missed):
    spelled = re.compile(python_regex(pattern))
    assert [text for text in found if not spelled.search(text)] == []
    assert [text for text in missed if spelled.search(text)] == []


def test_what_python_does_not_know_stays():
    with pytest.raises(re.error):
        re.compile(python_regex(r"\p{L}"))

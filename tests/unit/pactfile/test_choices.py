"""Declared variants stand in the comments in one form, and a form that is unknown is told."""

import pytest

from pactwright.errors import PactwrightError
from pactwright.model.choice import Alternative, Choice
from pactwright.model.rule import MatchingRule, RuleSet
from pactwright.pactfile.choices import read_choices, write_choices

INNER = Choice(place="$.a", alternatives=(Alternative(name="absent", kind="absent"),))
CHOICE = Choice(
    place="$.lines[*].note",
    alternatives=(
        Alternative(
            name="present",
            content={"a": 1},
            rules={"$": RuleSet(rules=(MatchingRule(kind="type"),))},
            choices=(INNER,),
        ),
        Alternative(name="other", kind="any"),
        Alternative(name="null", content=None),
    ),
)


def test_what_is_written_reads_back():
    assert read_choices(write_choices([[CHOICE], []])) == ((CHOICE,), ())


@pytest.mark.parametrize("comments", [{}, {"pactwright": 1}, {"pactwright": {}}, {"text": ["x"]}])
def test_other_comments_declare_nothing(comments):
    assert read_choices(comments) == ()


def test_no_choices_are_no_comments():
    assert write_choices([[], []]) == {}


@pytest.mark.parametrize(
    ("variants", "place", "message"),
    [
        (3, "", "expected an object"),
        ({"version": 2}, "", "variants of version 2 are unknown; this pactwright reads 1"),
        ({"version": 1}, "", 'expected a list under "bodies"'),
        ({"version": 1, "bodies": 1}, "/bodies", "expected an array"),
        ({"version": 1, "bodies": [1]}, "/bodies/0", "expected an array"),
        ({"version": 1, "bodies": [[1]]}, "/bodies/0/0", "expected an object"),
        ({"version": 1, "bodies": [[{}]]}, "/bodies/0/0", 'a list under "alternatives"'),
        (
            {"version": 1, "bodies": [[{"place": "$[", "alternatives": []}]]},
            "/bodies/0/0",
            "cannot be read",
        ),
        (
            {"version": 1, "bodies": [[{"place": "$", "alternatives": [1]}]]},
            "/bodies/0/0/alternatives/0",
            "expected an object",
        ),
        (
            {"version": 1, "bodies": [[{"place": "$", "alternatives": [{"kind": "x"}]}]]},
            "/bodies/0/0/alternatives/0",
            'expected a "kind" of value, absent, any',
        ),
    ],
)
def test_a_declaration_that_cannot_be_read_is_an_error_with_its_place(variants, place, message):
    with pytest.raises(PactwrightError) as raised:
        read_choices({"pactwright": {"variants": variants}})

    assert raised.value.message.startswith(f"/comments/pactwright/variants{place}: ")
    assert message in raised.value.message

"""Every rule speaks where it says it does, keeps quiet where it says so, and has its mirror."""

from datetime import date

import pytest

from pactwright.compat.compare import Question, compare_roots
from pactwright.compat.rules.catalogue import RULE_SET, all_rules, find_rule
from pactwright.compat.rules.lifecycle import Calendar
from pactwright.compat.rules.rule import Rule
from pactwright.errors import PactwrightError

RULES = {rule.id: rule for rule in all_rules()}
WITH_EXAMPLES = [rule.id for rule in all_rules() if rule.loud is not None]
ASKED = Question(calendar=Calendar(today=date(2026, 11, 20), notice={"stable": 90}))
ABOUT_FILES = {
    "acceptance-expired",
    "acceptance-unused",
    "document-removed",
    "document-added",
}
OPPOSITE = {"narrowing": "widening", "widening": "narrowing", "neither": "neither"}


def found_in(example):
    return compare_roots(example.old, example.new, ASKED).findings


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_a_rule_speaks_of_its_loud_example(name):
    assert name in {finding.rule for finding in found_in(RULES[name].loud)}


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_a_rule_is_silent_on_its_quiet_example(name):
    assert name not in {finding.rule for finding in found_in(RULES[name].quiet)}


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_verdict_and_level_are_those_of_the_direction(name):
    for finding in found_in(RULES[name].loud):
        if finding.rule == name and finding.verdict == "breaking":
            rule = RULES[name]
            breaking = [rule.rule_on(way) for way in ("request", "response", None)]
            assert ("breaking", "error") in breaking


def test_only_rules_about_files_lack_examples():
    assert {rule.id for rule in all_rules() if rule.loud is None} == ABOUT_FILES


def test_no_two_rules_share_an_id():
    assert len(RULES) == len(all_rules())


@pytest.mark.parametrize("name", RULES)
def test_a_rule_has_a_mirror_or_says_why_not(name):
    rule = RULES[name]
    if rule.mirror is None:
        assert len(rule.unmirrored) > 10
        return
    mirror = RULES[rule.mirror]
    assert mirror.mirror is not None
    assert mirror.change in {OPPOSITE[rule.change], "neither"} or rule.change == "neither"


@pytest.mark.parametrize("name", RULES)
def test_a_rule_that_differs_from_its_direction_says_why(name):
    rule = RULES[name]
    plain = Rule(id="x", kind=rule.kind, change=rule.change, meaning="", who="", instead="")
    ways = ("request", "response")
    if any(rule.rule_on(way) != plain.rule_on(way) for way in ways):
        assert len(rule.why) > 10


@pytest.mark.parametrize("name", RULES)
def test_a_rule_is_written_in_full_sentences(name):
    rule = RULES[name]
    assert rule.meaning[0].isupper()
    assert rule.meaning.endswith(".")
    assert rule.who.endswith(".")
    assert rule.instead
    assert not rule.instead.endswith(".")
    assert 1 <= rule.since <= RULE_SET


def test_a_wrong_name_is_told_the_nearest_ones():
    with pytest.raises(PactwrightError) as caught:
        find_rule("parameter-becomes-required")
    assert "parameter-became-required" in caught.value.hint
    with pytest.raises(PactwrightError, match="no rule is called"):
        find_rule("zzz")

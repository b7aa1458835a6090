"""The policy decides what counts: severities, what is ignored, accepted, unstable or too new."""

from dataclasses import replace
from datetime import date

import pytest

from pactwright.compat.policy import Acceptance, Pattern, Policy, apply_policy
from pactwright.model.finding import Finding, Place

TODAY = date(2026, 11, 20)
BREAK = Finding(
    rule="operation-removed",
    kind="schema",
    verdict="breaking",
    level="error",
    message="gone",
    hint="h",
    direction="request",
    operations=("GET /orders/{id}",),
    old=Place(pointer="/paths/~1orders~1{id}/get"),
    fingerprint="f1",
)
INFO = replace(BREAK, rule="tag-added", verdict="compatible", level="info", fingerprint="f2")
ACCEPTED = Acceptance(rule="operation-removed", reason="r", until=TODAY, fingerprint="f1")


def judge(*findings, acceptances=(), stability=None, **policy):
    return apply_policy(
        findings,
        Policy(**policy),
        acceptances=acceptances,
        stability=stability,
        today=TODAY,
    )


def test_without_a_policy_findings_stay_as_they_are():
    assert judge(BREAK, INFO).findings == (BREAK, INFO)


@pytest.mark.parametrize(
    ("finding", "severity", "level", "verdict"),
    [
        (BREAK, "warning", "warning", "breaking"),
        (BREAK, "info", "info", "breaking"),
        (BREAK, "error", "error", "breaking"),
        (INFO, "error", "error", "breaking"),
        (INFO, "warning", "warning", "compatible"),
        (replace(BREAK, verdict="unknown"), "error", "error", "unknown"),
    ],
)
def test_a_severity_sets_the_level(finding, severity, level, verdict):
    (found,) = judge(finding, severity={finding.rule: severity}).findings
    assert (found.level, found.verdict) == (level, verdict)


def test_a_reason_is_told_with_what_it_leaves_out():
    ignore = (Pattern(rule=BREAK.rule, reason="ours alone"), Pattern(rule=INFO.rule))
    judged = judge(BREAK, INFO, BREAK, ignore=ignore)
    assert judged.findings == ()
    left_out = "3 left out by the policy (ignore, severity off): 2 as 'ours alone'"
    assert judged.notes == (left_out,)


def test_severity_off_leaves_a_rule_out_and_says_so():
    judged = judge(BREAK, INFO, severity={"tag-added": "off"})
    assert judged.findings == (BREAK,)
    assert judged.notes == ("1 left out by the policy (ignore, severity off)",)


@pytest.mark.parametrize(
    ("pattern", "left_out"),
    [
        (Pattern(rule="operation-removed"), True),
        (Pattern(rule="operation-*"), True),
        (Pattern(rule="tag-*"), False),
        (Pattern(place="GET /orders/{id}"), True),
        (Pattern(place="GET /orders/*"), True),
        (Pattern(place="/paths/~1orders~1{id}/get"), True),
        (Pattern(place="/paths/*"), True),
        (Pattern(place="/paths"), False),
        (Pattern(place="POST *"), False),
        (Pattern(rule="operation-removed", place="POST *"), False),
    ],
)
def test_patterns_fit_rules_and_places(pattern, left_out):
    assert (judge(BREAK, ignore=(pattern,)).findings == ()) is left_out


def test_brackets_in_a_place_are_plain_letters():
    listed = replace(BREAK, operations=("GET /a[0]",))
    assert judge(listed, ignore=(Pattern(place="GET /a[0]*"),)).findings == ()


def test_an_acceptance_takes_a_break_aside_until_its_day_is_over():
    judged = judge(BREAK, INFO, acceptances=(ACCEPTED,))
    assert (judged.findings, judged.accepted, judged.used) == ((INFO,), (BREAK,), {0})
    late = replace(ACCEPTED, until=date(2026, 11, 19))
    assert judge(BREAK, acceptances=(late,)).findings == (BREAK,)


@pytest.mark.parametrize(
    "other",
    [
        replace(ACCEPTED, fingerprint="f9"),
        replace(ACCEPTED, rule="operation-added"),
        replace(ACCEPTED, fingerprint=None, place="POST /orders"),
    ],
)
def test_an_acceptance_of_something_else_does_not_count(other):
    judged = judge(BREAK, acceptances=(other,))
    assert (judged.findings, judged.used) == ((BREAK,), frozenset())


def test_only_errors_are_accepted():
    entry = replace(ACCEPTED, rule="tag-added", fingerprint="f2")
    assert judge(INFO, acceptances=(entry,)).used == frozenset()


@pytest.mark.parametrize(
    ("level", "threshold", "counts"),
    [
        ("draft", "beta", False),
        ("alpha", "beta", False),
        ("beta", "beta", True),
        ("beta", "stable", False),
        ("stable", "stable", True),
        ("draft", "draft", True),
    ],
)
def test_breaks_below_the_stability_level_do_not_count(level, threshold, counts):
    judged = apply_policy(
        [BREAK],
        Policy(stability=threshold),
        stability={"GET /orders/{id}": level},
        today=TODAY,
    )
    assert (judged.findings[0].level == "error") is counts
    assert bool(judged.notes) is not counts


def test_a_break_counts_when_any_operation_is_stable():
    shared = replace(BREAK, operations=("GET /a", "GET /b"))
    assert judge(shared, stability={"GET /a": "draft"}).findings[0].level == "error"


def test_a_callback_is_as_stable_as_its_operation():
    inner = replace(BREAK, operations=("POST /a → callback paid POST {$url}",))
    assert judge(inner, stability={"POST /a": "draft"}).findings[0].level == "info"


def test_a_lowered_promise_counts_at_every_level():
    lowered = replace(BREAK, rule="stability-decreased")
    assert judge(lowered, stability={"GET /orders/{id}": "draft"}).findings == (lowered,)


def test_rules_newer_than_the_agreed_set_only_warn():
    judged = judge(BREAK, rule_set=0)
    assert judged.findings[0].level == "warning"
    assert "rule set 0" in judged.notes[0]
    assert judge(BREAK, rule_set=1).findings == (BREAK,)

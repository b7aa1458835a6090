"""Kept cases survive their own text; adding never changes one, and acceptances end."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import jsonschema_rs
import pytest

from pactwright.errors import PactwrightError
from pactwright.model.interaction import ProviderState
from pactwright.model.wire import WireRequest, WireResponse
from pactwright.property.baseline import describe_sifting, sift_findings
from pactwright.property.cases import (
    Acceptance,
    Case,
    CasesFile,
    Step,
    Take,
    add_cases,
    find_case,
    fingerprint_of,
    put_case,
)
from pactwright.property.cases_text import format_cases, parse_cases

SCHEMA = jsonschema_rs.Draft202012Validator(
    json.loads((Path(__file__).parents[3] / "docs/cases.schema.json").read_text(encoding="utf-8"))
)
DAY = date(2026, 11, 21)
CASE = Case(
    fingerprint="aaaabbbbcccc",
    side="provider",
    check="not_a_server_error",
    operation="POST /orders/{id}",
    message="500 Internal Server Error",
    expected="201",
    first_seen=DAY,
    interaction="adds an order",
    states=(ProviderState(name="a shop", params={"id": 7}), ProviderState(name="open")),
    details=("Traceback", "KeyError"),
    steps=(
        Step(request=WireRequest(method="GET", path="/orders"), response=WireResponse(status=200)),
        Step(
            request=WireRequest(
                method="POST",
                path="/orders/7",
                query=(("tag", ("a", None)), ("", ())),
                headers=(("X-A", "1"), ("X-A", "2")),
                body=b'{ "a" :1}',
            ),
            response=WireResponse(status=500, headers=(("A", "é"),), body=b"\xff\x00"),
            path_template="/orders/{id}",
            takes=(
                Take(into="path.id", place="$[0].id", step=0),
                Take(into="$.shop", place="id"),
            ),
        ),
    ),
)
OTHER = replace(
    CASE, fingerprint="aaaabbbbdddd", side="consumer", test="t.py::test_a", paste="@a.variant({})"
)


def test_what_is_written_is_read_back():
    accepted = replace(
        CASE,
        fingerprint="1",
        accepted=Acceptance(reason="later", on=DAY, until=date(2027, 1, 1)),
    )
    forever = replace(CASE, fingerprint="2", accepted=Acceptance(reason="never", on=DAY))
    silent = replace(
        CASE, fingerprint="3", steps=(replace(CASE.steps[0], response=None),), states=()
    )
    file = CasesFile(
        consumer="web", provider="orders", cases=(OTHER, accepted, forever, silent, CASE)
    )
    data = format_cases(file)
    assert parse_cases(data, source="f") == file
    SCHEMA.validate(json.loads(data))
    assert format_cases(replace(file, cases=file.cases[::-1])) == data


def test_a_case_that_is_kept_is_never_changed_by_another_run():
    file = add_cases(CasesFile(consumer="web", provider="orders"), [CASE])
    again = add_cases(file, [replace(CASE, message="other words", first_seen=date(2027, 1, 1))])
    assert again == file
    assert add_cases(file, [OTHER]).cases == (OTHER, CASE)
    assert put_case(file, replace(CASE, message="new")).cases[0].message == "new"


@pytest.mark.parametrize("name", ["aaaabbbbcccc", "aaaabbbbc"])
def test_a_case_is_found_by_the_beginning_of_its_name(name):
    assert find_case([OTHER, CASE, CASE], name) == CASE


@pytest.mark.parametrize(
    ("name", "told"),
    [("aaaa", "beginning of several"), ("aaa", "no finding is called 'aaa'"), ("f" * 12, "known")],
)
def test_a_name_of_none_or_several_is_told(name, told):
    with pytest.raises(PactwrightError, match=told):
        find_case([OTHER, CASE], name)


def test_a_fingerprint_is_of_all_parts():
    assert len({fingerprint_of("a", "b"), fingerprint_of("ab"), fingerprint_of("a", "b", "")}) == 3


def test_accepted_findings_do_not_count_until_their_day_is_over():
    def accepted(mark, **until):
        return replace(
            CASE, fingerprint=mark, accepted=Acceptance(reason=f"why {mark}", on=DAY, **until)
        )

    kept = [
        accepted("fine", until=DAY),
        accepted("over", until=date(2026, 11, 20)),
        accepted("gone"),
        accepted("idle"),
        replace(CASE, fingerprint="kept"),
    ]
    found = [replace(CASE, fingerprint=mark) for mark in ("new", "fine", "over", "kept")]
    sifted = sift_findings(found, kept, today=DAY, replayed=frozenset({"gone", "fine", "kept"}))

    def marks(cases):
        return [one.fingerprint for one in cases]

    assert marks(sifted.open) == ["new", "over", "kept"]
    assert marks(sifted.accepted) == ["fine"]
    assert marks(sifted.expired) == ["over"]
    assert marks(sifted.unused) == ["gone"]
    assert describe_sifting(sifted) == (
        (
            "over not_a_server_error POST /orders/{id}: accepted until 2026-11-20 (why over); "
            "mend it, or accept it anew"
        ),
        (
            "gone not_a_server_error POST /orders/{id}: accepted (why gone), and no longer fails; "
            "take it out with `pactwright promote gone --forget`"
        ),
    )


@pytest.mark.parametrize(
    ("finding", "told"),
    [
        ('{"side": "both"}', 'expected "provider" or "consumer"'),
        ('{"firstSeen": "soon"}', "expected a day"),
        ('{"accepted": {"reason": " "}}', 'an accepted finding needs a "reason"'),
        ('{"steps": []}', 'needs "steps"'),
        ('{"steps": [{}]}', "/findings/0/steps/0/request: missing"),
        ('{"steps": [{"request": {"headers": [1]}}]}', "headers/0: expected a pair"),
        ('{"steps": [{"request": {"query": [["a", [1]]]}}]}', "query/0: expected a pair"),
        ('{"steps": [{"request": {"body": {"base64": "é"}}}]}', "not base64"),
        ('{"steps": [{"request": {}, "response": {"status": "x"}}]}', "expected a whole number"),
        ('{"steps": [{"takes": [{"step": -1}]}]}', "step: expected a whole number"),
    ],
)
def test_what_is_no_case_is_refused(finding, told):
    text = f'{{"cases": 1, "consumer": "c", "provider": "p", "findings": [{finding}]}}'
    with pytest.raises(PactwrightError) as error:
        parse_cases(text.encode(), source="f")
    assert told in error.value.message

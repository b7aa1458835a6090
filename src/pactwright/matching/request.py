"""A request compared with the one that a consumer promises to send."""

from __future__ import annotations

from pactwright.matching.headers import compare_headers
from pactwright.matching.http import compare_http_body
from pactwright.matching.query import compare_query
from pactwright.matching.rules import describe_rules, only_set
from pactwright.matching.texts import check_text
from pactwright.matching.wording import sort_mismatches
from pactwright.model.interaction import Request
from pactwright.model.result import Mismatch
from pactwright.model.rule import RuleSet
from pactwright.model.wire import WireRequest


def compare_request(expected: Request, actual: WireRequest) -> tuple[Mismatch, ...]:
    """Return the differences, sorted; empty when the request is the promised one.

    It may not hold more than was promised, but for headers: no other query parameters, no
    other keys in JSON objects, no other XML elements or attributes.
    """
    rules = expected.rules
    found = _compare_method(expected.method, actual.method)
    found += _compare_path(expected.path, actual.path, only_set(rules.get("path")))
    found += compare_query(expected.query, actual.query, rules.get("query"))
    found += compare_headers(expected.headers, actual.headers, rules.get("header"))
    found += compare_http_body(expected, actual, strict=True)
    return sort_mismatches(found) if found else ()


def _compare_method(expected: str, actual: str) -> list[Mismatch]:
    if expected.upper() == actual.upper():
        return []
    return [
        Mismatch(
            kind="method",
            path="",
            expected=expected.upper(),
            actual=actual.upper(),
            message="the method differs",
        )
    ]


def _compare_path(expected: str, actual: str, rules: RuleSet | None) -> list[Mismatch]:
    if rules is None:
        broken = [] if expected == actual else ["the path differs"]
    else:
        broken = check_text(rules, expected, actual)
    if not broken:
        return []
    return [
        Mismatch(
            kind="path",
            path="",
            expected=expected,
            actual=actual,
            message="; ".join(broken),
            rule=describe_rules(rules) if rules else None,
        )
    ]

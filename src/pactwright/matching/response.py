"""A response compared with the one that a consumer expects."""

from __future__ import annotations

from pactwright.matching import core
from pactwright.matching.headers import compare_headers
from pactwright.matching.http import compare_http_body
from pactwright.matching.rules import describe_rules, only_set
from pactwright.matching.wording import sort_mismatches
from pactwright.model.interaction import Response
from pactwright.model.result import Mismatch
from pactwright.model.rule import RuleSet
from pactwright.model.wire import WireResponse


def compare_response(expected: Response, actual: WireResponse) -> tuple[Mismatch, ...]:
    """Return the differences, sorted; empty when the response holds what is expected.

    It may hold more: other headers, other keys in JSON objects, other XML elements.
    """
    rules = expected.rules
    found = _compare_status(expected.status, actual.status, only_set(rules.get("status")))
    if expected.headers:
        found += compare_headers(expected.headers, actual.headers, rules.get("header"))
    found += compare_http_body(expected, actual, strict=False)
    return sort_mismatches(found) if found else ()


def _compare_status(expected: int, actual: int, rules: RuleSet | None) -> list[Mismatch]:
    if rules is None:
        broken = [] if expected == actual else ["the status differs"]
    else:
        reasons = [core.match_number(rule, expected, actual) for rule in rules.rules]
        broken = [reason for reason in reasons if reason is not None]
        if rules.combine == "OR" and len(broken) < len(reasons):
            broken = []
    if not broken:
        return []
    return [
        Mismatch(
            kind="status",
            path="",
            expected=str(expected),
            actual=str(actual),
            message="; ".join(broken),
            rule=describe_rules(rules) if rules else None,
        )
    ]

from __future__ import annotations

import json

import pytest

from pactwright.model.interaction import Body
from pactwright.model.rule import MatchingRule, RuleSet


def make_rules(*rules, combine="AND"):
    """Return a rule set of `kind` or `(kind, attributes)` entries."""
    pairs = [(rule, {}) if isinstance(rule, str) else rule for rule in rules]
    made = tuple(MatchingRule(kind=kind, attributes=attributes) for kind, attributes in pairs)
    return RuleSet(rules=made, combine=combine)


def make_body(value, content_type="application/json"):
    if isinstance(value, bytes):
        return Body(content=value, content_type=content_type, encoding="base64")
    if isinstance(value, str) and content_type != "application/json":
        return Body(content=value.encode(), content_type=content_type, encoding="text")
    return Body(content=json.dumps(value).encode(), content_type=content_type)


@pytest.fixture
def rules():
    return make_rules


@pytest.fixture
def body():
    return make_body

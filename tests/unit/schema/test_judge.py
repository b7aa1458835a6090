"""Both validators say the same, on whatever part of a schema a value can meet."""

import pytest

from pactwright.schema.document import SchemaDocument
from pactwright.schema.judge import Judge
from pactwright.schema.view import View


def judge(root):
    view = View(SchemaDocument(root), sends=True)
    return Judge(view, None), view.node("")


DURATIONS = {
    "P1D": True, "P1Y2M3D": True, "PT1H2M3S": True, "P1W": True, "P1DT1H": True, "P1M2D": True,
    "P": False, "PT": False, "P1Y2D": False, "P1W1D": False, "1D": False, "P1S": False,
    "PT1D": False, "P-1D": False, "P1.5D": False, "": False,
}  # fmt: skip


@pytest.mark.parametrize("text", DURATIONS)
def test_both_validators_agree_on_durations(text):
    both, node = judge({"type": "string", "format": "duration"})
    assert both.accepts(node, text) is DURATIONS[text]
    assert both.second_accepts(node, text) is DURATIONS[text]


TREE = {
    "type": "object",
    "properties": {
        "next": {"$ref": "#"},
        "size": {"type": "integer"},
        "other": {"$ref": "#/$defs/Other"},
    },
    "patternProperties": {"^x": {"type": "string"}},
    "dependentSchemas": {"size": {"required": ["other"]}},
    "unevaluatedProperties": False,
    "$defs": {"Other": {"anyOf": [{"type": "null"}, {"properties": {"deep": {"$ref": "#"}}}]}},
}
VALUES = [
    ({}, True),
    ({"size": 1}, False),
    ({"size": 1, "other": None}, True),
    ({"other": {"deep": {"size": "1", "other": None}}}, False),
    ({"other": {"deep": {"size": 1, "other": None}}}, True),
    ({"next": {"next": {"xy": 1}}}, False),
    ({"next": {"next": {"xy": ""}}}, True),
    ({"unheard": 1}, False),
]


def test_one_judge_answers_for_values_with_ever_other_names():
    both, node = judge(TREE)
    for value, accepted in VALUES:
        assert both.accepts(node, value) is accepted
        assert both.second_accepts(node, value) is accepted


def test_a_fault_stands_where_it_does_in_the_whole_schema():
    both, node = judge(TREE)
    ((place, path, words),) = both.faults(node, {"next": {"xy": 1}})
    assert place == ("next", "xy")
    assert path[-3:] == ("patternProperties", "^x", "type")
    assert "string" in words


def test_an_unknown_keyword_counts_where_it_is_met():
    both, node = judge({"properties": {"a": {"sparkling": True}, "b": {}}})
    assert both.accepts(node, {"b": 1})
    assert both.met == []
    assert both.accepts(node, {"a": 1})
    assert both.met == ["sparkling"]


MAIL = {
    "a@b.co": True,
    "joe.bloggs+x@example.com": True,
    '"joe bloggs"@example.com': True,
    '"joe\\"@bloggs"@example.com': True,
    "joe@[127.0.0.1]": True,
    "joe@[IPv6:::1]": True,
    "joe@[127.0.0.300]": False,
    "joe@[IPv6:127.0.0.1]": False,
    ".joe@example.com": False,
    "joe..bloggs@example.com": False,
    "joe@exa mple.com": False,
    "joe": False,
    "a@b@c": False,
    "joe@": False,
}


@pytest.mark.parametrize("text", MAIL)
def test_both_validators_agree_on_mail(text):
    both, node = judge({"type": "string", "format": "email"})
    assert both.accepts(node, text) is MAIL[text]
    assert both.second_accepts(node, text) is MAIL[text]

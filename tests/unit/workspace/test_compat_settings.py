# ruff: noqa: E501 - a table reads by the row
"""[tool.pactwright.compat] is read whole, and every error in it is told."""

import pytest

from pactwright.compat.policy import Pattern
from pactwright.errors import PactwrightError
from pactwright.workspace.settings import load_settings

FULL = """
[tool.pactwright.compat]
contracts = "apis"
reader = "closed"
fail_on = "breaking"
rule_set = 1
stability = "stable"
deprecation_days = { beta = 30, stable = 90 }
extensible_enums = true
severity = { operation-id-changed = "error", tag-added = "off" }
ignore = [{ rule = "tag-*" }, { place = "GET /internal/*" }, { rule = "operation-added", place = "x" }]
"""


def read(tmp_path, text):
    (tmp_path / "pyproject.toml").write_text(text)
    return load_settings(tmp_path).compat


def test_every_setting_is_read(tmp_path):
    compat = read(tmp_path, FULL)
    assert compat.contracts == tmp_path / "apis"
    assert (compat.reader, compat.fail_on, compat.extensible_enums) == ("closed", "breaking", True)
    assert compat.notice == {"beta": 30, "stable": 90}
    assert (compat.policy.rule_set, compat.policy.stability) == (1, "stable")
    assert compat.policy.severity == {"operation-id-changed": "error", "tag-added": "off"}
    assert compat.policy.ignore[:2] == (Pattern(rule="tag-*"), Pattern(place="GET /internal/*"))


def test_what_is_ignored_may_have_a_reason(tmp_path):
    line = 'ignore = [{ place = "GET /internal/*", reason = "ours alone" }]'
    compat = read(tmp_path, f"[tool.pactwright.compat]\n{line}\n")
    assert compat.policy.ignore == (Pattern(place="GET /internal/*", reason="ours alone"),)


def test_an_empty_table_means_the_defaults(tmp_path):
    compat = read(tmp_path, "[tool.pactwright.compat]\n")
    assert (compat.reader, compat.fail_on, compat.policy.rule_set) == (None, "unknown", None)
    assert compat.contracts == tmp_path / "contracts"
    assert read(tmp_path, "[tool.pactwright]\n") is None


def test_one_number_of_days_counts_for_every_level(tmp_path):
    compat = read(tmp_path, "[tool.pactwright.compat]\ndeprecation_days = 10\n")
    assert compat.notice["draft"] == compat.notice["stable"] == 10


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("redaer = 'open'", "compat.redaer is not a known key; did you mean 'reader'?"),
        ("zzzzz = 1", "compat.zzzzz is not a known key; known keys: contracts"),
        ("reader = 'shut'", "compat.reader must be one of open, strict, closed, not 'shut'"),
        ("fail_on = 1", "compat.fail_on must be one of unknown, breaking, consumers, never, not 1"),
        ("contracts = 1", "compat.contracts must be a string, not 1"),
        ("extensible_enums = 1", "compat.extensible_enums must be true or false, not 1"),
        ("rule_set = 99", "compat.rule_set must be a number from 1 to"),
        ("rule_set = true", "compat.rule_set must be a number from 1 to"),
        ("stability = 'gold'", "compat.stability must be one of draft, alpha, beta, stable"),
        ("deprecation_days = { gold = 1 }", "compat.deprecation_days.gold: days by stability"),
        ("deprecation_days = 'x'", "compat.deprecation_days must be a table, not 'x'"),
        ("severity = { tag-added = 'loud' }", "compat.severity.tag-added must be one of error"),
        ("severity = { tag-addd = 'off' }", "no rule is called 'tag-addd'; did you mean tag-added"),
        ("severity = 1", "compat.severity must be a table, not 1"),
        ("ignore = 1", "compat.ignore must be a list of tables"),
        ("ignore = [1]", "compat.ignore[0] must be a table, not 1"),
        ("ignore = [{}]", "compat.ignore[0] holds rule, place, or both"),
        ("ignore = [{rules = 'x'}]", "compat.ignore[0] holds rule, place, or both"),
        ("ignore = [{reason = 'x'}]", "compat.ignore[0] holds rule, place, or both"),
        ("ignore = [{rule = 1}]", "compat.ignore[0]: rule, place and reason are strings"),
        ("ignore = [{rule = 'tag-*', reason = 1}]", "rule, place and reason are strings"),
        ("ignore = [{rule = 'tag-addd'}]", "no rule is called 'tag-addd'"),
    ],
)
def test_what_is_wrong_is_told(tmp_path, line, message):
    with pytest.raises(PactwrightError) as caught:
        read(tmp_path, f"[tool.pactwright.compat]\n{line}\n")
    assert message in caught.value.message


def test_compat_must_be_a_table(tmp_path):
    with pytest.raises(PactwrightError, match=r"tool\.pactwright\.compat must be a table, not 1"):
        read(tmp_path, "[tool.pactwright]\ncompat = 1\n")

"""One value feeds the check, `explain` and the docs page."""

import pytest

from pactwright.compat.rules.catalogue import all_rules, find_rule
from pactwright.report.comparison.explain import explain_rule, list_rules
from pactwright.report.comparison.rules_page import render_rules


def test_the_docs_page_is_fresh(request):
    page = (request.config.rootpath / "docs" / "rules.md").read_text()
    assert page == render_rules(all_rules()), "run: pactwright explain --format markdown"


def test_a_rule_is_explained_with_its_example():
    lines = [line.plain for line in explain_rule(find_rule("parameter-became-required"))]
    assert lines == [
        "parameter-became-required   schema, narrowing",
        "A parameter (or response header) that could be left out must now be there.",
        "",
        "who breaks   Of parameters: clients that leave it out. Of response headers: nobody.",
        "instead      keep it optional and give it a default",
        (
            "verdict      in a request breaking (error); in a response compatible (info); "
            "of the document as a whole compatible (info)"
        ),
        "mirror       parameter-became-optional",
        "",
        "for example  at /paths/~1orders/get/parameters/0",
        "  - {}",
        '  + {"required": true}',
    ]


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.id)
def test_every_rule_can_be_explained(rule):
    lines = explain_rule(rule)
    assert lines[0].plain.startswith(rule.id)
    assert any(rule.meaning == line.plain for line in lines)


def test_the_list_has_a_line_for_each_rule():
    assert len(list_rules(all_rules())) == len(all_rules())

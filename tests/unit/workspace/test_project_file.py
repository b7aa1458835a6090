import tomllib

import pytest

from pactwright.errors import PactwrightError
from pactwright.workspace.project_file import add_settings

BLOCK = '[tool.pactwright]\npacts = "pacts"\n'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", BLOCK),
        ("\n", "\n" + BLOCK),
        ('[project]\nname = "shop"\n', f'[project]\nname = "shop"\n\n{BLOCK}'),
        ("# only a word", f"# only a word\n\n{BLOCK}"),
        ("[tool.ruff]\r\nx = 1\r\n", "[tool.ruff]\r\nx = 1\r\n\r\n" + BLOCK.replace("\n", "\r\n")),
    ],
)
def test_settings_go_to_the_end_and_the_rest_stays_as_it_is(before, after):
    assert add_settings(before, BLOCK) == after


@pytest.mark.parametrize(
    "before",
    [
        '[project]\nname = "shop"\ndescription = """\n[tool.pactwright]\n"""\n',
        "[[tool.mypy.overrides]]\nmodule = ['a']\n[[tool.mypy.overrides]]\nmodule = ['b']",
        "[tool]\n[tool.other]\n'pactwright' = 1\n",
    ],
)
def test_every_value_of_the_file_is_kept(before):
    after = tomllib.loads(add_settings(before, BLOCK))
    assert after["tool"].pop("pactwright") == {"pacts": "pacts"}
    kept = tomllib.loads(before)
    assert {**kept, "tool": kept.get("tool", {})} == after


@pytest.mark.parametrize(
    ("before", "reason"),
    [
        ("[tool.pactwright]\n", "has settings of pactwright already"),
        ('[tool]\npactwright.pacts = "contracts"\n', "has settings of pactwright already"),
        ("[tool.pactwright.providers.orders]\n", "has settings of pactwright already"),
        ("[project\n", "not valid TOML"),
        ("tool = {ruff = {}}\n", "nothing can be appended"),
        ("tool = 7\n", "nothing can be appended"),
        ("limit = nan\n", "nothing can be appended"),
        ("[[tool]]\n", "nothing can be appended"),
    ],
)
def test_a_file_that_cannot_be_added_to_is_refused_with_the_reason(before, reason):
    with pytest.raises(PactwrightError, match=reason):
        add_settings(before, BLOCK)


def test_a_refusal_hands_out_what_to_add_by_hand():
    with pytest.raises(PactwrightError) as refused:
        add_settings("tool = 7\n", BLOCK)
    assert refused.value.hint is not None
    assert BLOCK in refused.value.hint

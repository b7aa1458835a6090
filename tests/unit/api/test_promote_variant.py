"""A decorator is put above the test that it is for, and nothing else moves."""

import pytest

from pactwright.api.promote_variant import add_variant
from pactwright.errors import PactwrightError

LINE = "@shop.variant({'orders': []})"
TEXT = '''\
"""Words."""

@first
# a note
@shop.interaction(
    request=shop.get("/a"),
)
async def test_a(mock):
    pass

def test_b(mock): pass

class TestShop:
    class TestInner:
        @second
        def test_a(self, mock):
            pass
'''


@pytest.mark.parametrize(
    ("test", "before", "indent", "line"),
    [
        (["test_a"], "@first\n", "", 3),
        (["test_b"], "def test_b", "", 11),
        (["TestShop", "TestInner", "test_a"], "@second\n", "        ", 15),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_it_goes_above_all_other_decorators(test, before, indent, line, newline):
    text = TEXT.replace("\n", newline)
    before = before.replace("\n", newline)
    changed, at = add_variant(text, test=test, decorator=LINE)
    assert at == line
    assert changed == text.replace(indent + before, f"{indent}{LINE}{newline}{indent}{before}")


@pytest.mark.parametrize(
    ("text", "test", "decorator", "told"),
    [
        ("def broken(:", ["test_a"], LINE, "not Python"),
        (TEXT, ["test_c"], LINE, "no test test_c any more"),
        (TEXT, ["TestShop", "test_a"], LINE, "no test TestShop::test_a any more"),
        (TEXT, ["TestOther", "test_a"], LINE, "no test TestOther::test_a any more"),
        (TEXT, ["test_a"], "@first", "keeps this answer already"),
        (TEXT, ["test_a"], "@shop.variant(", "is no decorator"),
        (
            "x = 1; y = 2\nif x: pass\nx = '''\n@a'''; \\\n\\\ndef test_a(): pass\n",
            ["a"],
            LINE,
            "not P",
        ),
        ("if 1:\n  pass\nclass A: \\\n  \\\n\n  pass\n", ["A", "a"], LINE, "no test A::a"),
    ],
)
def test_what_cannot_be_done_is_told(text, test, decorator, told):
    with pytest.raises(PactwrightError, match=told):
        add_variant(text, test=test, decorator=decorator)


def test_only_ends_of_lines_end_lines():
    text = 'x = "\u2028 \x0c \x1c"\r\x0cdef test_a(): pass'
    changed, line = add_variant(text, test=["test_a"], decorator=LINE)
    assert line == 2
    assert changed == f'x = "\u2028 \x0c \x1c"\r\x0c{LINE}\n\x0cdef test_a(): pass'
    compile(changed, "changed", "exec")

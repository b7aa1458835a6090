import pytest

from pactwright.errors import PactwrightError
from pactwright.model.path import Wildcard, format_path, parse_path, weigh_path


@pytest.mark.parametrize(
    ("expression", "steps"),
    [
        ("", ()),
        ("$", ()),
        ("$.a[0].b", ("a", 0, "b")),
        ("$['x y']['it\\'s']", ("x y", "it's")),
        ("$['back\\\\slash']", ("back\\slash",)),
        ("$.a[*].b", ("a", Wildcard.INDEX, "b")),
        ("$.*.@id", (Wildcard.ANY, "@id")),
        ("$.urn:x:a.#text", ("urn:x:a", "#text")),
        ("X-Total", ("X-Total",)),
        ("user.name", ("user", "name")),
        ("$.größe", ("größe",)),
    ],
)
def test_an_expression_is_read_step_by_step(expression, steps):
    assert parse_path(expression) == steps


@pytest.mark.parametrize("expression", ["$.", "$.a b", "$[", "$['']", "$[a]", "$a", "$.a[", "%"])
def test_an_unreadable_expression_is_an_error_that_shows_it(expression):
    with pytest.raises(PactwrightError) as raised:
        parse_path(expression)
    assert repr(expression) in raised.value.message
    assert "$.orders[0].id" in str(raised.value)


@pytest.mark.parametrize(
    ("steps", "expression"),
    [
        ((), "$"),
        (("a", 0, "b"), "$.a[0].b"),
        (("x y", "it's", "a\\b", "0"), "$['x y']['it\\'s']['a\\\\b']['0']"),
        ((Wildcard.ANY, Wildcard.INDEX), "$.*[*]"),
    ],
)
def test_an_expression_is_written_so_that_it_reads_back(steps, expression):
    assert format_path(steps) == expression
    assert parse_path(expression) == steps


@pytest.mark.parametrize(
    ("expression", "place", "weight"),
    [
        ("$", ("a",), 2),
        ("$.a", ("a", "b"), 8),
        ("$.a.b", ("a",), 0),
        ("$.b", ("a",), 0),
        ("$.*", ("a",), 4),
        ("$[*]", (3,), 4),
        ("$[*]", ("a",), 0),
        ("$[*]", ("3",), 4),
        ("$[1]", (1,), 8),
        ("$[1]", (2,), 0),
        ("$[1]", ("one",), 0),
        ("$.item1.level[*].id", ("item1", "level", 2, "id"), 80),
    ],
)
def test_nearer_expressions_weigh_more(expression, place, weight):
    assert weigh_path(parse_path(expression), place) == weight

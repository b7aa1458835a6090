"""What pact-python writes without a word is an error here, item by item of its rough edges."""

import json
import warnings

import pytest

from pactwright.consumer.lint import lint_interaction, lint_pair
from pactwright.pactfile.parse import parse_pact

pact = pytest.importorskip("pact", reason="pact-python is a dependency")
match, generate = pact.match, pact.generate


def write_by_stock(folder, declare):
    """Return what pact-python writes for one interaction."""
    stock = pact.Pact("c", "p")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        declare(stock.upon_receiving("x").with_request("GET", "/x").will_respond_with(200))
    stock.write_file(folder, overwrite=True)
    (interaction,) = parse_pact((folder / "c-p.json").read_bytes(), source="c-p.json").interactions
    return interaction


def codes(folder, body, content_type="application/json"):
    found = write_by_stock(folder, lambda one: one.with_body(body, content_type))
    return {problem.code for problem in lint_interaction(found)}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (lambda: {"id": generate.provider_state("${id}")}, "literal-generator"),
        (lambda: {"v": match.regex("abc", regex="a.*") & match.includes("b")}, "lost-example"),
        (lambda: {"v": match.int("notint")}, "example-breaks-rule"),
        (lambda: {"v": match.uuid("nope")}, "example-breaks-rule"),
        (lambda: {"v": match.regex("abc", regex=r"\d+")}, "example-breaks-rule"),
        (lambda: {"v": match.regex("abc", regex="[")}, "invalid-rule"),
        (lambda: {"v": match.date("2024-99-99", format="%Y-%m-%d")}, "example-breaks-rule"),
        (lambda: {"v": match.datetime("2024-07-20T14:30:00+00:00")}, "example-breaks-rule"),
        (lambda: {"v": match.datetime("2024-07-20T14:30:00Z")}, "example-breaks-rule"),
    ],
)
def test_what_the_stock_tool_lets_through_is_told(tmp_path, body, code):
    assert code in codes(tmp_path, body())


def test_a_matcher_in_a_text_body_is_told(tmp_path):
    literal = json.dumps({"pact:matcher:type": "type", "value": "x"})
    assert "literal-matcher" in codes(tmp_path, literal, "text/plain")


def test_a_random_multipart_boundary_is_told(tmp_path):
    file = tmp_path / "f.txt"
    file.write_text("x")

    def declare(interaction):
        interaction.with_multipart_file("f", file, "text/plain")

    one, other = write_by_stock(tmp_path, declare), write_by_stock(tmp_path, declare)
    assert "random-boundary" in {problem.code for problem in lint_pair(one, other)}


def test_sound_interactions_of_the_stock_tool_pass(tmp_path):
    body = {
        "id": match.int(7),
        "name": match.str("x"),
        "lines": match.each_like({"sku": match.regex("A1", regex="[A-Z]\\d")}, min=1),
        "price": match.decimal(1.5),
        "open": match.bool(True),
        "at": match.datetime("2024-07-20T14:30:00", format="%Y-%m-%dT%H:%M:%S"),
    }
    assert codes(tmp_path, body) == set()

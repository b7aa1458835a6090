"""The narrowed schema refuses nothing that the whole one takes, and shows what differs there."""

import jsonschema_rs
import pytest

from pactwright.conformance.narrow import narrow

TEXT, WHOLE = {"type": ["string"]}, {"type": ["integer"]}
ORDER = {
    "type": ["object"],
    "required": ["id", "lines"],
    "properties": {
        "id": WHOLE,
        "lines": {"type": ["array"], "minItems": 1, "prefixItems": [TEXT], "items": WHOLE},
    },
}
GOOD = {"id": 1, "lines": ["x", 2]}
# name, a value that is refused, the place, whether the part alone refuses it
REFUSED = [
    ("a member", {**GOOD, "id": "x"}, ("id",), True),
    ("a missing member", {"lines": ["x"]}, ("id",), True),
    ("a first item", {**GOOD, "lines": [1]}, ("lines", 0), True),
    ("a later item", {**GOOD, "lines": ["x", "y"]}, ("lines", 1), True),
    ("too few items", {**GOOD, "lines": []}, ("lines",), True),
    ("another type", [], (), True),
    ("a member elsewhere", {**GOOD, "id": "x"}, ("lines", 0), False),
]


@pytest.mark.parametrize(("value", "at", "refuses"), [row[1:] for row in REFUSED])
def test_the_part_refuses_what_is_wrong_at_its_place(
    value: object, at: tuple, refuses: bool
) -> None:
    part = jsonschema_rs.Draft202012Validator(narrow(ORDER, at))
    assert part.is_valid(GOOD)
    assert part.is_valid(value) is not refuses


@pytest.mark.parametrize("schema", [{"anyOf": [TEXT, WHOLE]}, {"type": ["array"]}, {}])
@pytest.mark.parametrize("at", [("a",), (0,), ("a", 0)])
def test_without_a_plain_way_it_is_the_schema_itself(schema: dict, at: tuple) -> None:
    assert narrow(schema, at) is schema

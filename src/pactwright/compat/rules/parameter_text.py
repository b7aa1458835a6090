"""Values beside the body that travel as text: any text includes the text of a number."""

from __future__ import annotations

from pactwright.compat import wire
from pactwright.compat.api import Parameter
from pactwright.compat.rules.notebook import Way
from pactwright.compat.rules.rule import Rule
from pactwright.compat.rules.sample import answer, example, query
from pactwright.model.finding import Direction
from pactwright.model.json import JsonObject

_TEXT = {"schema": {"type": "string"}}
_NUMBER = {"schema": {"type": "integer"}}

TAKES_ANY = Rule(
    id="parameter-takes-any-text",
    kind="schema",
    change="widening",
    mirror="parameter-takes-less-text",
    meaning="A parameter of numbers or flags takes any text now; on the wire it was text always.",
    who="Of parameters nobody; a response header that was a number is told by the schema rules.",
    instead="nothing to do",
    loud=example(query(**_NUMBER), query(**_TEXT)),
    quiet=example(query(**_TEXT), query(**_TEXT)),
)
TAKES_LESS = Rule(
    id="parameter-takes-less-text",
    kind="schema",
    change="narrowing",
    mirror="parameter-takes-any-text",
    meaning="A response header that was any text is a number or a flag now; it still is text.",
    who="Nobody who reads the header; a parameter that takes less is told by the schema rules.",
    instead="nothing to do",
    loud=example(answer(headers={"X-A": _TEXT}), answer(headers={"X-A": _NUMBER})),
    quiet=example(answer(headers={"X-A": _TEXT}), answer(headers={"X-A": _TEXT})),
)
TAKES_LIST = Rule(
    id="parameter-takes-list",
    kind="schema",
    change="widening",
    unmirrored="a list that becomes one value is told by the schema rules",
    meaning="A parameter of one value may be repeated now; one value is a list of one.",
    who="Nobody on the wire; generated clients take a list for it.",
    instead="nothing to do",
    loud=example(query(**_TEXT), query(schema={"type": "array", "items": {"type": "string"}})),
    quiet=example(query(**_TEXT), query(**_TEXT)),
)

RULES = (TAKES_ANY, TAKES_LESS, TAKES_LIST)


def note_list(old: Parameter, new: Parameter, way: Way, direction: Direction) -> None:
    """Note a single value that became a list of such values."""
    way.notebook.note(
        TAKES_LIST,
        f"{new.label} may be repeated",
        old=old.schema,
        new=new.schema,
        direction=direction,
        operation=way.label,
    )


def check_text(
    old: Parameter,
    new: Parameter,
    way: Way,
    direction: Direction,
    *,
    roots: tuple[JsonObject, JsonObject],
) -> bool:
    """Note a value that is any text on the side that receives; tell whether that settles it."""
    towards = direction == "request"
    sent = (roots[0], old.schema) if towards else (roots[1], new.schema)
    taken = (roots[1], new.schema) if towards else (roots[0], old.schema)
    if not (wire.takes_any_text(*taken) and wire.is_plain(*sent)) or wire.takes_any_text(*sent):
        return False
    way.notebook.note(
        TAKES_ANY if towards else TAKES_LESS,
        f"{new.label} {'takes any text' if towards else 'was any text'}",
        old=old.schema,
        new=new.schema,
        direction=direction,
        operation=way.label,
    )
    return True

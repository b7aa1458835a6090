"""Values that travel as text, in forms and beside the body: text includes that of a number."""

from __future__ import annotations

from msgspec import Struct

from pactwright.compat.api import Parameter
from pactwright.compat.rules.notebook import Evidence, Way
from pactwright.compat.rules.rule import UNDECIDED, Rule
from pactwright.compat.rules.sample import answer, example, query
from pactwright.compat.rules.schema_types import TYPE_NARROWED, TYPE_WIDENED
from pactwright.model.finding import Direction
from pactwright.schema.decide import Decision, Included, Undecided

_TEXT = {"schema": {"type": "string"}}
_NUMBER = {"schema": {"type": "integer"}}

TAKES_ANY = Rule(
    id="parameter-takes-any-text",
    kind="schema",
    change="widening",
    mirror="parameter-takes-less-text",
    meaning="A parameter or form field of numbers or flags takes texts now that include all of "
    "theirs; on the wire it was text always.",
    who="Of requests nobody; a response header that was a number is told by type-widened.",
    instead="nothing to do",
    loud=example(query(**_NUMBER), query(**_TEXT)),
    quiet=example(query(**_TEXT), query(**_TEXT)),
)
TAKES_LESS = Rule(
    id="parameter-takes-less-text",
    kind="schema",
    change="narrowing",
    mirror="parameter-takes-any-text",
    meaning="A response header that was text is a number or a flag now; it still is text.",
    who="Nobody who reads the header; a parameter that takes less is told by type-narrowed.",
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


class TextChange(Struct, frozen=True, kw_only=True):
    """A value that travels as text and has another type now.

    `is_any` tells that the side that reads takes every text.
    """

    label: str
    direction: Direction
    old: str
    new: str
    old_types: str
    new_types: str
    is_any: bool


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


def note_text(change: TextChange, decided: Decision, way: Way, shown: Evidence | None) -> None:
    """Note what another type means for texts: all are read, one is not, or that is open."""
    towards = change.direction == "request"
    settled = isinstance(decided, Included)
    if settled:
        rule, ruling = TAKES_ANY if towards else TAKES_LESS, None
        message = f"{change.label} {'takes any text' if towards else 'was any text'}"
        if not change.is_any:
            message = f"{change.label} became {change.new_types}, and every text of it is read"
    else:
        rule = TYPE_NARROWED if towards else TYPE_WIDENED
        ruling = UNDECIDED if isinstance(decided, Undecided) else None
        message = (
            f"the type of {change.label} changed from {change.old_types} to {change.new_types}"
        )
        message += f" ({decided.reason})" if isinstance(decided, Undecided) else ""
    way.notebook.note(
        rule,
        message,
        old=change.old,
        new=change.new,
        direction=change.direction,
        operation=way.label,
        shows=shown,
        ruling=ruling,
    )

"""Values that had no schema and have one now, or the other way round."""

from __future__ import annotations

from pactwright.compat.rules.notebook import Way
from pactwright.compat.rules.rule import TELLS, Rule
from pactwright.compat.rules.sample import answer, body, example
from pactwright.model.finding import Direction
from pactwright.model.json import Json

_NO_SCHEMA: Json = {"application/json": {}}
_SCHEMA = {"application/json": {"schema": {"type": "object"}}}

WITHDRAWN = Rule(
    id="schema-withdrawn",
    kind="schema",
    change="widening",
    mirror="schema-stated",
    rulings={"response": TELLS},
    why="Where it breaks, the rule of the very keyword tells of it, with a document.",
    meaning="A value that had a schema has none any more: anything goes.",
    who="Of requests nobody; of responses, who relied on the schema (told by its keywords).",
    instead="nothing to do for requests",
    loud=example(body(_SCHEMA), body(_NO_SCHEMA)),
    quiet=example(body(_NO_SCHEMA), body(_SCHEMA)),
)
STATED = Rule(
    id="schema-stated",
    kind="schema",
    change="narrowing",
    mirror="schema-withdrawn",
    rulings={"request": TELLS},
    why="Where it breaks, the rule of the very keyword tells of it, with a document.",
    meaning="A value that had no schema has one now.",
    who="Of responses nobody; of requests, who sends what the schema refuses (told by its "
    "keywords).",
    instead="nothing to do for responses",
    loud=example(answer(content=_NO_SCHEMA), answer(content=_SCHEMA)),
    quiet=example(answer(content=_SCHEMA), answer(content=_NO_SCHEMA)),
)

RULES = (WITHDRAWN, STATED)


def compare_schemas(
    old: str | None, new: str | None, way: Way, direction: Direction, part: str
) -> None:
    """Hand two schemas to the comparer; note where one is missing and nobody is hurt."""
    if old is None and new is None:
        return
    way.comparer.compare(old, new, direction=direction, operation=way.label, part=part)
    towards = direction in {"request", "receive"}
    if (new is None and towards) or (old is None and not towards):
        way.notebook.note(
            WITHDRAWN if new is None else STATED,
            f"the {part} {'has no schema any more' if new is None else 'has a schema now'}",
            old=old,
            new=new,
            direction=direction,
            operation=way.label,
        )

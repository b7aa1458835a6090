"""Keywords that nobody here knows."""

from __future__ import annotations

from pactwright.compat.rules.rule import UNDECIDED, Rule
from pactwright.compat.rules.sample import example
from pactwright.compat.rules.schema_sample import same, takes

UNKNOWN = Rule(
    id="unknown-keyword",
    kind="schema",
    change="neither",
    unmirrored="added, removed or changed: nothing is known of it either way",
    rulings={name: UNDECIDED for name in ("request", "response", "send", "receive")},
    why="A keyword that is not known may refuse anything.",
    meaning="A schema keyword that is not known here was added, removed or changed.",
    who="Perhaps whoever sends values that the keyword refuses.",
    instead="begin the name of an annotation with x-, or accept the finding with a reason",
    loud=example(takes({"type": "string"}), takes({"type": "string", "sparkling": True})),
    quiet=same("narrowing", {"type": "string", "sparkling": True}),
)

RULES = (UNKNOWN,)
BY_KEYWORD = {"$unknown": (UNKNOWN, UNKNOWN)}

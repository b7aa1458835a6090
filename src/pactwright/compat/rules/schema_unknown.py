"""Changes that are not decided: keywords nobody here knows, proofs that take too much."""

from __future__ import annotations

from pactwright.compat.rules.rule import UNDECIDED, Rule
from pactwright.compat.rules.sample import example
from pactwright.compat.rules.schema_sample import same, takes
from pactwright.model.json import JsonObject

_HERE = "#/paths/~1orders/post/requestBody/content/application~1json/schema/properties/note"
_MANY: JsonObject = {
    "properties": {"next": {"$ref": _HERE}},
    "allOf": [
        {"anyOf": [{"required": [f"{letter}{index}"]} for index in range(8)]} for letter in "abc"
    ],
}

UNKNOWN = Rule(
    id="unknown-keyword",
    kind="schema",
    change="neither",
    unmirrored="added, removed or changed: nothing is known of it either way",
    rulings=dict.fromkeys(("request", "response", "send", "receive"), UNDECIDED),
    why="A keyword that is not known may refuse anything.",
    meaning="A schema keyword that is not known here was added, removed or changed.",
    who="Perhaps whoever sends values that the keyword refuses.",
    instead="begin the name of an annotation with x-, or accept the finding with a reason",
    loud=example(takes({"type": "string"}), takes({"type": "string", "sparkling": True})),
    quiet=same("narrowing", {"type": "string", "sparkling": True}),
)

UNPROVEN = Rule(
    id="schema-undecided",
    kind="schema",
    change="neither",
    unmirrored="it stands for whatever could not be decided",
    rulings=dict.fromkeys(("request", "response", "send", "receive"), UNDECIDED),
    why="Neither a proof nor a body that shows a break was found.",
    meaning="A schema changed in a way that could not be decided.",
    who="Perhaps whoever sends or reads the values that the change is about.",
    instead="write the schema more plainly, raise the budget, or accept the finding with a reason",
    loud=example(takes(_MANY), takes({**_MANY, "minProperties": 1})),
    quiet=same("narrowing", _MANY),
)

RULES = (UNKNOWN, UNPROVEN)
BY_KEYWORD = {"$unknown": (UNKNOWN, UNKNOWN)}

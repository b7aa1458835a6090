"""Optional properties that come and go."""

from __future__ import annotations

from pactwright.compat.rules.rule import TELLS, WARNS, Rule
from pactwright.compat.rules.sample import example
from pactwright.compat.rules.schema_sample import gives, same
from pactwright.model.json import JsonObject

_ONE: JsonObject = {"type": "object", "properties": {"a": {"type": "string"}}}
_TWO: JsonObject = {
    "type": "object",
    "properties": {"a": {"type": "string"}, "b": {"type": "string"}},
}

ADDED = Rule(
    id="optional-property-added",
    kind="schema",
    change="neither",
    mirror="optional-property-removed",
    rulings={"request": TELLS, "response": TELLS, "send": TELLS, "receive": TELLS},
    why="A reader ignores what it does not know; where it refuses it, another rule says so.",
    meaning="An object may hold a property that was not declared before.",
    who="Nobody.",
    instead="nothing to do",
    loud=example(gives(_ONE), gives(_TWO)),
    quiet=same("widening", _ONE),
)
REMOVED = Rule(
    id="optional-property-removed",
    kind="schema",
    change="neither",
    mirror="optional-property-added",
    rulings={"request": WARNS, "response": WARNS, "send": WARNS, "receive": WARNS},
    why="The contract allowed the property to be missing, and yet somebody may count on it.",
    meaning="An optional property is declared no longer.",
    who="Readers that use the property when it is there; senders whose value is ignored now.",
    instead="mark the property as deprecated, and remove it when nobody reads it any more",
    loud=example(gives(_TWO), gives(_ONE)),
    quiet=same("widening", _TWO),
)

RULES = (ADDED, REMOVED)

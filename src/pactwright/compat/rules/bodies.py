"""Request bodies that come, go, or change whether they must be there."""

from __future__ import annotations

from pactwright.compat.api import Operation
from pactwright.compat.rules.notebook import Evidence, Way, show_request
from pactwright.compat.rules.rule import BREAKS, Rule
from pactwright.compat.rules.sample import body, example, sending
from pactwright.model.finding import Direction

ADDED_REQUIRED = Rule(
    id="request-body-required-added",
    kind="schema",
    change="narrowing",
    mirror="request-body-removed",
    meaning="The operation takes a body now, and a request without one is refused.",
    who="Every client: none of them sends a body yet.",
    instead="make the body optional, or offer it in a new operation",
    loud=example(sending(), body(required=True)),
    quiet=example(sending(), body()),
)
ADDED_OPTIONAL = Rule(
    id="request-body-optional-added",
    kind="schema",
    change="widening",
    mirror="request-body-removed",
    rulings={"response": ("compatible", "info")},
    why="Who is called ignores a body that it does not expect.",
    meaning="The operation may be sent a body now.",
    who="Nobody.",
    instead="nothing to do",
    loud=example(sending(), body()),
    quiet=example(body(), body()),
)
REMOVED = Rule(
    id="request-body-removed",
    kind="schema",
    change="neither",
    mirror="request-body-required-added",
    rulings={"request": BREAKS, "response": BREAKS},
    why="What the body said is lost either way: nobody reads it, or nobody sends it.",
    meaning="The operation takes no body any more.",
    who="Every client that sends one.",
    instead="keep the body, deprecate the operation, and offer a new one",
    loud=example(body(), sending()),
    quiet=example(sending(), body()),
)
BECAME_REQUIRED = Rule(
    id="request-body-became-required",
    kind="schema",
    change="narrowing",
    mirror="request-body-became-optional",
    meaning="A body that could be left out must now be there.",
    who="Clients that leave it out.",
    instead="keep it optional",
    loud=example(body(), body(required=True)),
    quiet=example(body(required=True), body()),
)
BECAME_OPTIONAL = Rule(
    id="request-body-became-optional",
    kind="schema",
    change="widening",
    mirror="request-body-became-required",
    meaning="A body that had to be there may now be left out.",
    who="Of requests nobody; of callbacks and webhooks, who receives them without a body.",
    instead="nothing to do for requests; in callbacks, keep sending the body",
    loud=example(body(required=True), body()),
    quiet=example(body(), body(required=True)),
)

RULES = (ADDED_REQUIRED, ADDED_OPTIONAL, REMOVED, BECAME_REQUIRED, BECAME_OPTIONAL)


def check_body(old: Operation, new: Operation, way: Way) -> None:
    """Note what changed about there being a body."""
    if old.body is None and new.body is not None:
        required = new.body.required
        way.notebook.note(
            ADDED_REQUIRED if required else ADDED_OPTIONAL,
            f"a request body was added, {'and must be sent' if required else 'optional'}",
            old=old.pointer,
            new=new.body.pointer,
            direction=way.inbound,
            operation=way.label,
            shows=_bodiless(old, way.inbound),
        )
    elif old.body is not None and new.body is None:
        media = old.body.media[0].type if old.body.media else "application/json"
        way.notebook.note(
            REMOVED,
            "the request body was removed",
            old=old.body.pointer,
            new=new.pointer,
            direction=way.inbound,
            operation=way.label,
            shows=show_request(old, Content_Type=media),
        )
    elif old.body is not None and new.body is not None and old.body.required != new.body.required:
        way.notebook.note(
            BECAME_REQUIRED if new.body.required else BECAME_OPTIONAL,
            f"the request body became {'required' if new.body.required else 'optional'}",
            old=old.body.pointer,
            new=new.body.pointer,
            direction=way.inbound,
            operation=way.label,
            shows=_bodiless(old, way.inbound),
        )


def _bodiless(operation: Operation, direction: Direction) -> Evidence:
    shown = show_request(operation)
    return Evidence(part=direction, line=f"{shown.line}  (no body)", value=shown.value)

"""Parameters and response headers that come, go, or change whether they must be there."""

from __future__ import annotations

from pactwright.compat.api import Operation, Parameter
from pactwright.compat.rules.notebook import Evidence, Way, show_request, show_response
from pactwright.compat.rules.rule import BREAKS, WARNS, Rule
from pactwright.compat.rules.sample import answer, example, operation, query
from pactwright.model.finding import Direction

_HEADER = {"schema": {"type": "integer"}}

REQUIRED_ADDED = Rule(
    id="parameter-required-added",
    kind="schema",
    change="narrowing",
    mirror="parameter-required-removed",
    meaning="A parameter that was not there before must now be sent.",
    who="Every client: none of them sends it yet, and its requests are refused.",
    instead="make it optional with a default, or offer it in a new operation",
    loud=example(operation(), query(required=True)),
    quiet=example(operation(), query()),
)
OPTIONAL_ADDED = Rule(
    id="parameter-optional-added",
    kind="schema",
    change="neither",
    mirror="parameter-optional-removed",
    meaning="A parameter (or response header) was added that need not be sent.",
    who="Nobody: who does not know it leaves it out.",
    instead="nothing to do",
    loud=example(operation(), query()),
    quiet=example(query(), query()),
)
REQUIRED_REMOVED = Rule(
    id="parameter-required-removed",
    kind="schema",
    change="widening",
    mirror="parameter-required-added",
    rulings={"request": WARNS},
    why="A request may hold more than the provider reads; what the parameter asked for is lost.",
    meaning="A parameter (or response header) that always had to be there is gone.",
    who="Of response headers: every client that reads it. Of parameters: clients that rely on "
    "what it did; their requests still pass.",
    instead="keep it, deprecate it, and remove it after its sunset",
    loud=example(answer(headers={"X-Total": {"required": True, **_HEADER}}), answer()),
    quiet=example(answer(), answer(headers={"X-Total": {"required": True, **_HEADER}})),
)
OPTIONAL_REMOVED = Rule(
    id="parameter-optional-removed",
    kind="schema",
    change="neither",
    mirror="parameter-optional-added",
    rulings={"request": WARNS, "response": WARNS},
    why="The contract never promised it, and yet somebody may rely on it.",
    meaning="A parameter (or response header) that could be left out is gone.",
    who="Clients that use it: the provider ignores it now, or sends it no more.",
    instead="keep it, deprecate it, and remove it after its sunset",
    loud=example(query(), operation()),
    quiet=example(operation(), query()),
)
BECAME_REQUIRED = Rule(
    id="parameter-became-required",
    kind="schema",
    change="narrowing",
    mirror="parameter-became-optional",
    meaning="A parameter (or response header) that could be left out must now be there.",
    who="Of parameters: clients that leave it out. Of response headers: nobody.",
    instead="keep it optional and give it a default",
    loud=example(query(), query(required=True)),
    quiet=example(query(required=True), query()),
)
BECAME_OPTIONAL = Rule(
    id="parameter-became-optional",
    kind="schema",
    change="widening",
    mirror="parameter-became-required",
    meaning="A parameter (or response header) that had to be there may now be left out.",
    who="Of response headers: clients that read it. Of parameters: nobody.",
    instead="keep sending the header always",
    loud=example(
        answer(headers={"X-Total": {"required": True, **_HEADER}}),
        answer(headers={"X-Total": _HEADER}),
    ),
    quiet=example(
        answer(headers={"X-Total": _HEADER}),
        answer(headers={"X-Total": {"required": True, **_HEADER}}),
    ),
)

RULES = (
    REQUIRED_ADDED,
    OPTIONAL_ADDED,
    REQUIRED_REMOVED,
    OPTIONAL_REMOVED,
    BECAME_REQUIRED,
    BECAME_OPTIONAL,
)


def check_added(new: Parameter, operation: Operation, way: Way, *, at: str) -> None:
    """Note a parameter that only the new document has; `at` is where the old one lacks it."""
    rule = REQUIRED_ADDED if new.required else OPTIONAL_ADDED
    direction = way.outbound if new.location == "response header" else way.inbound
    # A closed reader refuses what it does not know.
    closed = BREAKS if way.reader == "closed" and direction == "response" else None
    must = "must now be sent" if direction == "request" else "is always sent now"
    way.notebook.note(
        rule,
        f"{new.label} was added" + (f" and {must}" if new.required else ", optional"),
        old=at,
        new=new.pointer,
        direction=direction,
        operation=way.label,
        shows=_without(new, operation, direction),
        ruling=closed,
    )


def check_removed(old: Parameter, operation: Operation, way: Way, *, at: str) -> None:
    """Note a parameter that only the old document has; `at` is where the new one lacks it."""
    rule = REQUIRED_REMOVED if old.required else OPTIONAL_REMOVED
    direction = way.outbound if old.location == "response header" else way.inbound
    closed = BREAKS if way.reader == "closed" and direction == "request" else None
    way.notebook.note(
        rule,
        f"{old.label} was removed" + (", though it was always there" if old.required else ""),
        old=old.pointer,
        new=at,
        direction=direction,
        operation=way.label,
        shows=_without(old, operation, direction),
        ruling=closed,
    )


def check_required(old: Parameter, new: Parameter, operation: Operation, way: Way) -> None:
    """Note a change of whether the parameter must be there."""
    if old.required == new.required:
        return
    direction = way.outbound if old.location == "response header" else way.inbound
    way.notebook.note(
        BECAME_REQUIRED if new.required else BECAME_OPTIONAL,
        f"{new.label} became {'required' if new.required else 'optional'}",
        old=old.pointer,
        new=new.pointer,
        direction=direction,
        operation=way.label,
        shows=_without(new, operation, direction),
    )


def _without(parameter: Parameter, operation: Operation, direction: Direction) -> Evidence:
    if parameter.location == "response header":
        shown = show_response(operation, "200")
    else:
        shown = show_request(operation)
    line = f"{shown.line}  (no {parameter.label})"
    return Evidence(part=direction, line=line, value=shown.value)

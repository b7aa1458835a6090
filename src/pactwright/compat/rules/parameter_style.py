"""How a parameter's value is written: style, explode, reserved characters, empty values, media."""

from __future__ import annotations

from pactwright.compat.api import Operation, Parameter
from pactwright.compat.rules.notebook import Evidence, Way, show_request
from pactwright.compat.rules.rule import TELLS, Rule
from pactwright.compat.rules.sample import example, query

_LIST = {"schema": {"type": "array", "items": {"type": "string"}}}
_JSON = {"content": {"application/json": {"schema": {"type": "object"}}}}


STYLE_CHANGED = Rule(
    id="parameter-style-changed",
    kind="policy",
    change="narrowing",
    unmirrored="the opposite edit is a change of style too",
    rulings={"response": ("breaking", "error")},
    why="The two sides read one text differently; neither way of writing includes the other.",
    meaning="A list or an object is written in another way than before (style or explode).",
    who="Every client that sends (or reads) more than one value.",
    instead="add a second parameter with the new style, and deprecate this one",
    loud=example(query(**_LIST), query(**_LIST, style="spaceDelimited", explode=False)),
    quiet=example(query(), query(explode=False)),
)
RESERVED_REFUSED = Rule(
    id="parameter-reserved-refused",
    kind="policy",
    change="narrowing",
    mirror="parameter-reserved-allowed",
    meaning="Reserved characters (`/?#&` and their like) must be percent-encoded now.",
    who="Clients that send them as they are.",
    instead="keep allowReserved, or announce the change",
    loud=example(query(allowReserved=True), query()),
    quiet=example(query(), query(allowReserved=True)),
)
RESERVED_ALLOWED = Rule(
    id="parameter-reserved-allowed",
    kind="policy",
    change="widening",
    mirror="parameter-reserved-refused",
    meaning="Reserved characters may stand unencoded now.",
    who="Nobody: who encodes them may go on.",
    instead="nothing to do",
    loud=example(query(), query(allowReserved=True)),
    quiet=example(query(allowReserved=True), query()),
)
EMPTY_REFUSED = Rule(
    id="parameter-empty-refused",
    kind="policy",
    change="narrowing",
    mirror="parameter-empty-allowed",
    meaning="The parameter may no longer be sent without a value (`?flag`).",
    who="Clients that send the name alone.",
    instead="keep allowEmptyValue",
    loud=example(query(allowEmptyValue=True), query()),
    quiet=example(query(), query(allowEmptyValue=True)),
)
EMPTY_ALLOWED = Rule(
    id="parameter-empty-allowed",
    kind="policy",
    change="widening",
    mirror="parameter-empty-refused",
    meaning="The parameter may be sent without a value (`?flag`).",
    who="Nobody.",
    instead="nothing to do",
    loud=example(query(), query(allowEmptyValue=True)),
    quiet=example(query(allowEmptyValue=True), query()),
)
CONTENT_CHANGED = Rule(
    id="parameter-content-changed",
    kind="policy",
    change="narrowing",
    unmirrored="the opposite edit is a change of serialisation too",
    rulings={"response": ("breaking", "error")},
    why="The two sides read one text differently; neither way of writing includes the other.",
    meaning="The value is a document of a media type now, is one no longer, or of another type.",
    who="Every client: what it sends is read as something else.",
    instead="add a second parameter, and deprecate this one",
    loud=example(query(), {**query(**_JSON)}),
    quiet=example(query(**_JSON), query(**_JSON)),
)

RULES = (
    STYLE_CHANGED,
    RESERVED_REFUSED,
    RESERVED_ALLOWED,
    EMPTY_REFUSED,
    EMPTY_ALLOWED,
    CONTENT_CHANGED,
)

_FLAGS = (
    ("allow_reserved", RESERVED_REFUSED, RESERVED_ALLOWED, "reserved characters unencoded"),
    ("allow_empty", EMPTY_REFUSED, EMPTY_ALLOWED, "no value"),
)


def check_style(
    old: Parameter, new: Parameter, operation: Operation, way: Way, *, several: bool
) -> None:
    """Note another way of writing the value; `several` tells that it may be a list or object."""
    direction = way.outbound if old.location == "response header" else way.inbound
    if _types(old) != _types(new):
        way.notebook.note(
            CONTENT_CHANGED,
            f"{new.label} is written as {_words(new)} instead of {_words(old)}",
            old=old.pointer,
            new=new.pointer,
            direction=direction,
            operation=way.label,
            shows=show_request(operation, query=f"{old.name}=…"),
        )
    elif several and not old.content and (old.style, old.explode) != (new.style, new.explode):
        way.notebook.note(
            STYLE_CHANGED,
            f"{new.label} is written as {_style(new)} instead of {_style(old)}",
            old=old.pointer,
            new=new.pointer,
            direction=direction,
            operation=way.label,
            shows=_written(old, operation),
        )
    for name, refused, allowed, words in _FLAGS:
        before, after = getattr(old, name), getattr(new, name)
        if before != after and old.location == "query":
            way.notebook.note(
                allowed if after else refused,
                f"{new.label} {'may' if after else 'may not'} have {words}",
                old=old.pointer,
                new=new.pointer,
                direction=direction,
                operation=way.label,
                shows=show_request(
                    operation, query=f"{old.name}" if name == "allow_empty" else f"{old.name}=a/b"
                ),
                ruling=None if direction == "request" else TELLS,
            )


def _types(parameter: Parameter) -> tuple[str, ...]:
    return tuple(sorted(media.type.lower() for media in parameter.content))


def _words(parameter: Parameter) -> str:
    types = _types(parameter)
    return f"a document of {' or '.join(types)}" if types else "plain text"


def _style(parameter: Parameter) -> str:
    return f"{parameter.style}, {'exploded' if parameter.explode else 'in one piece'}"


_BETWEEN = {"form": ",", "spaceDelimited": "%20", "pipeDelimited": "|", "simple": ","}


def _written(parameter: Parameter, operation: Operation) -> Evidence:
    """Return the request that writes two values as the old contract has it."""
    name = parameter.name
    if parameter.style == "deepObject":
        text = f"{name}[a]=1&{name}[b]=2"
    elif parameter.explode and parameter.style == "form":
        text = f"{name}=a&{name}=b"
    else:
        text = f"{name}=a{_BETWEEN.get(parameter.style, ',')}b"
    if parameter.location == "query":
        return show_request(operation, query=text)
    shown = show_request(operation)
    line = f"{shown.line}  ({parameter.label}: {text.partition('=')[2] or text})"
    return Evidence(part="request", line=line, value=shown.value)

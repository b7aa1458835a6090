"""Operations, webhooks and callbacks that come and go."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pactwright.compat.api import Lifecycle, Operation
from pactwright.compat.rules.dates import read_date
from pactwright.compat.rules.notebook import Way, show_request
from pactwright.compat.rules.rule import BREAKS, TELLS, WARNS, Rule
from pactwright.compat.rules.sample import api, changed, example, operation

_OK = {"responses": {"200": {"description": "ok"}}}
_ORDERS = operation()
_EMPTY = api()
_OLD = operation(deprecated=True, **{"x-sunset": "2020-01-01"})
_LATE = operation(deprecated=True, **{"x-sunset": "2999-01-01"})
_SHIPPED = {"shipped": {"post": _OK}}
_HOOKED = changed(_ORDERS, "paths", "/orders", "get", callbacks={"paid": {"{$url}": {"post": _OK}}})

REMOVED = Rule(
    id="operation-removed",
    kind="schema",
    change="narrowing",
    mirror="operation-added",
    meaning="A method of a path is gone.",
    who="Every client that calls it: it gets 404 Not Found or 405 Method Not Allowed.",
    instead="mark it deprecated with an x-sunset date, and remove it after that day",
    loud=example(_ORDERS, _EMPTY),
    quiet=example(_EMPTY, _ORDERS),
)
REMOVED_EARLY = Rule(
    id="operation-removed-before-sunset",
    kind="schema",
    change="narrowing",
    unmirrored="an operation added has no sunset behind it",
    meaning="A deprecated operation is gone before the day that its x-sunset promised.",
    who="Clients that trusted the date.",
    instead="keep it until that day",
    loud=example(_LATE, _EMPTY),
    quiet=example(_OLD, _EMPTY),
)
REMOVED_LATE = Rule(
    id="operation-removed-after-sunset",
    kind="policy",
    change="narrowing",
    unmirrored="an operation added has no sunset behind it",
    rulings={"request": TELLS, "response": TELLS},
    why="Its end was announced, and the day has passed.",
    meaning="A deprecated operation is gone, after the day that its x-sunset named.",
    who="Clients that did not heed the announcement.",
    instead="nothing to do",
    loud=example(_OLD, _EMPTY),
    quiet=example(_ORDERS, _EMPTY),
)
ADDED = Rule(
    id="operation-added",
    kind="schema",
    change="widening",
    mirror="operation-removed",
    meaning="There is a method or path that was not there before.",
    who="Nobody.",
    instead="nothing to do",
    loud=example(_EMPTY, _ORDERS),
    quiet=example(_ORDERS, _EMPTY),
)
SHADOWED = Rule(
    id="operation-shadowed",
    kind="policy",
    change="neither",
    unmirrored="a concrete path that goes gives its requests back; operation-removed tells of it",
    rulings={"request": WARNS},
    why="Whether anybody asks for that very value of the template, no document tells.",
    meaning="A new concrete path takes requests that an existing template answered before.",
    who="Clients that use the concrete word as a value of the template's variable.",
    instead="choose a path that the template does not match",
    loud=example(
        api({"/orders/{id}": {"get": _OK}}),
        api({"/orders/{id}": {"get": _OK}, "/orders/latest": {"get": _OK}}),
    ),
    quiet=example(
        api({"/orders/{id}": {"get": _OK}}),
        api({"/orders/{id}": {"get": _OK}, "/latest": {"get": _OK}}),
    ),
)
WEBHOOK_REMOVED = Rule(
    id="webhook-removed",
    kind="policy",
    change="narrowing",
    mirror="webhook-added",
    rulings={"response": BREAKS},
    why="Who waits for a message that never comes cannot do its work.",
    meaning="The provider no longer sends this webhook.",
    who="Everybody who subscribed to it.",
    instead="keep sending it, and deprecate it",
    loud=example(api(webhooks=_SHIPPED, openapi="3.1.0"), api(openapi="3.1.0")),
    quiet=example(api(openapi="3.1.0"), api(webhooks=_SHIPPED, openapi="3.1.0")),
)
WEBHOOK_ADDED = Rule(
    id="webhook-added",
    kind="policy",
    change="widening",
    mirror="webhook-removed",
    rulings={"response": TELLS},
    why="It is sent to those who subscribe.",
    meaning="The provider sends a webhook that it did not send before.",
    who="Nobody who does not ask for it.",
    instead="nothing to do",
    loud=example(api(openapi="3.1.0"), api(webhooks=_SHIPPED, openapi="3.1.0")),
    quiet=example(api(webhooks=_SHIPPED, openapi="3.1.0"), api(openapi="3.1.0")),
)
CALLBACK_REMOVED = Rule(
    id="callback-removed",
    kind="policy",
    change="narrowing",
    mirror="callback-added",
    rulings={"response": BREAKS},
    why="Who waits for a message that never comes cannot do its work.",
    meaning="The provider no longer makes this call back.",
    who="Clients that wait for it.",
    instead="keep making it, and deprecate it",
    loud=example(_HOOKED, _ORDERS),
    quiet=example(_ORDERS, _HOOKED),
)
CALLBACK_ADDED = Rule(
    id="callback-added",
    kind="policy",
    change="widening",
    mirror="callback-removed",
    rulings={"response": TELLS},
    why="It goes to a URL that the client names.",
    meaning="The provider makes a call back that it did not make before.",
    who="Nobody who names no URL for it.",
    instead="nothing to do",
    loud=example(_ORDERS, _HOOKED),
    quiet=example(_HOOKED, _ORDERS),
)

RULES = (
    REMOVED,
    REMOVED_EARLY,
    REMOVED_LATE,
    ADDED,
    SHADOWED,
    WEBHOOK_REMOVED,
    WEBHOOK_ADDED,
    CALLBACK_REMOVED,
    CALLBACK_ADDED,
)


def check_removed(
    old: Operation, way: Way, *, at: str, today: date | None, advice: str | None
) -> None:
    """Note an operation that is gone; whether that was announced depends on its sunset."""
    rule, words = _judge(old.lifecycle, today)
    way.notebook.note(
        rule,
        f"{way.label} was removed{words}",
        old=old.pointer,
        new=at,
        direction=way.inbound,
        operation=way.label,
        shows=show_request(old),
        hint=advice,
    )


def _judge(lifecycle: Lifecycle, today: date | None) -> tuple[Rule, str]:
    sunset = read_date(lifecycle.sunset) if lifecycle.deprecated else None
    if sunset is None or today is None:
        return REMOVED, ""
    if today >= sunset:
        return REMOVED_LATE, f" after its sunset, {sunset}"
    return REMOVED_EARLY, f" before its sunset, {sunset}"


def check_added(new: Operation, way: Way, *, at: str, templates: Sequence[str]) -> None:
    """Note an operation that is new; `templates` are the old paths that its own path matches."""
    way.notebook.note(
        ADDED,
        f"{way.label} was added",
        old=at,
        new=new.pointer,
        direction=way.inbound,
        operation=way.label,
    )
    for template in templates:
        way.notebook.note(
            SHADOWED,
            f"{way.label} takes requests that {new.method} {template} answered",
            old=at,
            new=new.pointer,
            direction=way.inbound,
            operation=way.label,
        )


def check_call(old: Operation | None, new: Operation | None, way: Way, *, at: str) -> None:
    """Note a webhook or callback that only one side has; `at` is where the other lacks it."""
    callback = "callback" in way.label
    one = old or new
    if one is None:
        return
    if old is not None:
        rule, words = (CALLBACK_REMOVED if callback else WEBHOOK_REMOVED), "is no longer made"
    else:
        rule, words = (CALLBACK_ADDED if callback else WEBHOOK_ADDED), "is made now"
    way.notebook.note(
        rule,
        f"{way.label} {words}",
        old=old.pointer if old else at,
        new=new.pointer if new else at,
        direction=way.inbound,
        operation=way.label,
        shows=show_request(one),
    )

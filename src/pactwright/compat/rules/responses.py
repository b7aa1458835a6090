"""Response statuses that come and go, and the links of responses."""

from __future__ import annotations

from pactwright.compat.api import Operation, Response
from pactwright.compat.rules.notebook import Way, show_request, show_response
from pactwright.compat.rules.rule import BREAKS, TELLS, WARNS, Rule
from pactwright.compat.rules.sample import answer, example, operation

_OK = {"description": "ok"}
_LINKED = {"next": {"operationId": "listOrders"}}

SUCCESS_REMOVED = Rule(
    id="response-success-status-removed",
    kind="schema",
    change="narrowing",
    mirror="response-success-status-added",
    rulings={"response": BREAKS},
    why="Fewer answers would be fine, but a client waits for this one to know that all went well.",
    meaning="A status that meant success no longer comes.",
    who="Clients that wait for exactly this status.",
    instead="keep answering with it",
    loud=example(operation(responses={"200": _OK, "201": _OK}), operation(responses={"200": _OK})),
    quiet=example(operation(responses={"200": _OK}), operation(responses={"200": _OK, "201": _OK})),
)
SUCCESS_ADDED = Rule(
    id="response-success-status-added",
    kind="schema",
    change="widening",
    mirror="response-success-status-removed",
    rulings={"response": WARNS},
    why="A client treats an unknown status as the x00 of its class (RFC 9110, section 15), which "
    "a tolerant reader does; under --reader strict and closed it breaks.",
    meaning="Another status that means success may come.",
    who="Clients that take anything but the statuses they know for a failure.",
    instead="tell the clients, or send the new status only to those who ask for it",
    loud=example(operation(responses={"200": _OK}), operation(responses={"200": _OK, "202": _OK})),
    quiet=example(operation(responses={"200": _OK}), operation(responses={"200": _OK, "404": _OK})),
)
OTHER_REMOVED = Rule(
    id="response-other-status-removed",
    kind="schema",
    change="narrowing",
    mirror="response-other-status-added",
    meaning="A status that meant no success is no longer described.",
    who="Nobody: what handled it is not needed any more.",
    instead="nothing to do",
    loud=example(operation(responses={"200": _OK, "404": _OK}), operation(responses={"200": _OK})),
    quiet=example(operation(responses={"200": _OK}), operation(responses={"200": _OK, "404": _OK})),
)
OTHER_ADDED = Rule(
    id="response-other-status-added",
    kind="schema",
    change="widening",
    mirror="response-other-status-removed",
    rulings={"response": TELLS},
    why="Failures come unannounced anyway, and a client knows their classes (RFC 9110, 15).",
    meaning="A status that means no success is described now.",
    who="Hardly anybody.",
    instead="nothing to do",
    loud=example(operation(responses={"200": _OK}), operation(responses={"200": _OK, "404": _OK})),
    quiet=example(operation(responses={"200": _OK, "404": _OK}), operation(responses={"200": _OK})),
)
LINK_REMOVED = Rule(
    id="response-link-removed",
    kind="policy",
    change="narrowing",
    mirror="response-link-added",
    rulings={"response": WARNS, "request": WARNS},
    why="A link is advice for generated clients; nothing on the wire changes with it.",
    meaning="A response no longer says which operation its values lead to.",
    who="Clients generated from the links.",
    instead="keep the link while its target stands",
    loud=example(answer(links=_LINKED), answer()),
    quiet=example(answer(), answer(links=_LINKED)),
)
LINK_ADDED = Rule(
    id="response-link-added",
    kind="policy",
    change="widening",
    mirror="response-link-removed",
    rulings={"response": TELLS, "request": TELLS},
    why="A link is advice for generated clients; nothing on the wire changes with it.",
    meaning="A response says of another operation that its values lead there.",
    who="Nobody.",
    instead="nothing to do",
    loud=example(answer(), answer(links=_LINKED)),
    quiet=example(answer(links=_LINKED), answer()),
)
LINK_CHANGED = Rule(
    id="response-link-changed",
    kind="policy",
    change="neither",
    unmirrored="the opposite edit changes the link too",
    rulings={"response": WARNS, "request": WARNS},
    why="A link is advice for generated clients; nothing on the wire changes with it.",
    meaning="A link leads to another operation, or with other values.",
    who="Clients generated from the links.",
    instead="add a link of another name, and keep this one",
    loud=example(answer(links=_LINKED), answer(links={"next": {"operationId": "readOrder"}})),
    quiet=example(answer(links=_LINKED), answer(links=_LINKED)),
)

RULES = (
    SUCCESS_REMOVED,
    SUCCESS_ADDED,
    OTHER_REMOVED,
    OTHER_ADDED,
    LINK_REMOVED,
    LINK_ADDED,
    LINK_CHANGED,
)


def check_status_removed(old: Response, operation: Operation, way: Way) -> None:
    """Note a response that the new document does not have, not even by a range or default."""
    way.notebook.note(
        SUCCESS_REMOVED if old.succeeds else OTHER_REMOVED,
        f"the status {old.status} was removed",
        old=old.pointer,
        new=f"{operation.pointer}/responses",
        direction=way.outbound,
        operation=way.label,
        shows=show_request(operation),
    )


def check_status_added(new: Response, operation: Operation, way: Way) -> None:
    """Note a response that the old document does not have, not even by a range or default."""
    strict = new.succeeds and way.reader != "open" and way.outbound == "response"
    way.notebook.note(
        SUCCESS_ADDED if new.succeeds else OTHER_ADDED,
        f"the status {new.status} was added",
        old=f"{operation.pointer}/responses",
        new=new.pointer,
        direction=way.outbound,
        operation=way.label,
        shows=show_response(operation, new.status),
        ruling=BREAKS if strict else None,
    )


def check_links(old: Response, new: Response, way: Way) -> None:
    """Note links that come, go or change."""
    before = {link.name: link for link in old.links}
    after = {link.name: link for link in new.links}
    for name in sorted({*before, *after}):
        was, now = before.get(name), after.get(name)
        if was is not None and now is not None:
            if _essence(was.raw) != _essence(now.raw):
                rule, words = LINK_CHANGED, "changed"
            else:
                continue
        else:
            rule, words = (
                (LINK_ADDED, "was added") if was is None else (LINK_REMOVED, "was removed")
            )
        way.notebook.note(
            rule,
            f"the link {name!r} of the {new.status} response {words}",
            old=was.pointer if was else old.pointer,
            new=now.pointer if now else new.pointer,
            direction=way.outbound,
            operation=way.label,
        )


def _essence(raw: object) -> object:
    if isinstance(raw, dict):
        return {key: value for key, value in raw.items() if key != "description"}
    return raw

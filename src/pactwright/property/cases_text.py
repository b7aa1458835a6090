"""Files of kept cases: their canonical bytes, and back."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final, Literal, cast

from pactwright.model.interaction import Pairs, ProviderState
from pactwright.model.json import Json, JsonObject
from pactwright.model.wire import WireRequest, WireResponse
from pactwright.pactfile.node import Node
from pactwright.property.cases import (
    VERSION,
    Acceptance,
    Case,
    CasesFile,
    Step,
    Take,
    sort_cases,
)
from pactwright.property.read import (
    Kind,
    elements,
    needed_text,
    open_file,
    refuse_problems,
    texts,
)
from pactwright.property.write import METADATA, format_members

_LONG_AGO = date.min
_KIND: Final = Kind(
    key="cases",
    version=VERSION,
    deed="take the file from before out of git (below .pactwright: remove it)",
)


def format_cases(file: CasesFile) -> bytes:
    """Return the file: JSON in UTF-8 (so YAML as well), sorted keys, two spaces, newline."""
    return format_members(
        {
            "cases": VERSION,
            "consumer": file.consumer,
            "provider": file.provider,
            "metadata": METADATA,
            "findings": [_case(one) for one in sort_cases(file.cases)],
        },
        name=f"the file of cases of {file.consumer!r} and {file.provider!r}",
    )


def parse_cases(data: bytes, *, source: str) -> CasesFile:
    """Return the cases that `data` holds; raises `PactwrightError` with all that is wrong."""
    root = open_file(data, source=source, kind=_KIND)
    file = CasesFile(
        consumer=needed_text(root, "consumer"),
        provider=needed_text(root, "provider"),
        cases=sort_cases(_read_case(one) for one in elements(root, "findings")),
    )
    refuse_problems(root.problems, data, source=source, kind=_KIND)
    return file


def _case(case: Case) -> JsonObject:
    accepted = case.accepted
    return _filled(
        {
            "fingerprint": case.fingerprint,
            "side": case.side,
            "check": case.check,
            "operation": case.operation,
            "message": case.message,
            "expected": case.expected or None,
            "firstSeen": case.first_seen.isoformat(),
            "interaction": case.interaction,
            "providerStates": [_state(one) for one in case.states],
            "steps": [_step(one) for one in case.steps],
            "details": list(case.details),
            "test": case.test,
            "paste": case.paste,
            "accepted": None
            if accepted is None
            else _filled(
                {
                    "reason": accepted.reason,
                    "on": accepted.on.isoformat(),
                    "until": accepted.until.isoformat() if accepted.until else None,
                }
            ),
        }
    )


def _state(state: ProviderState) -> JsonObject:
    return {"name": state.name, **({"params": state.params} if state.params else {})}


def _step(step: Step) -> JsonObject:
    request, response = step.request, step.response
    return _filled(
        {
            "pathTemplate": step.path_template,
            "fresh": step.fresh or None,
            "bare": step.bare or None,
            "takes": [
                _filled(
                    {
                        "into": one.into,
                        "place": one.place,
                        "step": one.step,
                        "pattern": one.pattern,
                    }
                )
                for one in step.takes
            ],
            "request": _filled(
                {
                    "method": request.method,
                    "path": request.path,
                    "query": [[name, list(values)] for name, values in request.query],
                    "headers": _headers(request.headers),
                    "body": _body(request.body),
                }
            ),
            "response": None
            if response is None
            else _filled(
                {
                    "status": response.status,
                    "headers": _headers(response.headers),
                    "body": _body(response.body),
                }
            ),
        }
    )


def _headers(headers: Iterable[tuple[str, str]]) -> list[Json]:
    return [[name, value] for name, value in headers]


def _body(body: bytes) -> JsonObject | None:
    """Return the exact bytes: as text where they are UTF-8, else as base64."""
    if not body:
        return None
    try:
        return {"text": body.decode("utf-8")}
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(body).decode("ascii")}


def _filled(members: Mapping[str, Json]) -> JsonObject:
    return {key: value for key, value in members.items() if value is not None and value != []}


def _read_case(node: Node) -> Case:
    side = needed_text(node, "side")
    if side not in ("provider", "consumer"):
        node.child("side", side).report('expected "provider" or "consumer"')
    return Case(
        fingerprint=needed_text(node, "fingerprint"),
        side=cast("Literal['provider', 'consumer']", side),
        check=needed_text(node, "check"),
        operation=needed_text(node, "operation"),
        message=needed_text(node, "message"),
        expected=node.text("expected") or "",
        first_seen=_day(node, "firstSeen") or _LONG_AGO,
        interaction=node.text("interaction"),
        states=tuple(_read_state(one) for one in elements(node, "providerStates")),
        steps=_read_steps(node),
        details=texts(node, "details"),
        test=node.text("test"),
        paste=node.text("paste"),
        accepted=_read_acceptance(node.object("accepted")),
    )


def _day(node: Node, key: str, *, needed: bool = True) -> date | None:
    text = needed_text(node, key) if needed else node.text(key)
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        node.child(key, text).report("expected a day such as 2026-11-21")
        return None


def _read_acceptance(node: Node | None) -> Acceptance | None:
    if node is None:
        return None
    reason = needed_text(node, "reason")
    if not reason.strip():
        node.report('an accepted finding needs a "reason"')
    return Acceptance(
        reason=reason, on=_day(node, "on") or _LONG_AGO, until=_day(node, "until", needed=False)
    )


def _read_state(node: Node) -> ProviderState:
    return ProviderState(name=needed_text(node, "name"), params=node.plain_object("params"))


def _read_steps(node: Node) -> tuple[Step, ...]:
    found = tuple(_read_step(one) for one in elements(node, "steps"))
    if not found:
        node.report('a finding needs "steps": the requests that show it')
    return found


def _read_step(node: Node) -> Step:
    request = node.object("request")
    if request is None:
        node.child("request", None).report("missing")
        request = node.child("request", {})
    response = node.object("response")
    return Step(
        request=WireRequest(
            method=needed_text(request, "method"),
            path=needed_text(request, "path"),
            query=_read_query(request),
            headers=_read_headers(request),
            body=_read_body(request),
        ),
        response=None
        if response is None
        else WireResponse(
            status=_whole(response, "status") or 0,
            headers=_read_headers(response),
            body=_read_body(response),
        ),
        path_template=node.text("pathTemplate"),
        takes=tuple(_read_take(one) for one in elements(node, "takes")),
        fresh=_flag(node, "fresh"),
        bare=_flag(node, "bare"),
    )


def _flag(node: Node, key: str) -> bool:
    found = node.member(key)
    if found is None or isinstance(found.value, bool):
        return found is not None and found.value is True
    found.wrong_type("true or false")
    return False


def _read_take(node: Node) -> Take:
    step = _whole(node, "step") if node.member("step") is not None else None
    return Take(
        into=needed_text(node, "into"),
        place=needed_text(node, "place"),
        step=step,
        pattern=node.text("pattern"),
    )


def _whole(node: Node, key: str) -> int | None:
    found = node.member(key)
    value = None if found is None else found.value
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    node.child(key, value).wrong_type("a whole number")
    return None


def _read_headers(node: Node) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    for one in _list(node, "headers"):
        match one.value:
            case [str() as name, str() as value]:
                found.append((name, value))
            case _:
                one.report('expected a pair such as ["Accept", "text/html"]')
    return tuple(found)


def _read_query(node: Node) -> Pairs:
    found: list[tuple[str, tuple[str | None, ...]]] = []
    for one in _list(node, "query"):
        match one.value:
            case [str() as name, list() as values] if all(
                value is None or isinstance(value, str) for value in values
            ):
                found.append((name, cast("tuple[str | None, ...]", tuple(values))))
            case _:
                one.report('expected a pair such as ["tag", ["a", "b"]]')
    return tuple(found)


def _list(node: Node, key: str) -> Iterable[Node]:
    listed = node.member(key)
    return () if listed is None else listed.elements()


def _read_body(node: Node) -> bytes:
    body = node.object("body")
    if body is None:
        return b""
    text, encoded = body.text("text"), body.text("base64")
    if text is not None:
        return text.encode()
    try:
        return base64.b64decode(encoded or "", validate=True)
    except (binascii.Error, ValueError) as error:
        body.child("base64", encoded).report(f"not base64 ({error})")
        return b""

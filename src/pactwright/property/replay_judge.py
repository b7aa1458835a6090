"""Judges the answer to one request by the document and by what the consumer reads."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from pactwright.model.wire import WireAnswer, WireRequest
from pactwright.property.replay_reading import Reader, judge_reading
from pactwright.property.schemathesis_checks import Breach, judge_answer
from pactwright.property.schemathesis_document import ApiOperation

CRASH: Final = "not_a_server_error"
"""The check that a server error breaks; the place is where it was raised, or else the status."""

_SERVER_ERROR: Final = 500
_NO_ANSWER: Final = "no answer"
_FRAME: Final = re.compile(r'^\s*File "(?P<file>[^"]+)", line \d+, in (?P<name>.+)$', re.MULTILINE)
_RAISED: Final = re.compile(r"^(?P<kind>[A-Za-z_][\w.]*)(: (?P<text>.*))?$")


def judge(
    operation: ApiOperation,
    request: WireRequest,
    answer: WireAnswer,
    *,
    own: Reader | None = None,
    others: Sequence[Reader] = (),
) -> tuple[Breach, ...]:
    """Return what is wrong with the answer, sorted; empty when all is well.

    A crash hides everything else, and what breaks the document is not told a second time as
    something that the consumer cannot read. Without `own` no consumer reads the answer.
    """
    response = answer.response
    if response is None:
        return (_no_answer(answer),)
    if _is_crash(operation, response.status):
        return (_crash(str(response.status), answer),)
    found = list(dict.fromkeys(judge_answer(operation, request, response)))
    places = {one.place for one in found}
    if any(one.kind == "content-type" for one in found):
        places.add(f"{response.status} Content-Type")
    if own is not None and not any(one.kind == "status" for one in found):
        found += [one for one in judge_reading(own, others, response) if one.place not in places]
    distinct = {one.key: one for one in reversed(found)}
    return tuple(sorted(distinct.values(), key=lambda one: one.key))


def _is_crash(operation: ApiOperation, status: int) -> bool:
    """Return whether the status says that the service failed; one that the document names may be.

    A plain 500 is never on purpose.
    """
    documented = str(status) in operation.definition.get("responses", {})  # type: ignore[operator]
    return status == _SERVER_ERROR or (status > _SERVER_ERROR and not documented)


def _no_answer(answer: WireAnswer) -> Breach:
    if "raised" in answer.failure:
        return _crash(_NO_ANSWER, answer)
    return Breach(
        kind="transport",
        check="answers",
        place=re.sub(r"\d+(\.\d+)?", "N", answer.failure),
        message=answer.failure,
        details=answer.notes,
    )


def _crash(status: str, answer: WireAnswer) -> Breach:
    place, raised = _where("\n".join(answer.notes))
    message = f"the service answered {status}" if answer.response is not None else answer.failure
    return Breach(
        kind="server-error",
        check=CRASH,
        place=place or status,
        message=f"{message}: {raised}" if raised and answer.response is not None else message,
        expected="no server error",
        actual=status,
        details=answer.notes,
    )


def is_bare(breach: Breach) -> bool:
    """Return whether it is a crash of which only the status is known, as no traceback was seen."""
    return breach.check == CRASH and is_bare_place(breach.place)


def is_bare_place(place: str) -> bool:
    """Return whether the place of a crash is its status alone."""
    return place.isdecimal() or place == _NO_ANSWER


def _where(traceback: str) -> tuple[str, str]:
    """Return where an exception came from, without line numbers, and the exception in words."""
    frames = _FRAME.findall(traceback)
    if not frames:
        return "", ""
    kind = words = ""
    for line in traceback.splitlines():
        if (found := _RAISED.match(line)) and not line.startswith("Traceback"):
            kind, words = found["kind"], line
    file, name = frames[-1]
    return f"{kind} in {file.replace(chr(92), '/').rpartition('/')[2]} {name}", words

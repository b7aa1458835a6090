"""Failing cases as they are kept: whole requests and answers that anybody can send again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final, Literal

from pactwright.errors import PactwrightError
from pactwright.model.interaction import ProviderState
from pactwright.model.wire import WireRequest, WireResponse

VERSION: Final = 1
"""The version of the format; a reader refuses any other."""

SUFFIX: Final = ".cases.yaml"
"""What a file of cases is called after: `web-orders.json` has `web-orders.cases.yaml`."""

LAST_SEGMENT: Final = r"^(?:[a-z]+://[^/]+)?[^?#]*/([^/?#]+)/?(?:[?#].*)?$"
"""The pattern of a `Take` that finds the id at the end of a Location."""

_DIGITS: Final = 12
_SHORTEST: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """A value of a request that is known only when the case is sent again.

    `into` is where it goes: `path.<name>`, `query.<name>`, `header.<name>`, `cookie.<name>` or
    a path expression of the JSON body. It comes from the JSON body of the answer to an earlier
    `step` (from 0) at the path expression `place`, or from its header (`header.location`), of
    which the first group of the regular expression `pattern` is taken; where `step` is `None`,
    from the provider state, whose value `place` names, or an expression of several
    (`Bearer ${token}`).
    """

    into: str
    place: str
    step: int | None = None
    pattern: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A request as it was sent, and what came (`None` where nothing did).

    `path_template` is the document's, in which the names of `takes` stand. Before a `fresh` step
    the provider states are set up anew; a `bare` one leaves the provider's request hook out.
    """

    request: WireRequest
    response: WireResponse | None = None
    path_template: str | None = None
    takes: tuple[Take, ...] = ()
    fresh: bool = False
    bare: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """Why a finding may stay for now: `reason`, the day it was accepted, and until when."""

    reason: str
    on: date
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One finding, with all that it takes to see it again.

    `side` tells who fails: a `provider` that answers wrongly, or a `consumer` that an answer
    breaks (a tolerance run; then `test` is the test's node id, without its parameters). `check`
    names what was broken (`response_schema_conformance`, `consumer-reads`, `tolerance`).
    `operation` is `GET /orders/{id}`; `interaction` the description of the one that it started
    from, `states` its provider states. The last of `steps` is the one that fails. `expected`
    and `message` are short texts, `details` lines for a person (a traceback). `paste` is the
    decorator that keeps a consumer's answer for good (`@orders.variant({…})`).
    """

    fingerprint: str
    side: Literal["provider", "consumer"]
    check: str
    operation: str
    message: str
    steps: tuple[Step, ...]
    first_seen: date
    expected: str = ""
    interaction: str | None = None
    states: tuple[ProviderState, ...] = ()
    details: tuple[str, ...] = ()
    test: str | None = None
    paste: str | None = None
    accepted: Acceptance | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CasesFile:
    """The kept cases of one consumer and provider, sorted by side, operation and fingerprint."""

    consumer: str
    provider: str
    cases: tuple[Case, ...] = field(default=())


def fingerprint_of(*parts: str) -> str:
    """Return twelve hexadecimal digits for what tells a finding from others.

    Give what stays when the same fault shows again: the check, the operation, the status, the
    place in the answer without indexes; no values that were drawn.
    """
    text = "\x1e".join(parts)
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:_DIGITS]


def sort_cases(cases: Iterable[Case]) -> tuple[Case, ...]:
    """Return the cases in the order of their file."""
    return tuple(sorted(cases, key=lambda one: (one.side, one.operation, one.fingerprint)))


def add_cases(file: CasesFile, found: Iterable[Case]) -> CasesFile:
    """Return the file with the cases that it does not have yet; what it has stays untouched."""
    known = {one.fingerprint: one for one in file.cases}
    for one in found:
        known.setdefault(one.fingerprint, one)
    return replace(file, cases=sort_cases(known.values()))


def put_case(file: CasesFile, case: Case) -> CasesFile:
    """Return the file with the case in place of the one of its fingerprint, or added."""
    others = (one for one in file.cases if one.fingerprint != case.fingerprint)
    return replace(file, cases=sort_cases((*others, case)))


def find_case(cases: Iterable[Case], name: str) -> Case:
    """Return the case whose fingerprint is or begins with `name` (four digits or more).

    Raises `PactwrightError` for none, and for several.
    """
    known = tuple({one.fingerprint: one for one in cases}.values())
    found = [one for one in known if one.fingerprint == name]
    if not found and len(name) >= _SHORTEST:
        found = [one for one in known if one.fingerprint.startswith(name)]
    if len(found) == 1:
        return found[0]
    if found:
        listed = ", ".join(one.fingerprint for one in found)
        raise PactwrightError(
            f"{name!r} is the beginning of several findings: {listed}", hint="give more digits"
        )
    listed = ", ".join(sorted(one.fingerprint for one in known)) or "none"
    raise PactwrightError(
        f"no finding is called {name!r} (known: {listed})",
        hint="`pactwright promote` without a finding lists them",
    )

"""Making something lasting of a finding: a test, an interaction, a kept or accepted case."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final, Literal

from pactwright.api.findings import Stored, find_stored
from pactwright.api.promote_test import Origin, add_test, is_open, name_file
from pactwright.api.promote_variant import add_variant
from pactwright.consumer.origin import origin_of
from pactwright.errors import PactwrightError
from pactwright.matching.response import compare_response
from pactwright.model.interaction import (
    HttpInteraction,
    PactDocument,
    ProviderState,
    Response,
)
from pactwright.pactfile.merge import update_pact
from pactwright.pactfile.naming import name_pact_files
from pactwright.pactfile.write import format_pact
from pactwright.property.cases import Acceptance, Case, CasesFile, Step, put_case
from pactwright.property.cases_text import format_cases
from pactwright.property.interaction import interaction_of
from pactwright.property.replay_order import USE_AFTER_DELETE
from pactwright.workspace.files import read_bytes, read_pacts, write_file
from pactwright.workspace.property_files import cases_beside, read_cases
from pactwright.workspace.settings import Settings

_REFUSALS: Final = {"ignored_auth": 401, USE_AFTER_DELETE: 404}
"""The statuses that are expected where the finding is that a request succeeds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to become of a finding about a provider.

    `form` is a test in Python or an interaction in the pact file; `to` the file of the test,
    `given` a provider state in place of the finding's own, `status` the one to expect.
    """

    form: Literal["test", "pact"] = "test"
    to: Path | None = None
    given: str | None = None
    status: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Promotion:
    """What was done: the file that was written, in words, what to know, and what to do next."""

    path: Path
    done: str
    next: str
    note: str | None = None


def promote_finding(settings: Settings, name: str, wish: Wish) -> Promotion:
    """Turn the finding into a consumer test or an interaction; nothing that stands is replaced.

    An answer that broke a consumer becomes a decorator above that consumer's test. Raises
    `PactwrightError` where the finding cannot be turned into that, and then writes nothing.
    """
    stored = find_stored(settings, name)
    if stored.case.side == "consumer":
        return _keep_answer(settings, stored)
    if not stored.consumer:
        raise PactwrightError(
            f"no consumer uses {stored.case.operation}, so finding {stored.case.fingerprint} "
            "can become no test or interaction of one",
            hint="keep it with --keep: every pactwright verify --all-operations sends it again",
        )
    pact, path = _find_pact(settings, stored)
    base = _find_base(pact, stored.case)
    _check_sayable(stored.case)
    states = None if wish.given is None else (ProviderState(name=wish.given),)
    status = _REFUSALS.get(stored.case.check) if wish.status is None else wish.status
    response = None if status is None else _expect(pact, base, status)
    made = interaction_of(stored.case, base, states=states, response=response)
    if wish.form == "pact":
        done = _add_interaction(pact, path, made)
    else:
        done = _add_test(settings, stored, base, made, wish.to)
    return replace(done, note=_note(stored, made))


def _check_sayable(case: Case) -> None:
    """Raise where no interaction can say what the finding is about."""
    if case.check == "examples-fit":
        raise PactwrightError(
            f"finding {case.fingerprint} is about an example of the API document, not a request",
            hint="correct the example or its schema in the document; --accept lets it stay",
        )
    if case.check in ("default-holds", "pages-add-up", "cursors-add-up"):
        raise PactwrightError(
            f"finding {case.fingerprint} compares the answers to {len(case.steps)} requests, "
            "which no interaction can say",
            hint="keep it with --keep: every pactwright verify sends all of them again",
        )


def _note(stored: Stored, made: HttpInteraction) -> str | None:
    """Return what to know where the consumer would take the answer that came."""
    came = stored.case.steps[-1].response
    if came is None or compare_response(made.response, came):
        return None
    return (
        f"{stored.consumer} accepts the answer that came: only the API document, or the steps "
        "before it, refuse it, so this interaction holds with the fault in place"
    )


def _keep_answer(settings: Settings, stored: Stored) -> Promotion:
    case = stored.case
    if case.paste is None or case.test is None:
        raise PactwrightError(
            f"finding {case.fingerprint} is an answer that its own declaration refuses",
            hint="the pact promises more than the API document; let the response of "
            f"{case.interaction!r} admit this answer too",
        )
    file, *test = case.test.split("::")
    path = settings.root / file
    text, line = add_variant(_read_text(path), test=test, decorator=case.paste)
    write_file(path, text.encode())
    return Promotion(
        path=path,
        done=f"line {line}: {case.test} keeps the answer that broke it",
        next=f"pytest {_show(path, settings)}",
    )


def _add_test(
    settings: Settings,
    stored: Stored,
    base: HttpInteraction,
    made: HttpInteraction,
    to: Path | None,
) -> Promotion:
    path = to if to is not None else _test_file(settings, stored, base)
    # A declaration in Python has no place for what a pact's comments say of variants.
    plain = replace(made, comments={})
    text = add_test(
        _read_text(path) if path.exists() else None,
        stored.case,
        plain,
        stored.pair,
        origin=_origin(settings, base),
    )
    write_file(path, text.encode())
    first = "write what your own client does there; then " if is_open(text) else ""
    return Promotion(
        path=path,
        done=f"a test of {made.description!r}",
        next=f"{first}pytest {_show(path, settings)} writes it into the pact; "
        "then pactwright verify",
    )


def _origin(settings: Settings, base: HttpInteraction) -> Origin | None:
    """Return the consumer's own test of an interaction, `None` where there is none in Python."""
    file, _, test = (origin_of(base) or "").partition("::")
    path = settings.root / file
    if not file or not path.is_file():
        return None
    return Origin(
        text=_read_text(path), test=test, request=base.request, status=base.response.status
    )


def _test_file(settings: Settings, stored: Stored, base: HttpInteraction) -> Path:
    """Return the file beside the tests that the interaction comes from, else one of its own."""
    name = name_file(*stored.pair)
    origin = (origin_of(base) or "").partition("::")[0]
    beside = (settings.root / origin).parent
    if origin and (settings.root / origin).is_file():
        return beside / name
    return settings.consumers / name


def _add_interaction(pact: PactDocument, path: Path, made: HttpInteraction) -> Promotion:
    if any(one.description == made.description for one in pact.interactions):
        raise PactwrightError(
            f"{path} has the interaction {made.description!r} already", hint="verify it"
        )
    added = update_pact(pact, replace(pact, interactions=(made,)))
    write_file(path, format_pact(added))
    own = any(origin_of(one) is not None for one in pact.interactions)
    advice = "pactwright verify"
    if own:
        advice += "; a whole run of `pytest consumers` drops it again, as no test declares it"
    return Promotion(path=path, done=f"the interaction {made.description!r}", next=advice)


def keep_finding(settings: Settings, name: str, *, accepted: Acceptance | None = None) -> Promotion:
    """Keep the finding beside its pact, accepted where a reason is given."""
    stored = find_stored(settings, name)
    path = stored.file if stored.kept else cases_beside(_pact_path(settings, stored))
    file = read_cases(path) or CasesFile(consumer=stored.consumer, provider=stored.provider)
    case = _portable(stored.case, settings.root)
    if accepted is not None:
        case = replace(case, accepted=accepted)
    data = format_cases(put_case(file, case))
    if accepted is None and stored.kept:
        raise PactwrightError(
            f"finding {case.fingerprint} is kept already, in {path}",
            hint="accept it with --accept --reason, or forget it with --forget",
        )
    write_file(path, data)
    until = f" until {accepted.until}" if accepted and accepted.until else ""
    return Promotion(
        path=path,
        done=f"finding {case.fingerprint} is {'accepted' if accepted else 'kept'}{until}",
        next=f"every pactwright verify{_asking(stored)} sends it again",
    )


def _asking(stored: Stored) -> str:
    return "" if stored.consumer else " --all-operations"


def _portable(case: Case, root: Path) -> Case:
    """Return the case as it may be committed.

    It loses where the project is on this machine, and the credentials that a provider state gave
    this once and gives anew whenever the case is sent again.
    """
    details = tuple(one.replace(f"{root}/", "") for one in case.details)
    return replace(case, details=details, steps=tuple(map(_redact, case.steps)))


def _redact(step: Step) -> Step:
    taken = {take.into for take in step.takes}
    headers = tuple(
        (name, "***" if f"header.{name.lower()}" in taken else value)
        for name, value in step.request.headers
    )
    return replace(step, request=replace(step.request, headers=headers))


def forget_finding(settings: Settings, name: str) -> Promotion:
    """Take a kept finding out of its file, and the file away with the last one."""
    stored = find_stored(settings, name)
    file = read_cases(stored.file)
    if not stored.kept or file is None:
        raise PactwrightError(
            f"finding {stored.case.fingerprint} is not kept; the next run forgets it by itself",
            hint="only what stands beside a pact can be forgotten",
        )
    rest = tuple(one for one in file.cases if one.fingerprint != stored.case.fingerprint)
    if rest:
        write_file(stored.file, format_cases(replace(file, cases=rest)))
    else:
        stored.file.unlink()
    return Promotion(
        path=stored.file,
        done=f"finding {stored.case.fingerprint} is forgotten",
        next="pactwright verify tells whether it is still there",
    )


def accept(reason: str, *, on: date, until: date | None) -> Acceptance:
    """Return an acceptance; raises `PactwrightError` without a reason, or with a day gone by."""
    if not reason.strip():
        raise PactwrightError(
            "an accepted finding needs a reason", hint="say why: --reason 'the field goes in May'"
        )
    if until is not None and until < on:
        raise PactwrightError(
            f"{until} is over already", hint="give a day to come: --until 2030-12-31"
        )
    return Acceptance(reason=reason, on=on, until=until)


def _pact_path(settings: Settings, stored: Stored) -> Path:
    """Return where the pact is, or will be: a test that a finding fails writes none."""
    try:
        return _find_pact(settings, stored)[1]
    except PactwrightError:
        return settings.pacts / name_pact_files([stored.pair])[stored.pair]


def _find_pact(settings: Settings, stored: Stored) -> tuple[PactDocument, Path]:
    for pact in read_pacts(settings.pacts):
        if (pact.consumer, pact.provider) == stored.pair and pact.source is not None:
            return pact, Path(pact.source)
    raise PactwrightError(
        f"no pact of {stored.consumer} and {stored.provider} is in {settings.pacts}",
        hint="run `pytest consumers` first, or fetch the pact into that folder",
    )


def _find_base(pact: PactDocument, case: Case) -> HttpInteraction:
    """Return the interaction that the case started from, by its states where several share it."""
    named = [
        one
        for one in pact.interactions
        if isinstance(one, HttpInteraction) and one.description == case.interaction
    ]
    states = [state.name for state in case.states]
    exact = [one for one in named if [state.name for state in one.states] == states]
    if found := (*exact, *named):
        return found[0]
    raise PactwrightError(
        f"the pact of {pact.consumer} and {pact.provider} has no interaction "
        f"{case.interaction!r}, so what to expect of {case.operation} is not known",
        hint="declare an interaction of that operation in a consumer test",
    )


def _expect(pact: PactDocument, base: HttpInteraction, status: int) -> Response:
    """Return what the consumer expects with another status: as it does elsewhere, or no more."""
    for one in pact.interactions:
        if (
            isinstance(one, HttpInteraction)
            and one.response.status == status
            and (one.request.method, one.request.path) == (base.request.method, base.request.path)
        ):
            return one.response
    return Response(status=status)


def _read_text(path: Path) -> str:
    try:
        return read_bytes(path).decode("utf-8")
    except UnicodeDecodeError:
        raise PactwrightError(f"{path}: not UTF-8", hint="save it as UTF-8") from None


def _show(path: Path, settings: Settings) -> str:
    return str(path.relative_to(settings.root) if path.is_relative_to(settings.root) else path)

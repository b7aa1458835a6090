"""Asking a broker whether a version may be deployed, and what to do when it may not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pactwright.broker.answer import Blocker, GateAnswer
from pactwright.broker.client.answer import Answer, NotThereError
from pactwright.broker.client.asked import find_version
from pactwright.broker.client.blockers import find_blockers
from pactwright.broker.client.deed import write_command
from pactwright.broker.client.property_lacks import find_lack, read_findings
from pactwright.broker.client.recording import list_environments
from pactwright.broker.client.rows import Question, is_weighed, outcome_of, side_of
from pactwright.broker.client.session import Session
from pactwright.errors import PactwrightError

_ROWS = 100_000


def ask_gate(session: Session, question: Question) -> GateAnswer:
    """Return the broker's answer with the pairs that block, and what would mend each.

    Raises `PactwrightError` when the broker knows neither the application nor the environment.
    """
    if question.environment is not None:
        check_environment(session, question.environment)
    versions = [(one, find_version(session, *one)) for one in question.every]
    body = session.get(session.address("matrix", query=_query(question)))
    summary, rows = body.needed("summary"), body.needed("matrix").objects()
    notices = [
        (one.find_text("type"), one.find_text("text") or "") for one in body.objects("notices")
    ]
    answer = GateAnswer(
        pacticipant=question.pacticipant,
        version=question.version,
        destination=question.destination,
        deployable=_read_verdict(summary, rows),
        reasons=tuple(text for kind, text in notices if kind != "warning"),
        warnings=tuple(text for kind, text in notices if kind == "warning"),
        rows=tuple(_plain(row) for row in rows),
        counts=tuple((name, summary.count(name)) for name in ("success", "failed", "unknown")),
        together=question.together,
    )
    unknown = [_unknown(session, *one) for one, version in versions if version is None]
    version = versions[0][1]
    if version is None or unknown:
        answer = replace(answer, deployable=False, blockers=tuple(unknown))
    else:
        answer = _weigh(session, question, version, rows, answer)
    return replace(answer, blockers=_with_owners(session, answer.blockers))


def _weigh(
    session: Session,
    question: Question,
    version: Answer,
    rows: Sequence[Answer],
    answer: GateAnswer,
) -> GateAnswer:
    """Return the answer with the pairs that block, and with what else is asked for."""
    if not answer.deployable:
        found = find_blockers(session, question, version, rows, answer)
        answer = replace(answer, blockers=tuple(found))
    answer = _weigh_pacts(session, question, version, answer)
    return _weigh_properties(session, rows, answer) if question.require_properties else answer


def _unknown(session: Session, name: str, version: str) -> Blocker:
    return Blocker(
        kind="unknown-version",
        consumer=name,
        consumers=(version,),
        fix=write_command("publish", "--broker", session.name, "--version", version),
    )


def _read_verdict(summary: Answer, rows: Sequence[Answer]) -> bool | None:
    """Return the broker's verdict. Raises `PactwrightError` at a yes that its rows do not bear."""
    verdict = summary.flag("deployable")
    weighed = [row for row in rows if is_weighed(row)]
    denying = [row for row in weighed if outcome_of(row) is not True]
    if verdict and denying:
        consumer, provider = (side_of(denying[0], role)[0] for role in ("consumer", "provider"))
        raise PactwrightError(
            f"{summary.url}: the broker says yes, but its row {consumer} → {provider} does not",
            hint="a yes that its own rows deny is none: check the broker, and what stands between",
        )
    if verdict and len(weighed) < summary.count("success"):
        raise PactwrightError(
            f"{summary.url}: the broker says yes for {summary.count('success'):,} rows, but shows "
            f"{len(weighed):,}",
            hint="name a version, a branch or a place that brings fewer rows",
        )
    return verdict


def check_environment(session: Session, environment: str) -> None:
    """Raise `PactwrightError` when the broker does not know the environment."""
    names = sorted(one.text("name") for one in list_environments(session))
    if environment not in names:
        raise PactwrightError(
            f"the broker knows no environment {environment!r}; "
            f"it knows: {', '.join(names) or 'none'}",
            hint="record what is deployed there: pactwright record-deployment --create-environment",
        )


def _query(question: Question) -> list[tuple[str, str]]:
    query = []
    for name, version in question.every:
        query += [("q[][pacticipant]", name), ("q[][version]", version)]
    if question.environment is not None:
        query += [("latestby", "cvpv"), ("environment", question.environment)]
    elif question.together:
        query += [("latestby", "cvpv")]
    else:
        query += [("latestby", "cvp"), ("latest", "true"), ("mainBranch", "true")]
    query += [("ignore[][pacticipant]", name) for name in question.ignore]
    return [*query, ("limit", str(_ROWS))]


def _plain(row: Answer) -> tuple[str, str, str, str, bool | None]:
    consumer, consumer_version = side_of(row, "consumer")
    provider, provider_version = side_of(row, "provider")
    return (consumer, consumer_version or "", provider, provider_version or "", outcome_of(row))


def _weigh_pacts(
    session: Session, question: Question, version: Answer, answer: GateAnswer
) -> GateAnswer:
    """Call out a version that published no pacts although earlier ones did."""
    if version.links("pb:pact-versions"):
        return answer
    providers = _latest_providers(session, question.pacticipant)
    if not providers:
        return answer
    text = (
        f"version {question.version} of {question.pacticipant} published no pacts, although "
        f"earlier versions did (with {', '.join(providers)})"
    )
    if not question.require_pacts:
        hint = "; if that is a mistake, publish them (--require-pacts makes this a no)"
        return replace(answer, warnings=(*answer.warnings, text + hint))
    blocker = Blocker(
        kind="pacts",
        consumer=question.pacticipant,
        consumers=(question.version,),
        fix=write_command("publish", "--broker", session.name, "--version", question.version),
    )
    return replace(
        answer,
        deployable=False,
        reasons=(*_without_success(answer), text),
        blockers=(*answer.blockers, blocker),
    )


def _without_success(answer: GateAnswer) -> tuple[str, ...]:
    return answer.reasons if answer.deployable is not True else ()


def _latest_providers(session: Session, consumer: str) -> list[str]:
    listed = session.get(session.address("pacts", "latest"))
    names = {
        tuple(one.text("_embedded", role, "name") for role in ("consumer", "provider"))
        for one in listed.needed("pacts").objects()
    }
    return sorted(provider for name, provider in names if name == consumer)


def _weigh_properties(session: Session, rows: Sequence[Answer], answer: GateAnswer) -> GateAnswer:
    """Make a no of every verified pair whose property tests failed, or were not run."""
    blockers = list(answer.blockers)
    reasons = []
    for row in rows:
        if outcome_of(row) is not True or not is_weighed(row):
            continue
        lack = find_lack(row, session.name)
        if lack is None:
            continue
        consumer, consumer_version = side_of(row, "consumer")
        provider, provider_version = side_of(row, "provider")
        reasons.append(
            f"the property tests of {consumer} ({consumer_version}) at {provider} "
            f"({provider_version}): {lack.reason}"
        )
        blockers.append(
            Blocker(
                kind="properties",
                consumer=consumer,
                consumers=(consumer_version or "",),
                provider=provider,
                provider_version=provider_version,
                interactions=read_findings(session, lack),
                fix=lack.fix,
            )
        )
    if not reasons:
        return answer
    return replace(
        answer,
        deployable=False,
        reasons=(*_without_success(answer), *reasons),
        blockers=tuple(blockers),
    )


def _with_owners(session: Session, blockers: Sequence[Blocker]) -> tuple[Blocker, ...]:
    known: dict[str, str | None] = {}
    owned = []
    for blocker in blockers:
        names = [name for name in (blocker.consumer, blocker.provider) if name]
        for name in names:
            if name not in known:
                known[name] = _owner(session, name)
        owners = tuple((name, owner) for name in names if (owner := known[name]))
        owned.append(replace(blocker, owners=owners))
    return tuple(owned)


def _owner(session: Session, name: str) -> str | None:
    try:
        document = session.get(session.address("pacticipants", name))
    except NotThereError:
        return None
    return document.find_text("repositoryUrl") or None

"""Asking a broker whether a version may be deployed, and what to do when it may not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from pactwright.broker.answer import Blocker, GateAnswer
from pactwright.broker.client.blockers import find_blockers, is_known
from pactwright.broker.client.property_lacks import find_lack, read_findings
from pactwright.broker.client.rows import Question, outcome_of, read_verdict, side_of
from pactwright.broker.client.session import NotThereError, Session, links_of
from pactwright.errors import PactwrightError

_ROWS = 1000


def ask_gate(session: Session, question: Question) -> GateAnswer:
    """Return the broker's answer with the pairs that block, and what would mend each.

    Raises `PactwrightError` when the broker knows neither the application nor the environment.
    """
    if question.environment is not None:
        check_environment(session, question.environment)
    body = session.get(session.address("matrix", query=_query(question)))
    if not isinstance(body.get("summary"), dict):
        raise PactwrightError(
            f"{session.base}: the answer to can-i-deploy is not one",
            hint="check that the address is that of a Pact broker",
        )
    summary = body["summary"]
    notices = [one for one in body.get("notices") or () if isinstance(one, dict)]
    rows = [row for row in body.get("matrix") or () if isinstance(row, dict)]
    answer = GateAnswer(
        pacticipant=question.pacticipant,
        version=question.version,
        destination=question.destination,
        deployable=read_verdict(summary.get("deployable")),
        reasons=tuple(str(one.get("text")) for one in notices if one.get("type") != "warning"),
        warnings=tuple(str(one.get("text")) for one in notices if one.get("type") == "warning"),
        rows=tuple(_plain(row) for row in rows),
        counts=tuple(
            (name, int(summary.get(name) or 0)) for name in ("success", "failed", "unknown")
        ),
    )
    blockers = [] if answer.deployable else find_blockers(session, question, rows, answer)
    answer = replace(answer, blockers=tuple(blockers))
    answer = _weigh_pacts(session, question, answer)
    if question.require_properties:
        answer = _weigh_properties(session, rows, answer)
    return replace(answer, blockers=_with_owners(session, answer.blockers))


def check_environment(session: Session, environment: str) -> None:
    """Raise `PactwrightError` when the broker does not know the environment."""
    listed = session.get(session.address("environments"))
    environments = (listed.get("_embedded") or {}).get("environments") or []
    names = sorted(str(one.get("name")) for one in environments)
    if environment not in names:
        raise PactwrightError(
            f"the broker knows no environment {environment!r}; "
            f"it knows: {', '.join(names) or 'none'}",
            hint="record what is deployed there: pactwright record-deployment --create-environment",
        )


def _query(question: Question) -> list[tuple[str, str]]:
    query = [("q[][pacticipant]", question.pacticipant), ("q[][version]", question.version)]
    if question.together:
        for name, version in question.together:
            query += [("q[][pacticipant]", name), ("q[][version]", version)]
        query += [("latestby", "cvpv")]
    elif question.environment is not None:
        query += [("latestby", "cvpv"), ("environment", question.environment)]
    else:
        query += [("latestby", "cvp"), ("latest", "true"), ("mainBranch", "true")]
    query += [("ignore[][pacticipant]", name) for name in question.ignore]
    return [*query, ("limit", str(_ROWS))]


def _plain(row: Mapping[str, Any]) -> tuple[str, str, str, str, bool | None]:
    consumer, consumer_version = side_of(row, "consumer")
    provider, provider_version = side_of(row, "provider")
    return (consumer, consumer_version or "", provider, provider_version or "", outcome_of(row))


def _weigh_pacts(session: Session, question: Question, answer: GateAnswer) -> GateAnswer:
    """Call out a version that published no pacts although earlier ones did."""
    if any(one.kind == "unknown-version" for one in answer.blockers):
        return answer
    document = (
        session.get(
            session.address("pacticipants", question.pacticipant, "versions", question.version)
        )
        if is_known(session, question)
        else {}
    )
    if not document or links_of(document, "pb:pact-versions"):
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
        fix=f"pactwright publish --broker {session.name} --version {question.version}",
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
    pacts = listed.get("pacts") or []
    names = [
        (
            str(one["_embedded"]["consumer"]["name"]),
            str(one["_embedded"]["provider"]["name"]),
        )
        for one in pacts
        if isinstance(one, dict) and "_embedded" in one
    ]
    return sorted({provider for name, provider in names if name == consumer})


def _weigh_properties(
    session: Session, rows: Sequence[Mapping[str, Any]], answer: GateAnswer
) -> GateAnswer:
    """Make a no of every verified pair whose property tests failed, or were not run."""
    blockers = list(answer.blockers)
    reasons = []
    for row in rows:
        lack = find_lack(row) if outcome_of(row) is True and not row.get("ignored") else None
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
    url = document.get("repositoryUrl")
    return str(url) if url else None

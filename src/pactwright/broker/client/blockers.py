"""The pairs that stand in the way of a deployment, found by asking the broker."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from pactwright.broker.answer import Blocker, FailedInteraction, GateAnswer
from pactwright.broker.client.rows import Question, outcome_of, side_of
from pactwright.broker.client.session import NotThereError, Session, links_of


def find_blockers(
    session: Session, question: Question, rows: Sequence[Mapping[str, Any]], answer: GateAnswer
) -> list[Blocker]:
    """Return the fewest pairs that must change; rows of one content and verdict are one."""
    if not is_known(session, question):
        return [
            Blocker(
                kind="unknown-version",
                consumer=question.pacticipant,
                consumers=(question.version,),
                fix=f"pactwright publish --broker {session.name} --version {question.version}",
            )
        ]
    merged: dict[tuple[str, ...], Blocker] = {}
    for row in rows:
        if outcome_of(row) is True or row.get("ignored"):
            continue
        consumer_version = side_of(row, "consumer")[1]
        key, blocker = _blocker(session, question, row)
        known = merged.get(key)
        if known is not None:
            blocker = replace(known, consumers=(*known.consumers, consumer_version or ""))
        merged[key] = blocker
    told = {(one.consumer, one.provider) for one in merged.values()}
    absent = _absent(session, question, told, rows)
    return [*merged.values(), *absent] or [_unexplained(question, answer)]


def _unexplained(question: Question, answer: GateAnswer) -> Blocker:
    return Blocker(
        kind="unverified",
        consumer=question.pacticipant,
        consumers=(question.version,),
        fix="; ".join(answer.reasons),
    )


def is_known(session: Session, question: Question) -> bool:
    """Whether the broker knows the version that is asked about."""
    try:
        session.get(
            session.address("pacticipants", question.pacticipant, "versions", question.version)
        )
    except NotThereError:
        return False
    return True


def _blocker(
    session: Session, question: Question, row: Mapping[str, Any]
) -> tuple[tuple[str, ...], Blocker]:
    consumer, consumer_version = side_of(row, "consumer")
    provider, provider_version = side_of(row, "provider")
    result = row.get("verificationResult") or {}
    link = ((result.get("_links") or {}).get("self") or {}).get("href")
    blocker = Blocker(
        kind="failed" if result else "unverified" if provider_version else "absent",
        consumer=consumer,
        consumers=(consumer_version or "",),
        provider=provider,
        provider_version=provider_version,
        since=result.get("verifiedAt"),
        interactions=_failed_interactions(session, link) if link else (),
    )
    if blocker.kind == "absent":
        blocker = _place(session, question, blocker)
    # The address of a verification holds the content's digest: same content, same mend.
    key = (str(link),) if link else (consumer, consumer_version or "", provider)
    return key, replace(blocker, fix=_fix(session, question, blocker))


def _place(session: Session, question: Question, blocker: Blocker) -> Blocker:
    """Say which provider version is there when none of those there verified the pact."""
    going = {question.pacticipant: question.version, **dict(question.together)}
    if blocker.provider in going:
        return replace(blocker, kind="unverified", provider_version=going[blocker.provider])
    there = _versions_there(session, question, blocker.provider or "")
    if not there:
        return blocker
    return replace(blocker, kind="unverified", provider_version=", ".join(there))


def _versions_there(session: Session, question: Question, provider: str) -> list[str]:
    if question.environment is None:
        return []
    listed = session.get(session.address("environments"))
    environments = (listed.get("_embedded") or {}).get("environments") or []
    place = next((one for one in environments if one.get("name") == question.environment), None)
    if place is None:
        return []
    numbers = []
    for relation, name in (
        ("pb:currently-deployed-deployed-versions", "deployedVersions"),
        ("pb:currently-supported-released-versions", "releasedVersions"),
    ):
        document = session.get(place["_links"]["self"]["href"])
        address = document["_links"][relation]["href"]
        found = session.get(f"{address}?{urlencode({'pacticipant': provider})}")
        present = (found.get("_embedded") or {}).get(name) or []
        numbers += [str(one["_embedded"]["version"]["number"]) for one in present]
    return list(dict.fromkeys(numbers))


def _absent(
    session: Session,
    question: Question,
    told: set[tuple[str, str | None]],
    rows: Sequence[Mapping[str, Any]],
) -> Iterator[Blocker]:
    """Yield the pairs that the version needs and no row speaks of."""
    document = session.get(
        session.address("pacticipants", question.pacticipant, "versions", question.version)
    )
    seen = {(side_of(row, "consumer")[0], side_of(row, "provider")[0]) for row in rows}
    for link in links_of(document, "pb:pact-versions"):
        pact = session.get(str(link["href"]))
        provider = str((pact.get("provider") or {}).get("name"))
        if provider in question.ignore or question.together:
            continue  # who goes together is asked about in full: every pair has its row
        pair = (question.pacticipant, provider)
        if pair not in told and pair not in seen:
            blocker = Blocker(
                kind="absent",
                consumer=question.pacticipant,
                consumers=(question.version,),
                provider=provider,
            )
            blocker = _place(session, question, blocker)
            yield replace(blocker, fix=_fix(session, question, blocker))


def _failed_interactions(session: Session, link: str) -> tuple[FailedInteraction, ...]:
    result = session.get(link)
    tests = result.get("testResults")
    if not isinstance(tests, list):
        return ()
    failed = []
    for test in tests:
        if isinstance(test, dict) and test.get("success") is False:
            description = test.get("interactionDescription") or test.get("interactionId")
            failed.append(
                FailedInteraction(
                    description=str(description or "an interaction"),
                    differences=tuple(_differences(test)),
                )
            )
    return tuple(failed)


def _differences(test: Mapping[str, Any]) -> Iterator[str]:
    for mismatch in test.get("mismatches") or ():
        if isinstance(mismatch, dict):
            place = " ".join(
                str(mismatch[name]) for name in ("attribute", "identifier") if mismatch.get(name)
            )
            yield f"{place}: {mismatch.get('description', '')}".removeprefix(": ")
    for error in test.get("exceptions") or ():
        if isinstance(error, dict):
            yield str(error.get("message", ""))


def _fix(session: Session, question: Question, blocker: Blocker) -> str:
    if blocker.kind == "absent":
        if question.environment is None:
            return f"verify the pact in the build of {blocker.provider}'s main branch"
        return (
            f"deploy {blocker.provider} first, then: pactwright record-deployment --broker "
            f"{session.name} --pacticipant {blocker.provider} --version VERSION "
            f"--environment {question.environment}"
        )
    version = blocker.provider_version or "VERSION"
    return (
        f"pactwright verify --broker {session.name} --provider {blocker.provider} "
        f"--provider-version {version} --publish"
    )

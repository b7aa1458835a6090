"""The pairs that stand in the way of a deployment, found by asking the broker."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from urllib.parse import urlencode

from pactwright.broker.answer import Blocker, FailedInteraction, GateAnswer
from pactwright.broker.client.answer import Answer
from pactwright.broker.client.deed import write_command
from pactwright.broker.client.recording import list_environments
from pactwright.broker.client.rows import Question, is_weighed, outcome_of, side_of
from pactwright.broker.client.session import Session


def find_blockers(
    session: Session,
    question: Question,
    version: Answer,
    rows: Sequence[Answer],
    answer: GateAnswer,
) -> list[Blocker]:
    """Return the fewest pairs that must change; rows of one content and verdict are one.

    `version` is the broker's document of the version that is asked about.
    """
    merged: dict[tuple[str, ...], Blocker] = {}
    for row in rows:
        if outcome_of(row) is True or not is_weighed(row):
            continue
        consumer_version = side_of(row, "consumer")[1]
        key, blocker = _blocker(session, question, row)
        known = merged.get(key)
        if known is not None:
            blocker = replace(known, consumers=(*known.consumers, consumer_version or ""))
        merged[key] = blocker
    told = {(one.consumer, one.provider) for one in merged.values()}
    seen = {(side_of(row, "consumer")[0], side_of(row, "provider")[0]) for row in rows}
    absent = _absent(session, question, version, told | seen)
    return [*merged.values(), *absent] or [_unexplained(question, answer)]


def _unexplained(question: Question, answer: GateAnswer) -> Blocker:
    return Blocker(
        kind="unverified",
        consumer=question.pacticipant,
        consumers=(question.version,),
        fix="; ".join(answer.reasons),
    )


def _blocker(session: Session, question: Question, row: Answer) -> tuple[tuple[str, ...], Blocker]:
    consumer, consumer_version = side_of(row, "consumer")
    provider, provider_version = side_of(row, "provider")
    result = row.at("verificationResult")
    link = result.find_text("_links", "self", "href")
    blocker = Blocker(
        kind="failed" if result.value else "unverified" if provider_version else "absent",
        consumer=consumer,
        consumers=(consumer_version or "",),
        provider=provider,
        provider_version=provider_version,
        since=result.find_text("verifiedAt"),
        interactions=_failed_interactions(session, link) if link else (),
    )
    there = [provider_version] if provider_version else []
    if blocker.kind == "absent":
        blocker, there = _place(session, question, blocker)
    # The address of a verification holds the content's digest: same content, same mend.
    key = (link,) if link else (consumer, consumer_version or "", provider)
    return key, replace(blocker, fix=_fix(session, question, blocker, there))


def _place(session: Session, question: Question, blocker: Blocker) -> tuple[Blocker, list[str]]:
    """Say which provider versions are there when none of those there verified the pact."""
    going = dict(question.every)
    if blocker.provider in going:
        there = [going[blocker.provider]]
    else:
        there = _versions_there(session, question, blocker.provider or "")
    if there:
        blocker = replace(blocker, kind="unverified", provider_version=", ".join(there))
    return blocker, there


def _versions_there(session: Session, question: Question, provider: str) -> list[str]:
    if question.environment is None:
        return []
    environments = list_environments(session)
    names = [one.text("name") for one in environments]
    if question.environment not in names:
        return []
    place = session.get(environments[names.index(question.environment)].link("self"))
    numbers = []
    for relation, name in (
        ("pb:currently-deployed-deployed-versions", "deployedVersions"),
        ("pb:currently-supported-released-versions", "releasedVersions"),
    ):
        address = f"{place.link(relation)}?{urlencode({'pacticipant': provider})}"
        present = session.get(address).objects("_embedded", name)
        numbers += [one.text("_embedded", "version", "number") for one in present]
    return list(dict.fromkeys(numbers))


def _absent(
    session: Session, question: Question, version: Answer, told: set[tuple[str, str | None]]
) -> Iterator[Blocker]:
    """Yield the pairs that the version needs and no row speaks of."""
    for link in version.links("pb:pact-versions"):
        provider = session.get(link.text("href")).text("provider", "name")
        if provider in question.ignore or (question.together and question.environment is None):
            continue  # who goes together is asked about in full: every pair has its row
        pair = (question.pacticipant, provider)
        if pair not in told:
            blocker = Blocker(
                kind="absent",
                consumer=question.pacticipant,
                consumers=(question.version,),
                provider=provider,
            )
            blocker, there = _place(session, question, blocker)
            yield replace(blocker, fix=_fix(session, question, blocker, there))


def _failed_interactions(session: Session, link: str) -> tuple[FailedInteraction, ...]:
    return tuple(
        FailedInteraction(
            description=test.loose_text("interactionDescription")
            or test.loose_text("interactionId")
            or "an interaction",
            differences=tuple(_differences(test)),
        )
        for test in session.get(link).loose_objects("testResults")
        if test.value.get("success") is False
    )


def _differences(test: Answer) -> Iterator[str]:
    for mismatch in test.loose_objects("mismatches"):
        named = (mismatch.loose_text(name) for name in ("attribute", "identifier"))
        place = " ".join(name for name in named if name)
        yield f"{place}: {mismatch.loose_text('description')}".removeprefix(": ")
    for error in test.loose_objects("exceptions"):
        yield error.loose_text("message")


def _fix(session: Session, question: Question, blocker: Blocker, there: Sequence[str]) -> str:
    """Return what would help: for each of the provider's versions that are there, a command."""
    provider, broker = blocker.provider or "", ("--broker", session.name)
    if not there:
        if question.environment is None:
            return f"verify the pact in the build of {provider}'s main branch"
        told = ("--pacticipant", provider, "--version", "VERSION")
        place = ("--environment", question.environment)
        command = write_command("record-deployment", *broker, *told, *place)
        return f"deploy {provider} first, then: {command}"
    pact = ("--consumer", blocker.consumer, "--consumer-version", blocker.consumers[0])
    return "; ".join(
        write_command(
            *("verify", *broker, "--provider", provider, *pact),
            *("--provider-version", version, "--publish"),
        )
        for version in there
    )

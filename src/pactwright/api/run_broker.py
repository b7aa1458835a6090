"""The steps of `pactwright run` on the project's own broker: publish, record results, ask."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from textwrap import wrap

from pactwright.api.journey import BROKEN, HOLDS, StepOutcome
from pactwright.api.provider_document import read_api_document, weigh_own_tests
from pactwright.api.publish import find_properties
from pactwright.api.revision import Revision, digest_parts, find_revision
from pactwright.api.run_deployed import Journey, verify_for_deployed
from pactwright.broker.answer import Blocker, GateAnswer
from pactwright.broker.client.documents import publish_document
from pactwright.broker.client.gate import ask_gate, check_environment
from pactwright.broker.client.publishing import Build, ContentConflictError, publish_pacts
from pactwright.broker.client.rows import Question
from pactwright.broker.client.session import Session
from pactwright.broker.client.verification import (
    OfferedPact,
    ProviderBuild,
    fetch_published,
    publish_outcome,
    publish_results,
)
from pactwright.errors import PactwrightError
from pactwright.model.interaction import PactDocument
from pactwright.model.result import InteractionResult
from pactwright.pactfile.write import format_pact
from pactwright.report.events import Event
from pactwright.report.gate import render_answer
from pactwright.report.words import list_words
from pactwright.workspace.files import read_pacts
from pactwright.workspace.provider_contract import provider_contract
from pactwright.workspace.settings import Settings

DATABASE = Path(".pactwright") / "broker.db"
"""Where the project's own broker is, below its root; `pactwright broker` serves it."""

_WIDTH = 75
_PROVEN = frozenset({"written", "unchanged"})
_NOTHING_THERE = "nothing was published, so there is nothing to "


class RunBroker:
    """The project's own broker during one run; `before` grows as the steps are taken.

    With `to`, an environment, the gate is asked about each application on its way there;
    without it, whether all that was published and verified here may go together.
    """

    def __init__(self, before: Sequence[StepOutcome], *, to: str | None = None) -> None:
        self._before = before
        self._to = to
        self._revision = Revision(version="")
        self._session: Session | None = None
        self._published: tuple[PactDocument, ...] = ()
        self._providers: tuple[str, ...] = ()
        self._recorded: dict[tuple[str, str], str] = {}

    def close(self) -> None:
        """Let go of the database."""
        if self._session is not None:
            self._session.close()

    def publish(
        self,
        settings: Settings,
        *,
        on_event: Callable[[Event], None],  # noqa: ARG002 - the steps share one signature
        arguments: Sequence[str] = (),  # noqa: ARG002 - the steps share one signature
    ) -> StepOutcome:
        """Publish the pacts that this run's consumer tests have proven, under one version.

        A pact of a consumer that lives elsewhere is left to the broker that it comes from.
        """
        proven = {
            (pact.consumer, pact.provider)
            for outcome in self._before
            for pact in outcome.pacts
            if pact.status in _PROVEN
        }
        if not proven:
            return StepOutcome(notes=("nothing is published: no consumer test here has proven it",))
        documents = read_pacts(settings.pacts)
        mine = [one for one in documents if (one.consumer, one.provider) in proven]
        self._session = _open(settings.root)
        self._publish(settings.root, mine)
        return StepOutcome(
            lines=(self._describe(mine),),
            notes=(_describe_left(len(documents) - len(mine)),) if mine != [*documents] else (),
        )

    def _publish(self, root: Path, documents: Sequence[PactDocument]) -> None:
        session = self._opened()
        # A project may call its applications what it likes, also nearly the same.
        for name in sorted({name for one in documents for name in (one.consumer, one.provider)}):
            session.send("PATCH", session.address("pacticipants", name), {})
        contents = [format_pact(document) for document in documents]
        properties = find_properties(documents)
        self._revision = find_revision(root, contents)
        try:
            publish_pacts(session, documents, self._build(), properties=properties)
        except ContentConflictError:
            # Pacts that git does not know: the same commit has shown others before.
            version = f"{self._revision.version}-{digest_parts(contents)}"
            note = "the same commit has shown other pacts"
            self._revision = replace(self._revision, version=version, note=note)
            publish_pacts(session, documents, self._build(), properties=properties)
        self._published = tuple(documents)

    def _opened(self) -> Session:
        if self._session is None:
            raise PactwrightError("the project's broker is not open")
        return self._session

    def _build(self) -> Build:
        return Build(version=self._revision.version, branch=self._revision.branch)

    def _describe(self, documents: Sequence[PactDocument]) -> str:
        count = "1 pact" if len(documents) == 1 else f"{len(documents)} pacts"
        branch = f" of branch {self._revision.branch}" if self._revision.branch else ""
        why = f" ({self._revision.note})" if self._revision.note else ""
        return f"{count} in {DATABASE}\nversion {self._revision.short}{branch}{why}"

    def record(
        self,
        settings: Settings,
        *,
        on_event: Callable[[Event], None],  # noqa: ARG002 - the steps share one signature
        arguments: Sequence[str] = (),  # noqa: ARG002 - the steps share one signature
    ) -> StepOutcome:
        """Record what every interaction of the published pacts came to, failures as such.

        A pact of which an interaction has no result is not recorded, and a note says so.
        """
        if not self._published:
            return StepOutcome(notes=(f"{_NOTHING_THERE}record",))
        results = [one for outcome in self._before for one in outcome.verification.results]
        self._providers = tuple(
            sorted({one.provider for one in results} & {one.provider for one in self._published})
        )
        lines, notes = [], []
        for document in self._published:
            if document.provider not in self._providers:
                notes.append(f"{_pair(document)}: no result, its provider lives elsewhere")
                continue
            found = [one for one in results if _is_of(one, document)]
            if not _covers(document, found):
                notes.append(f"{_pair(document)}: not recorded, an interaction has no result")
                continue
            self._record(document, found)
            word = "holds" if all(one.success for one in found) else "fails"
            lines.append(f"{_pair(document)}: {word}")
            lines += self._record_properties(document)
        for provider in self._providers:
            lines += self._publish_document(settings, provider)
        return StepOutcome(lines=tuple(lines), notes=tuple(notes))

    def _record(self, document: PactDocument, results: Sequence[InteractionResult]) -> None:
        offer = self._offer(document)
        publish_results(self._opened(), offer, results, self._provider_build())
        self._recorded[document.consumer, document.provider] = offer.content_url

    def _provider_build(self) -> ProviderBuild:
        return ProviderBuild(version=self._revision.version, branch=self._revision.branch)

    def _publish_document(self, settings: Settings, provider: str) -> Iterator[str]:
        """Publish the provider's API document beside its results, and yield a line for it.

        It does not stand in for a replay that was broken off.
        """
        pairs = {(one.consumer, one.provider) for one in self._published}
        path = provider_contract(settings, provider)
        whole = all(pair in self._recorded for pair in pairs if pair[1] == provider)
        if path is None or not whole:
            return
        properties = [one for step in self._before for one in step.verification.properties]
        check = weigh_own_tests(path, [one for one in properties if one.provider == provider])
        document = read_api_document(path, provider, check=check)
        shown = path.relative_to(settings.root) if path.is_relative_to(settings.root) else path
        try:
            publish_document(self._opened(), document, self._build())
        except ContentConflictError:
            yield f"{provider}: this version has shown another API document than {shown}"
            return
        said = {None: "", True: ", which it keeps", False: ", which it does not keep"}
        yield f"{provider}: API document {shown}{said[check.success if check else None]}"

    def _record_properties(self, document: PactDocument) -> Iterator[str]:
        """Record what the property tests beside the pact came to, and yield a line for each."""
        outcomes = [
            one
            for outcome in self._before
            for one in outcome.verification.outcomes
            if (one.consumer, one.provider) == (document.consumer, document.provider)
        ]
        offer = self._offer(document) if outcomes else None
        for one in outcomes:
            if offer and one.digest == offer.properties_digest:
                publish_outcome(self._opened(), offer, one, self._provider_build())
                word = "hold" if one.success else "fail"
                yield f"{_pair(document)}: its property tests {word}, {one.cases} requests"

    def _offer(self, document: PactDocument) -> OfferedPact:
        offer = fetch_published(
            self._opened(),
            consumer=document.consumer,
            provider=document.provider,
            version=self._revision.version,
        )
        if offer is None:
            raise PactwrightError(
                f"{_pair(document)}: the pact is in the broker no more",
                hint="somebody else cleans it meanwhile; run again",
            )
        return offer

    def verify_deployed(
        self,
        settings: Settings,
        *,
        on_event: Callable[[Event], None],
        arguments: Sequence[str] = (),
    ) -> StepOutcome:
        """Verify the providers for the consumer versions that run where they are to go.

        What this run has verified is not verified again. Raises `PactwrightError` when there is
        no such environment.
        """
        if self._to is None or not self._published:
            return StepOutcome(notes=(f"{_NOTHING_THERE}verify for",))
        check_environment(self._opened(), self._to)
        if not self._providers:
            return StepOutcome(notes=("not verified: every provider lives elsewhere",))
        journey = Journey(
            session=self._opened(),
            to=self._to,
            build=self._provider_build(),
            known=frozenset(self._recorded.values()),
        )
        return verify_for_deployed(
            settings, journey, self._providers, on_event=on_event, arguments=arguments
        )

    def ask(
        self,
        settings: Settings,  # noqa: ARG002 - the steps share one signature
        *,
        on_event: Callable[[Event], None],  # noqa: ARG002 - the steps share one signature
        arguments: Sequence[str] = (),  # noqa: ARG002 - the steps share one signature
    ) -> StepOutcome:
        """Ask the gate and say why not.

        Without an environment a no that only pending failures make does not fail the run.
        """
        if not self._published:
            return StepOutcome(notes=(f"{_NOTHING_THERE}ask about",))
        names = sorted({*(one.consumer for one in self._published), *self._providers})
        if self._to is not None:
            return self._ask_each(names, self._to)
        if not self._providers:
            return StepOutcome(notes=("not asked: every provider lives elsewhere",))
        return self._ask_together(names)

    def _ask_each(self, names: Sequence[str], to: str) -> StepOutcome:
        answers = [
            ask_gate(
                self._opened(),
                Question(pacticipant=name, version=self._revision.version, environment=to),
            )
            for name in names
        ]
        texts = [self._shorten(line) for one in answers for line in _render(one)]
        every = all(one.deployable is True for one in answers)
        if every:
            return StepOutcome(lines=tuple(texts), notes=self._warn())
        return StepOutcome(status=BROKEN, notes=tuple(texts))

    def _ask_together(self, names: Sequence[str]) -> StepOutcome:
        first, *others = names
        version = self._revision.version
        question = Question(
            pacticipant=first,
            version=version,
            together=tuple((name, version) for name in others),
        )
        answer = ask_gate(self._opened(), question)
        word = {True: "yes", False: "no", None: "unknown"}[answer.deployable]
        verb = "may" if answer.deployable else "may not"
        told = "\n".join(wrap(f"{word}: {list_words(names)} {verb} go together", _WIDTH))
        if answer.deployable:
            return StepOutcome(lines=(told,), notes=self._warn())
        mended = tuple(map(_mend_here, answer.blockers))
        texts = [self._shorten(line) for line in _render(replace(answer, blockers=mended))[1:]]
        breaks = answer.deployable is False and any(one.status for one in self._before)
        return StepOutcome(status=BROKEN if breaks else HOLDS, notes=(told, *texts))

    def _warn(self) -> tuple[str, ...]:
        """Return what a yes does not say: property tests count where they are required."""
        failed = {
            f"{one.consumer} → {one.provider}"
            for step in self._before
            for one in step.verification.outcomes
            if not one.success and (one.consumer, one.provider) in self._recorded
        }
        if not failed:
            return ()
        told = (
            f"that weighs the pacts alone; property tests of {list_words(sorted(failed))} fail, "
            "which can-i-deploy counts with --require-properties"
        )
        return ("\n".join(wrap(told, _WIDTH)),)

    def _shorten(self, line: str) -> str:
        """Return the line, the version shortened where a person reads it and no command does."""
        if "fix:" in line:
            return line
        return line.replace(self._revision.version, self._revision.short)


def _open(root: Path) -> Session:
    # The database's own libraries are slow to import: only who publishes waits for them.
    from pactwright.broker.client.embedded import open_embedded

    return Session(open_embedded(root / DATABASE, name=str(DATABASE)))


def _render(answer: GateAnswer) -> list[str]:
    return render_answer(answer, "text").splitlines()


def _mend_here(blocker: Blocker) -> Blocker:
    return replace(blocker, fix="mend what differs, then: pactwright run")


def _is_of(result: InteractionResult, document: PactDocument) -> bool:
    return (result.consumer, result.provider) == (document.consumer, document.provider)


def _covers(document: PactDocument, results: Iterable[InteractionResult]) -> bool:
    """Whether every interaction of the pact has exactly one result."""
    wanted = Counter(
        (one.description, tuple(state.name for state in one.states))
        for one in document.interactions
    )
    return wanted == Counter((one.description, one.states) for one in results)


def _pair(document: PactDocument) -> str:
    return f"{document.consumer} → {document.provider}"


def _describe_left(count: int) -> str:
    pacts = "1 pact is" if count == 1 else f"{count} pacts are"
    return f"{pacts} not published: no consumer test of this run has proven it"

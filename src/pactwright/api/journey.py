"""The main job on a project, step by step: consumer tests write pacts, providers are verified."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pactwright.api.follow import FinishedTests, follow_pytest
from pactwright.api.property_direct import PropertyWish, find_wished, replay_direct
from pactwright.api.property_documents import Documents
from pactwright.api.verify import verify
from pactwright.errors import PactwrightError
from pactwright.model.interaction import PactDocument
from pactwright.model.property import PropertyResult
from pactwright.model.result import InteractionResult, PactOutcome, VerificationResult
from pactwright.provider.functions import declare_functions
from pactwright.provider.plan import Filters, Step, is_chosen
from pactwright.provider.target import DEFAULT_TIMEOUT, Target
from pactwright.report.events import Event
from pactwright.workspace.code import import_module, import_object
from pactwright.workspace.files import read_pacts
from pactwright.workspace.settings import ProviderSettings, Settings

HOLDS, BROKEN, BAD_SETUP = 0, 1, 2
_TESTS_FAILED, _NOTHING_COLLECTED = 1, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class StepOutcome:
    """What one step came to.

    `status` is the exit status that it asks for; `output` is pytest's own report where it tells
    more than the events do; `lines` say what was done, `notes` what a person should see to.
    """

    status: int = HOLDS
    pacts: tuple[PactOutcome, ...] = ()
    verification: VerificationResult = field(default_factory=lambda: VerificationResult(results=()))
    output: str = ""
    lines: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def write_pacts(
    settings: Settings, *, on_event: Callable[[Event], None], arguments: Sequence[str] = ()
) -> StepOutcome:
    """Run the consumer tests, which write the pacts.

    `arguments` go to pytest as they are. A project without a folder of consumers has nothing
    to do here, and a note says so.
    """
    if not settings.consumers.is_dir():
        return StepOutcome(notes=(f"no consumers here: {settings.consumers} is not a folder",))
    finished = _run_pytest(settings, settings.consumers, arguments, on_event)
    status = _status_of(finished)
    return StepOutcome(
        status=status,
        pacts=tuple(event for event in finished.events if isinstance(event, PactOutcome)),
        output=finished.output if status else "",
    )


_EVERYTHING = Filters()
_USUAL = PropertyWish()


def verify_providers(
    settings: Settings,
    *,
    on_event: Callable[[Event], None],
    arguments: Sequence[str] = (),
    filters: Filters = _EVERYTHING,
    wish: PropertyWish = _USUAL,
) -> StepOutcome:
    """Verify the providers of the project: those of the test files, then the configured rest.

    A pact whose provider is neither is verified where that provider lives; a note says so.
    Property tests run where there are property files, as the `wish` says. Raises
    `PactwrightError` when there are no pacts, no provider to verify, or no profile of that name.
    """
    wish.choose(settings)
    documents = read_pacts(settings.pacts)
    tested = StepOutcome()
    if settings.providers_path.is_dir():
        asked = [*_filter_arguments(filters), *wish.arguments(), *arguments]
        tested = _verify_test_files(settings, on_event, asked)
    results = list(tested.verification.results)
    properties = list(tested.verification.properties)
    troubles: list[str] = []
    if tested.status != BAD_SETUP:
        for provider in _untested(settings, filters, {result.provider for result in results}):
            results += _verify_configured(settings, provider, documents, on_event, filters).results
            try:
                properties += _test_configured(settings, provider, wish, filters, on_event)
            except PactwrightError as error:  # what was verified is told all the same
                troubles.append(f"error: {provider.name}: {error}")
        if not results:
            raise _nothing_verified(settings, documents, filters)
    verification = VerificationResult(
        results=tuple(sorted(results, key=_order)),
        properties=tuple(sorted(properties, key=_property_order)),
    )
    return StepOutcome(
        status=max(
            tested.status,
            HOLDS if verification.success else BROKEN,
            BAD_SETUP if troubles else HOLDS,
        ),
        verification=verification,
        output=tested.output,
        notes=(
            *troubles,
            *(
                _strangers(documents, results)
                if filters == _EVERYTHING and tested.status != BAD_SETUP
                else ()
            ),
        ),
    )


def _filter_arguments(filters: Filters) -> list[str]:
    """Return the filters as arguments for pytest."""
    arguments = [f"--pact-consumer={name}" for name in filters.consumers]
    for name in ("provider", "description", "state"):
        value = getattr(filters, name)
        if value is not None:
            arguments.append(f"--pact-{name}={value}")
    return arguments


def _untested(settings: Settings, filters: Filters, tested: set[str]) -> list[ProviderSettings]:
    return [
        provider
        for name, provider in sorted(settings.providers.items())
        if name not in tested
        and filters.provider in {None, name}
        and (provider.app or provider.url or provider.command)
    ]


def _nothing_verified(
    settings: Settings, documents: Sequence[PactDocument], filters: Filters
) -> PactwrightError:
    if filters != _EVERYTHING:
        names = sorted({(document.consumer, document.provider) for document in documents})
        pairs = ", ".join(f"{consumer} → {provider}" for consumer, provider in names)
        return PactwrightError(
            "the filters leave no interaction to verify", hint=f"the pacts here are {pairs}"
        )
    return PactwrightError(
        f"no provider to verify, neither in {settings.providers_path} nor in the settings",
        hint="declare one with Provider(...) in a test file, or run "
        "`pactwright verify --pact FILE --app module:app`",
    )


def _verify_test_files(
    settings: Settings, on_event: Callable[[Event], None], arguments: Sequence[str]
) -> StepOutcome:
    finished = _run_pytest(settings, settings.providers_path, arguments, on_event)
    results = tuple(event for event in finished.events if isinstance(event, InteractionResult))
    properties = tuple(event for event in finished.events if isinstance(event, PropertyResult))
    # Filters may leave a test file nothing; whether anything was verified is judged over all.
    status = HOLDS if finished.status == _NOTHING_COLLECTED else _status_of(finished)
    # A broken contract is told by its result; pytest's report is for everything else.
    told = status == BROKEN and (
        any(result.breaks for result in results) or any(one.breaks for one in properties)
    )
    return StepOutcome(
        status=status,
        verification=VerificationResult(results=results, properties=properties),
        output="" if status == HOLDS or told else finished.output,
    )


def _verify_configured(
    settings: Settings,
    provider: ProviderSettings,
    documents: Sequence[PactDocument],
    on_event: Callable[[Event], None],
    filters: Filters,
) -> VerificationResult:
    mine = [document for document in documents if document.provider == provider.name]
    if not mine:
        raise PactwrightError(
            f"provider {provider.name!r}: no pact in {settings.pacts} is for it",
            hint="check the name under [tool.pactwright.providers], or write the pact first",
        )
    if not _leaves_any(mine, filters):
        return VerificationResult(results=())
    return verify(
        mine,
        app=provider.app,
        url=provider.url,
        command=provider.command,
        ready=provider.ready,
        states=provider.states,
        state_url=provider.state_url,
        consumers=filters.consumers,
        description=filters.description,
        state=filters.state,
        timeout=provider.timeout,
        isolated_states=bool(provider.isolated_states),
        folder=settings.root,
        on_result=on_event,
    )


def _test_configured(
    settings: Settings,
    provider: ProviderSettings,
    wish: PropertyWish,
    filters: Filters,
    on_event: Callable[[Event], None],
) -> Sequence[PropertyResult]:
    if filters.description is not None or filters.state is not None:
        return ()
    documents = Documents()
    suites = find_wished(
        settings,
        wish,
        provider.name,
        pacts=(settings.pacts,),
        documents=documents,
        consumers=filters.consumers,
    )
    if not suites:
        return ()
    root = settings.root
    states = provider.states and import_module(provider.states, root=root)
    target = Target(
        app=provider.app and import_object(provider.app, root=root),
        url=provider.url,
        command=provider.command,
        timeout=provider.timeout or DEFAULT_TIMEOUT,
        state_url=provider.state_url,
        ready=provider.ready,
        folder=root,
    )
    declaration = declare_functions(provider.name, states or None, None, None)
    return replay_direct(
        suites,
        settings,
        wish,
        documents=documents,
        declaration=declaration,
        target=target,
        on_event=on_event,
    )


def _leaves_any(documents: Sequence[PactDocument], filters: Filters) -> bool:
    steps = (
        Step(consumer=document.consumer, provider=document.provider, interaction=interaction)
        for document in documents
        for interaction in document.interactions
    )
    return any(is_chosen(step, filters) for step in steps)


def _run_pytest(
    settings: Settings, path: Path, arguments: Sequence[str], on_event: Callable[[Event], None]
) -> FinishedTests:
    chosen = [] if settings.environment is None else [f"--pact-environment={settings.environment}"]
    return follow_pytest([str(path), *chosen, *arguments], folder=settings.root, on_event=on_event)


def _status_of(finished: FinishedTests) -> int:
    """Return our exit status for pytest's: only failed tests are a broken contract."""
    return {HOLDS: HOLDS, _TESTS_FAILED: BROKEN}.get(finished.status, BAD_SETUP)


def _strangers(
    documents: Sequence[PactDocument], results: Sequence[InteractionResult]
) -> tuple[str, ...]:
    verified = {result.provider for result in results}
    names = sorted({document.provider for document in documents} - verified)
    return tuple(
        f"{name}: no such provider here; its pacts are verified where it lives" for name in names
    )


def _property_order(result: PropertyResult) -> tuple[str, str, str]:
    return (result.provider, result.consumer, result.operation)


def _order(result: InteractionResult) -> tuple[str, str, str, tuple[str, ...]]:
    return (result.provider, result.consumer, result.description, result.states)

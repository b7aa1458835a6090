"""`pactwright verify`: verifies the project's providers, or one provider against given pacts."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from pactwright.api.property_direct import PropertyWish
    from pactwright.api.property_documents import Documents
    from pactwright.api.property_suites import Suite
    from pactwright.model.interaction import PactDocument
    from pactwright.model.property import PropertyResult
    from pactwright.model.result import VerificationResult
    from pactwright.report.events import Event

_FORMATS = ("text", "json", "junit")


@click.command(
    name="verify",
    short_help="Verify providers against their pacts.",
    epilog="Example: pactwright verify --pact pacts/web-orders.json --app shop.app:create_app",
)
@click.option(
    "--pact",
    "pacts",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="Verify this pact file, or every pact in this folder, without any configuration.",
)
@click.option("--app", metavar="MODULE:NAME", help="The provider: an ASGI or WSGI application.")
@click.option("--url", help="The provider: a service that runs at this URL.")
@click.option("--command", "service", metavar="COMMAND", help="The provider: starts a service.")
@click.option("--ready", metavar="PATH", help="With --command: this path answers once it is up.")
@click.option("--provider", metavar="NAME", help="Verify this provider only.")
@click.option("--consumer", "consumers", multiple=True, metavar="NAME", help="Only its pacts.")
@click.option("--description", metavar="REGEX", help="Only interactions so described.")
@click.option("--state", metavar="REGEX", help="Only interactions with such a provider state.")
@click.option("--states", metavar="MODULE", help="The module with the provider states.")
@click.option("--state-url", metavar="URL", help="Set provider states up by POST to this URL.")
@click.option(
    "--header", "headers", multiple=True, metavar="'NAME: VALUE'", help="Send it with each request."
)
@click.option("--timeout", type=click.FloatRange(min=0, min_open=True), help="Seconds, each.")
@click.option(
    "--broker",
    metavar="URL|FOLDER|FILE",
    help="Verify the pacts that this broker asks --provider to.",
)
@click.option("--provider-version", metavar="VERSION", help="The provider's; git's unless given.")
@click.option("--provider-branch", metavar="NAME", help="The provider's; git's unless given.")
@click.option("--provider-tag", "provider_tags", multiple=True, metavar="NAME", help="Its tags.")
@click.option(
    "--selector",
    "selectors",
    multiple=True,
    metavar="JSON",
    help='With --broker: a consumer version selector, such as {"mainBranch": true}.',
)
@click.option(
    "--consumer-version",
    metavar="VERSION",
    help="With --broker and one --consumer: the pact of this version alone.",
)
@click.option("--include-wip-since", metavar="DATE", help="With --broker: work in progress too.")
@click.option("--publish", is_flag=True, help="With --broker: publish the results.")
@click.option("--profile", metavar="NAME", help="Property tests: ci, thorough, or none.")
@click.option("--seed", type=int, help="Other cases in property tests with another seed.")
@click.option("--all-operations", is_flag=True, help="Test operations that no consumer uses too.")
@click.option(
    "--property-remote", is_flag=True, help="Send generated requests to other machines too."
)
@click.option(
    "--environment", metavar="NAME", help="Lay this environment's settings over the rest."
)
@click.option("--format", "form", type=click.Choice(_FORMATS), default="text", show_default=True)
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the report to FILE instead of standard output.",
)
@click.argument("pytest_arguments", nargs=-1, metavar="[-- PYTEST_ARGUMENTS]")
def command(form: str, output: Path | None, **options: Any) -> int:  # noqa: ANN401 - click's options, split below
    """Verify providers against their pacts and say exactly what differs.

    Without --pact, the providers of the project are verified through pytest, so that provider
    states can use fixtures; what stands after -- goes to pytest. With --pact, the provider is
    the one that --app, --url or --command names. With --broker, the pacts are those that the
    broker asks the provider to verify; a failure of a pending one does not fail the run.

    Where property files stand beside the pacts, their property tests run too.

    The exit status is 0 when all holds, 1 when a contract is broken or a property test has a
    finding, 2 when the input or the set-up is wrong.
    """
    from pactwright.cli.console import open_console, show_outcome

    quiet = form != "text" or output is not None
    if not options["broker"]:
        _refuse(options, _BROKER_ONLY, "goes with --broker")
    if options["broker"]:
        status, outcome = _verify_from_broker(options, quiet=quiet)
    elif options["pacts"]:
        status, outcome = _verify_watched(options)
    else:
        status, outcome = _verify_project(options, quiet=quiet)
    if outcome.results or outcome.properties:
        show_outcome(outcome, form=form, output=output, console=open_console())
    return status


def _verify_watched(options: dict[str, Any]) -> tuple[int, VerificationResult]:
    """Verify with a live line, where somebody watches."""
    from pactwright.cli.console import open_console
    from pactwright.cli.progress import LiveCounts
    from pactwright.cli.unfinished import watch

    console = open_console(errors=True)
    with watch(LiveCounts(console) if console.is_terminal else None) as take:
        return _verify_given(options, on_event=take)


def _verify_given(
    options: dict[str, Any], on_event: Callable[[Event], None]
) -> tuple[int, VerificationResult]:
    from pactwright.api.journey import BROKEN, HOLDS
    from pactwright.api.pause import pause_collection
    from pactwright.api.property_documents import Documents
    from pactwright.api.verify import add_headers, load_pacts, verify

    given = [name for name in ("app", "url", "service") if options[name]]
    if len(given) != 1:
        raise click.UsageError("with --pact, name the provider by one of --app, --url, --command")
    if options["pytest_arguments"]:
        raise click.UsageError("arguments for pytest do not go with --pact: it runs without pytest")
    with pause_collection():
        pacts = load_pacts(options["pacts"])
    documents = Documents()
    suites = _find_suites(options, pacts, documents)
    # What states and applications print must not mix with the report.
    with contextlib.redirect_stdout(sys.stderr):
        outcome = verify(
            pacts,
            app=options["app"],
            url=options["url"],
            command=options["service"],
            ready=options["ready"],
            provider=options["provider"],
            states=options["states"],
            state_url=options["state_url"],
            request_hook=add_headers(options["headers"]),
            consumers=options["consumers"],
            description=options["description"],
            state=options["state"],
            timeout=options["timeout"],
            on_result=on_event,
        )
        tested = _test_given(options, suites, outcome, documents, on_event)
        outcome = replace(outcome, properties=tested)
    return (HOLDS if outcome.success else BROKEN), outcome


def _wish(options: dict[str, Any]) -> PropertyWish:
    from pactwright.api.property_direct import PropertyWish

    return PropertyWish(
        profile=options["profile"],
        seed=options["seed"],
        remote=options["property_remote"],
        all_operations=options["all_operations"],
    )


def _find_suites(
    options: dict[str, Any], pacts: Sequence[PactDocument], documents: Documents
) -> tuple[Suite, ...]:
    """Return the property files beside the pacts, checked before anything is sent."""
    from pactwright.api.property_direct import find_wished
    from pactwright.api.property_run import check_remote
    from pactwright.api.property_suites import list_files
    from pactwright.workspace.settings import load_settings

    if options["description"] or options["state"]:
        return ()
    settings, wish = load_settings(Path.cwd(), options["environment"]), _wish(options)
    paths, consumers = options["pacts"], options["consumers"]
    if wish.choose(settings) is None or not (list_files(paths) or wish.everything(settings)):
        return ()
    provider = options["provider"]
    names = {provider} if provider else {pact.provider for pact in pacts}
    found = [
        suite
        for name in sorted(names)
        for suite in find_wished(
            settings, wish, name, pacts=paths, documents=documents, consumers=consumers
        )
    ]
    if found:
        check_remote(options["url"], allowed=wish.remote or settings.properties.remote)
    return tuple(found)


def _test_given(
    options: dict[str, Any],
    suites: Sequence[Suite],
    outcome: VerificationResult,
    documents: Documents,
    on_event: Callable[[Event], None],
) -> tuple[PropertyResult, ...]:
    from pactwright.api.property_direct import replay_direct
    from pactwright.api.verify import add_headers
    from pactwright.provider.functions import declare_functions
    from pactwright.provider.target import DEFAULT_TIMEOUT, Target
    from pactwright.workspace.code import import_module, import_object
    from pactwright.workspace.settings import load_settings

    if not suites or not outcome.results:
        return ()
    settings, wish = load_settings(Path.cwd(), options["environment"]), _wish(options)
    name = outcome.results[0].provider
    root = Path.cwd()
    states = options["states"] and import_module(options["states"], root=root)
    return replay_direct(
        suites,
        settings,
        wish,
        documents=documents,
        declaration=declare_functions(name, states or None, None, add_headers(options["headers"])),
        target=Target(
            app=options["app"] and import_object(options["app"], root=root),
            url=options["url"],
            command=options["service"],
            timeout=options["timeout"] or DEFAULT_TIMEOUT,
            state_url=options["state_url"],
            ready=options["ready"],
            folder=root,
        ),
        on_event=on_event,
    )


def _verify_from_broker(options: dict[str, Any], *, quiet: bool) -> tuple[int, VerificationResult]:
    from pactwright.api.broker_step import BrokerTask, verify_from_broker
    from pactwright.api.journey import StepOutcome, verify_providers
    from pactwright.api.publish import find_build, open_session
    from pactwright.broker.client.publishing import Build
    from pactwright.broker.client.verification import PactQuery, ProviderBuild
    from pactwright.cli.console import open_console
    from pactwright.cli.selectors import read_selectors
    from pactwright.cli.step import take_step
    from pactwright.provider.plan import Filters
    from pactwright.workspace.settings import load_settings

    if not options["provider"] or options["pacts"]:
        raise click.UsageError("with --broker, name the provider by --provider, and give no --pact")
    published = _published(options)
    known = Build(version=options["provider_version"] or "", branch=options["provider_branch"])
    build = find_build(Path.cwd(), known) if options["publish"] else known
    tags = options["provider_tags"]
    task = BrokerTask(
        session=open_session(options["broker"]),
        query=PactQuery(
            provider=options["provider"],
            published=published,
            selectors=read_selectors(options["selectors"]),
            branch=build.branch,
            tags=tags,
            wip_since=options["include_wip_since"],
        ),
        build=ProviderBuild(version=build.version, branch=build.branch, tags=tags)
        if options["publish"]
        else None,
    )
    settings = load_settings(Path.cwd(), options["environment"])

    def verify(folder: Path, **follow: Any) -> StepOutcome:  # noqa: ANN401 - passed on
        if any(options[name] for name in ("app", "url", "service")):
            given = {**options, "pacts": (folder,)}
            status, outcome = _verify_given(given, on_event=follow["on_event"])
            return StepOutcome(status=status, verification=outcome)
        arguments = [f"--pact-dir={folder}", *follow.pop("arguments")]
        return verify_providers(
            replace(settings, pacts=folder),
            arguments=[*arguments, *options["pytest_arguments"]],
            filters=Filters(
                provider=options["provider"],
                consumers=options["consumers"],
                description=options["description"],
                state=options["state"],
            ),
            wish=_wish(options),
            **follow,
        )

    with task.session:
        outcome = take_step(
            lambda **follow: verify_from_broker(task, lambda folder: verify(folder, **follow)),
            root=settings.root,
            console=open_console(errors=quiet),
        )
    return outcome.status, outcome.verification


def _published(options: dict[str, Any]) -> tuple[str, str] | None:
    """Return the consumer and its version whose pact alone is asked for."""
    version = options["consumer_version"]
    if version is None:
        return None
    if len(options["consumers"]) != 1 or options["selectors"]:
        raise click.UsageError("--consumer-version goes with one --consumer and no --selector")
    return options["consumers"][0], version


_DIRECT_ONLY = ("app", "url", "service", "ready", "states", "state_url", "headers", "timeout")
_BROKER_ONLY = (
    *("consumer_version", "selectors", "include_wip_since"),
    *("provider_version", "provider_branch", "provider_tags", "publish"),
)


def _refuse(options: dict[str, Any], names: Sequence[str], why: str) -> None:
    stray = [name for name in names if options[name]]
    if stray:
        word = "command" if stray[0] == "service" else stray[0].rstrip("s").replace("_", "-")
        raise click.UsageError(f"--{word} {why}")


def _verify_project(options: dict[str, Any], *, quiet: bool) -> tuple[int, VerificationResult]:
    from pactwright.api.journey import StepOutcome, verify_providers
    from pactwright.cli.console import open_console
    from pactwright.cli.step import take_step
    from pactwright.provider.plan import Filters
    from pactwright.workspace.settings import load_settings

    where = "the project's settings and test files say where each provider is"
    _refuse(options, _DIRECT_ONLY, f"goes with --pact; without it, {where}")
    settings = load_settings(Path.cwd(), options["environment"])
    filters = Filters(
        provider=options["provider"],
        consumers=options["consumers"],
        description=options["description"],
        state=options["state"],
    )

    def work(*, arguments: list[str], **follow: Any) -> StepOutcome:  # noqa: ANN401 - passed on
        arguments = [*arguments, *options["pytest_arguments"]]
        return verify_providers(
            settings, arguments=arguments, filters=filters, wish=_wish(options), **follow
        )

    outcome = take_step(work, root=settings.root, console=open_console(errors=quiet))
    return outcome.status, outcome.verification

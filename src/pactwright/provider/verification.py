"""Verification of a provider by plain calls: pacts in, results out, no pytest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType

from pactwright.errors import PactwrightError
from pactwright.model.interaction import PactDocument
from pactwright.model.result import InteractionResult, VerificationResult
from pactwright.provider.declaration import Provider
from pactwright.provider.functions import Functions, declare_functions
from pactwright.provider.plan import Filters, plan_verification
from pactwright.provider.run import run_steps
from pactwright.provider.target import DEFAULT_TIMEOUT, Target


def verify_pacts(  # noqa: PLR0913 - the words of `pactwright.verify`, by name
    documents: Sequence[PactDocument],
    *,
    app: object = None,
    url: str | None = None,
    command: str | Sequence[str] | None = None,
    ready: str | None = None,
    folder: Path | None = None,
    provider: str | None = None,
    states: Functions | ModuleType | None = None,
    state_url: str | None = None,
    messages: Functions | None = None,
    request_hook: Callable[..., object] | None = None,
    timeout: float = DEFAULT_TIMEOUT,
    isolated_states: bool = False,
    filters: Filters | None = None,
    on_result: Callable[[InteractionResult], None] | None = None,
) -> VerificationResult:
    """Replay the pacts against one provider and return what every interaction came to.

    The parameters are those of `pactwright.verify`; `folder` is the working directory of
    `command`. `on_result` is called with each result as it comes. May be called while an event
    loop runs: the work is then done in a thread of its own. Raises `PactwrightError` when there
    is nothing to verify or the provider does not come up.
    """
    steps = plan_verification(documents, provider=provider, filters=filters)
    declaration = declare_functions(steps[0].provider, states, messages, request_hook)
    target = Target(
        app=app,
        url=url,
        command=command,
        timeout=timeout,
        isolated_states=isolated_states,
        state_url=state_url,
        ready=ready,
        folder=folder,
    )
    check_target(declaration, target)
    results = run_steps(steps, declaration, target, on_result or _ignore)
    return VerificationResult(results=tuple(sorted(results, key=_order)))


def check_target(declaration: Provider, target: Target) -> None:
    """Raise `PactwrightError` unless it is clear where the provider is, and how long it has."""
    if not target.timeout > 0:
        raise PactwrightError(f"timeout is {target.timeout!r}", hint="give seconds above 0")
    others = [name for name in ("url", "command") if getattr(target, name) is not None]
    if target.app is not None and others:
        raise PactwrightError(
            f"provider {declaration.name!r} has an app and a {others[0]}",
            hint="keep the one that says where the provider is",
        )
    if target.app is None and not others and not len(declaration.messages):
        raise PactwrightError(
            f"nothing says where provider {declaration.name!r} is",
            hint="give an app, a url or a command",
        )


def _ignore(_: InteractionResult) -> None:
    return None


def _order(result: InteractionResult) -> tuple[str, str, str, tuple[str, ...]]:
    return (result.provider, result.consumer, result.description, result.states)

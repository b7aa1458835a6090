"""The request hook: what a request goes through before it is sent."""

from __future__ import annotations

from collections.abc import Callable

from pactwright.model.wire import WireRequest
from pactwright.provider.arguments import Fixtures, bind_arguments, name_of, read_signature
from pactwright.provider.calls import Caller, user_error
from pactwright.provider.failure import StepError

_ADVICE = "write it as: def hook(request): return dataclasses.replace(request, headers=...)"


def apply_hook(
    hook: Callable[..., object], request: WireRequest, *, caller: Caller, fixtures: Fixtures
) -> WireRequest:
    """Return the request that the hook makes; raises `StepError` when it makes none."""
    parameters = read_signature(hook).parameters
    if not parameters:
        raise StepError(f"the request hook {name_of(hook)} takes no request", hint=_ADVICE)
    try:
        others = bind_arguments(hook, given={}, skip=1, fixtures=fixtures)
        made = caller.call(hook, {parameters[0].name: request, **others})
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - user code may raise anything, even to skip
        raise user_error(error, what="the request hook", timeout=caller.timeout) from None
    if not isinstance(made, WireRequest):
        raise StepError(
            f"the request hook returned a {type(made).__name__}, not the request", hint=_ADVICE
        )
    return made

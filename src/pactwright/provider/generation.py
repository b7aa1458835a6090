"""Generators applied for one step, and the words for those that cannot be."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from pactwright.errors import PactwrightError
from pactwright.matching.generate import GeneratorContext
from pactwright.model.interaction import MessageContents, Request, Response
from pactwright.model.result import MismatchKind
from pactwright.provider.failure import StepError

Part = TypeVar("Part", Request, Response, MessageContents)


def apply_generators(
    generate: Callable[[Part, GeneratorContext], Part], part: Part, context: GeneratorContext
) -> Part:
    """Return what `generate` makes of the part; raises `StepError` when a value is missing."""
    if not part.generators:
        return part
    try:
        return generate(part, context)
    except PactwrightError as error:
        kind: MismatchKind = "state" if _asks_states(part) else "unsupported"
        raise StepError(error.message, kind=kind, hint=error.hint) from None


def _asks_states(part: Part) -> bool:
    return any(
        generator.kind == "ProviderState"
        for places in part.generators.values()
        for generator in places.values()
    )

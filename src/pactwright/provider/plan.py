"""The plan of a verification: pacts and filters in, ordered steps out."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pactwright.errors import PactwrightError
from pactwright.model.interaction import Interaction, PactDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which interactions to verify; what is empty or `None` lets all through.

    `provider` and `consumers` are exact names; `description` and `state` are regular
    expressions that must be found in the description and in the name of one state; `no_state`
    asks for interactions without any; `key` is the exact key of one interaction.
    """

    provider: str | None = None
    consumers: tuple[str, ...] = ()
    description: str | None = None
    state: str | None = None
    no_state: bool = False
    key: str | None = None

    def __post_init__(self) -> None:
        """Raise `PactwrightError` for a regular expression that is none."""
        for name in ("description", "state"):
            pattern = getattr(self, name)
            try:
                re.compile(pattern or "")
            except re.error as error:
                raise PactwrightError(
                    f"the {name} filter {pattern!r} is not a regular expression: {error}",
                    hint=r"escape what is meant literally: \( \[ \. \*",
                ) from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One interaction to verify; `source` names the pact file it comes from."""

    consumer: str
    provider: str
    interaction: Interaction
    source: str | None = None


def plan_verification(
    documents: Sequence[PactDocument],
    *,
    provider: str | None = None,
    filters: Filters | None = None,
) -> tuple[Step, ...]:
    """Return the steps for one provider, by consumer, description and states.

    Without `provider` all pacts must be for the same one. Raises `PactwrightError` when there
    is no pact, none for this provider, or when nothing is left to verify: never an empty pass.
    """
    if not documents:
        raise PactwrightError(
            "there are no pacts to verify",
            hint="run the consumer tests first; they write the pacts",
        )
    name = provider if provider is not None else _only_provider(documents)
    steps = [
        Step(consumer=pact.consumer, provider=name, interaction=interaction, source=pact.source)
        for pact in documents
        if pact.provider == name
        for interaction in pact.interactions
    ]
    if not steps:
        raise _nothing_for(name, documents)
    chosen = [step for step in steps if is_chosen(step, filters)]
    if not chosen:
        consumers = ", ".join(sorted({repr(step.consumer) for step in steps}))
        raise PactwrightError(
            f"the filters leave none of the {len(steps)} interactions of provider {name!r}",
            hint=f"loosen the filters; the consumers are {consumers}",
        )
    return tuple(sorted(chosen, key=_order))


def is_chosen(step: Step, filters: Filters | None) -> bool:
    """Return whether the filters let the step through."""
    if filters is None:
        return True
    interaction = step.interaction
    states = [state.name for state in interaction.states]
    return (
        filters.provider in {None, step.provider}
        and (not filters.consumers or step.consumer in filters.consumers)
        and (filters.key is None or interaction.key == filters.key)
        and (
            filters.description is None
            or re.search(filters.description, interaction.description) is not None
        )
        and (filters.state is None or any(re.search(filters.state, name) for name in states))
        and not (filters.no_state and states)
    )


def _only_provider(documents: Sequence[PactDocument]) -> str:
    names = sorted({pact.provider for pact in documents})
    if len(names) > 1:
        raise PactwrightError(
            f"the pacts are for several providers: {', '.join(map(repr, names))}",
            hint="say which one to verify",
        )
    return names[0]


def _nothing_for(name: str, documents: Sequence[PactDocument]) -> PactwrightError:
    if any(pact.provider == name for pact in documents):
        return PactwrightError(
            f"the pacts for provider {name!r} hold no interactions",
            hint="run the consumer tests again; a pact without interactions promises nothing",
        )
    names = sorted({pact.provider for pact in documents})
    near = difflib.get_close_matches(name, names, n=1)
    known = f"the pacts are for {', '.join(map(repr, names))}"
    return PactwrightError(
        f"there is no pact for provider {name!r}",
        hint=f"did you mean {near[0]!r}? {known}" if near else known,
    )


def _order(step: Step) -> tuple[str, str, tuple[tuple[str, str], ...], str]:
    interaction = step.interaction
    states = tuple((state.name, canonical_json(state.params)) for state in interaction.states)
    return (step.consumer, interaction.description, states, type(interaction).__name__)


def canonical_json(value: object) -> str:
    """Return the JSON text of the value with sorted keys: equal texts for equal values."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, default=_plain_json)


def _plain_json(value: object) -> object:
    return str(value) if isinstance(value, Decimal) else dict(value)  # type: ignore[call-overload]

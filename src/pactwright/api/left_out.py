"""What is said of the interactions in pacts that no document at hand is for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from pactwright.model.interaction import (
    AsyncMessage,
    HttpInteraction,
    PactDocument,
    SyncMessage,
)
from pactwright.report.safe import safe_line
from pactwright.report.words import count

if TYPE_CHECKING:
    from pactwright.usage.join import AnySide

_SHOWN = 3
_MESSAGES = (AsyncMessage, SyncMessage)


def tell_messages(pacts: Sequence[PactDocument]) -> tuple[str, ...]:
    """Return a note for each provider whose consumers have messages, which coverage leaves out."""
    why = "messages are no HTTP; `pactwright conform` holds them to an AsyncAPI document"
    return _tell(pacts, _MESSAGES, "message", f"not counted, as {why}")


def tell_unjudged(
    pacts: Sequence[PactDocument], compared: Mapping[str, Collection[str]]
) -> tuple[str, ...]:
    """Return a note for each provider with interactions that no comparison was for.

    `compared` are the kinds of documents that were compared, `openapi` and `asyncapi`, by the
    provider's name.
    """
    notes: list[str] = []
    for kinds, word, kind, name in (
        (_MESSAGES, "message", "asyncapi", "AsyncAPI"),
        ((HttpInteraction,), "HTTP interaction", "openapi", "OpenAPI"),
    ):
        left = [pact for pact in pacts if kind not in compared.get(pact.provider, ())]
        notes += _tell(left, kinds, word, f"not judged, as no {name} document of it is compared")
    return tuple(sorted(notes))


def tell_unplaced(pacts: Sequence[PactDocument], old: AnySide | None, name: str) -> tuple[str, ...]:
    """Return a note for each pact with interactions that no operation of the old document is for.

    Whoever breaks there is not seen: neither document says what these get.
    """
    from pactwright.usage.placing import has_operation  # coverage has no use for it

    strangers = (
        (
            pact,
            [one.description for one in pact.interactions if has_operation(old, one) is False],
        )
        for pact in pacts
    )
    return tuple(_say_unplaced(pact, found, name) for pact, found in strangers if found)


def _say_unplaced(pact: PactDocument, found: Sequence[str], name: str) -> str:
    first = ", ".join(repr(one) for one in found[:_SHOWN]) + (", …" if len(found) > _SHOWN else "")
    return safe_line(
        f"{pact.consumer}: not judged, as {name} has no operation for "
        f"{count(len(found), 'interaction')} ({first}); `pactwright conform` says more"
    )


def _tell(
    pacts: Sequence[PactDocument], kinds: tuple[type, ...], word: str, end: str
) -> tuple[str, ...]:
    found: dict[str, Counter[str]] = {}
    for pact in pacts:
        number = sum(isinstance(one, kinds) for one in pact.interactions)
        if number:
            found.setdefault(pact.provider, Counter())[pact.consumer] += number
    return tuple(
        safe_line(
            f"{provider}: {count(consumers.total(), word)} of {', '.join(sorted(consumers))} {end}"
        )
        for provider, consumers in sorted(found.items())
    )

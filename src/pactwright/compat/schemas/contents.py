"""What another `contentSchema` means for the texts that it describes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pactwright.compat.rules import schema_annotations as rules
from pactwright.compat.schemas.annotations import Remark
from pactwright.errors import PactwrightError
from pactwright.schema.decide import Decision, Refuted, Undecided, decide_inclusion
from pactwright.schema.digest import digest
from pactwright.schema.document import SchemaDocument

_KEYWORD: Final = "contentSchema"
_BUDGET: Final = 20_000
_LONGEST: Final = 60


def tell_contents(
    old: SchemaDocument, new: SchemaDocument, places: tuple[str, str]
) -> Iterator[Remark]:
    """Yield whether the texts at two places may hold less or more than before.

    `places` are where the strings' schemas stand, each with a `contentSchema`.
    """
    before, after = (f"{place}/{_KEYWORD}" for place in places)
    less = _decide(old, new, (before, after))
    more = _decide(new, old, (after, before))
    if isinstance(less, Refuted):
        told = f"{_KEYWORD} takes {_show(less)} no longer"
        yield rules.CONTENT_SCHEMA_NARROWED, told, _KEYWORD
    if isinstance(more, Refuted):
        told = f"{_KEYWORD} takes {_show(more)}, which it refused"
        yield rules.CONTENT_SCHEMA_WIDENED, told, _KEYWORD
    for decision in (less, more):
        if isinstance(decision, Undecided):
            yield rules.CONTENT_SCHEMA_CHANGED, f"{_KEYWORD} changed ({decision.reason})", _KEYWORD
            return


def _decide(smaller: SchemaDocument, larger: SchemaDocument, pointers: tuple[str, str]) -> Decision:
    try:
        return decide_inclusion(smaller, larger, pointers=pointers, budget=_BUDGET)
    except PactwrightError as error:
        return Undecided(error.message)


def _show(refuted: Refuted) -> str:
    text = digest(refuted.witness).decode()
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"

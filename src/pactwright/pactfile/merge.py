"""Pacts of one consumer and provider made into one, and a pact brought up to date."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pactwright.errors import PactwrightError
from pactwright.model.interaction import Interaction, PactDocument
from pactwright.model.json import Json, JsonObject
from pactwright.pactfile.difference import find_differences, shorten_json
from pactwright.pactfile.identity import Identity, describe_interaction, identify
from pactwright.pactfile.text import encode_json
from pactwright.pactfile.write import write_interaction

_SHOWN = 5


def merge_pacts(documents: Sequence[PactDocument]) -> PactDocument:
    """Return the union of pacts of one consumer and provider, the same in whatever order.

    The same interaction may stand in several documents. Raises `PactwrightError` for no
    documents, for different pairs, and for two different interactions with one type, description
    and provider states, naming both and the places where they differ.
    """
    if not documents:
        raise PactwrightError("there is no pact to merge", hint="name at least one pact file")
    _require_one_pair(documents)
    kept: dict[Identity, tuple[Interaction, PactDocument]] = {}
    for document in documents:
        for interaction in document.interactions:
            first = kept.setdefault(identify(interaction), (interaction, document))
            _require_same(first, (interaction, document))
    return replace(
        documents[0],
        interactions=tuple(kept[key][0] for key in sorted(kept)),
        version="4",
        metadata=_merge_objects(document.metadata for document in documents),
        extra=_merge_objects(document.extra for document in documents),
        source=documents[0].source if len(documents) == 1 else None,
    )


def update_pact(old: PactDocument, new: PactDocument) -> PactDocument:
    """Return `old` with the interactions of `new` added, or put in place of their namesakes.

    Raises `PactwrightError` where the two are pacts of different pairs, or where `new` itself
    holds two different interactions with one name.
    """
    _require_one_pair((old, new))
    kept = {identify(interaction): interaction for interaction in old.interactions}
    kept |= {identify(interaction): interaction for interaction in merge_pacts([new]).interactions}
    return replace(
        new,
        interactions=tuple(kept[key] for key in sorted(kept)),
        version="4",
        metadata={**old.metadata, **new.metadata},
        extra={**old.extra, **new.extra},
    )


def _require_one_pair(documents: Sequence[PactDocument]) -> None:
    first = documents[0]
    for other in documents[1:]:
        if (other.consumer, other.provider) != (first.consumer, first.provider):
            raise PactwrightError(
                f"pacts of different pairs cannot become one: {_name_pair(first)} and "
                f"{_name_pair(other)}",
                hint="merge the pacts of each consumer and provider on their own",
            )


def _name_pair(document: PactDocument) -> str:
    where = f" ({document.source})" if document.source else ""
    return f"{document.consumer!r} with {document.provider!r}{where}"


def _require_same(
    first: tuple[Interaction, PactDocument], second: tuple[Interaction, PactDocument]
) -> None:
    if first[0] == second[0]:
        return
    one, other = (write_interaction(interaction) for interaction, _ in (first, second))
    if encode_json(one) == encode_json(other):
        return
    places = [
        f"  {place}: {shorten_json(left)} against {shorten_json(right)}"
        for place, left, right in find_differences(one, other)
    ]
    more = [f"  ... and {len(places) - _SHOWN} more places"] if len(places) > _SHOWN else []
    sources = " and ".join(document.source or "this run" for _, document in (first, second))
    message = (
        f"two different interactions between {first[1].consumer!r} and {first[1].provider!r} "
        f"are both called {describe_interaction(first[0])} (in {sources}); they differ at:"
    )
    raise PactwrightError(
        "\n".join([message, *places[:_SHOWN], *more]),
        hint="give one of them another description or another provider state",
    )


def _merge_objects(objects: Iterable[JsonObject]) -> JsonObject:
    """Return the union; of different values for one key the last in JSON order counts."""
    merged: dict[str, Json] = {}
    for members in objects:
        for key, value in members.items():
            merged[key] = max(merged.get(key, value), value, key=encode_json)
    return merged

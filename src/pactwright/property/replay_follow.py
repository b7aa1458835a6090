"""Follows each change by reading what it changed: deleted, created or altered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pactwright.property.cases import Take
from pactwright.property.replay_created import created_take
from pactwright.property.replay_request import Source
from pactwright.property.replay_sequence import Move
from pactwright.property.replay_values import Exchange
from pactwright.property.schemathesis_cases import Draft


def following_moves(
    change: Move, exchange: Exchange, step: int, readers: Sequence[Source]
) -> Iterator[Move]:
    """Yield the consumer's own reading requests of what a successful request has changed.

    Their paths hold the ids of the request, or the one that its answer gives to what it created;
    `step` is the number of the exchange.
    """
    for reader in readers:
        move = _reading(change, exchange, step, reader)
        if move is not None:
            yield move


def _reading(change: Move, exchange: Exchange, step: int, reader: Source) -> Move | None:
    known = change.source.path_texts(exchange.request.path)
    made = {one.into: one for one in exchange.takes}
    created = created_take(exchange, reader.operation.path, step)
    names = [value.name for value in reader.use.path_values]
    given = [] if created is None else [created]
    given_names = {one.into.removeprefix("path.") for one in given}
    if _root(reader) != _root(change.source) or not known.keys() >= {*names} - given_names:
        return None
    if exchange.request.method == "POST" and created is None and not names:
        return Move(source=reader)
    links: list[Take] = given + [
        made[f"path.{name}"] for name in names if f"path.{name}" in made and name not in given_names
    ]
    linked = {one.into.removeprefix("path.") for one in links}
    fixed = {name: known[name] for name in names if name not in linked}
    return Move(source=reader, draft=Draft(path=fixed), links=tuple(links))


def _root(source: Source) -> str:
    return source.operation.path.strip("/").partition("/")[0]

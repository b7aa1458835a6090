"""Judges the last of several requests by those before it: what was deleted, created or changed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from pactwright.document.operations import PARAMETER
from pactwright.matching.values import read_json, same
from pactwright.matching.wording import encode_json
from pactwright.model.json import Json
from pactwright.model.path import Place, format_path
from pactwright.property.replay_created import created_path, read_answer
from pactwright.property.replay_values import SAFE, Exchange
from pactwright.property.schemathesis_checks import Breach, shorten

_ACCEPTED: Final = 202
_GONE: Final = (404, 410)
_HARMLESS: Final = SAFE | {"DELETE"}
_PUTS: Final = frozenset({"PUT", "PATCH"})
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\d")
_PLAIN: Final = (str, int, float, bool)

USE_AFTER_DELETE: Final = "use_after_free"
CREATED: Final = "ensure_resource_availability"
UPDATED: Final = "update_holds"
ORDERLY: Final = frozenset({USE_AFTER_DELETE, CREATED, UPDATED})
"""The checks of this module, which look at several requests."""


def judge_order(exchanges: Sequence[Exchange]) -> tuple[Breach, ...]:
    """Return what the last exchange, a GET, shows that the ones before it rule out.

    What a DELETE has taken away is gone (RFC 9110, 9.3.5): it must not be read as it was read
    before. Where a text, a truth value or a null in it has become another, the DELETE has done
    what it is for there (`"state": "cancelled"`). What a POST has created is there. What a PUT, a
    PATCH or a POST has written, as its answer shows it, is what is read; where the answer does not
    show it, it must not be what it was before. A change that was only accepted (202), and anything
    else that was done to the same thing in between, prove nothing.
    """
    last = exchanges[-1]
    if last.request.method != "GET":
        return ()
    for index in range(len(exchanges) - 2, -1, -1):
        change = exchanges[index]
        if change.request.method in SAFE or not change.is_success or not _touches(change, last):
            continue
        if change.status == _ACCEPTED:
            return ()
        return tuple(_judge_change(change, last, exchanges[:index]))
    return ()


def _touches(change: Exchange, last: Exchange) -> bool:
    """Return whether a change may concern what was read: its path, one above or one below."""
    paths = [f"{one.request.path.rstrip('/')}/" for one in (change, last)]
    return paths[0].startswith(paths[1]) or paths[1].startswith(paths[0])


def _judge_change(change: Exchange, last: Exchange, before: Sequence[Exchange]) -> Iterator[Breach]:
    same_path = change.request.path == last.request.path
    match change.request.method:
        case "DELETE" if same_path and last.is_success:
            if _is_untouched(before, last):
                yield _breach("use-after-delete", USE_AFTER_DELETE, change, last, "404 or 410")
        case "DELETE" if last.is_success:
            yield from _judge_list(change, last, before)
        case "POST" if created_path(change, last.template) == last.request.path:
            if last.status in _GONE:
                yield _breach("status", CREATED, change, last, "200")
            elif last.is_success:
                yield from _judge_written(change, last, ())
        case method if method in _PUTS and same_path and last.is_success:
            yield from _judge_written(change, last, before)


def _is_untouched(before: Sequence[Exchange], last: Exchange) -> bool:
    """Return whether a thing is read as it was known before: counters and times may differ."""
    alive = _until_deleted(before, last.request.path)
    if alive is None:
        return False
    known = [
        one
        for one in alive
        if one.is_success
        and (
            one.request.path == last.request.path
            if one.request.method != "POST"
            else created_path(one, last.template) == last.request.path
        )
        and one.answer.response is not None
        and one.answer.response.body
    ]
    if not known:
        return False
    old, new = read_answer(known[-1]), read_answer(last)
    if not isinstance(old, Mapping) or not isinstance(new, Mapping):
        return type(old) is type(new)
    return not any(_is_mark(old[name], new[name]) for name in old if name in new) and not (
        new.keys() - old.keys()
    )


def _until_deleted(before: Sequence[Exchange], path: str) -> Sequence[Exchange] | None:
    """Return the exchanges before the first deletion of a path; what is read later may be marked.

    `None` where something has been written since: nothing can be concluded then.
    """
    first = next((n for n, one in enumerate(before) if _deletes(one, path)), len(before))
    if any(one.is_success and one.request.method not in _HARMLESS for one in before[first:]):
        return None
    return before[:first]


def _deletes(exchange: Exchange, path: str) -> bool:
    return (
        exchange.request.method == "DELETE"
        and exchange.is_success
        and exchange.request.path == path
    )


def _is_mark(old: Json, new: Json) -> bool:
    """Return whether a member that became another may tell of the end of a thing."""
    if isinstance(old, bool) or isinstance(new, bool) or old is None or new is None:
        return not same(old, new)
    if not isinstance(old, str) or not isinstance(new, str):
        return False
    return old != new and not (_TIME.match(old) and _TIME.match(new))


def _judge_list(change: Exchange, last: Exchange, before: Sequence[Exchange]) -> Iterator[Breach]:
    """Yield a breach where a list still holds, unchanged, what was deleted from it."""
    collection, _, number = change.request.path.rstrip("/").rpartition("/")
    if collection != last.request.path.rstrip("/"):
        return
    known = [
        one
        for exchange in _until_deleted(before, change.request.path) or ()
        if exchange.is_success
        for one in _named(exchange, change, several=last.request.path, number=number)
    ]
    if any(same(one, old) for one in _elements(read_answer(last)) for old in known):
        yield Breach(
            kind="use-after-delete",
            check=USE_AFTER_DELETE,
            place=f"after {_name(change)} in the list",
            message=f"after {_name(change)} it is still listed, as it was",
            expected="a list without it",
            actual=number,
        )


def _named(
    exchange: Exchange, change: Exchange, *, several: str, number: str
) -> Iterator[Mapping[str, Json]]:
    """Yield the thing of that number in an answer: the whole of it, or among those listed."""
    value = read_answer(exchange)
    if exchange.request.path == change.request.path and isinstance(value, Mapping):
        yield value
    elif exchange.request.path == several:
        listed = tuple(_elements(value))
        names = _id_names(listed, change.template, number)
        yield from (one for one in listed if any(str(one.get(name)) == number for name in names))


def _id_names(listed: Sequence[Mapping[str, Json]], template: str, number: str) -> tuple[str, ...]:
    """Return the member that tells the listed things apart; none where that is not clear.

    It has the name of the path's parameter, or `id`; else it is the only one with the number.
    """
    parameter = PARAMETER.findall(template)[-1:]
    for name in (*parameter, "id"):
        if listed and all(name in one for one in listed):
            return (name,)
    found = [name for one in listed for name, value in one.items() if str(value) == number]
    return tuple(found) if len(found) == 1 else ()


def _elements(value: Json) -> Iterator[Mapping[str, Json]]:
    """Yield the objects of a list, or of the lists in an object; its own members are no thing."""
    for one in value.values() if isinstance(value, Mapping) else [value]:
        if isinstance(one, list):
            yield from (inner for inner in one if isinstance(inner, Mapping))


def _judge_written(
    change: Exchange, last: Exchange, before: Sequence[Exchange]
) -> Iterator[Breach]:
    sent, told, now = _body(change), read_answer(change), read_answer(last)
    olds = [
        read_answer(one)
        for one in before
        if one.request.path == last.request.path and one.is_success
    ]
    for place, wrote in _leaves(sent, ()):
        got, answered = _at(now, place), _at(told, place)
        wanted = wrote if answered is None else answered
        if isinstance(wrote, list):
            lost = _is_lost_list(wrote, answered, got)
        else:
            unchanged = bool(olds) and _equal(_at(olds[-1], place), got)
            lost = not _equal(wanted, got) and (answered is not None or unchanged)
        if lost and isinstance(got, (*_PLAIN, list)):
            yield Breach(
                kind="lost-update",
                check=UPDATED,
                place=f"{format_path(place)} after {_name(change)}",
                message=f"after {_name(change)} it does not hold what was written",
                expected=shorten(wanted),
                actual=shorten(got),
            )


def _is_lost_list(wrote: Sequence[Json], answered: Json, got: Json) -> bool:
    """Return whether a list that the change answers as it was sent has other elements later.

    Their order does not count.
    """
    if not isinstance(answered, list) or not isinstance(got, list):
        return False
    return _sorted(answered) == _sorted(wrote) != _sorted(got)


def _sorted(values: Sequence[Json]) -> list[str]:
    return sorted(encode_json(one).decode() for one in values)


def _equal(one: Json, other: Json) -> bool:
    """Return whether two values are the same; 1 and 1.0 are, as in JSON Schema."""
    if type(one) is type(other) or isinstance(one, bool) or isinstance(other, bool):
        return same(one, other)
    return one == other


def _body(exchange: Exchange) -> Json:
    try:
        return read_json(exchange.request.body) if exchange.request.body else None
    except (ValueError, RecursionError):
        return None


def _leaves(value: Json, place: Place) -> Iterator[tuple[Place, Json]]:
    """Yield the plain values that a request's body holds, and the lists of nothing else."""
    if isinstance(value, Mapping):
        for name, one in value.items():
            yield from _leaves(one, (*place, name))
        return
    several = value if isinstance(value, list) else [value]
    if place and all(isinstance(one, _PLAIN) for one in several):
        yield place, value


def _at(value: Json, place: Place) -> Json:
    for step in place:
        value = value.get(str(step)) if isinstance(value, Mapping) else None
    return value


def _breach(kind: str, check: str, change: Exchange, last: Exchange, expected: str) -> Breach:
    return Breach(
        kind=kind,  # type: ignore[arg-type] # one of the two words above
        check=check,
        place=f"after {_name(change)}",
        message=f"after {_name(change)} it answers {last.status}",
        expected=expected,
        actual=str(last.status),
    )


def _name(exchange: Exchange) -> str:
    return f"{exchange.request.method} {exchange.template}"

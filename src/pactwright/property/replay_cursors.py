"""Checks that the pages which cursors lead to hold all of a list, and nothing twice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final
from urllib.parse import parse_qs, urlsplit

from pactwright.matching.wording import encode_json
from pactwright.model.json import Json
from pactwright.model.path import Place, format_path
from pactwright.property.cases import Take
from pactwright.property.replay_created import read_answer
from pactwright.property.replay_paging import (
    MOST_PAGES,
    alike,
    compare_page,
    items_of,
    paging_breach,
    show_items,
    size_slot,
    widths,
)
from pactwright.property.replay_port import Scene
from pactwright.property.replay_reading import Reader
from pactwright.property.replay_request import Source
from pactwright.property.replay_takes import takes_of
from pactwright.property.replay_values import (
    Exchange,
    Setting,
    Tally,
    Trouble,
    base_request,
    trouble_of,
)
from pactwright.property.schemathesis_cases import Draft
from pactwright.property.schemathesis_checks import Breach

_CURSORS: Final = (
    "cursor", "after", "page_token", "pagetoken", "next_token", "nexttoken", "continuation",
    "continuation_token", "continuationtoken", "page[cursor]", "page[after]", "marker", "token",
)  # fmt: skip
_NEXT: Final = ("next", "endcursor", "continuation", "cursor")
_MORE: Final = frozenset({"hasmore", "hasnext", "hasnextpage"})
_TWICE: Final = 2
CURSORS: Final = "cursors-add-up"
"""The check of this module."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Token:
    """Where an answer says what comes next, and what: nothing at the end of the list."""

    place: Place
    value: str | None
    is_plain: bool = True


def check_cursors(
    source: Source, reader: Reader, setting: Setting, tally: Tally
) -> Iterator[Trouble]:
    """Yield a trouble when the pages of cursors leave elements out, repeat some, or end early.

    Asked where the consumer sends a size and a cursor that its rules leave open, the document does
    not require the cursor, and the answers say which one comes next.
    """
    del reader
    size, cursor = size_slot(source), _cursor_name(source)
    if source.operation.method != "GET" or size is None or cursor is None:
        return
    with setting.stage.scene(source.interaction.states) as scene:
        turner = _Turner(
            source=source, size=size, cursor=cursor, scene=scene, setting=setting, tally=tally
        )
        for sent in turner.walks():
            found = judge_cursors(f"query {size}, {cursor}", sent)
            if found is not None:
                yield trouble_of(source, found, *sent)
                return


def _cursor_name(source: Source) -> str | None:
    names = {
        slot.parameter.name.lower(): slot.parameter
        for slot in source.slots
        if slot.parameter.location == "query" and not slot.parameter.required
    }
    return next((names[one].name for one in _CURSORS if one in names), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Turner:
    source: Source
    size: str
    cursor: str
    scene: Scene
    setting: Setting
    tally: Tally

    def walks(self) -> Iterator[list[Exchange]]:
        """Yield the whole list twice and then its pages, for pages of one element and of two."""
        for width in widths(self.source, self.size):
            if not self._allows(width):
                continue
            whole = [self._page(width, None, None), self._page(width, None, None)]
            items = items_of(whole[0])
            if items is None:
                continue
            for size in (1, 2) if alike(*whole) else ():
                if size < len(items) and self._allows(size):
                    yield [*whole, *self._pages(size)]
            return

    def _pages(self, size: int) -> Iterator[Exchange]:
        token: _Token | None = None
        for number in range(MOST_PAGES):
            page = self._page(size, token, number + 1)
            yield page
            token = _next_token(page, self.cursor)
            if token is None or token.value is None:
                return

    def _allows(self, size: int) -> bool:
        return self.source.allows(Draft(query={self.size: (str(size),)}))

    def _page(self, size: int, token: _Token | None, step: int | None) -> Exchange:
        base = base_request(self.source, self.scene.values, self.setting.clock)
        request = self.source.compose(Draft(query={self.size: (str(size),)}), base)
        value = None if token is None else token.value
        query = tuple(
            (name, (value,) if name == self.cursor else texts)
            for name, texts in request.query
            if name != self.cursor or value is not None
        )
        takes = tuple(one for one in takes_of(self.source) if one.into != f"query.{self.cursor}")
        if token is not None and token.is_plain:
            place = format_path(token.place)
            takes = (*takes, Take(into=f"query.{self.cursor}", place=place, step=step))
        request = replace(request, query=query)
        return self.tally.send(self.scene, request, self.source, takes=takes)


def judge_cursors(place: str, exchanges: Sequence[Exchange]) -> Breach | None:
    """Return what is wrong with the pages: the exchanges are the list twice, then its pages.

    `place` names the parameters of the size and of the cursor.
    """
    pages = exchanges[_TWICE:]
    size_name, _, cursor = place.removeprefix("query ").partition(", ")
    items = items_of(exchanges[0])
    if items is None or not _is_turned(pages, cursor) or not alike(*exchanges[:_TWICE]):
        return None
    size = int(dict(pages[0].request.query)[size_name][0] or 0)
    seen: list[Json] = []
    for number, exchange in enumerate(pages, start=1):
        page = items_of(exchange)
        if page is None or len(seen) >= len(items):
            return None
        found = compare_page(place, page, items, len(seen), size=size, number=number)
        if found is not None:
            return _named(found)
        seen += page
    last = _next_token(pages[-1], cursor)
    ends = last is None or last.value is None
    return _ended(place, items, len(seen), size) if ends and len(seen) < len(items) else None


def _is_turned(pages: Sequence[Exchange], cursor: str) -> bool:
    """Return whether each page is the one that the page before leads to.

    Links of an earlier run may lead elsewhere when they are followed again.
    """
    for page, following in pairwise(pages):
        token = _next_token(page, cursor)
        if token is None or dict(following.request.query).get(cursor, ())[:1] != (token.value,):
            return False
    return bool(pages) and _next_token(pages[0], cursor) is not None


def _ended(place: str, items: Sequence[Json], count: int, size: int) -> Breach:
    message = f"the pages of {size} end after {count} elements, and the list has {len(items)}"
    return _named(paging_breach(place, message, show_items(items[count:]), "no next page"))


def _named(breach: Breach) -> Breach:
    return replace(breach, check=CURSORS)


def _next_token(exchange: Exchange, cursor: str) -> _Token | None:
    """Return what an answer says of the next page, `None` where it says nothing."""
    answer = read_answer(exchange)
    members = dict(_members(answer, ()))
    if any(_bare(place) in _MORE and value is False for place, value in members.items()):
        return _Token(place=(), value=None)
    wanted = re.sub(r"[\W_]", "", cursor).lower()
    named = [place for place in members if _bare(place).startswith(_NEXT) or _bare(place) == wanted]
    for place in sorted(named, key=lambda one: not _bare(one).startswith("next")):
        found = _read_token(place, members[place], cursor)
        if found is not None:
            return found
    return None


def _read_token(place: Place, value: Json, cursor: str) -> _Token | None:
    if value is None or value == "":
        return _Token(place=place, value=None)
    if isinstance(value, str) and "?" in value:
        told = parse_qs(urlsplit(value).query).get(cursor)
        return None if told is None else _Token(place=place, value=told[0], is_plain=False)
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    text = value if isinstance(value, str) else encode_json(value).decode()
    return _Token(place=place, value=text)


def _members(value: Json, place: Place) -> Iterator[tuple[Place, Json]]:
    """Yield the members of an answer that are no list, those of objects in it included."""
    for name, one in value.items() if isinstance(value, Mapping) else ():
        if isinstance(one, Mapping) and len(place) < _TWICE:
            yield from _members(one, (*place, name))
        elif not isinstance(one, list | Mapping):
            yield (*place, name), one


def _bare(place: Place) -> str:
    """Return the name of a member without signs; of a link (`{"next": {"href": …}}`) its own."""
    name = str(place[-2] if place[-1] == "href" and len(place) > 1 else place[-1])
    return re.sub(r"[\W_]", "", name).lower()

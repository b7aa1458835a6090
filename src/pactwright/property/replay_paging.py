"""Checks that the pages of a list hold all of it, nothing twice, and no more than was asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pactwright.matching.values import read_json, same
from pactwright.matching.wording import encode_json
from pactwright.model.json import Json
from pactwright.property.replay_port import Scene
from pactwright.property.replay_reading import Reader
from pactwright.property.replay_request import Source
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
from pactwright.property.schemathesis_document import Parameter

_SIZES: Final = (
    "limit", "size", "page_size", "pagesize", "per_page", "perpage", "count", "top", "take",
    "max_results", "maxresults", "page[size]", "page[limit]", "first",
)  # fmt: skip
_OFFSETS: Final = ("offset", "skip", "start", "from", "page[offset]")
_PAGES: Final = ("page", "page_number", "pagenumber", "page[number]")
_WIDE: Final = (1000, 500, 200, 100, 50, 25, 20, 10, 5)
MOST_PAGES: Final = 30
"""How many pages are turned at most."""

_TWICE: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pager:
    """The two parameters by which a consumer turns pages.

    `first` is where the list begins; `counts_pages` tells pages from elements.
    """

    size: str
    place: str
    first: int
    counts_pages: bool


def check_paging(
    source: Source, reader: Reader, setting: Setting, tally: Tally
) -> Iterator[Trouble]:
    """Yield a trouble when pages leave elements out, repeat some, or are too long.

    Asked where the consumer sends a size and a place that its rules leave open. The whole list,
    read in one page, must be the small pages one after another.
    """
    del reader
    pager = _find_pager(source)
    if source.operation.method != "GET" or pager is None:
        return
    with setting.stage.scene(source.interaction.states) as scene:
        turn = _Turner(source, pager, scene, setting, tally)
        yield from turn.compare()


class _Turner:
    def __init__(
        self, source: Source, pager: _Pager, scene: Scene, setting: Setting, tally: Tally
    ) -> None:
        self._source = source
        self._pager = pager
        self._scene = scene
        self._setting = setting
        self._tally = tally

    def compare(self) -> Iterator[Trouble]:
        widest, whole = self._widest()
        items = None if whole is None else items_of(whole)
        if whole is None or items is None or len(items) < 2:  # noqa: PLR2004 - one page shows nothing
            return
        again = self._page(widest, 0)
        if not alike(whole, again):
            return
        for size in (1, 2):
            if size < len(items) and self._allows(size):
                sent = [whole, again]
                found = _walk(size, items, self._pages(size, sent), self._place)
                if found is not None:
                    yield trouble_of(self._source, found, *sent)
                    return

    def _widest(self) -> tuple[int, Exchange | None]:
        """Return the widest page that the service answers with a list."""
        for size in widths(self._source, self._pager.size):
            if self._allows(size):
                whole = self._page(size, 0)
                if items_of(whole) is not None:
                    return size, whole
        return 0, None

    @property
    def _place(self) -> str:
        return f"query {self._pager.size}, {self._pager.place}"

    def _pages(self, size: int, sent: list[Exchange]) -> Iterator[Exchange]:
        """Yield one page after another, and note each that was asked for."""
        for number in range(MOST_PAGES):
            sent.append(self._page(size, number))
            yield sent[-1]

    def _draft(self, size: int, number: int) -> Draft:
        step = 1 if self._pager.counts_pages else size
        place = self._pager.first + number * step
        return Draft(query={self._pager.size: (str(size),), self._pager.place: (str(place),)})

    def _allows(self, size: int) -> bool:
        return self._source.allows(self._draft(size, 0))

    def _page(self, size: int, number: int) -> Exchange:
        base = base_request(self._source, self._scene.values, self._setting.clock)
        request = self._source.compose(self._draft(size, number), base)
        return self._tally.send(self._scene, request, self._source)


def widths(source: Source, size: str) -> Iterator[int]:
    """Yield how wide a page may be, the widest first; `size` is the parameter that says it."""
    parameter = source.operation.parameter("query", size)
    most = None if parameter is None else parameter.schema.get("maximum")
    bound = [min(most, _WIDE[0])] if isinstance(most, int) else []
    yield from dict.fromkeys([*bound, *_WIDE])


def judge_pages(place: str, exchanges: Sequence[Exchange]) -> Breach | None:
    """Return what the exchanges of an earlier finding still show: the list twice, then its pages.

    `place` is that of the finding, which names the parameter of the size.
    """
    if len(exchanges) <= _TWICE or not alike(*exchanges[:_TWICE]):
        return None
    items = items_of(exchanges[0])
    name = place.removeprefix("query ").partition(", ")[0]
    size = dict(exchanges[_TWICE].request.query).get(name, (None,))[0]
    if items is None or size is None or not size.isdecimal():
        return None
    return _walk(int(size), items, exchanges[_TWICE:], place)


def alike(one: Exchange, other: Exchange) -> bool:
    """Return whether two answers hold the same list."""
    first, second = items_of(one), items_of(other)
    return first is not None and second is not None and same(first, second)


def _walk(size: int, items: list[Json], pages: Iterable[Exchange], place: str) -> Breach | None:
    """Return how the pages differ from the whole list; no page is looked at in vain."""
    seen: list[Json] = []
    for number, exchange in enumerate(pages, start=1):
        page = items_of(exchange)
        if page is None:
            return None
        found = compare_page(place, page, items, len(seen), size=size, number=number)
        if found is not None:
            return found
        seen += page
        if len(seen) >= len(items):
            return None
    return None


def compare_page(  # noqa: PLR0913 - half by name
    place: str, page: list[Json], items: list[Json], start: int, *, size: int, number: int
) -> Breach | None:
    """Return how a page differs from what of the whole list begins at `start`."""
    if len(page) > size:
        return paging_breach(place, f"a page of {size} holds {len(page)}", size, len(page))
    wanted = items[start : start + len(page)] if page else items[start:]
    if same(page, wanted) and (page or not wanted):
        return None
    message = f"the pages of {size} one after another are not the whole list (page {number})"
    return paging_breach(place, message, show_items(wanted), show_items(page))


def paging_breach(place: str, message: str, expected: object, actual: object) -> Breach:
    """Return the breach of pages that do not add up."""
    return Breach(
        kind="paging",
        check="pages-add-up",
        place=place,
        message=message,
        expected=str(expected),
        actual=str(actual),
    )


def size_slot(source: Source) -> str | None:
    """Return the parameter by which a consumer says how long pages are."""
    names = _open_names(source)
    return next((names[one].name for one in _SIZES if one in names), None)


def _open_names(source: Source) -> dict[str, Parameter]:
    return {
        slot.parameter.name.lower(): slot.parameter
        for slot in source.slots
        if slot.parameter.location == "query"
    }


def _find_pager(source: Source) -> _Pager | None:
    names, size = _open_names(source), size_slot(source)
    offset = next((names[one] for one in _OFFSETS if one in names), None)
    page = next((names[one] for one in _PAGES if one in names), None)
    place = offset or page
    if size is None or place is None:
        return None
    least = place.schema.get("minimum")
    usual = 1 if offset is None else 0
    return _Pager(
        size=size,
        place=place.name,
        first=least if isinstance(least, int) else usual,
        counts_pages=offset is None,
    )


def items_of(exchange: Exchange) -> list[Json] | None:
    """Return the list of an answer: its body, or the only list in it."""
    response = exchange.answer.response
    if response is None or not exchange.is_success:
        return None
    try:
        value = read_json(response.body)
    except (ValueError, RecursionError):
        return None
    if isinstance(value, list):
        return value
    lists = (
        [one for one in value.values() if isinstance(one, list)]
        if isinstance(value, Mapping)
        else []
    )
    return lists[0] if len(lists) == 1 else None


def show_items(value: object) -> str:
    """Return elements as JSON, cut where it gets long."""
    text = encode_json(value).decode()  # type: ignore[arg-type]
    return text if len(text) <= 100 else f"{text[:100]}…"  # noqa: PLR2004

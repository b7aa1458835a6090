"""Pages of a list: which part to show, and the links to the parts beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode

from pactwright.broker.port import Records, Where
from pactwright.broker.server.call import Call
from pactwright.broker.server.checks import refuse, whole_of
from pactwright.broker.values import F

T = TypeVar("T")
_USUAL = 100
_MOST = 1000
"""How many elements one answer of a long list holds; behind them there is a link to the next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of `size` elements, counted from 1."""

    number: int
    size: int

    @property
    def offset(self) -> int:
        """How many elements come before it."""
        return (self.number - 1) * self.size

    def cut(self, items: Sequence[T]) -> Sequence[T]:
        """Return the page's part of the items."""
        return items[self.offset : self.offset + self.size]


def read_page(call: Call) -> Page | None:
    """Return the page that is asked for, or `None` when no paging is."""
    for number_name, size_name in (("pageNumber", "pageSize"), ("page", "size")):
        number, size = whole_of(call.query, number_name), whole_of(call.query, size_name)
        if number is not None or size is not None:
            if number == 0 or size == 0:
                raise refuse(number_name if number == 0 else size_name, "must be greater than 0")
            return Page(number=number or 1, size=size or _USUAL)
    return None


def bound_page(call: Call, total: int) -> Page | None:
    """Return the page that is asked for, or the first of a list too long for one answer."""
    page = read_page(call)
    if (page.size if page else total) <= _MOST:
        return page
    return Page(number=page.number if page else 1, size=_MOST)


def find_page(
    records: Records, kind: type[F], page: Page | None, where: Where, *, by: str = "id"
) -> tuple[F, ...]:
    """Return the page's part of what matches, or all of it, the highest `by` first."""
    limit, offset = (page.size, page.offset) if page else (None, 0)
    return records.find(kind, newest=True, by=by, limit=limit, offset=offset, **where)


def describe_page(
    call: Call, page: Page | None, total: int
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the `page` member and the links of a list of `total` elements."""
    if page is None:
        return {}, {}
    pages = -(-total // page.size)
    links: dict[str, Any] = {}
    if page.number < pages:
        links["next"] = {"href": _href(call, page.number + 1, page.size), "title": "Next page"}
    if page.number > 1:
        before = _href(call, page.number - 1, page.size)
        links["previous"] = {"href": before, "title": "Previous page"}
    described = {
        "number": page.number,
        "size": page.size,
        "totalElements": total,
        "totalPages": pages,
    }
    return {"page": described}, links


def _href(call: Call, number: int, size: int) -> str:
    kept = {name: value for name, value in _plain(call.query).items() if name not in _NAMES}
    return f"{call.base}{call.path}?{urlencode({**kept, 'pageNumber': number, 'pageSize': size})}"


_NAMES = frozenset({"pageNumber", "pageSize", "page", "size"})


def _plain(query: Mapping[str, Any]) -> dict[str, str]:
    return {name: value for name, value in query.items() if isinstance(value, str)}

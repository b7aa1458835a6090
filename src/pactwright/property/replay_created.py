"""What a request has created: its path, and where in the answer its id stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from pactwright.matching.values import read_json
from pactwright.model.json import Json
from pactwright.model.path import format_path
from pactwright.property.cases import LAST_SEGMENT, Take
from pactwright.property.element_paths import item_parameter
from pactwright.property.replay_request import quote_segment
from pactwright.property.replay_takes import taken
from pactwright.property.replay_values import Exchange


def created_take(change: Exchange, item: str, step: int) -> Take | None:
    """Return where the id of what a POST has created stands in its answer, `None` if nowhere.

    `item` is the template of one element's path, `step` the number of the exchange. A Location
    that leads to such a path says it best, then a member with the parameter's name, then an id.
    """
    name = item_parameter(change.template, item)
    if name is None or change.request.method != "POST" or not change.is_success:
        return None
    into = f"path.{name}"
    if _location(change) is not None:
        return Take(into=into, place="header.location", step=step, pattern=LAST_SEGMENT)
    key = _key(read_answer(change), name, change.template)
    return None if key is None else Take(into=into, place=format_path([key]), step=step)


def created_path(change: Exchange, item: str) -> str | None:
    """Return the path of what a POST has created, where `item` is the template of such paths."""
    take = created_take(change, item, 0)
    value = None if take is None else taken(take, {}, [change.answer])
    if value is None:
        return None
    text = str(value) if take is None or take.pattern is None else None
    # What a Location holds is encoded already.
    last = value if text is None else quote_segment(text)
    slash = "/" if item.endswith("/") else ""
    return f"{change.request.path.rstrip('/')}/{last}{slash}"


def read_answer(exchange: Exchange) -> Json:
    """Return the JSON value of an answer's body, `None` where there is none."""
    response = exchange.answer.response
    if response is None or not response.body:
        return None
    try:
        return read_json(response.body)
    except (ValueError, RecursionError):
        return None


def _location(change: Exchange) -> str | None:
    """Return the last segment of a Location that leads to an element of the collection."""
    response = change.answer.response
    for name, text in () if response is None else response.headers:
        if name.lower() == "location":
            path = urlsplit(text).path.rstrip("/")
            collection, _, last = path.rpartition("/")
            wanted = change.request.path.rstrip("/")
            if last and collection and (wanted.endswith(collection) or collection.endswith(wanted)):
                return last
    return None


def _key(value: Json, name: str, collection: str) -> str | None:
    """Return the member of an answer that is the id: by its name, or as `id` where that may be.

    `id` is one for parameters such as `id`, `order_id`, and `order` below `/orders`; the `slug`
    of something is not its `id`.
    """
    if not isinstance(value, Mapping):
        return None
    plain = {key for key, one in value.items() if isinstance(one, int | str)}
    plain -= {key for key, one in value.items() if isinstance(one, bool) or one == ""}
    same = [key for key in value if key in plain and _bare(key) == _bare(name)]
    if name in plain or same:
        return name if name in plain else same[0]
    thing = _bare(collection.rstrip("/").rpartition("/")[2])
    told = name.lower().endswith("id") or _bare(name) in (thing, thing.removesuffix("s"))
    return "id" if "id" in plain and told else None


def _bare(name: str) -> str:
    return re.sub(r"[\W_]", "", name).lower()

"""JSON objects put together of the values of their members."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hypothesis import strategies as st

from pactwright.model.json import Json, JsonObject
from pactwright.strategy.scalars import Values
from pactwright.strategy.texts import SOME

_NAMES: Final = ("extra", "_links", "x-new", "größe", "id2", "meta data")
_EXTRAS: Final[st.SearchStrategy[dict[str, Json]]] = st.dictionaries(
    st.sampled_from(_NAMES),
    st.sampled_from([None, 0, "", True, [], {}, {"a": [1]}, "text"]),
    max_size=2,
)


def objects(members: Mapping[str, Values], optional: Mapping[str, Values]) -> Values:
    """Return objects of these members, the optional ones there or not.

    They may hold members of other names, and stand in another order: a response may.
    """
    known = {*members, *optional}
    turns = max(2 * len(known), 1)
    whole = st.fixed_dictionaries(dict(members), optional=dict(optional))
    parts = st.tuples(whole, _EXTRAS, st.integers(0, turns - 1))

    def put_together(made: tuple[JsonObject, JsonObject, int]) -> Json:
        inner, extras, turn = made
        added = {name: one for name, one in extras.items() if name not in known}
        return _turn({**inner, **added}, turn)

    return parts.map(put_together)


def _turn(value: dict[str, Json], turn: int) -> Json:
    """Return the same members in another order; 0 is as they were."""
    if not turn or not value:
        return value
    names = list(value)
    start = turn // 2 % len(names)
    names = names[start:] + names[:start]
    if turn % 2:
        names.reverse()
    return {name: value[name] for name in names}


def maps(keys: Values | None, values: Values, *, least: int = 0) -> Values:
    """Return objects of any keys, or of those given, whose values are all of one kind."""
    names = SOME if keys is None else keys.map(str)
    return st.dictionaries(names, values, min_size=least, max_size=4)

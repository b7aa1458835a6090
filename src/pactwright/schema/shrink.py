"""Smaller values that still show the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Final

from pactwright.model.json import Json

_MOST_TRIES: Final = 60


def shrink(value: Json, shows: Callable[[Json], bool]) -> Json:
    """Return a smaller value for which `shows` is true, or the value itself.

    Properties and items are left out one by one, until none can be.
    """
    least = value
    start = tries = 0
    while True:
        for number, candidate in enumerate(islice(_smaller(value), start, None), start):
            tries += 1
            if tries > _MOST_TRIES:
                return value
            if shows(candidate):
                value, start = candidate, number  # what was tried before comes once more, later
                break
        else:
            if value is least:
                return value
            least, start = value, 0


def _smaller(value: Json) -> Iterator[Json]:
    if isinstance(value, dict):
        for name in value:
            yield {key: item for key, item in value.items() if key != name}
        for name, item in value.items():
            for candidate in _smaller(item):
                yield {**value, name: candidate}
    elif isinstance(value, list):
        for index in range(len(value)):
            yield value[:index] + value[index + 1 :]
        for index, item in enumerate(value):
            for candidate in _smaller(item):
                yield [*value[:index], candidate, *value[index + 1 :]]

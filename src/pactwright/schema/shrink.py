"""Smaller values that still show the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from pactwright.model.json import Json

_MOST_TRIES: Final = 60


def shrink(value: Json, shows: Callable[[Json], bool]) -> Json:
    """Return a smaller value for which `shows` is true, or the value itself.

    Properties and items are left out one by one, long strings cut.
    """
    tries = 0
    found = True
    while found:
        found = False
        for candidate in _smaller(value):
            tries += 1
            if tries > _MOST_TRIES:
                return value
            if shows(candidate):
                value, found = candidate, True
                break
    return value


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

"""How a place in a document is told: the pointer within its file, and where that file is."""

from __future__ import annotations

import re
from typing import Final

from pactwright.document.bundle import split_file
from pactwright.model.finding import Place

_REVISION: Final = re.compile(r"[^:\s]{2,}:(?!//)(?P<path>[^:]+)")


def pointer_within(place: Place) -> str:
    """Return the pointer within the place's own file, which others may refer to."""
    return split_file(place.pointer)[1]


def path_within(file: str) -> str:
    """Return the path of a file, without the git revision that it was read at."""
    found = _REVISION.fullmatch(file)
    return found["path"] if found else file

"""Places of V2's matching rules: `$.body.a`, `$.headers.X` or `$.query['q'][0]`, taken apart."""

from __future__ import annotations

import re

from pactwright.errors import PactwrightError
from pactwright.model.path import parse_path
from pactwright.model.rule import Category
from pactwright.pactfile.node import Node

CATEGORIES: dict[str, Category] = {
    "method": "method",
    "path": "path",
    "query": "query",
    "header": "header",
    "headers": "header",
    "status": "status",
    "body": "body",
    "content": "body",
    "contents": "body",
    "metadata": "metadata",
}
"""Names of categories in every version, in lower case."""

WHOLE: frozenset[Category] = frozenset({"method", "path", "status"})
"""Categories with one place only, which is the empty string."""

_STEP = re.compile(
    r"\.(?P<name>\*|[^.\[\]'\"\s]+)"
    r"|\[(?:'(?P<single>[^']*)'|\"(?P<double>[^\"]*)\"|(?P<index>\d+|\*))\]"
)


def check_path(node: Node, place: str) -> None:
    """Report at `node` a place in a body that is no path expression: it would be found nowhere."""
    try:
        parse_path(place)
    except PactwrightError as error:
        node.report(f"{error.message}; {error.hint}")


def split_v2_place(place: str) -> tuple[Category, str] | None:
    """Return the category and V4 place of a V2 path, or `None` where it is not one.

    As in the Rust core, a header or query parameter is known by its name alone: an index after
    it does not count.
    """
    steps = _read_steps(place)
    if not steps:
        return None
    head, end = steps[0]
    category = CATEGORIES.get((head or "").lower())
    if category == "body":
        return category, "$" + place[end:]
    if category is None or category in WHOLE:
        return (category, "") if category else None
    name = next((step for step, _ in steps[1:] if step is not None), None)
    return (category, name) if name is not None else None


def _read_steps(place: str) -> list[tuple[str | None, int]] | None:
    """Return each step's field name (`None` for an index) with the offset after it."""
    if not place.startswith("$"):
        return None
    steps: list[tuple[str | None, int]] = []
    offset = 1
    while offset < len(place):
        found = _STEP.match(place, offset)
        if found is None:
            return None
        names = (found["name"], found["single"], found["double"])
        steps.append((next((name for name in names if name is not None), None), found.end()))
        offset = found.end()
    return steps

"""Small strings and numbers that satisfy, or just miss, the keywords of schemas."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Final

from pactwright.schema.language import Effort, GaveUp, find_string
from pactwright.schema.node import Node

FORMATS: Final[dict[str, tuple[str, ...]]] = {
    "date-time": ("2020-01-01T00:00:00Z",),
    "date": ("2020-01-01",),
    "time": ("00:00:00Z",),
    "email": ("a@b.co",),
    "ipv4": ("127.0.0.1",),
    "ipv6": ("::1",),
    "uuid": ("00000000-0000-4000-8000-000000000000",),
    "uri": ("a:b", "https://a.co/"),
    "hostname": ("a.co", "a"),
    "duration": ("P1D",),
}
"""Members of each asserted format."""

_STRETCHED: Final[dict[str, tuple[tuple[str, str, str], ...]]] = {
    "uri": (("https://a.co/", "a", ""), ("http://a.co/", "a", "")),
    "email": (("a", "a", "@b.co"), ("a@", "aaaaaaaaa.", "b.co")),
    "hostname": (("a", "aaaaaaaaa.", "b.co"),),
    "date-time": (("2020-01-01T00:00:00.", "0", "Z"),),
    "time": (("00:00:00.", "0", "Z"),),
    "duration": (("P", "1", "D"),),
}
"""Formats whose members can be made longer: what stands before, between and after."""

_LOOKING: Final = re.compile(r"\(\?<?[=!](?:[^()\\]|\\.)*\)")
_ANCHORS: Final = re.compile(r"(?<!\\)\\(?:[bB]|[1-9])")
_LONGEST: Final = 100_000
"""Characters of the longest string that is made."""

_STEPS: Final = 1_000_000
STEPS_FOR_NAMES: Final = 30_000
"""Effort for strings of thousands of signs, and for those that are mere names."""

_BOUNDS: Final = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")


def number_candidates(nodes: Iterable[Node]) -> list[int | float]:
    """Return numbers on and beside every bound and multiple that the schemas name, small first."""
    found: set[int | float] = {0, 1, -1, 0.5}
    steps: list[Fraction] = []
    bounds: list[Fraction] = [Fraction(0)]
    for node in nodes:
        bounds.extend(Fraction(str(node[keyword])) for keyword in _BOUNDS if keyword in node)
        if "multipleOf" in node:
            steps.append(Fraction(str(node["multipleOf"])))
    steps.extend(_least_common(steps))
    for bound in bounds:
        for offset in (0, 1, -1, Fraction(1, 2), Fraction(-1, 2)):
            found.add(_plain(bound + offset))
        if bound.denominator > 1:
            found.update((math.floor(bound), math.ceil(bound)))
        for step in steps:
            floor = math.floor(bound / step)
            found.update(_plain((floor + count) * step) for count in (-1, 0, 1, 2))
            found.add(_plain((floor + 1) * step + Fraction(1, 1000)))
    return sorted(found, key=lambda number: (len(str(number)), abs(number), number < 0))


def _least_common(steps: Sequence[Fraction]) -> list[Fraction]:
    if len(steps) < 2:  # noqa: PLR2004  # a pair at least
        return []
    common = steps[0]
    for step in steps[1:]:
        common = Fraction(
            math.lcm(common.numerator, step.numerator),
            math.gcd(common.denominator, step.denominator),
        )
    return [common]


def _plain(number: Fraction) -> int | float:
    return number.numerator if number.denominator == 1 else float(number)


def string_candidates(
    smaller: Iterable[Node], larger: Iterable[Node] = (), *, steps: int = _STEPS
) -> Iterator[str]:
    """Yield strings for what one side says, first those beyond what the other says.

    `steps` is the effort that goes into patterns.
    """
    mine, theirs = list(smaller), list(larger)
    effort = Effort(steps)
    patterns = [node["pattern"] for node in mine if "pattern" in node]
    least = max((node.get("minLength", 0) for node in mine), default=0)
    most = min((node["maxLength"] for node in mine if "maxLength" in node), default=None)
    for refusing in [[node["pattern"]] for node in theirs if "pattern" in node]:
        yield from _search(patterns, refusing, least, most, effort)
    for node in theirs:
        if "minLength" in node:
            yield from _search(patterns, [], least, _at_most(most, node["minLength"] - 1), effort)
        if "maxLength" in node:
            yield from _search(patterns, [], max(least, node["maxLength"] + 1), most, effort)
    lengths = [node["maxLength"] + 1 for node in theirs if "maxLength" in node]
    for node in (*mine, *theirs):
        yield from FORMATS.get(node.get("format", ""), ())
        for length in {least, *lengths}:
            yield from _of_length(node.get("format", ""), length)
    yield from _search(patterns, [], least, most, effort)
    for text in ("", "a", "0", "A", "\u00e9", "x y") if least <= _LONGEST else ():
        yield text if len(text) >= least else text.ljust(least, "a")


def _of_length(name: str, length: int) -> Iterator[str]:
    """Yield members of a format that are as long, where the format has such."""
    for head, filler, tail in _STRETCHED.get(name, ()):
        left = length - len(head) - len(tail)
        if 0 < left <= _LONGEST:
            yield head + (filler * left)[:left] + tail


def _at_most(one: int | None, other: int) -> int:
    return other if one is None else min(one, other)


def _search(
    accepting: Sequence[str],
    refusing: Sequence[str],
    least: int,
    most: int | None,
    effort: Effort,
) -> Iterator[str]:
    if least > _LONGEST or (most is not None and most < least):
        return
    if not accepting and not refusing:
        yield "a" * least
        return
    for accepted, refused in (
        (accepting, refusing),
        (_regular(accepting), refusing),
        (_regular(accepting), _regular(refusing)),
        (_regular(accepting), ()),
    ):
        try:
            text = find_string(accepted, refused, least=least, most=most, effort=effort)
        except GaveUp:
            continue  # what is left without the irregular parts may be a member all the same
        if text is not None:
            yield text
            if text.endswith("\n"):  # before which Python's `$` sees the end of a string too
                yield from (text + text, text + "a")
        return
    yield from _padded(accepting, least, effort)


def _padded(patterns: Sequence[str], least: int, effort: Effort) -> Iterator[str]:
    """Yield strings made long enough at their end, which patterns without an end to them allow."""
    try:
        text = find_string(patterns, effort=effort)
    except GaveUp:
        return
    if text is not None and len(text) < least:
        for filler in dict.fromkeys(("a", "0", text[-1:] or "-")):
            yield text.ljust(least, filler)


def _regular(patterns: Sequence[str]) -> list[str]:
    """Return the patterns without look-around, word borders and back references."""
    found = []
    for pattern in patterns:
        text, before = _ANCHORS.sub("", pattern), ""
        while text != before:
            before, text = text, _LOOKING.sub("", text)
        found.append(text)
    return found

"""Search for a string that some regular expressions accept and others refuse."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import product
from math import prod
from typing import Final

from msgspec import Struct, field

from pactwright.schema.regex_looks import take_looks
from pactwright.schema.regex_syntax import (
    HIGHEST,
    WORD,
    Boundary,
    Characters,
    Choice,
    Edge,
    Ranges,
    Regex,
    Repeat,
    UnsupportedRegex,
    read_regex,
)

_START: Final = "start"
_END: Final = "end"
_FREE: Final = "free"
_BOUNDARY: Final = "boundary"
_INSIDE: Final = "inside"
# Beside the states: that nothing was read so far, and that the last sign belongs to a word.
_AT_START: Final = -1
_IN_WORD: Final = -2
_ASCII: Final = 127
_MOST_STATES: Final = 4000
_MOST_WAYS: Final = 16
_MOST_STEPS: Final = 1_000_000
_PLEASANT: Final = [ord(sign) for sign in "aA0-_ bz1Z9.@/"]


class GaveUp(Exception):  # noqa: N818  # an answer rather than a fault
    """The search left the regular languages, or grew beyond its limit."""


class Effort(Struct):
    """What a search may take yet: steps of a single state each, some microseconds."""

    left: int


class _Automaton(Struct):
    """States with edges on characters, and edges without one; state 0 starts, state 1 has found."""

    steps: list[list[tuple[Ranges, int]]] = field(default_factory=lambda: [[], []])
    jumps: list[list[tuple[str, int]]] = field(default_factory=lambda: [[], []])
    knows_words: bool = False

    def add(self) -> int:
        if len(self.steps) > _MOST_STATES:
            raise UnsupportedRegex
        self.steps.append([])
        self.jumps.append([])
        return len(self.steps) - 1

    def build(self, part: Regex, start: int, end: int) -> None:
        match part:
            case Characters(ranges):
                self.steps[start].append((ranges, end))
            case Edge(at_end):
                self.jumps[start].append((_END if at_end else _START, end))
            case Boundary(inside):
                self.knows_words = True
                self.jumps[start].append((_INSIDE if inside else _BOUNDARY, end))
            case Choice(parts):
                for one in parts:
                    self.build(one, start, end)
            case Repeat(one, least, most):
                self._build_repeat(one, least, most, start, end)
            case _:
                for one in part.parts[:-1]:
                    following = self.add()
                    self.build(one, start, following)
                    start = following
                if part.parts:
                    self.build(part.parts[-1], start, end)
                else:
                    self.jumps[start].append((_FREE, end))

    def _build_repeat(
        self, part: Regex, least: int, most: int | None, start: int, end: int
    ) -> None:
        for _ in range(least):
            following = self.add()
            self.build(part, start, following)
            start = following
        if most is None:
            loop = self.add()
            self.jumps[start].append((_FREE, loop))
            self.build(part, loop, loop)
            self.jumps[loop].append((_FREE, end))
            return
        self.jumps[start].append((_FREE, end))
        for _ in range(most - least):
            following = self.add()
            self.build(part, start, following)
            self.jumps[following].append((_FREE, end))
            start = following

    def close(self, states: Iterable[int], allowed: frozenset[str]) -> frozenset[int]:
        found = {state for state in states if state >= 0}
        waiting = list(found)
        while waiting:
            for kind, state in self.jumps[waiting.pop()]:
                if kind in allowed and state not in found:
                    found.add(state)
                    waiting.append(state)
        return frozenset(found)

    def first(self) -> frozenset[int]:
        states = self.close({0}, frozenset({_FREE, _START}))
        return states | {_AT_START} if self.knows_words and 1 not in states else _settled(states)

    def accepts(self, states: frozenset[int], *, at_start: bool) -> bool:
        allowed = {_FREE, _END, _at_words(states, in_word=False)}
        return 1 in self.close(states, frozenset(allowed | ({_START} if at_start else set())))

    def after(self, states: frozenset[int], sign: int, *, in_word: bool) -> frozenset[int]:
        """Return the states behind a sign, which belongs to a word or not."""
        if 1 in states:
            return states  # found once, found for good
        ready = self._before(states, in_word=in_word) if self.knows_words else states
        if 1 in ready:
            return frozenset({1})
        following = {
            state
            for here in ready
            if here >= 0
            for ranges, state in self.steps[here]
            if any(low <= sign <= high for low, high in ranges)
        }
        reached = _settled(self.close({0, *following}, frozenset({_FREE})))
        return (
            reached | {_IN_WORD} if self.knows_words and in_word and 1 not in reached else reached
        )

    def _before(self, states: frozenset[int], *, in_word: bool) -> frozenset[int]:
        """Return the states with those that lie behind an edge of a word, now that it is known."""
        allowed = {_FREE, _at_words(states, in_word=in_word)}
        return self.close(states, frozenset(allowed | ({_START} if _AT_START in states else set())))


def _settled(states: frozenset[int]) -> frozenset[int]:
    return frozenset({1}) if 1 in states else states


def _at_words(states: frozenset[int], *, in_word: bool) -> str:
    """Return which edges hold between the sign before and one that is in a word or not."""
    return _INSIDE if (_IN_WORD in states) == in_word else _BOUNDARY


@lru_cache(maxsize=4096)
def _automaton(pattern: str) -> _Automaton:
    automaton = _Automaton()
    automaton.build(read_regex(pattern), 0, 1)
    return automaton


def find_string(
    accepting: Sequence[str],
    refusing: Sequence[str] = (),
    *,
    least: int = 0,
    most: int | None = None,
    effort: Effort | None = None,
) -> str | None:
    """Return a shortest string that every pattern of `accepting` finds and none of `refusing` does.

    It has `least` to `most` characters. None is a proof that there is no such string. Raises
    GaveUp when the patterns are not regular or the search grows too large, or beyond an `effort`.
    """
    effort = effort or Effort(_MOST_STEPS)
    wanted, unwanted = _without_looks(accepting)
    ways = [_ways_to_refuse(pattern) for pattern in refusing]
    if prod(map(len, ways)) > _MOST_WAYS:
        raise GaveUp
    for chosen in product(*ways):
        found = _search(
            [*wanted, *(pattern for finds, pattern in chosen if finds)],
            [*unwanted, *(pattern for finds, pattern in chosen if not finds)],
            least,
            most,
            effort,
        )
        if found is not None:
            return found
    return None


def _without_looks(patterns: Iterable[str]) -> tuple[list[str], list[str]]:
    wanted: list[str] = []
    unwanted: list[str] = []
    for pattern in patterns:
        more, fewer = take_looks(pattern)
        wanted += more
        unwanted += fewer
    return wanted, unwanted


def _ways_to_refuse(pattern: str) -> list[tuple[bool, str]]:
    """Return what may be the case where a pattern does not find a string: found or not, by what."""
    wanted, unwanted = take_looks(pattern)
    return [*((False, one) for one in wanted), *((True, one) for one in unwanted)]


def _search(
    accepting: Sequence[str],
    refusing: Sequence[str],
    least: int,
    most: int | None,
    effort: Effort,
) -> str | None:
    try:
        automata = [_automaton(pattern) for pattern in (*accepting, *refusing)]
    except (UnsupportedRegex, RecursionError) as error:
        raise GaveUp from error
    signs = _signs(automata)
    start = tuple(automaton.first() for automaton in automata)
    waiting = deque([(start, "")])
    seen = {(start, 0)}
    while waiting:
        states, text = waiting.popleft()
        effort.left -= len(signs) * sum(map(len, states))
        if len(text) >= least and _is_found(automata, states, len(accepting), text):
            return text
        if most is not None and len(text) >= most:
            continue
        for sign, in_word in signs:
            following = tuple(
                automaton.after(here, sign, in_word=in_word)
                for automaton, here in zip(automata, states, strict=True)
            )
            # beyond the least length, only the length that is left matters, and shortest is first
            key = (following, min(len(text) + 1, least))
            if key not in seen:
                seen.add(key)
                waiting.append((following, text + chr(sign)))
        if len(seen) > _MOST_STATES or effort.left < 0:
            raise GaveUp
    return None


def _is_found(
    automata: list[_Automaton], states: tuple[frozenset[int], ...], wanted: int, text: str
) -> bool:
    return all(
        automaton.accepts(here, at_start=not text) == (index < wanted)
        for index, (automaton, here) in enumerate(zip(automata, states, strict=True))
    )


def _signs(automata: list[_Automaton]) -> list[tuple[int, bool]]:
    """Return the signs to go on with, and whether each belongs to a word.

    Beyond ASCII readers disagree on that, so both are gone through where it matters.
    """
    signs = _representatives(automata)
    if not any(automaton.knows_words for automaton in automata):
        return [(sign, False) for sign in signs]
    word = [(sign, any(low <= sign <= high for low, high in WORD)) for sign in signs]
    return [*word, *((sign, True) for sign in signs if sign > _ASCII)]


def _representatives(automata: list[_Automaton]) -> list[int]:
    """Return one code point for each set of characters that no automaton tells apart."""
    borders = {0}
    if any(automaton.knows_words for automaton in automata):
        borders.update(border for low, high in WORD for border in (low, high + 1))
        borders.add(_ASCII + 1)
    for automaton in automata:
        for steps in automaton.steps:
            for ranges, _state in steps:
                for low, high in ranges:
                    borders.update((low, high + 1))
    starts = sorted(border for border in borders if border <= HIGHEST)
    found = []
    for start, following in zip(starts, [*starts[1:], HIGHEST + 1], strict=True):
        pleasant = [sign for sign in _PLEASANT if start <= sign < following]
        found.append(pleasant[0] if pleasant else _visible(start, following))
    return sorted(found, key=lambda sign: (sign > ord("~"), sign < ord(" "), sign))


def _visible(start: int, following: int) -> int:
    """Return a printable, non-surrogate character of the range where it has one."""
    for preferred in (ord("!"), 0xE9, 0xE000):
        if start <= preferred < following:
            return preferred
    return start

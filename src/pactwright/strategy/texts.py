"""Texts that a rule admits: regular expressions, moments, versions and texts that hold another."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

from hypothesis import strategies as st

from pactwright.errors import PactwrightError
from pactwright.matching import core
from pactwright.model.rule import Generator, MatchingRule

Texts = st.SearchStrategy[str]

# Control characters and halves of surrogate pairs are legal only in part, and say little.
_ALPHABET: Final = st.characters(exclude_categories=("Cs", "Cc"))
PLAIN: Final[Texts] = st.text(_ALPHABET, max_size=20)
SOME: Final[Texts] = st.text(_ALPHABET, min_size=1, max_size=20)

_GENERATORS: Final = {
    "date": ("Date", "yyyy-MM-dd"),
    "time": ("Time", "HH:mm:ss"),
    "datetime": ("DateTime", "yyyy-MM-dd'T'HH:mm:ssXXX"),
}
_OFFSETS: Final = ("+00:00", "Z", "+05:30", "-08:00")
_NUMBER: Final = r"(0|[1-9]\d{0,3})"
_SEMVER: Final = rf"{_NUMBER}(\.{_NUMBER}){{2}}(-(alpha|rc)(\.[1-9]\d?)?)?(\+[a-z]{{1,8}})?"


@lru_cache(maxsize=512)
def regex_texts(pattern: str) -> Texts | None:
    """Return texts that the pattern matches as a whole; `None` where Python cannot read it.

    The core searches for a match anywhere; what a person means by a pattern is the whole text.
    """
    try:
        compiled = re.compile(pattern, re.ASCII)
    except (re.error, OverflowError, RecursionError):
        return None
    for alphabet in (_ALPHABET, None):
        try:
            found = st.from_regex(compiled, fullmatch=True, alphabet=alphabet)
            found.validate()
        except Exception:  # noqa: BLE001, S112 - Hypothesis refuses in several ways
            continue
        # A dollar sign also stands before the line's end, for Python alone.
        return found if alphabet is not None else found.map(lambda text: text.rstrip("\n"))
    return None


@lru_cache(maxsize=128)
def moment_texts(kind: str, pattern: str | None) -> Texts | None:
    """Return dates or times in a format of Java's letters, as the core writes them.

    `None` where the core cannot write what it reads.
    """
    name, usual = _GENERATORS[kind]
    generator = Generator(kind=name, attributes={"format": pattern or usual})
    rule = MatchingRule(kind=kind, attributes={} if pattern is None else {"format": pattern})

    def show(moment: datetime) -> str:
        return core.generate_text(generator, now=moment.replace(tzinfo=UTC))

    try:
        sample = show(datetime(2024, 7, 20, 14, 30, 15, 123456))  # noqa: DTZ001 - UTC is added
    except PactwrightError:
        return None
    if core.match_text(rule, sample, sample) is not None:
        return None
    moments = st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1))  # noqa: DTZ001
    texts = moments.map(show)
    if not sample.endswith("+00:00"):
        return texts
    bare = sample.removesuffix("+00:00")
    offsets = [one for one in _OFFSETS if core.match_text(rule, sample, bare + one) is None]
    return st.tuples(texts, st.sampled_from(offsets)).map(_with_offset)


def _with_offset(pair: tuple[str, str]) -> str:
    return pair[0].removesuffix("+00:00") + pair[1]


def texts_around(text: str) -> Texts:
    """Return texts that hold this one."""
    return st.tuples(PLAIN, PLAIN).map(lambda ends: f"{ends[0]}{text}{ends[1]}")


def semver_texts() -> Texts:
    """Return semantic versions."""
    return st.from_regex(re.compile(_SEMVER, re.ASCII), fullmatch=True)

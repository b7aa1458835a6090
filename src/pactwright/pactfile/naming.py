"""File names of pacts: `<consumer>-<provider>.json`, safe on every file system and never shared."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

_FORBIDDEN = frozenset('/\\:*?"<>|')
_HIDDEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp", "Zs"})
_KEPT = frozenset({" ", "\N{ZERO WIDTH JOINER}"})
_RESERVED = re.compile(
    r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$) *$", re.IGNORECASE
)
_MAX_BYTES = 200
_DIGEST_LENGTH = 8


def name_pact_files(pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Return the file name of the pact of each `(consumer, provider)`; none leaves its folder.

    A digest of the pair is added where the name had to be changed to be safe, and where two of
    the `pairs` would share a file, also on file systems that ignore case or Unicode form. So that
    a name never moves, give all pairs of a folder at once.
    """
    named = {pair: _safe_stem(pair) for pair in pairs}
    shared = Counter(map(_fold, named.values()))
    return {
        pair: f"{stem}.json"
        if shared[_fold(stem)] == 1 and stem == "-".join(pair)
        else f"{_cut(stem, _MAX_BYTES - _DIGEST_LENGTH - 1)}-{_digest(pair)}.json"
        for pair, stem in named.items()
    }


def _safe_stem(pair: tuple[str, str]) -> str:
    stem = "".join(map(_safe_character, "-".join(pair)))
    if stem[0] in "-. ":
        stem = f"_{stem[1:]}"
    if _RESERVED.match(stem.partition(".")[0]):
        stem = f"_{stem}"
    return _cut(stem, _MAX_BYTES)


def _safe_character(character: str) -> str:
    hidden = unicodedata.category(character) in _HIDDEN and character not in _KEPT
    return "_" if hidden or character in _FORBIDDEN else character


def _cut(stem: str, size: int) -> str:
    return stem.encode()[:size].decode(errors="ignore")


def _fold(stem: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKD", stem).casefold())


def _digest(pair: tuple[str, str]) -> str:
    whole = "\0".join(f"{len(name)}:{name}" for name in pair)
    return hashlib.sha256(whole.encode(errors="surrogatepass")).hexdigest()[:_DIGEST_LENGTH]

"""The names of interactions as parts of pytest node ids that can be pasted into a shell."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from pactwright.provider.plan import Step, canonical_json

_LONGEST = 100
_DIGEST = 8
_BETWEEN = "--"
_FOREIGN = re.compile(r"[^\w.]+")


def shorten_name(text: str) -> str:
    """Return the text as one word of letters, digits, `_`, `.` and single hyphens.

    No shell, and no option of pytest, takes these for its own. A text that is too long, or
    that has nothing to keep, ends in a digest of the whole.
    """
    word = _FOREIGN.sub("-", unicodedata.normalize("NFC", text)).strip("-.")
    if word and len(word) <= _LONGEST:
        return word
    return f"{word[:_LONGEST].rstrip('-.')}-{_digest(text)}".lstrip("-")


def name_consumers(consumers: Sequence[str]) -> dict[str, str]:
    """Return a name for each consumer, no two alike."""
    return dict(zip(consumers, _tell_apart([(shorten_name(c), c) for c in consumers]), strict=True))


def name_steps(steps: Sequence[Step]) -> list[str]:
    """Return `description--state--state` for each interaction of one consumer, no two alike."""
    return _tell_apart([(_readable_name(step), _identity(step)) for step in steps])


def _readable_name(step: Step) -> str:
    name = shorten_name(step.interaction.description)
    states = _BETWEEN.join(shorten_name(state.name) for state in step.interaction.states)
    if len(states) > _LONGEST:
        states = f"{states[:_LONGEST].rstrip('-.')}-{_digest(states)}"
    return f"{name}{_BETWEEN}{states}" if states else name


def _identity(step: Step) -> str:
    """Return what tells the interaction from all others, as one text."""
    interaction = step.interaction
    states = [[state.name, state.params] for state in interaction.states]
    return canonical_json([interaction.description, states, type(interaction).__name__])


def _tell_apart(names: Sequence[tuple[str, str]]) -> list[str]:
    """Return the names; equal ones get a digest of their identity, and equals of those a number."""
    counts = Counter(name for name, _ in names)
    longer = [
        f"{name}-{_digest(identity)}" if counts[name] > 1 else name for name, identity in names
    ]
    seen: Counter[str] = Counter()
    result = []
    for name in longer:
        seen[name] += 1
        result.append(name if seen[name] == 1 else f"{name}.{seen[name]}")
    return result


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST]

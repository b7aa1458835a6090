"""What the rules of a place say of kind and length, for all who make values of them."""

from __future__ import annotations

from pactwright.matching.rules import Selected


def kinds_of(selected: Selected) -> set[str]:
    """Return the kinds of the rules, in the specification's words."""
    return {rule.kind for rule in selected.rules.rules}


def length_bounds(selected: Selected, *, more: int) -> tuple[int, int]:
    """Return the least length, and the greatest: that of the rules, or `more` above the least.

    A list without bounds may be empty; rules that came from further up say nothing of lengths.
    """
    lows, highs = [0], []
    for rule in () if selected.cascaded else selected.rules.rules:
        least, most = rule.attributes.get("min"), rule.attributes.get("max")
        if isinstance(least, int):
            lows.append(least)
        if isinstance(most, int):
            highs.append(most)
        if rule.kind == "notEmpty":
            lows.append(1)
    low = max(lows)
    return low, min([*highs, low + more])

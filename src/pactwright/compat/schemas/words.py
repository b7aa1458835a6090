"""The sentence that tells a change."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from pactwright.model.json import Json
from pactwright.schema.case import Failure
from pactwright.schema.dialect import INTEGER_FORMATS
from pactwright.schema.digest import digest
from pactwright.schema.shape import KINDS

_LONGEST: Final = 120


def tell_name(name: str) -> str:
    """Return a property's name in quotes."""
    return f"`{name}`"


def tell_value(value: Json) -> str:
    """Return a value as JSON, cut when it is long."""
    text = digest(value).decode(errors="replace")
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def type_names(kinds: Iterable[str]) -> str:
    """Return the names of types that stand for the kinds of values."""
    left = set(kinds)
    if left == KINDS:
        return "any type"
    names = set(left - {"integer", "fraction"})
    if "fraction" in left:
        names.add("number" if "integer" in left else "number with a fraction")
    elif "integer" in left:
        names.add("integer")
    return " or ".join(sorted(names)) or "nothing"


def tell_change(failure: Failure, keyword: str, *, forth: bool) -> str:
    """Return the sentence for a keyword that is not proven to be kept.

    `keyword` is the name of its family in the catalogue; `forth` tells that the old side sends.
    """
    tell = _WORDS.get(keyword, _tell_limit)
    return tell(failure, forth)


def _tell_type(failure: Failure, forth: bool) -> str:  # noqa: FBT001
    case = failure.case
    mine, theirs = type_names(case.kinds), " or ".join(failure.node["type"])
    old, new = (mine, theirs) if forth else (theirs, mine)
    return f"the type changed from {old} to {new}"


def _tell_null(_failure: Failure, forth: bool) -> str:  # noqa: FBT001
    return "null is refused now" if forth else "the value may be null now"


def _tell_enum(failure: Failure, forth: bool) -> str:  # noqa: FBT001
    values = ", ".join(tell_value(value) for value in failure.detail[:8])
    if len(failure.detail) > 8:  # noqa: PLR2004
        values += f" and {len(failure.detail) - 8} more"
    return f"{'no longer' if forth else 'newly'} among the listed values: {values}"


def _tell_list(failure: Failure, forth: bool) -> str:  # noqa: FBT001
    values = ", ".join(tell_value(value) for value in failure.node["enum"][:8])
    return f"{'only these are allowed now' if forth else 'others may come than'}: {values}"


def _tell_required(failure: Failure, forth: bool) -> str:  # noqa: FBT001
    name = tell_name(failure.detail[0])
    return f"the property {name} became {'required' if forth else 'optional'}"


def _tell_new(failure: Failure, forth: bool) -> str:  # noqa: FBT001
    name = tell_name(failure.detail[0])
    return f"the required property {name} was {'added' if forth else 'removed'}"


def _tell_surplus(failure: Failure, forth: bool) -> str:  # noqa: FBT001
    names = ", ".join(tell_name(name) for name in failure.detail if name) or "others"
    return (
        f"properties that are {'refused now' if forth else 'newly sent and were refused'}: {names}"
    )


def _tell_unknown(failure: Failure, _forth: bool) -> str:  # noqa: FBT001
    names = ", ".join(tell_name(str(name)) for name in failure.detail)
    return f"keywords that are not known here changed: {names}"


def tell_limit(keyword: str, old: Iterable[Json], new: Iterable[Json]) -> str:
    """Return the sentence for the values that a keyword had and has; none when it was not there."""
    before, after = (
        " and ".join(_tell_bound(keyword, value) for value in side) for side in (old, new)
    )
    if not before:
        return f"{keyword} {after} was added"
    if not after:
        return f"{keyword} {before} was removed"
    return f"{keyword} changed from {before} to {after}"


def _tell_bound(keyword: str, value: Json) -> str:
    """Return the value, with the number format whose bound it is: a document says only that."""
    name = _BOUNDS.get((keyword, value)) if isinstance(value, int) else None
    return f"{tell_value(value)} (that of {name})" if name else tell_value(value)


def _tell_limit(failure: Failure, forth: bool) -> str:  # noqa: FBT001
    keyword = failure.keyword
    mine = failure.case.shape.every(keyword)
    theirs = [failure.node[keyword]] if keyword in failure.node else []
    old, new = (mine, theirs) if forth else (theirs, mine)
    return tell_limit(keyword, old, new)


_BOUNDS: Final = {
    (keyword, bound): name
    for name, bounds in INTEGER_FORMATS.items()
    for keyword, bound in zip(("minimum", "maximum"), bounds, strict=True)
    if bound != 0
}

_WORDS: Final[dict[str, Callable[[Failure, bool], str]]] = {
    "type": _tell_type,
    "null": _tell_null,
    "enum": _tell_enum,
    "enum-list": _tell_list,
    "required": _tell_required,
    "required-new": _tell_new,
    "additionalProperties": _tell_surplus,
    "unevaluatedProperties": _tell_surplus,
    "$unknown": _tell_unknown,
}

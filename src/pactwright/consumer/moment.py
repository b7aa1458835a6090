"""The Pact format of a date or time, told from an example of it."""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

MomentKind: TypeAlias = Literal["date", "time", "datetime"]

_MOMENT = re.compile(
    r"(?P<date>\d{4}-\d\d-\d\d)?(?P<between>[T ])?"
    r"(?P<minutes>\d\d:\d\d)?(?P<seconds>:\d\d)?(?P<fraction>\.\d{1,9})?"
    r"(?P<offset>Z|[+-]\d\d:\d\d|[+-]\d{4})?"
)
_PARTS = {"date": (True, False), "time": (False, True), "datetime": (True, True)}
_BETWEEN = {"T": "'T'", " ": " "}


def moment_format(example: str, kind: MomentKind) -> str | None:
    """Return the format (`yyyy-MM-dd'T'HH:mm:ssXXX`) of an ISO 8601 text, `None` for another.

    The letters are those of the Pact specification, which takes them from Java. `XXX` accepts
    both `Z` and `+00:00`.
    """
    found = _MOMENT.fullmatch(example)
    if found is None or (bool(found["date"]), bool(found["minutes"])) != _PARTS[kind]:
        return None
    fraction = found["fraction"]
    return "".join(
        (
            "yyyy-MM-dd" if found["date"] else "",
            _BETWEEN.get(found["between"] or "", ""),
            "HH:mm" if found["minutes"] else "",
            ":ss" if found["seconds"] else "",
            "." + "S" * (len(fraction) - 1) if fraction else "",
            _offset_format(found["offset"]),
        )
    )


def _offset_format(offset: str | None) -> str:
    if not offset:
        return ""
    return "XXX" if offset == "Z" or ":" in offset else "Z"

"""What a provider answered, in one line for the person who asks why."""

from __future__ import annotations

from collections.abc import Iterable

from pactwright.model.result import Mismatch
from pactwright.model.wire import WireResponse

_MOST = 300
_TELLING = ("status", "content-type")


def describe_answer(response: WireResponse, mismatches: Iterable[Mismatch]) -> tuple[str, ...]:
    """Return the answer's status, type and first 300 characters where its kind is wrong.

    An error page says in its own words what a list of missing keys does not.
    """
    if not any(mismatch.kind in _TELLING for mismatch in mismatches):
        return ()
    types = (value for name, value in response.headers if name.lower() == "content-type")
    words = " ".join(response.body[: 4 * _MOST].decode("utf-8", "replace").split())
    cut = "…" if len(words) > _MOST or len(response.body) > 4 * _MOST else ""
    parts = ("answer:", str(response.status), next(types, ""), words[:_MOST] + cut)
    return (" ".join(filter(None, parts)),)

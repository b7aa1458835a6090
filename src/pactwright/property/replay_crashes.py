"""Tells crashes apart of which nothing shows but the status: by what of a request each takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from pactwright.property.replay_shrink import PARTS, with_values
from pactwright.property.schemathesis_cases import Content, Draft

_MOST: Final = 8


class Crashes:
    """The drafts known to crash, each made small; all differ from one `plain` one that does not."""

    def __init__(self, plain: Draft) -> None:
        self._plain = plain
        self._known: list[Draft] = []

    def remember(self, draft: Draft) -> None:
        """Take in a draft whose differences from the plain one are what its crash takes."""
        self._known.append(draft)

    def beside(self, draft: Draft, fails: Callable[[Draft], bool]) -> Draft | None:
        """Return the draft without what is known to crash; `None` where it crashes no more then."""
        if len(self._known) >= _MOST:
            return None
        for known in self._known:
            if known in (self._plain, Draft()):
                return None
            rest = self._without(draft, known)
            if rest != draft and (self._is_plain(rest) or not fails(rest)):
                return None
            draft = rest
        return draft

    def _is_plain(self, draft: Draft) -> bool:
        for part in PARTS:
            plain: Mapping[str, Any] = getattr(self._plain, part)
            if any(plain.get(name) != value for name, value in getattr(draft, part).items()):
                return False
        return draft.body in (None, self._plain.body)

    def _without(self, draft: Draft, known: Draft) -> Draft:
        for part in PARTS:
            plain: Mapping[str, Any] = getattr(self._plain, part)
            values: dict[str, Any] = dict(getattr(draft, part))
            for name, value in getattr(known, part).items():
                if value == plain.get(name):
                    continue
                values.pop(name, None)
                if name in plain:
                    values[name] = plain[name]
            draft = with_values(draft, part, values)
        return replace(draft, body=self._body(draft.body, known.body))

    def _body(self, body: Content | None, known: Content | None) -> Content | None:
        plain = self._plain.body
        if body is None or known is None or known == plain:
            return body
        match body.value, known.value, plain and plain.value:
            case Mapping() as value, Mapping() as other, Mapping() as least:
                made = dict(value)
                for name in {*other, *least}:
                    if other.get(name) != least.get(name):
                        made.pop(name, None)
                        made |= {name: least[name]} if name in least else {}
                return Content(value=made)
            case _:
                return plain

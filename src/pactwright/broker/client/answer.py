"""What a broker answered, read by type: a value of another type is told with its place."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pactwright.errors import PactwrightError

_NOT_A_BROKER = (
    "check that the address is that of a Pact broker, and that no proxy answers in its place"
)


class NotThereError(PactwrightError):
    """The broker does not know what was asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A JSON value that the broker answered at `url`; `place` is its JSON pointer there.

    A member that is missing or null is none. Every method raises `PactwrightError`, with the URL
    and the place, at a value of another type than is asked for; those named `loose` leave such
    values aside, for what a broker only passes on.
    """

    value: Any
    url: str
    place: str = ""

    def at(self, *names: str) -> Answer:
        """Return the member that the names lead to, of the value `None` where there is none."""
        found = self
        for name in names:
            members = {} if found.value is None else _expect(found, dict, "an object")
            found = _member(found, name, members.get(name))
        return found

    def needed(self, *names: str) -> Answer:
        """Return the member, which must be there."""
        found = self.at(*names)
        if found.value is None:
            raise PactwrightError(
                f"{self.url}: the answer has no {found.place}", hint=_NOT_A_BROKER
            )
        return found

    def text(self, *names: str) -> str:
        """Return the text, which must be there."""
        return str(_expect(self.needed(*names), str, "a text"))

    def find_text(self, *names: str) -> str | None:
        """Return the text, `None` where there is none."""
        found = self.at(*names)
        return None if found.value is None else found.text()

    def flag(self, *names: str) -> bool | None:
        """Return true or false, `None` where there is neither."""
        found = self.at(*names)
        return None if found.value is None else bool(_expect(found, bool, "true or false"))

    def count(self, *names: str) -> int:
        """Return the whole number, 0 where there is none."""
        found = self.at(*names)
        return 0 if found.value is None else int(_expect(found, int, "a whole number"))

    def objects(self, *names: str) -> tuple[Answer, ...]:
        """Return the objects of the list, none where there is no list."""
        found = self.at(*names)
        items = [] if found.value is None else _expect(found, list, "a list")
        members = tuple(_member(found, number, value) for number, value in enumerate(items))
        for member in members:
            _expect(member, dict, "an object")
        return members

    def link(self, relation: str) -> str:
        """Return the address that the relation leads to. Raises `NotThereError` without one."""
        found = self.at("_links", relation)
        if found.value is None:
            raise NotThereError(
                f"{self.url}: the broker's answer has no link {relation!r}",
                hint="check that the address is that of a Pact broker, and that it is not too old",
            )
        return found.text("href")

    def links(self, relation: str) -> tuple[Answer, ...]:
        """Return the links of a relation that may have many, each with its address."""
        found = self.at("_links", relation)
        links = (found,) if isinstance(found.value, dict) else found.objects()
        for link in links:
            link.text("href")
        return links

    def loose_objects(self, name: str) -> tuple[Answer, ...]:
        """Return the objects of a list that somebody sent to the broker, none of anything else."""
        found = _member(self, name, self.value.get(name))
        items = found.value if isinstance(found.value, list) else []
        members = (_member(found, number, value) for number, value in enumerate(items))
        return tuple(member for member in members if isinstance(member.value, dict))

    def loose_text(self, name: str) -> str:
        """Return the text or number that somebody sent to the broker, empty for anything else."""
        value = self.value.get(name)
        plain = isinstance(value, (str, int, Decimal)) and not isinstance(value, bool)
        return str(value) if plain else ""


def _member(whole: Answer, name: str | int, value: Any) -> Answer:  # noqa: ANN401 - of any shape
    return Answer(value=value, url=whole.url, place=f"{whole.place}/{name}")


def _expect(answer: Answer, kind: type, wanted: str) -> Any:  # noqa: ANN401 - of that kind
    """Return the value when it is of the kind; true and false are no numbers."""
    value = answer.value
    if isinstance(value, kind) and (kind is bool or not isinstance(value, bool)):
        return value
    raise PactwrightError(
        f"{answer.url}: {answer.place or 'the answer'} is {_name(value)}, not {wanted}",
        hint=_NOT_A_BROKER,
    )


def _name(value: Any) -> str:  # noqa: ANN401 - JSON of any shape
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return "a text"
        case list():
            return "a list"
        case dict():
            return "an object"
        case _:
            return "a number"

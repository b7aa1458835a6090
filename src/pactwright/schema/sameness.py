"""Which reference targets mean the same in two documents."""

from __future__ import annotations

from pactwright.errors import PactwrightError
from pactwright.model.json import Json
from pactwright.schema.digest import digest
from pactwright.schema.document import SchemaDocument
from pactwright.schema.document import references_in as raw_references_in
from pactwright.schema.node import Node, reference_to, target_of
from pactwright.schema.view import View, references_in


class Sameness:
    """Tells for two views which schemas are equal with all that they refer to.

    A target is dirty when it differs itself or reaches one that does; every target is looked at
    once, cycles and all. Equal text means the same only where both documents have one dialect.
    """

    def __init__(self, one: View, other: View) -> None:
        """Make it for two views of the two documents."""
        self._one = one
        self._other = other
        self._text_tells = one.document.dialect == other.document.dialect
        self._clean: dict[str, bool] = {}

    def same(self, one: Node, other: Node) -> bool:
        """Tell whether two lowered schemas are equal, with all they refer to."""
        if self._one.digest(one) != self._other.digest(other):
            return False
        return all(self.clean(text) for text in self._one.references(one))

    def same_part(self, one: Json, other: Json) -> bool:
        """Tell the same of parts of lowered schemas that are put together for the question."""
        text = digest(one)
        return text == digest(other) and all(self.clean(name) for name in references_in(text))

    def clean(self, reference: str) -> bool:
        """Tell whether a lowered `$ref` means the same in both documents."""
        if reference not in self._clean:
            self._explore(target_of(reference))
        return self._clean[reference]

    def same_at(self, one: str, other: str) -> bool:
        """Tell whether the schemas at two pointers are equal, without lowering what is."""
        if not self._text_tells:
            return self.same(self._one.node(one), self._other.node(other))
        if not self._are_words_alike(one, other):
            return False
        for target in self._targets_at(one):
            name = reference_to(target)
            if name not in self._clean:
                self._explore(target)
            if not self._clean[name]:
                return False
        return True

    def targets(self, text: bytes) -> list[str]:
        """Return what the references in the text of a schema lead to, each once."""
        return [self._one.document.target(name) for name in raw_references_in(text)]

    def _targets_at(self, pointer: str) -> list[str]:
        document = self._one.document
        return [document.target(name) for name in document.references(pointer)]

    def _are_words_alike(self, one: str, other: str) -> bool:
        mine, theirs = self._one.document, self._other.document
        # what was read once for both documents is one value
        return mine.at(one) is theirs.at(other) or mine.text(one) == theirs.text(other)

    def _explore(self, start: str) -> None:
        """Settle a target and everything it reaches."""
        users: dict[str, list[str]] = {}
        dirty: list[str] = []
        waiting, seen = [start], {start}
        while waiting:
            target = waiting.pop()
            settled = self._clean.get(reference_to(target))
            reached = [] if settled is not None else self._look(target)
            if settled is False or reached is None:
                dirty.append(target)
                continue
            for name in reached:
                users.setdefault(name, []).append(target)
                if name not in seen:
                    seen.add(name)
                    waiting.append(name)
        self._settle(seen, users, dirty)

    def _settle(self, seen: set[str], users: dict[str, list[str]], dirty: list[str]) -> None:
        spread = set(dirty)
        while dirty:
            for user in users.get(dirty.pop(), ()):
                if user not in spread:
                    spread.add(user)
                    dirty.append(user)
        for target in seen:
            self._clean.setdefault(reference_to(target), target not in spread)

    def _look(self, target: str) -> list[str] | None:
        """Return what a target refers to when both documents say the same there, else None."""
        try:
            alike = self._are_words_alike(target, target)
        except PactwrightError:
            return None
        if alike and self._text_tells:
            return self._targets_at(target)
        lowered = self._one.node(target)
        if self._one.digest(lowered) != self._other.digest(self._other.node(target)):
            return None
        return [target_of(name) for name in self._one.references(lowered)]


class TextSameness(Sameness):
    """Tells which schemas are written alike, annotations and all, with all they refer to."""

    def __init__(self, one: SchemaDocument, other: SchemaDocument) -> None:
        """Make it for two documents."""
        super().__init__(View(one, sends=True), View(other, sends=False))
        self._text_tells = True

    def _look(self, target: str) -> list[str] | None:
        try:
            alike = self._are_words_alike(target, target)
        except PactwrightError:
            return None
        return self._targets_at(target) if alike else None

"""One interaction beside one document, and the results that are noted of it."""

from __future__ import annotations

from dataclasses import dataclass

from pactwright.conformance.catalogue import BY_ID
from pactwright.conformance.operation import Operation
from pactwright.document.bundle import split_file
from pactwright.document.pointer import escape_step, split_pointer
from pactwright.model.conformance import (
    ConformanceResult,
    PactPlace,
    SpecPlace,
)
from pactwright.model.finding import Place
from pactwright.model.interaction import AsyncMessage, Interaction, SyncMessage
from pactwright.model.json import Json

Steps = tuple[str | int, ...]

_BODIES = ("body",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where in the document a result points.

    `suffix` follows the operation in the comparators' words (`.responses.200.content`).
    """

    pointer: str
    suffix: str = ""
    value: Json = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What every result of one interaction has in common; `version` is that of the pact."""

    index: int
    interaction: Interaction
    version: str = "4"
    operation: Operation | None = None
    strict: bool = False

    def note(
        self, code: str, message: str, *, at: Steps, value: Json, target: Target
    ) -> ConformanceResult:
        """Return a result of the interaction at some steps below it."""
        kind = BY_ID[code]
        return ConformanceResult(
            code=code,
            level="error" if kind.risk and self.strict else kind.level,
            message=message,
            hint=kind.hint,
            interaction=self.index,
            description=self.interaction.description,
            state=self.state,
            pact=self.pact_place(at, value),
            spec=self._spec_place(target),
        )

    @property
    def state(self) -> str:
        """The provider states in one text, `[none]` where there are none."""
        return ", ".join(state.name for state in self.interaction.states) or "[none]"

    def pact_place(self, steps: Steps, value: Json) -> PactPlace:
        """Return the place some steps below the interaction."""
        key = self._collection
        location = "".join(f"[{s}]" if isinstance(s, int) else f".{s}" for s in steps)
        return PactPlace(
            location=f"[root].{key}[{self.index}]{location}",
            pointer=f"/{key}/{self.index}" + _join(self._written(steps)),
            value=value,
        )

    @property
    def _collection(self) -> str:
        messages = isinstance(self.interaction, AsyncMessage | SyncMessage)
        return "messages" if messages and self.version != "4" else "interactions"

    def _written(self, steps: Steps) -> Steps:
        """Return the steps as the file has them: V4 keeps a body's value one level deeper."""
        if self.version == "4" and len(steps) > 1 and steps[1] in _BODIES:
            return (*steps[:2], "content", *steps[2:])
        return steps

    def _spec_place(self, target: Target) -> SpecPlace:
        place = Place(pointer=target.pointer)
        if self.operation is None:
            return SpecPlace(location=f"[root]{target.suffix}", place=place, value=target.value)
        return SpecPlace(
            location=f"[root].paths.{self.operation.template}.{self.operation.method}"
            + target.suffix,
            place=place,
            method=self.operation.method,
            path=self.operation.template,
            value=target.value,
        )


def schema_suffix(base: str, schema: str, pointer: str) -> str:
    """Return how the comparators name a place of a schema: `<base>.schema.<steps>`."""
    below = pointer.removeprefix(schema) if pointer.startswith(schema) else pointer
    file, inner = split_file(below)
    return ".".join([f"{base}.schema", *([file] if file else []), *split_pointer(inner)])


def value_at(value: Json, steps: Steps) -> Json:
    """Return what stands some steps inside a value, `None` where nothing does."""
    for step in steps:
        try:
            value = value[step]  # type: ignore[index]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def _join(steps: Steps) -> str:
    return "".join(f"/{escape_step(str(step))}" for step in steps)

"""The values that a replay of one operation is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias

from pactwright.matching.example import request_example
from pactwright.matching.generate import GeneratorContext, generate_request
from pactwright.model.interaction import ProviderState
from pactwright.model.json import Json
from pactwright.model.wire import WireAnswer, WireRequest
from pactwright.property.cases import Take
from pactwright.property.profile import Profile
from pactwright.property.replay_judge import is_bare
from pactwright.property.replay_port import Scene, Stage
from pactwright.property.replay_probe import Constants
from pactwright.property.replay_request import Source
from pactwright.property.replay_takes import takes_of
from pactwright.property.replay_time import Clock
from pactwright.property.schemathesis_checks import Breach
from pactwright.property.schemathesis_document import ApiDocument

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
"""The methods of requests that change nothing (RFC 9110, section 9.2.1)."""

Key: TypeAlias = tuple[str, str, str, str]
"""What tells one finding of a replay from another: operation, kind, check and place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A request as it was sent, and what came; `template` is the path in the document.

    `takes`, `fresh` and `bare` say how to send it again, as in `cases.Step`.
    """

    request: WireRequest
    answer: WireAnswer
    template: str
    takes: tuple[Take, ...] = ()
    fresh: bool = False
    bare: bool = False

    @property
    def status(self) -> int:
        """The status of the answer, 0 where none came."""
        return 0 if self.answer.response is None else self.answer.response.status

    @property
    def is_success(self) -> bool:
        """Whether the answer is a 2xx."""
        return self.status // 100 == 2  # noqa: PLR2004 - the class of statuses


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Something wrong, with the exchanges that show it; the last is the one that fails.

    `operation` names the one that fails; `states` are those that it started from and
    `description` the interaction, `None` where no consumer is concerned. `place` is by what it is
    told where that is not the place of its breach: a traceback does not show over HTTP.
    """

    operation: str
    breach: Breach
    exchanges: tuple[Exchange, ...] = ()
    states: tuple[ProviderState, ...] = ()
    description: str | None = None
    place: str = ""

    @property
    def key(self) -> Key:
        """What stays the same when the same fault shows again in this run."""
        return (self.operation, *self.breach.key)

    @property
    def told(self) -> Key:
        """What stays the same when the same fault shows again in any run."""
        return (*self.key[:-1], self.place or self.breach.place)


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What all operations of a run share."""

    document: ApiDocument
    stage: Stage
    profile: Profile
    clock: Clock
    seed: int = 0
    constants: Constants = field(default_factory=Constants)


@dataclass(slots=True, kw_only=True)
class Tally:
    """What the replay of one operation has come to so far."""

    cases: int = 0
    troubles: dict[Key, Trouble] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def add(self, trouble: Trouble) -> None:
        """Keep the first trouble of each kind and place.

        Two that differ are told apart where they would have one name.
        """
        if self.knows(trouble.key) and not is_bare(trouble.breach):
            return
        same = self.troubles.get(trouble.told)
        if same is not None and same.key != trouble.key:
            trouble = replace(trouble, place=f"{trouble.told[-1]}, {trouble.breach.place}")
        self.troubles.setdefault(trouble.told, trouble)

    def knows(self, key: Key) -> bool:
        """Return whether such a trouble is kept already."""
        return any(one.key == key for one in self.troubles.values())

    def send(  # noqa: PLR0913 - half by name
        self,
        scene: Scene,
        request: WireRequest,
        source: Source,
        *,
        takes: tuple[Take, ...] | None = None,
        fresh: bool = False,
        bare: bool = False,
    ) -> Exchange:
        """Send a request to the operation of a source, and count it.

        `takes` are by default the values that the source has from its provider states.
        """
        self.cases += 1
        return Exchange(
            request=request,
            answer=scene.send(request, bare=bare),
            template=source.operation.path,
            takes=takes_of(source) if takes is None else takes,
            fresh=fresh,
            bare=bare,
        )


def trouble_of(source: Source, breach: Breach, *exchanges: Exchange) -> Trouble:
    """Return the trouble that an interaction ran into."""
    return Trouble(
        operation=source.operation.name,
        breach=breach,
        exchanges=exchanges,
        states=source.interaction.states,
        description=source.interaction.description,
    )


def base_request(
    source: Source, values: Mapping[str, Json], clock: Clock, *, leave_path: bool = False
) -> WireRequest:
    """Return the consumer's example with the values that the provider states returned.

    `leave_path` is for a path that is given otherwise. Raises `PactwrightError` naming a value
    that no provider state returned.
    """
    made = source.request.generators
    if leave_path:
        made = {category: inner for category, inner in made.items() if category != "path"}
    if not made:
        return source.example
    context = GeneratorContext(values=values, now=clock.now, random=clock.random(), base_url=None)
    return request_example(generate_request(replace(source.request, generators=made), context))

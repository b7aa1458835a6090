"""The parameters of two operations, and the headers of two responses, side by side."""

from __future__ import annotations

from pactwright.compat import wire
from pactwright.compat.api import Operation, Parameter, Response
from pactwright.compat.media_types import find_covering
from pactwright.compat.paths import variables_of
from pactwright.compat.rules import parameter_style, parameter_text, parameters
from pactwright.compat.rules.lifecycle import Part, check_lifecycle
from pactwright.compat.rules.notebook import Way
from pactwright.compat.rules.schema_presence import compare_schemas
from pactwright.compat.walk.scene import Scene
from pactwright.compat.walk.texts import TextWalk, says_the_same
from pactwright.model.finding import Direction

_Keyed = dict[tuple[str, str], Parameter]


def walk_parameters(scene: Scene, old: Operation, new: Operation, way: Way) -> None:
    """Note what differs between the parameters of two operations."""
    if old.parameters or new.parameters:
        at = (f"{old.pointer}/parameters", f"{new.pointer}/parameters")
        _Pairs(scene, old, way).walk(_keyed(old), _keyed(new), at)


def walk_headers(
    scene: Scene, old: Response, new: Response, operation: Operation, way: Way
) -> None:
    """Note what differs between the headers of two responses."""
    before = {each.key: each for each in old.headers}
    after = {each.key: each for each in new.headers}
    _Pairs(scene, operation, way).walk(before, after, (old.pointer, new.pointer))


def _keyed(operation: Operation) -> _Keyed:
    """Return the parameters by what tells them apart; those of the path by their turn."""
    turns = {name: str(turn) for turn, name in enumerate(variables_of(operation.path))}
    return {
        (each.location, turns.get(each.name, each.name))
        if each.location == "path"
        else each.key: each
        for each in operation.parameters
    }


class _Pairs:
    """The walk over the parameters of one operation, or the headers of one response."""

    def __init__(self, scene: Scene, operation: Operation, way: Way) -> None:
        self.scene = scene
        self.old = scene.old
        self.new = scene.new
        self.calendar = scene.calendar
        self.operation = operation
        self.way = way

    def walk(self, before: _Keyed, after: _Keyed, at: tuple[str, str]) -> None:
        for key, old in before.items():
            new = after.get(key)
            if new is not None:
                self.pair(old, new)
            elif old.location == "path":
                # A variable of the path is there on both sides, described or not.
                self.compare(old, old.schema, None)
            else:
                parameters.check_removed(old, self.operation, self.way, at=at[1])
        for key, new in after.items():
            if key in before:
                continue
            if new.location == "path":
                self.compare(new, None, new.schema)
            else:
                parameters.check_added(new, self.operation, self.way, at=at[0])

    def pair(self, old: Parameter, new: Parameter) -> None:
        if old.raw != new.raw:
            parameters.check_required(old, new, self.operation, self.way)
            parameter_style.check_style(
                old, new, self.operation, self.way, several=self._several(old, new)
            )
            part = Part(
                words=new.label,
                old=old.pointer,
                new=new.pointer,
                operation=self.way.label,
                direction=self._direction(old),
            )
            check_lifecycle(old.lifecycle, new.lifecycle, part, self.way.notebook, self.calendar)
        self.schemas(old, new)

    def schemas(self, old: Parameter, new: Parameter) -> None:
        if bool(old.content) != bool(new.content):
            return  # told by parameter-content-changed
        if old.content:
            for media in old.content:
                covering = find_covering(media.type, new.content)
                if covering is not None:
                    self.compare(old, media.schema, covering.schema)
            return
        ends = old.schema, new.schema
        if not says_the_same(old.raw, new.raw, "schema"):
            items = self._listed(old, new)
            if items is not None:
                parameter_text.note_list(old, new, self.way, self._direction(old))
            ends = self._texts(old).settle(*(items or ends))
        self.compare(old, *ends)

    def _texts(self, parameter: Parameter) -> TextWalk:
        return TextWalk(
            scene=self.scene,
            way=self.way,
            operation=self.operation,
            direction=self._direction(parameter),
            label=parameter.label,
            asked=parameter.name if parameter.location == "query" else "",
        )

    def compare(self, one: Parameter, old: str | None, new: str | None) -> None:
        compare_schemas(old, new, self.way, self._direction(one), one.label)

    def _direction(self, parameter: Parameter) -> Direction:
        headers = parameter.location == "response header"
        return self.way.outbound if headers else self.way.inbound

    def _several(self, old: Parameter, new: Parameter) -> bool:
        return wire.may_hold_several(self.old.root, old.schema) and wire.may_hold_several(
            self.new.root, new.schema
        )

    def _listed(self, old: Parameter, new: Parameter) -> tuple[str, str] | None:
        """Return the pair to compare when one value became a list that may hold just that one."""
        if old.location != "query" or self._direction(old) != "request" or new.style != "form":
            return None
        items = wire.list_items(self.new.root, new.schema)
        plain = wire.is_plain(self.old.root, old.schema)
        if items is None or not plain or old.schema is None or not new.explode:
            return None
        return old.schema, items

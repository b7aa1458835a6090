"""The parameters of two operations, and the headers of two responses, side by side."""

from __future__ import annotations

from collections.abc import Sequence

from pactwright.compat import wire
from pactwright.compat.api import Api, Operation, Parameter
from pactwright.compat.media_types import find_covering
from pactwright.compat.notebook import Way
from pactwright.compat.paths import variables_of
from pactwright.compat.rules import parameter_style, parameters, parameter_text
from pactwright.compat.rules.lifecycle import Calendar, Part, check_lifecycle
from pactwright.model.finding import Direction

_Keyed = dict[tuple[str, str], Parameter]


def walk_parameters(
    old_api: Api, new_api: Api, old: Operation, new: Operation, way: Way, calendar: Calendar
) -> None:
    """Note what differs between the parameters of two operations."""
    if not old.parameters and not new.parameters:
        return
    before, after = _keyed(old), _keyed(new)
    walk = _Pairs(old_api, new_api, old, way, calendar)
    walk.walk(before, after, old_at=f"{old.pointer}/parameters", new_at=f"{new.pointer}/parameters")


def walk_headers(
    old_api: Api,
    new_api: Api,
    old: Sequence[Parameter],
    new: Sequence[Parameter],
    operation: Operation,
    way: Way,
    *,
    at: tuple[str, str],
) -> None:
    """Note what differs between the headers of two responses; `at` is where each has them."""
    walk = _Pairs(old_api, new_api, operation, way, Calendar())
    walk.walk(
        {each.key: each for each in old},
        {each.key: each for each in new},
        old_at=at[0],
        new_at=at[1],
    )


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
    def __init__(
        self, old: Api, new: Api, operation: Operation, way: Way, calendar: Calendar
    ) -> None:
        self.old = old
        self.new = new
        self.operation = operation
        self.way = way
        self.calendar = calendar

    def walk(self, before: _Keyed, after: _Keyed, *, old_at: str, new_at: str) -> None:
        for key, old in before.items():
            new = after.get(key)
            if new is None:
                if old.location != "path":
                    parameters.check_removed(old, self.operation, self.way, at=new_at)
            else:
                self.pair(old, new)
        for key, new in after.items():
            # A variable of the path is there on both sides, whether it is described or not.
            if key not in before and new.location != "path":
                parameters.check_added(new, self.operation, self.way, at=old_at)

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
        old_schema, new_schema = old.schema, new.schema
        if old.raw != new.raw and old_schema is not None and new_schema is not None:
            if parameter_text.check_text(
                old, new, self.way, self._direction(old), roots=(self.old.root, self.new.root)
            ):
                return
            items = self._listed(old, new)
            if items is not None:
                old_schema, new_schema = items
        self.compare(old, old_schema, new_schema)

    def compare(self, old: Parameter, old_schema: str | None, new_schema: str | None) -> None:
        if old_schema is None and new_schema is None:
            return
        self.way.comparer.compare(
            old_schema,
            new_schema,
            direction=self._direction(old),
            operation=self.way.label,
            part=old.label,
        )

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

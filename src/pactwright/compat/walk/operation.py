"""One operation beside the one that takes its place."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from pactwright.compat.api import Callback, Operation
from pactwright.compat.rules import bodies, naming, operations, security, servers
from pactwright.compat.rules.lifecycle import Part, check_lifecycle
from pactwright.compat.rules.notebook import Way
from pactwright.compat.walk.bodies import walk_request_media, walk_responses
from pactwright.compat.walk.parameters import walk_parameters
from pactwright.compat.walk.scene import Scene


class OperationWalk(Scene, frozen=True, kw_only=True):
    """The walk over one operation after the other of two documents."""

    renamed: Mapping[str, str]

    def walk(self, old: Operation, new: Operation, way: Way) -> None:
        """Note what differs between the two, callbacks included."""
        if not self._is_alike(old, new, way):
            walk_parameters(self, old, new, way)
            if old.body is not None or new.body is not None:
                bodies.check_body(old, new, way)
                if old.body is not None and new.body is not None:
                    walk_request_media(self, old.body, new.body, old, way)
            walk_responses(self, old, new, way)
        self._security(old, new, way)
        self._servers(old, new, way)
        if old.callbacks or new.callbacks:
            self._callbacks(old, new, way)
        naming.check_operation_names(old, new, way)
        if old.lifecycle is not new.lifecycle:
            part = Part(words=way.label, old=old.pointer, new=new.pointer, operation=way.label)
            check_lifecycle(old.lifecycle, new.lifecycle, part, way.notebook, self.calendar)

    def _is_alike(self, old: Operation, new: Operation, way: Way) -> bool:
        """Tell whether parameters, body and responses are the same, word for word.

        Those of Swagger 2 also depend on what the document says of all operations.
        """
        if "swagger" in self.old.dialect or old.path != new.path:
            return False
        alike = way.comparer.are_alike
        if not alike(old.pointer, new.pointer) or len(old.parameters) != len(new.parameters):
            return False
        pairs = zip(old.parameters, new.parameters, strict=True)
        return all(alike(one.pointer, other.pointer) for one, other in pairs)

    def _security(self, old: Operation, new: Operation, way: Way) -> None:
        before = self.old.security if old.security is None else old.security
        after = self.new.security if new.security is None else new.security
        if before == after and not self.renamed:
            return
        door = security.Door(
            operation=old,
            old="/security" if old.security is None else f"{old.pointer}/security",
            new="/security" if new.security is None else f"{new.pointer}/security",
        )
        known = security.rename_schemes(before, self.renamed)
        security.check_requirements(known, after, way, door)

    def _servers(self, old: Operation, new: Operation, way: Way) -> None:
        if old.servers is None and new.servers is None:
            return
        before = old.servers or self.old.servers
        after = new.servers or self.new.servers
        servers.check_servers(before, after, way.notebook, operation=old, label=way.label)

    def _callbacks(self, old: Operation, new: Operation, way: Way) -> None:
        before, after = _calls(old), _calls(new)
        for key in sorted({*before, *after}):
            name, expression, method = key
            label = f"{way.label} → callback {name} {method} {expression}"
            turned = replace(way, label=label, inbound=way.outbound, outbound=way.inbound)
            one, other = before.get(key), after.get(key)
            if one is not None and other is not None:
                self.walk(one[1], other[1], turned)
            else:
                operations.check_call(
                    one[1] if one else None,
                    other[1] if other else None,
                    turned,
                    at=(new if one else old).pointer,
                )


def _calls(operation: Operation) -> dict[tuple[str, str, str], tuple[Callback, Operation]]:
    return {
        (callback.name, callback.expression, each.method): (callback, each)
        for callback in operation.callbacks
        for each in callback.operations
    }

"""Two whole documents: operations matched by path and method, and what stands beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct, field

from pactwright.compat.api import Api, Operation
from pactwright.compat.paths import base_path, matching_templates, nearest_path, template_of
from pactwright.compat.rules import naming, operations, security, servers
from pactwright.compat.rules.lifecycle import Calendar
from pactwright.compat.rules.notebook import Comparer, Notebook, Way
from pactwright.compat.walk.operation import OperationWalk
from pactwright.document.pointer import escape_step

_Key = tuple[str, str]
_Places = tuple[Mapping[str, str], Mapping[str, str]]


class DocumentWalk(Struct, frozen=True, kw_only=True):
    """The walk over two documents."""

    old: Api
    new: Api
    notebook: Notebook
    comparer: Comparer
    reader: str = "open"
    calendar: Calendar = field(default_factory=Calendar)

    def walk(self) -> None:
        """Note everything that differs, and hand every pair of schemas to the comparer."""
        walk = OperationWalk(
            old=self.old,
            new=self.new,
            calendar=self.calendar,
            renamed=security.match_schemes(self.old.schemes, self.new.schemes),
        )
        moved = self._base_moved()
        old, new = self._keyed(self.old, with_base=moved), self._keyed(self.new, with_base=moved)
        places = (_path_pointers(self.old), _path_pointers(self.new))
        for key, operations_before in old.items():
            for before, after in _answering(operations_before, new.get(key, ())):
                walk.walk(before, after, self._way(f"{after.method} {after.path}"))
            if key not in new:
                for operation in operations_before:
                    way = self._way(f"{operation.method} {operation.path}")
                    self._removed(operation, way, places)
        for key, operations_after in new.items():
            for operation in operations_after if key not in old else ():
                way = self._way(f"{operation.method} {operation.path}")
                self._added(operation, way, places)
        self._webhooks(walk)
        self._beside(walk.renamed, moved=moved)

    def _way(self, label: str) -> Way:
        return Way(label=label, notebook=self.notebook, comparer=self.comparer, reader=self.reader)

    def _base_moved(self) -> bool:
        """Tell whether part of the paths moved into the base URL or out of it."""
        before, after = base_path(self.old.servers), base_path(self.new.servers)
        if before is None or after is None or before == after:
            return False
        old, new = self._keyed(self.old, with_base=True), self._keyed(self.new, with_base=True)
        return bool(old) and old.keys() <= new.keys()

    @staticmethod
    def _keyed(api: Api, *, with_base: bool) -> dict[_Key, list[Operation]]:
        base = (base_path(api.servers) or "") if with_base else ""
        found: dict[_Key, list[Operation]] = {}
        for each in api.operations:
            found.setdefault((each.method, template_of(base + each.path)), []).append(each)
        return found

    def _removed(self, operation: Operation, way: Way, places: _Places) -> None:
        operations.check_removed(
            operation,
            way,
            at=_path_place(places[1], operation.path),
            today=self.calendar.today,
            advice=nearest_path(operation, self.new.operations),
        )

    def _added(self, operation: Operation, way: Way, places: _Places) -> None:
        others = [
            each.path
            for each in self.old.operations
            if each.method == operation.method and "{" in each.path
        ]
        operations.check_added(
            operation,
            way,
            at=_path_place(places[0], operation.path),
            templates=matching_templates(operation.path, others),
        )

    def _webhooks(self, walk: OperationWalk) -> None:
        old = {(each.path, each.method): each for each in self.old.webhooks}
        new = {(each.path, each.method): each for each in self.new.webhooks}
        for key in sorted({*old, *new}):
            way = Way(
                label=f"webhook {key[0]} {key[1]}",
                notebook=self.notebook,
                comparer=self.comparer,
                inbound="response",
                outbound="request",
                reader=self.reader,
            )
            before, after = old.get(key), new.get(key)
            if before is not None and after is not None:
                walk.walk(before, after, way)
            else:
                operations.check_call(before, after, way, at="")

    def _beside(self, renamed: Mapping[str, str], *, moved: bool) -> None:
        old, new = self.old, self.new
        if not moved:
            servers.check_servers(old.servers, new.servers, self.notebook)
        used = _used_schemes(old, new, renamed)
        known = {renamed.get(name, name): scheme for name, scheme in old.schemes.items()}
        security.check_schemes(known, new.schemes, self.notebook, used=used)
        naming.check_document_names(old, new, self.notebook)


def _answering(
    old: Sequence[Operation], new: Sequence[Operation]
) -> list[tuple[Operation, Operation]]:
    """Return which operations of one template answer for which.

    There should be one of each; of several, those whose path is written alike belong together, and
    any may answer for another.
    """
    alike = [(one, other) for one in old for other in new if one.path == other.path]
    left = [one for one in old if all(one is not pair[0] for pair in alike)]
    rest = [other for other in new if all(other is not pair[1] for pair in alike)]
    return [
        *alike,
        *((one, other) for one in left for other in new),
        *((one, other) for other in rest for one in old if one not in left),
    ]


def _used_schemes(old: Api, new: Api, renamed: Mapping[str, str]) -> dict[str, set[str]]:
    """Return the operations that ask for each scheme in both documents, by its new name."""
    before, after = _asked_schemes(old), _asked_schemes(new)
    used: dict[str, set[str]] = {}
    for name, asking in before.items():
        still = after.get(renamed.get(name, name), {})
        used[renamed.get(name, name)] = {still[key] for key in asking.keys() & still.keys()}
    return used


def _asked_schemes(api: Api) -> dict[str, dict[str, str]]:
    """Return the operations that ask for each scheme: how both documents and this one name them."""
    asked: dict[str, dict[str, str]] = {}
    for operation in api.operations:
        requirements = api.security if operation.security is None else operation.security
        for requirement in requirements:
            for name in requirement:
                key = f"{operation.method} {template_of(operation.path)}"
                asked.setdefault(name, {})[key] = f"{operation.method} {operation.path}"
    return asked


def _path_pointers(api: Api) -> dict[str, str]:
    """Return where each path stands in the document."""
    return {
        template_of(operation.path): operation.pointer.rpartition("/")[0]
        for operation in api.operations
    }


def _path_place(pointers: Mapping[str, str], path: str) -> str:
    """Return where the path stands, or the place where it is missing."""
    return pointers.get(template_of(path)) or f"/paths/{escape_step(path)}"

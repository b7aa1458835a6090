"""Two AsyncAPI documents: operations matched by name or channel, and their messages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from pactwright.compat.api import MessageApi
from pactwright.compat.paths import template_of
from pactwright.compat.rules import messages
from pactwright.compat.rules.notebook import Comparer, Notebook, Way
from pactwright.compat.rules.schema_presence import compare_schemas
from pactwright.document.messages import Message, MessageOperation
from pactwright.document.operations import follow_object
from pactwright.document.pointer import escape_step, follow_pointer
from pactwright.model.finding import Direction
from pactwright.model.json import Json

_TURNED: Final[Mapping[Direction, Direction]] = {"send": "receive", "receive": "send"}
_WORDS: Final = frozenset({"title", "summary", "description", "tags", "externalDocs", "examples"})
_AROUND: Final = ("security", "bindings", "parameters", "servers", "correlationId")
_DEEPEST: Final = 20

_Pairs = list[tuple[Message | None, Message | None]]


class MessageWalk(Struct, frozen=True, kw_only=True):
    """The walk over two documents of messages."""

    old: MessageApi
    new: MessageApi
    notebook: Notebook
    comparer: Comparer
    reader: str = "open"

    def walk(self) -> None:
        """Note everything that differs, and hand every pair of schemas to the comparer."""
        for before, after in _match(self.old.operations, self.new.operations):
            one = before or after
            if one is None:
                continue
            way = Way(
                label=one.label,
                notebook=self.notebook,
                comparer=self.comparer,
                inbound=one.action,
                outbound=_TURNED[one.action],
                reader=self.reader,
            )
            if before is None or after is None:
                messages.check_operation(before, after, way)
            else:
                self._pair(before, after, way)
        self._servers()

    def _pair(self, old: MessageOperation, new: MessageOperation, way: Way) -> None:
        messages.check_course(old, new, way)
        if old.action != new.action:
            return
        self._messages(old.messages, new.messages, way, way.inbound, (old.pointer, new.pointer))
        messages.check_reply(old, new, way)
        if old.reply is not None and new.reply is not None:
            at = (f"{old.pointer}/reply", f"{new.pointer}/reply")
            self._messages(old.reply, new.reply, way, way.outbound, at)
        self._around("operation", (old.pointer, new.pointer), way)
        self._around("channel", (old.channel_pointer, new.channel_pointer), way)

    def _messages(
        self,
        old: Sequence[Message],
        new: Sequence[Message],
        way: Way,
        direction: Direction,
        at: tuple[str, str],
    ) -> None:
        for before, after in _match_messages(old, new):
            if before is None or after is None:
                messages.check_presence(before, after, way, direction, at)
                continue
            messages.check_content_type(before, after, way, direction)
            self._payload(before, after, way, direction)
            compare_schemas(before.headers, after.headers, way, direction, "headers")
            self._around(f"message {before.name!r}", (before.pointer, after.pointer), way)

    def _payload(self, old: Message, new: Message, way: Way, direction: Direction) -> None:
        if old.format is None and new.format is None:
            compare_schemas(old.payload, new.payload, way, direction, "payload")
        elif self._said(0, old.payload) != self._said(1, new.payload) or old.format != new.format:
            messages.tell_unread(old, new, way, direction)

    def _said(self, side: int, pointer: str | None) -> Json:
        root = (self.old, self.new)[side].root
        return None if pointer is None else _plain(root, follow_pointer(root, pointer))

    def _around(self, part: str, at: tuple[str, str], way: Way) -> None:
        """Note what changed beside the schemas of an operation, a channel or a message."""
        before, after = self._parts(0, at[0]), self._parts(1, at[1])
        for key in _AROUND:
            if before.get(key) != after.get(key):
                places = [f"{pointer}/{key}" for pointer in at]
                messages.tell_surroundings(
                    f"{key} of the {part}",
                    places[0] if key in before else at[0],
                    places[1] if key in after else at[1],
                    self.notebook,
                    way,
                )

    def _parts(self, side: int, pointer: str) -> dict[str, list[Json]]:
        """Return what an object and its traits say beside the schemas."""
        root = (self.old, self.new)[side].root
        found: dict[str, list[Json]] = {}
        if not pointer:
            return found
        node = follow_object(root, follow_pointer(root, pointer), pointer)[0]
        traits = node.get("traits")
        listed = traits if isinstance(traits, list) else []
        for one in (node, *(follow_object(root, each, "")[0] for each in listed)):
            for key in _AROUND:
                if key in one:
                    found.setdefault(key, []).append(_plain(root, one[key]))
        return found

    def _servers(self) -> None:
        before, after = (_servers(each.root) for each in (self.old, self.new))
        for name, server in before.items():
            if after.get(name) != server:
                place = f"/servers/{escape_step(name)}"
                new = place if name in after else "/servers" if after else ""
                messages.tell_surroundings(f"the server {name!r}", place, new, self.notebook)


def _match(
    old: Sequence[MessageOperation], new: Sequence[MessageOperation]
) -> Iterator[tuple[MessageOperation | None, MessageOperation | None]]:
    """Yield the operations that belong together: of one name, else of one channel and action."""
    left, spare = [*old], [*new]
    for key in (_identity, _name, _course):
        ours, theirs = _grouped(left, key), _grouped(spare, key)
        paired: set[int] = set()
        for name, mine in ours.items():
            others = theirs.get(name, [])
            if len(mine) == len(others) and (len(mine) == 1 or key is _identity):
                yield from zip(mine, others, strict=True)
                paired |= {id(one) for one in (*mine, *others)}
        left, spare = ([one for one in some if id(one) not in paired] for some in (left, spare))
    yield from ((one, None) for one in left)
    yield from ((None, one) for one in spare)


def _grouped(
    operations: Sequence[MessageOperation], key: Callable[[MessageOperation], object]
) -> dict[object, list[MessageOperation]]:
    found: dict[object, list[MessageOperation]] = {}
    for one in operations:
        found.setdefault(key(one), []).append(one)
    return found


def _identity(operation: MessageOperation) -> object:
    return operation.name, _course(operation)


def _name(operation: MessageOperation) -> object:
    return operation.name


def _course(operation: MessageOperation) -> object:
    return operation.action, template_of(operation.channel)


def _match_messages(old: Sequence[Message], new: Sequence[Message]) -> _Pairs:
    """Return the messages that belong together: of one name, else the only ones left."""
    ours, theirs = {one.name: one for one in old}, {one.name: one for one in new}
    both = [name for name in ours if name in theirs]
    gone = [ours[name] for name in ours if name not in theirs]
    come = [theirs[name] for name in theirs if name not in ours]
    pairs: _Pairs = [(ours[name], theirs[name]) for name in both]
    if len(gone) == len(come) == 1:
        return [*pairs, (gone[0], come[0])]
    return [*pairs, *((one, None) for one in gone), *((None, one) for one in come)]


def _servers(root: Mapping[str, Any]) -> dict[str, Json]:
    servers = root.get("servers")
    members = servers.items() if isinstance(servers, Mapping) else ()
    return {name: _plain(root, server) for name, server in members}


def _plain(root: Json, value: Json, depth: int = 0) -> Json:
    """Return a value without words for people, references followed."""
    if isinstance(value, list):
        return [_plain(root, one, depth + 1) for one in value]
    if not isinstance(value, Mapping) or depth > _DEEPEST:
        return value
    node = follow_object(root, value, "")[0]
    return {key: _plain(root, it, depth + 1) for key, it in node.items() if key not in _WORDS}

"""Operations and messages of AsyncAPI documents: what comes, goes, or travels another way."""

from __future__ import annotations

from typing import Final

from pactwright.compat.media_types import normalize_type
from pactwright.compat.paths import template_of
from pactwright.compat.rules.notebook import Notebook, Way
from pactwright.compat.rules.rule import BREAKS, TELLS, UNDECIDED, WARNS, Rule
from pactwright.compat.rules.sample import example, messages
from pactwright.document.messages import Message, MessageOperation
from pactwright.model.finding import Direction

_EVERY: Final[tuple[Direction, ...]] = ("request", "response", "send", "receive")
_OTHER = {"payload": {"type": "string"}}
_TWO = messages(channel={"messages": {"created": _OTHER, "paid": _OTHER}})
_ONE = messages(channel={"messages": {"created": _OTHER}})
_ANSWERED = messages(operation={"action": "receive", "reply": {"messages": [_OTHER]}})
_SILENT = messages(operation={"action": "receive"})
_AVRO = "application/vnd.apache.avro;version=1.9.0"


def _avro(name: str) -> dict[str, object]:
    return {"payload": {"schemaFormat": _AVRO, "schema": {"type": "record", "name": name}}}


OPERATION_REMOVED = Rule(
    id="message-operation-removed",
    kind="policy",
    change="narrowing",
    mirror="message-operation-added",
    rulings={"send": BREAKS},
    why="Who waits for a message that never comes cannot do its work.",
    meaning="Messages of this operation are no longer sent, or no longer received.",
    who="Everybody who waits for them, or sends them.",
    instead="keep the operation, and deprecate its messages",
    loud=example(messages(), messages(operations={})),
    quiet=example(messages(operations={}), messages()),
)
OPERATION_ADDED = Rule(
    id="message-operation-added",
    kind="policy",
    change="widening",
    mirror="message-operation-removed",
    rulings={"response": TELLS, "send": TELLS},
    why="It goes to those who subscribe.",
    meaning="There is an operation that was not there before.",
    who="Nobody who does not ask for it.",
    instead="nothing to do",
    loud=example(messages(operations={}), messages()),
    quiet=example(messages(), messages(operations={})),
)
OPERATION_RENAMED = Rule(
    id="message-operation-renamed",
    kind="policy",
    change="neither",
    unmirrored="the opposite edit renames it too",
    rulings=dict.fromkeys(_EVERY, WARNS),
    why="Nothing on the wire changes; pacts and generated code go by the name.",
    meaning="The operation of this channel and direction has another name.",
    who="Teams whose pacts or generated code name the operation.",
    instead="keep the name",
    loud=example(messages(), messages(name="orderMade")),
    quiet=example(messages(), messages()),
)
ACTION_CHANGED = Rule(
    id="message-action-changed",
    kind="policy",
    change="neither",
    unmirrored="the opposite edit turns it round too",
    rulings=dict.fromkeys(_EVERY, BREAKS),
    why="Who received has to send now, or the other way round.",
    meaning="An operation that sent receives now, or the other way round.",
    who="Everybody at the other end of the channel.",
    instead="add an operation of another name, and keep this one",
    loud=example(messages(), messages(operation={"action": "receive"})),
    quiet=example(messages(), messages()),
)
CHANNEL_MOVED = Rule(
    id="message-channel-moved",
    kind="policy",
    change="neither",
    unmirrored="the opposite edit moves it too",
    rulings=dict.fromkeys(_EVERY, BREAKS),
    why="Nobody listens where the messages go now, or sends there.",
    meaning="The messages of an operation travel over another address.",
    who="Everybody at the other end of the channel.",
    instead="use both addresses until everybody has moved",
    loud=example(messages(channel={"address": "orders"}), messages(channel={"address": "sales"})),
    quiet=example(messages(channel={"address": "o/{id}"}), messages(channel={"address": "o/{a}"})),
)
REMOVED = Rule(
    id="message-removed",
    kind="policy",
    change="narrowing",
    mirror="message-added",
    rulings={"send": BREAKS},
    why="Who waits for a message that never comes cannot do its work.",
    meaning="An operation no longer sends, or no longer takes, this message.",
    who="Everybody who waits for it, or sends it.",
    instead="keep the message, and deprecate it",
    loud=example(_TWO, _ONE),
    quiet=example(_ONE, _TWO),
)
ADDED = Rule(
    id="message-added",
    kind="policy",
    change="widening",
    mirror="message-removed",
    rulings={"response": WARNS, "send": WARNS},
    why="A tolerant reader passes over messages that it does not know; under --reader strict and "
    "closed it breaks.",
    meaning="Another message may come over the channel of this operation.",
    who="Readers that take whatever comes for a message they know.",
    instead="send it over a channel of its own, or tell the readers",
    loud=example(_ONE, _TWO),
    quiet=example(_TWO, _ONE),
)
CONTENT_TYPE_CHANGED = Rule(
    id="message-content-type-changed",
    kind="policy",
    change="neither",
    unmirrored="the opposite edit changes the type too",
    rulings=dict.fromkeys(_EVERY, BREAKS),
    why="A reader of one media type cannot read another.",
    meaning="The payload of a message is of another media type.",
    who="Everybody who reads the message, or sends it.",
    instead="add a message of the new type, and deprecate this one",
    loud=example(messages(), messages(message={"contentType": "application/xml"})),
    quiet=example(messages(), messages(message={"contentType": "application/json"})),
)
UNREAD = Rule(
    id="message-schema-unread",
    kind="policy",
    change="neither",
    unmirrored="the opposite edit changes the schema too",
    rulings=dict.fromkeys(_EVERY, UNDECIDED),
    why="Schemas in Avro, Protobuf and RAML are not read here.",
    meaning="The payload's schema changed, and is in a language that is not read.",
    who="Whoever the change breaks: the language's own tools tell.",
    instead="compare the schemas with the tools of their language",
    loud=example(messages(message=_avro("A")), messages(message=_avro("B"))),
    quiet=example(messages(message=_avro("A")), messages(message=_avro("A"))),
)
REPLY_REMOVED = Rule(
    id="message-reply-removed",
    kind="policy",
    change="narrowing",
    mirror="message-reply-added",
    rulings={"send": BREAKS},
    why="Who asked waits for an answer that never comes.",
    meaning="The operation has no reply any more.",
    who="Everybody who waits for the reply, or sends it.",
    instead="keep replying",
    loud=example(_ANSWERED, _SILENT),
    quiet=example(_SILENT, _ANSWERED),
)
REPLY_ADDED = Rule(
    id="message-reply-added",
    kind="policy",
    change="widening",
    mirror="message-reply-removed",
    rulings={"response": TELLS, "send": TELLS, "receive": BREAKS},
    why="A reply that nobody waits for harms nobody; one that is asked for has to be sent.",
    meaning="The operation has a reply, which it had not.",
    who="Of replies that the owner sends nobody; else everybody who is asked now.",
    instead="nothing to do where the owner replies; else offer a new operation",
    loud=example(_SILENT, _ANSWERED),
    quiet=example(_ANSWERED, _SILENT),
)
AROUND_CHANGED = Rule(
    id="message-surroundings-changed",
    kind="policy",
    change="neither",
    unmirrored="the opposite edit changes them too",
    rulings={None: UNDECIDED, **dict.fromkeys(_EVERY, UNDECIDED)},
    why="What bindings, credentials and servers mean for the wire depends on the protocol.",
    meaning="A server, or the security, bindings, parameters or correlation id of an operation, "
    "channel or message changed.",
    who="Whoever connects or sends as before, if the change matters to the protocol.",
    instead="ask those at the other end, and accept the finding",
    loud=example(
        messages(operation={"bindings": {"kafka": {"groupId": "a"}}}),
        messages(operation={"bindings": {"kafka": {"groupId": "b"}}}),
    ),
    quiet=example(messages(), messages()),
)

RULES = (
    OPERATION_REMOVED,
    OPERATION_ADDED,
    OPERATION_RENAMED,
    ACTION_CHANGED,
    CHANNEL_MOVED,
    REMOVED,
    ADDED,
    CONTENT_TYPE_CHANGED,
    UNREAD,
    REPLY_REMOVED,
    REPLY_ADDED,
    AROUND_CHANGED,
)


def check_operation(old: MessageOperation | None, new: MessageOperation | None, way: Way) -> None:
    """Note an operation that only one side has."""
    rule, word = (OPERATION_ADDED, "added") if old is None else (OPERATION_REMOVED, "removed")
    way.notebook.note(
        rule,
        f"{way.label} was {word}",
        old="/operations" if old is None else old.pointer,
        new="/operations" if new is None else new.pointer,
        direction=way.inbound,
        operation=way.label,
    )


def check_course(old: MessageOperation, new: MessageOperation, way: Way) -> None:
    """Note another name, address or direction of an operation."""
    changes = []
    if old.name != new.name:
        changes.append((OPERATION_RENAMED, f"{old.label} is called {new.name} now"))
    if old.action != new.action:
        changes.append((ACTION_CHANGED, f"{old.label} is to {new.action} now"))
    if template_of(old.channel) != template_of(new.channel):
        moved = f"the messages of {old.label} travel over {new.channel!r}, not {old.channel!r}"
        changes.append((CHANNEL_MOVED, moved))
    for rule, message in changes:
        way.notebook.note(
            rule,
            message,
            old=old.pointer,
            new=new.pointer,
            direction=way.inbound,
            operation=way.label,
        )


def check_reply(old: MessageOperation, new: MessageOperation, way: Way) -> None:
    """Note a reply that only one side has."""
    if (old.reply is None) != (new.reply is None):
        added = old.reply is None
        way.notebook.note(
            REPLY_ADDED if added else REPLY_REMOVED,
            f"{way.label} {'has a reply now' if added else 'has no reply any more'}",
            old=old.pointer,
            new=new.pointer,
            direction=way.outbound,
            operation=way.label,
        )


def check_presence(
    old: Message | None, new: Message | None, way: Way, direction: Direction, at: tuple[str, str]
) -> None:
    """Note a message that only one side has; `at` is where the other side would have it."""
    one = old or new
    if one is None:
        return
    removed = new is None
    rule = REMOVED if removed else ADDED
    breaks = not removed and direction == "send" and way.reader != "open"
    way.notebook.note(
        rule,
        f"{way.label} {'no longer has' if removed else 'may be'} the message {one.name!r}",
        old=at[0] if old is None else old.pointer,
        new=at[1] if new is None else new.pointer,
        direction=direction,
        operation=way.label,
        ruling=BREAKS if breaks else None,
    )


def check_content_type(old: Message, new: Message, way: Way, direction: Direction) -> None:
    """Note a payload of another media type."""
    before, after = old.content_type or "", new.content_type or ""
    if normalize_type(before) != normalize_type(after):
        way.notebook.note(
            CONTENT_TYPE_CHANGED,
            f"the message {old.name!r} is {after}, not {before}",
            old=old.pointer,
            new=new.pointer,
            direction=direction,
            operation=way.label,
        )


def tell_unread(old: Message, new: Message, way: Way, direction: Direction) -> None:
    """Note a payload that changed, of whose schema's language nothing is known."""
    way.notebook.note(
        UNREAD,
        f"the payload of {old.name!r} changed: {new.format or old.format} is not read",
        old=old.payload or old.pointer,
        new=new.payload or new.pointer,
        direction=direction,
        operation=way.label,
    )


def tell_surroundings(
    part: str, old: str, new: str, notebook: Notebook, way: Way | None = None
) -> None:
    """Note that something around the messages changed; `way` is that of an operation's own."""
    notebook.note(
        AROUND_CHANGED,
        f"{part} changed",
        old=old,
        new=new,
        direction=None if way is None else way.inbound,
        operation=None if way is None else way.label,
    )

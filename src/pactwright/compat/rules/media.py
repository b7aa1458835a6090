"""Media types of bodies that come and go, and how their parts are encoded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pactwright.compat.api import Media, Operation
from pactwright.compat.media_types import covers_type, find_covering, is_wider
from pactwright.compat.rules.notebook import Way, show_request
from pactwright.compat.rules.rule import BREAKS, TELLS, Rule
from pactwright.compat.rules.sample import answer, body, example
from pactwright.model.finding import Direction

_JSON = {"application/json": {"schema": {"type": "object"}}}
_XML = {"application/xml": {"schema": {"type": "object"}}}
_FORM_PART = {"schema": {"type": "object", "properties": {"a": {"type": "array"}}}}
_FORM = {"application/x-www-form-urlencoded": _FORM_PART}
_PIPED = {
    "application/x-www-form-urlencoded": {
        **_FORM_PART,
        "encoding": {"a": {"style": "pipeDelimited"}},
    }
}

REQUEST_REMOVED = Rule(
    id="request-media-type-removed",
    kind="schema",
    change="narrowing",
    mirror="request-media-type-added",
    meaning="Bodies of this media type are no longer accepted.",
    who="Clients that send it: they get 415 Unsupported Media Type.",
    instead="keep the media type, and deprecate it",
    loud=example(body({**_JSON, **_XML}), body(_JSON)),
    quiet=example(body(_JSON), body({**_JSON, **_XML})),
)
REQUEST_ADDED = Rule(
    id="request-media-type-added",
    kind="schema",
    change="widening",
    mirror="request-media-type-removed",
    meaning="Bodies of another media type are accepted too.",
    who="Of requests nobody; of callbacks and webhooks, who cannot read the new type.",
    instead="nothing to do for requests; in callbacks, keep to the types of old",
    loud=example(body(_JSON), body({**_JSON, **_XML})),
    quiet=example(body({**_JSON, **_XML}), body(_JSON)),
)
RESPONSE_REMOVED = Rule(
    id="response-media-type-removed",
    kind="schema",
    change="narrowing",
    mirror="response-media-type-added",
    rulings={"response": BREAKS},
    why="The client chooses the type by its Accept header, so that this narrows what it may ask.",
    meaning="The response no longer comes in this media type.",
    who="Clients that accept nothing else: they get 406 Not Acceptable, or what they cannot read.",
    instead="keep the media type, and deprecate it",
    loud=example(answer(content={**_JSON, **_XML}), answer(content=_JSON)),
    quiet=example(answer(content=_JSON), answer(content={**_JSON, **_XML})),
)
RESPONSE_ADDED = Rule(
    id="response-media-type-added",
    kind="schema",
    change="widening",
    mirror="response-media-type-removed",
    rulings={"response": TELLS},
    why="The client chooses the type by its Accept header.",
    meaning="The response comes in another media type too.",
    who="Nobody who says what it accepts.",
    instead="nothing to do",
    loud=example(answer(content=_JSON), answer(content={**_JSON, **_XML})),
    quiet=example(answer(content={**_JSON, **_XML}), answer(content=_JSON)),
)
ENCODING_CHANGED = Rule(
    id="body-encoding-changed",
    kind="policy",
    change="narrowing",
    unmirrored="the opposite edit is a change of encoding too",
    rulings={"response": BREAKS},
    why="The two sides read one text differently; neither way of writing includes the other.",
    meaning="A part of a form or multipart body is written in another way than before.",
    who="Clients that write the part as before.",
    instead="add a second property with the new encoding, and deprecate this one",
    loud=example(body(_FORM), body(_PIPED)),
    quiet=example(body(_PIPED), body(_PIPED)),
)

RULES = (REQUEST_REMOVED, REQUEST_ADDED, RESPONSE_REMOVED, RESPONSE_ADDED, ENCODING_CHANGED)


def check_request_media(
    old: tuple[Media, ...], new: tuple[Media, ...], operation: Operation, way: Way
) -> None:
    """Note media types that only one side's request body has, and other encodings."""
    places = _places(old, new)
    for media in old:
        if find_covering(media.type, new) is None:
            way.notebook.note(
                REQUEST_REMOVED,
                f"the request body may no longer be {media.type}",
                old=media.pointer,
                new=places[1],
                direction=way.inbound,
                operation=way.label,
                shows=show_request(operation, Content_Type=media.type),
            )
    for media in new:
        if find_covering(media.type, old) is None:
            way.notebook.note(
                REQUEST_ADDED,
                f"the request body may be {media.type} too",
                old=places[0],
                new=media.pointer,
                direction=way.inbound,
                operation=way.label,
                shows=show_request(operation, Content_Type=media.type),
            )


def check_response_media(
    status: str, old: tuple[Media, ...], new: tuple[Media, ...], operation: Operation, way: Way
) -> None:
    """Note media types that only one side's response has.

    A range that takes the place of a type promises that type no longer.
    """
    places = _places(old, new)
    for media in old:
        covering = find_covering(media.type, new)
        if covering is None and _has_narrower(media, new):
            continue
        if covering is None or is_wider(covering.type, media.type):
            instead = "" if covering is None else f", only as some {covering.type}"
            way.notebook.note(
                RESPONSE_REMOVED,
                f"the {status} response no longer comes as {media.type}{instead}",
                old=media.pointer,
                new=places[1],
                direction=way.outbound,
                operation=way.label,
                shows=show_request(operation, Accept=media.type),
            )
    for media in new:
        covering = find_covering(media.type, old)
        if covering is None or is_wider(covering.type, media.type):
            way.notebook.note(
                RESPONSE_ADDED,
                f"the {status} response may come as {media.type}",
                old=places[0],
                new=media.pointer,
                direction=way.outbound,
                operation=way.label,
            )


def check_encoding(
    old: Media, new: Media, operation: Operation, way: Way, direction: Direction
) -> None:
    """Note parts of a form or multipart body that are written in another way."""
    if old.encoding == new.encoding:
        return
    form = old.type.lower().startswith("application/x-www-form-urlencoded")
    for name in sorted({*old.encoding, *new.encoding}):
        before, after = (
            _written(old.encoding.get(name), form),
            _written(new.encoding.get(name), form),
        )
        if before != after:
            sent, taken = (before, after) if direction == "request" else (after, before)
            way.notebook.note(
                ENCODING_CHANGED,
                f"the part {name!r} of the {old.type} body is encoded in another way: "
                f"{_show(after)} instead of {_show(before)}",
                old=old.pointer,
                new=new.pointer,
                direction=direction,
                operation=way.label,
                shows=show_request(operation, Content_Type=old.type),
                ruling=TELLS if _takes_each(taken, sent) else None,
            )


def _takes_each(taken: Mapping[str, Any], sent: Mapping[str, Any]) -> bool:
    """Tell whether a part that is written as before is one of those that are read now."""
    if {**taken, "contentType": ""} != {**sent, "contentType": ""}:
        return False
    types, wanted = (str(each["contentType"]).split(",") for each in (sent, taken))
    return all(map(str.strip, types)) and all(
        any(covers_type(one, other) for one in wanted) for other in types
    )


def _places(old: tuple[Media, ...], new: tuple[Media, ...]) -> tuple[str | None, str | None]:
    """Return where the lists of media types stand, as far as there are any."""
    return (
        old[0].pointer.rpartition("/")[0] if old else None,
        new[0].pointer.rpartition("/")[0] if new else None,
    )


def _has_narrower(media: Media, new: tuple[Media, ...]) -> bool:
    """Tell whether the type is a range and the other side has some type out of it."""
    return "*" in media.type and any(find_covering(each.type, (media,)) for each in new)


def _written(value: object, form: bool) -> Mapping[str, Any]:  # noqa: FBT001 - one word of context
    raw = value if isinstance(value, dict) else {}
    style = raw.get("style", "form")
    written: dict[str, Any] = {"contentType": raw.get("contentType", "")}
    if form:
        written |= {
            "style": style,
            "explode": raw.get("explode", style == "form"),
            "allowReserved": raw.get("allowReserved", False),
        }
    return written


def _show(written: Mapping[str, Any]) -> str:
    return (
        ", ".join(f"{key} {value}" for key, value in written.items() if value != "") or "by default"
    )

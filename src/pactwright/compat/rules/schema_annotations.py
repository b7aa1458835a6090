"""What a schema says beside what it refuses: defaults, labels, contents, flags of travel."""

from __future__ import annotations

from typing import Final

from pactwright.compat.rules.rule import BREAKS, UNDECIDED, WARNS, Rule
from pactwright.compat.rules.sample import example, query
from pactwright.compat.rules.schema_sample import gives, same, takes
from pactwright.model.json import Json, JsonObject

_TEXT: Final[JsonObject] = {"type": "string"}
_LISTED: Final[JsonObject] = {"type": "string", "enum": ["a"]}
_CODED: Final[JsonObject] = {"type": "string", "contentEncoding": "base64"}
_HOLDS: Final[JsonObject] = {
    "type": "string",
    "contentMediaType": "application/json",
    "contentSchema": {"type": "integer"},
}
_HOLDS_LESS: Final[JsonObject] = {**_HOLDS, "contentSchema": {"type": "integer", "minimum": 1}}
_HOLDS_ANY: Final[JsonObject] = {"type": "string", "contentMediaType": "application/json"}


def _counted(**members: int) -> JsonObject:
    return {"type": "integer", **members}


def _telling(name: str) -> JsonObject:
    branch: JsonObject = {
        "type": "object",
        "properties": {"kind": {"type": "string"}, "sort": {"type": "string"}},
    }
    return {"oneOf": [branch], "discriminator": {"propertyName": name}}


def _growing(*values: str) -> JsonObject:
    return {"type": "string", "x-extensible-enum": list(values)}


def _takes_30(schema: JsonObject) -> JsonObject:
    return {**takes(schema), "openapi": "3.0.3"}


def _of_draft_4(**members: Json) -> JsonObject:
    return {"$schema": "http://json-schema.org/draft-04/schema#", "type": "integer", **members}


PARAMETER_DEFAULT_CHANGED = Rule(
    id="parameter-default-changed",
    kind="policy",
    change="neither",
    unmirrored="the opposite edit changes the default too",
    rulings={"request": BREAKS},
    why="The very same request, without the parameter, means something else.",
    meaning="A parameter that is left out stands for another value than before, or for none.",
    who="Whoever leaves the parameter out.",
    instead="keep the default, and let those who want another value send it",
    loud=example(query(schema=_counted(default=20)), query(schema=_counted(default=50))),
    quiet=example(query(schema=_counted(default=20)), query(schema=_counted(default=20))),
)
PARAMETER_DEFAULT_ADDED = Rule(
    id="parameter-default-added",
    kind="policy",
    change="neither",
    unmirrored="the opposite edit is told by parameter-default-changed",
    rulings={"request": WARNS},
    why="Mostly it is written down what held before; nobody can see whether it is.",
    meaning="A parameter that is left out stands for a value now, where the document said nothing.",
    who="Whoever leaves the parameter out, if the provider took another value until now.",
    instead="make sure that the default is what the provider did before",
    loud=example(query(schema=_counted()), query(schema=_counted(default=50))),
    quiet=example(query(schema=_counted(default=20)), query(schema=_counted(default=50))),
)
DEFAULT_CHANGED = Rule(
    id="default-changed",
    kind="policy",
    change="neither",
    unmirrored="the opposite edit changes the default too",
    rulings={"request": WARNS, "receive": WARNS},
    why="No document is refused; one that leaves the value out may mean something else.",
    meaning="A value that is left out stands for another one than before.",
    who="Whoever leaves the value out and counts on the old default.",
    instead="keep the default",
    loud=example(takes(_counted(default=1)), takes(_counted(default=2))),
    quiet=same("narrowing", _counted(default=1)),
)
FORMAT_RELABELLED = Rule(
    id="format-label-changed",
    kind="policy",
    change="neither",
    unmirrored="the opposite edit changes the label too",
    rulings=dict.fromkeys(("request", "response", "send", "receive"), WARNS),
    why="No validator asserts these formats, so no document can show a break.",
    meaning="The format is another one; it is none of those that are asserted here.",
    who="Generated clients, which may take another type for it.",
    instead="say it with a pattern, if values are refused",
    loud=example(takes(_TEXT), takes({**_TEXT, "format": "byte"})),
    quiet=same("narrowing", {**_TEXT, "format": "byte"}),
)
CONTENT_CHANGED = Rule(
    id="content-encoding-changed",
    kind="policy",
    change="neither",
    unmirrored="the opposite edit changes the encoding too",
    rulings=dict.fromkeys(("request", "response", "send", "receive"), BREAKS),
    why="The text is the same kind of string, but what it says is read in another way.",
    meaning="A string holds another media type, or is encoded in another way, than before.",
    who="Whoever encodes or decodes it.",
    instead="offer the new encoding in a property of its own",
    loud=example(takes(_CODED), takes({**_CODED, "contentEncoding": "base32"})),
    quiet=same("narrowing", _CODED),
)
CONTENT_STATED = Rule(
    id="content-encoding-added",
    kind="policy",
    change="narrowing",
    mirror="content-encoding-withdrawn",
    meaning="A string that could be any text has a media type or an encoding now.",
    who="Whoever sends plain text.",
    instead="offer the encoded form in a property of its own",
    loud=example(takes(_TEXT), takes(_CODED)),
    quiet=same("narrowing", _CODED),
)
CONTENT_WITHDRAWN = Rule(
    id="content-encoding-withdrawn",
    kind="policy",
    change="widening",
    mirror="content-encoding-added",
    meaning="A string that had a media type or an encoding may be any text now.",
    who="Whoever decodes it.",
    instead="keep the encoding",
    loud=example(gives(_CODED), gives(_TEXT)),
    quiet=same("widening", _CODED),
)
CONTENT_SCHEMA_STATED = Rule(
    id="content-schema-added",
    kind="policy",
    change="narrowing",
    mirror="content-schema-withdrawn",
    meaning="What a string holds, decoded, has a schema now.",
    who="Whoever sends something else in it.",
    instead="keep taking what was taken",
    loud=example(takes(_HOLDS_ANY), takes(_HOLDS)),
    quiet=same("narrowing", _HOLDS),
)
CONTENT_SCHEMA_WITHDRAWN = Rule(
    id="content-schema-withdrawn",
    kind="policy",
    change="widening",
    mirror="content-schema-added",
    meaning="What a string holds, decoded, has no schema any more.",
    who="Whoever counts on it.",
    instead="keep the schema",
    loud=example(gives(_HOLDS), gives(_HOLDS_ANY)),
    quiet=same("widening", _HOLDS),
)
CONTENT_SCHEMA_NARROWED = Rule(
    id="content-schema-narrowed",
    kind="policy",
    change="narrowing",
    mirror="content-schema-widened",
    meaning="What a string holds, decoded, may be less than before.",
    who="Whoever sends what its schema refuses now.",
    instead="keep taking what was taken",
    loud=example(takes(_HOLDS), takes(_HOLDS_LESS)),
    quiet=same("narrowing", _HOLDS_LESS, _HOLDS),
)
CONTENT_SCHEMA_WIDENED = Rule(
    id="content-schema-widened",
    kind="policy",
    change="widening",
    mirror="content-schema-narrowed",
    meaning="What a string holds, decoded, may be more than before.",
    who="Whoever decodes it and expects what the old schema took.",
    instead="keep the schema",
    loud=example(gives(_HOLDS_LESS), gives(_HOLDS)),
    quiet=same("widening", _HOLDS, _HOLDS_LESS),
)
CONTENT_SCHEMA_CHANGED = Rule(
    id="content-schema-changed",
    kind="policy",
    change="neither",
    unmirrored="the opposite edit changes the schema too",
    rulings=dict.fromkeys(("request", "response", "send", "receive"), UNDECIDED),
    why="Neither a proof nor a value that one of the two schemas refuses was found.",
    meaning="What a string holds, decoded, has another schema, and what that means is open.",
    who="Perhaps whoever encodes or decodes it.",
    instead="write the schemas more plainly, or accept the finding with a reason",
    loud=example(takes(_HOLDS), takes({**_HOLDS, "contentSchema": {"sparkling": True}})),
    quiet=example(takes(_HOLDS), takes(_HOLDS_LESS)),
)
BECAME_READ_ONLY = Rule(
    id="became-read-only",
    kind="policy",
    change="neither",
    mirror="ceased-read-only",
    rulings={"request": WARNS},
    why="The value is taken as before, and ignored.",
    meaning="A property can be read only: what is sent for it has no effect any more.",
    who="Whoever sends it and counts on its effect.",
    instead="refuse the old way in a new version, so that nobody is misled",
    loud=example(takes(_TEXT), takes({**_TEXT, "readOnly": True})),
    quiet=same("narrowing", {**_TEXT, "readOnly": True}),
)
CEASED_READ_ONLY = Rule(
    id="ceased-read-only",
    kind="policy",
    change="neither",
    mirror="became-read-only",
    meaning="A property that could be read only can be sent too.",
    who="Nobody, unless it is required: then another rule says so.",
    instead="nothing to do",
    loud=example(takes({**_TEXT, "readOnly": True}), takes(_TEXT)),
    quiet=same("narrowing", _TEXT),
)
BECAME_WRITE_ONLY = Rule(
    id="became-write-only",
    kind="policy",
    change="neither",
    mirror="ceased-write-only",
    rulings={"response": WARNS},
    why="Where it was required, another rule tells of a break, with a document.",
    meaning="A property can be sent only: it does not come back any more.",
    who="Readers that use the property.",
    instead="keep sending it until nobody reads it any more",
    loud=example(gives(_TEXT), gives({**_TEXT, "writeOnly": True})),
    quiet=same("widening", {**_TEXT, "writeOnly": True}),
)
CEASED_WRITE_ONLY = Rule(
    id="ceased-write-only",
    kind="policy",
    change="neither",
    mirror="became-write-only",
    meaning="A property that could be sent only comes back too.",
    who="Nobody.",
    instead="nothing to do",
    loud=example(gives({**_TEXT, "writeOnly": True}), gives(_TEXT)),
    quiet=same("widening", _TEXT),
)
DISCRIMINATOR_CHANGED = Rule(
    id="discriminator-changed",
    kind="policy",
    change="neither",
    unmirrored="the opposite edit changes the discriminator too",
    rulings=dict.fromkeys(("request", "response", "send", "receive"), WARNS),
    why="It refuses nothing; which values are taken is told by the schema rules.",
    meaning="The property that tells the branches of a union apart, or its values, changed.",
    who="Generated clients, which choose the branch by it.",
    instead="keep the property and its values",
    loud=example(takes(_telling("kind")), takes(_telling("sort"))),
    quiet=same("narrowing", _telling("kind")),
)
KEYWORD_IDLE = Rule(
    id="keyword-idle",
    kind="policy",
    change="neither",
    unmirrored="the opposite edit changes the keyword too",
    rulings=dict.fromkeys(("request", "response", "send", "receive"), WARNS),
    why="The document names a draft that does not know the keyword, so it refuses nothing.",
    meaning="A keyword of a later draft changed in a document of draft 4 or 6, where it is idle.",
    who="Whoever reads the document by a later draft than the one it names.",
    instead="name the draft that has the keyword in $schema, or leave the keyword out",
    loud=example(_of_draft_4(const=1), _of_draft_4(const=2)),
    quiet=example(_of_draft_4(const=1), _of_draft_4(const=1)),
)
NULL_UNLISTED = Rule(
    id="null-unlisted",
    kind="policy",
    change="neither",
    unmirrored="the opposite edit changes the flag too",
    rulings=dict.fromkeys(("request", "response", "send", "receive"), WARNS),
    why="The specification lets null pass only where the list of values holds it.",
    meaning="The flag `nullable` changed beside an `enum` without null: null is refused as before.",
    who="Whoever reads the document otherwise, as some generators do, and takes or sends null.",
    instead="put null into the list too if it may come, or leave `nullable` out",
    loud=example(_takes_30(_LISTED), _takes_30({**_LISTED, "nullable": True})),
    quiet=example(_takes_30(_LISTED), _takes_30({**_LISTED, "enum": ["a", None]})),
)
GROWING_CHANGED = Rule(
    id="extensible-enum-changed",
    kind="policy",
    change="neither",
    unmirrored="the opposite edit changes the list too",
    rulings={"request": WARNS, "receive": WARNS},
    why="The list is open, so no document can show a break; a provider may refuse what it no "
    "longer names.",
    meaning="The values that x-extensible-enum names are others.",
    who="Clients that send a value which is no longer named.",
    instead="keep the values that are in use",
    loud=example(takes(_growing("a", "b")), takes(_growing("a"))),
    quiet=same("narrowing", _growing("a")),
)
PROPERTY_DEPRECATED = Rule(
    id="property-deprecated",
    kind="policy",
    change="neither",
    mirror="property-reactivated",
    meaning="A part of a body is deprecated.",
    who="Nobody yet.",
    instead="tell those who use it what to use in its place",
    loud=example(gives(_TEXT), gives({**_TEXT, "deprecated": True})),
    quiet=same("widening", {**_TEXT, "deprecated": True}),
)
PROPERTY_REACTIVATED = Rule(
    id="property-reactivated",
    kind="policy",
    change="neither",
    mirror="property-deprecated",
    meaning="A part of a body is deprecated no longer.",
    who="Nobody.",
    instead="nothing to do",
    loud=example(gives({**_TEXT, "deprecated": True}), gives(_TEXT)),
    quiet=same("widening", _TEXT),
)

RULES: Final = (
    PARAMETER_DEFAULT_CHANGED,
    PARAMETER_DEFAULT_ADDED,
    DEFAULT_CHANGED,
    FORMAT_RELABELLED,
    CONTENT_CHANGED,
    CONTENT_STATED,
    CONTENT_WITHDRAWN,
    CONTENT_SCHEMA_STATED,
    CONTENT_SCHEMA_WITHDRAWN,
    CONTENT_SCHEMA_NARROWED,
    CONTENT_SCHEMA_WIDENED,
    CONTENT_SCHEMA_CHANGED,
    BECAME_READ_ONLY,
    CEASED_READ_ONLY,
    BECAME_WRITE_ONLY,
    CEASED_WRITE_ONLY,
    DISCRIMINATOR_CHANGED,
    KEYWORD_IDLE,
    NULL_UNLISTED,
    GROWING_CHANGED,
    PROPERTY_DEPRECATED,
    PROPERTY_REACTIVATED,
)

"""Random pairs of schemas over all keywords, and values to try them with."""

import copy
from random import Random

NAMES = ["a", "b", "c", "ab"]
STRINGS = ["", "a", "b", "ab", "aa", "abc", "2020-01-01", "x", "é"]
NUMBERS = [-1, 0, 1, 2, 3, 5, 6, 0.5, 1.5, 2.5, 10, -3, 1.0]
PATTERNS = ["^a", "b$", "^[ab]+$", "^a?b?$", "^[a-z]*$", "a", "^.{2}$", "^(a|b)$"]
FORMATS = ["date", "uuid", "ipv4", "email", "nope"]
TYPES = ["null", "boolean", "integer", "number", "string", "array", "object"]
FAMILIES = ["string", "number", "array", "object", "object", "object", "union", "union", "mixed"]
MAPS = ("properties", "patternProperties", "dependentSchemas", "$defs")
LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
SINGLE = (
    "not", "if", "then", "else", "items", "contains", "additionalProperties", "propertyNames",
    "unevaluatedProperties", "unevaluatedItems",
)  # fmt: skip


def make_scalar(random):
    kind = random.random()
    if kind < 0.15:
        return None
    if kind < 0.3:
        return random.choice([True, False])
    return random.choice(NUMBERS if kind < 0.6 else STRINGS)


def make_value(random, depth=3):
    kind = random.random()
    if depth <= 0 or kind < 0.45:
        return make_scalar(random)
    count = random.choice([0, 1, 1, 2, 2, 3])
    if kind < 0.62:
        return [make_value(random, depth - 1) for _ in range(count)]
    return {random.choice([*NAMES, "z"]): make_value(random, depth - 1) for _ in range(count)}


class Schemas:
    """Makes schemas out of one stream of chance."""

    def __init__(self, random):
        self.random = random

    def make(self, depth, *, references=True):
        random = self.random
        if depth < 0 or (depth == 0 and random.random() < 0.3):
            return random.choice([{}, {}, {}, False, True, {"type": random.choice(TYPES)}])
        schema = {}
        family = random.choice(FAMILIES)
        if family in {"string", "number", "array", "object"} and random.random() < 0.85:
            schema["type"] = family
        elif random.random() < 0.3:
            schema["type"] = sorted(set(random.sample(TYPES, 2)))
        for _ in range(random.choice([1, 1, 2, 2, 3, 3, 4])):
            chosen = family
            if family == "mixed":
                chosen = random.choice(["string", "number", "array", "object", "union"])
            getattr(self, chosen)(
                schema, lambda: self.make(depth - 1, references=references), references
            )
        return schema

    def pick(self, schema, makers):
        keyword = self.random.choice(list(makers))
        schema[keyword] = makers[keyword]()

    def string(self, schema, _below, _references):
        random = self.random
        self.pick(
            schema,
            {
                "minLength": lambda: random.choice([0, 1, 2]),
                "maxLength": lambda: random.choice([0, 1, 2, 3]),
                "pattern": lambda: random.choice(PATTERNS),
                "format": lambda: random.choice(FORMATS),
                "enum": lambda: random.sample(STRINGS, random.choice([1, 2, 3])),
                "const": lambda: random.choice(STRINGS),
            },
        )

    def number(self, schema, _below, _references):
        random = self.random
        bounds = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "const")
        self.pick(
            schema,
            {
                **dict.fromkeys(bounds, lambda: random.choice(NUMBERS)),
                "multipleOf": lambda: random.choice([1, 2, 3, 0.5, 1.5, 5]),
                "enum": lambda: random.sample(NUMBERS, random.choice([1, 2, 3])),
            },
        )

    def array(self, schema, below, _references):
        random = self.random
        counts = ("minItems", "maxItems", "minContains", "maxContains")
        self.pick(
            schema,
            {
                **dict.fromkeys(counts, lambda: random.choice([0, 1, 2])),
                "items": below,
                "contains": below,
                "prefixItems": lambda: [below() for _ in range(random.choice([1, 2]))],
                "uniqueItems": lambda: random.random() < 0.8,
                "unevaluatedItems": lambda: random.choice([False, {"type": "string"}]),
            },
        )

    def object(self, schema, below, _references):
        random = self.random
        if random.random() < 0.3:
            named = {random.choice(NAMES): below() for _ in range(random.choice([1, 2, 3]))}
            schema.setdefault("properties", {}).update(named)
            return
        self.pick(
            schema,
            {
                "required": lambda: random.sample(NAMES, random.choice([1, 1, 2])),
                "additionalProperties": lambda: random.choice([False, below()]),
                "patternProperties": lambda: {random.choice(PATTERNS): below()},
                "propertyNames": lambda: random.choice(
                    [{"pattern": random.choice(PATTERNS)}, {"maxLength": 1}, {"enum": ["a", "b"]}]
                ),
                "minProperties": lambda: random.choice([0, 1, 2]),
                "maxProperties": lambda: random.choice([0, 1, 2, 3]),
                "dependentRequired": lambda: {random.choice(NAMES): [random.choice(NAMES)]},
                "dependentSchemas": lambda: {random.choice(NAMES): below()},
                "unevaluatedProperties": lambda: random.choice([False, False, below()]),
            },
        )

    def union(self, schema, below, references):
        random = self.random
        branches = lambda: [below() for _ in range(random.choice([1, 2, 2, 3]))]  # noqa: E731
        makers = {
            "anyOf": branches,
            "oneOf": branches,
            "allOf": branches,
            "not": below,
            "enum": lambda: [make_value(random, 1) for _ in range(random.choice([1, 2, 3]))],
        }
        if references:
            makers["$ref"] = lambda: "#/$defs/" + random.choice(["X", "Y"])
        if random.random() < 0.15:
            schema.update({"if": below(), "then": below(), "else": below()})
        self.pick(schema, makers)


def reached_in_place(schema):
    """Return the definitions that a schema refers to for the same value."""
    found, waiting = set(), [schema]
    while waiting:
        here = waiting.pop()
        if isinstance(here, dict):
            if "$ref" in here:
                found.add(here["$ref"][-1])
            for keyword in ("allOf", "anyOf", "oneOf"):
                waiting.extend(here.get(keyword, ()))
            waiting.extend(here[k] for k in ("not", "if", "then", "else") if k in here)
            waiting.extend(here.get("dependentSchemas", {}).values())
    return found


def is_sound(root):
    """Tell whether no schema holds itself in place, which would mean nothing."""
    first, second = (reached_in_place(root["$defs"][name]) for name in "XY")
    return not ("X" in first or "Y" in second or ("Y" in first and "X" in second))


def make_root(random):
    schemas = Schemas(random)
    while True:
        made = schemas.make(random.choice([1, 2, 2, 3]))
        root = dict(made) if isinstance(made, dict) else {"not": {}}
        root["$defs"] = {"X": schemas.make(2), "Y": schemas.make(1)}
        if is_sound(root):
            return root


def places_in(schema, path=()):
    if isinstance(schema, dict):
        yield path
        for keyword, value in schema.items():
            if keyword in MAPS:
                for name, item in value.items():
                    yield from places_in(item, (*path, keyword, name))
            elif keyword in LISTS:
                for index, item in enumerate(value):
                    yield from places_in(item, (*path, keyword, index))
            elif keyword in SINGLE:
                yield from places_in(value, (*path, keyword))


def follow(root, path):
    for step in path:
        root = root[step]
    return root


def edit(random, root):
    """Return the root with one to two random edits."""
    root = copy.deepcopy(root)
    for _ in range(random.choice([1, 1, 1, 2])):
        path = random.choice(list(places_in(root)))
        node = follow(root, path)
        keywords = [keyword for keyword in node if keyword != "$defs"]
        chance = random.random()
        if keywords and chance < 0.35:
            del node[random.choice(keywords)]
        elif keywords and chance < 0.6:
            edit_keyword(random, node, random.choice(keywords))
        elif chance < 0.75 or not path:
            extra = Schemas(random).make(1)
            for keyword, value in extra.items() if isinstance(extra, dict) else ():
                node.setdefault(keyword, value)
        else:
            more = Schemas(random).make(1)
            wrapped = [
                {"allOf": [node]},
                {"anyOf": [node]},
                {"oneOf": [node]},
                {"anyOf": [node, more]},
                more,
            ]
            follow(root, path[:-1])[path[-1]] = random.choice(wrapped)
    return root


def edit_keyword(random, node, keyword):
    value = node[keyword]
    if isinstance(value, bool):
        node[keyword] = not value
    elif isinstance(value, int | float):
        node[keyword] = 6 if keyword == "multipleOf" else abs(value + random.choice([-1, 1]))
    elif isinstance(value, list) and len(value) > 1 and keyword != "prefixItems":
        value.pop(random.randrange(len(value)))
    elif isinstance(value, list) and keyword in {"anyOf", "oneOf"}:
        value.append(Schemas(random).make(1))
    elif isinstance(value, dict) and keyword == "properties" and value:
        del value[random.choice(list(value))]


def make_pair(seed):
    """Return two roots, mostly one the edited other, in either order, or None."""
    random = Random(seed)
    one = make_root(random)
    other = edit(random, one) if random.random() < 0.75 else make_root(random)
    if not is_sound(other):
        return None
    return (one, other) if random.random() < 0.5 else (other, one)


def make_listed_pair(seed):
    """Return a root that lists a few values, and one with some say in them."""
    random = Random(seed)
    values = [make_value(random) for _ in range(random.choice([1, 1, 2, 3]))]
    listed = {"enum": values}
    if random.random() < 0.3:
        listed = {"anyOf": [listed, Schemas(random).make(1, references=False)]}
    beside = Schemas(random).make(1, references=False)
    if isinstance(beside, dict) and random.random() < 0.3:
        listed = {**beside, **listed}
    other = make_root(random)
    return (listed, other) if random.random() < 0.9 else (other, listed)


def _member(random):
    """Return an object schema as unions of real documents hold them."""
    names = random.sample(NAMES, random.choice([1, 2, 2, 3]))
    kinds = [{}, {"type": "string"}, {"type": "number"}, {"enum": ["a"]}, {"enum": ["b", "a"]}]
    made = {"type": "object", "properties": {name: random.choice(kinds) for name in names}}
    if random.random() < 0.7:
        made["required"] = random.sample(names, random.choice([1, len(names)]))
    if random.random() < 0.1:
        made["additionalProperties"] = random.choice([False, True, {"type": "string"}])
    return made


def _union(random, depth):
    branches = [
        _union(random, depth - 1)
        if depth and random.random() < 0.3
        else random.choice([{"type": "null"}, {"type": "string"}])
        if random.random() < 0.2
        else {"$ref": "#/$defs/" + random.choice("XY")}
        if random.random() < 0.3
        else _member(random)
        for _ in range(random.choice([1, 2, 2, 3]))
    ]
    return {random.choice(["anyOf", "oneOf"]): branches}


def _edit_union(random, root):
    unions = [
        node
        for path in places_in(root)
        for node in [follow(root, path)]
        if "anyOf" in node or "oneOf" in node
    ]
    node = random.choice(unions)
    keyword = "anyOf" if "anyOf" in node else "oneOf"
    chance = random.random()
    if chance < 0.5:
        branches = node.pop(keyword)
        node["anyOf" if keyword == "oneOf" else "oneOf"] = branches
    elif chance < 0.7:
        node[keyword].append(_member(random))
    else:
        node[keyword] = node[keyword][::-1]


def make_union_pair(seed):
    """Return two roots of unions of objects that overlap, one the edited other, in either order."""
    random = Random(seed)
    one = {**_union(random, 2), "$defs": {"X": _member(random), "Y": _member(random)}}
    other = edit(random, one) if random.random() < 0.6 else copy.deepcopy(one)
    if random.random() < 0.7 and "$defs" in other and ("anyOf" in other or "oneOf" in other):
        _edit_union(random, other)
    if not is_sound(other):
        return None
    return (one, other) if random.random() < 0.5 else (other, one)

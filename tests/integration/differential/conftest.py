"""Seeded mutants of pacts and of what comes instead of their examples."""

from __future__ import annotations

import json
import os
from base64 import b64encode
from dataclasses import dataclass, field, replace
from random import Random

import pytest

# The core fills the messages of a debugging environment with backtraces, at 60 ms each.
os.environ.setdefault("RUST_LIB_BACKTRACE", "0")

JSON_TYPE = "application/json"
MULTIPART = "multipart/form-data; boundary=B"


@dataclass(frozen=True)
class Mutant:
    """A part of a pact (`body` is its bytes) and what came instead of its example."""

    content_type: str
    body: bytes
    came: bytes
    came_type: str | None
    rules: dict = field(default_factory=dict)
    headers: dict = field(default_factory=dict)
    came_headers: tuple = ()
    status: int = 200
    came_status: int = 200
    version: str = "4"
    as_text: bool = False

    @property
    def wire_headers(self):
        named = (("Content-Type", self.came_type),) if self.came_type else ()
        return (*named, *self.came_headers)

    def as_json(self):
        """Return the headers, body and rules as a pact of the mutant's version writes them."""
        part = {"headers": {"Content-Type": [self.content_type], **self.headers}}
        if self.version == "4":
            written = (
                {"content": self.body.decode()}
                if self.as_text
                else {"content": b64encode(self.body).decode(), "encoded": "base64"}
            )
            part["body"] = {"contentType": self.content_type, **written}
            part["matchingRules"] = self.rules
            return part
        part["headers"] = {name: values[0] for name, values in part["headers"].items()}
        part["body"] = json.loads(self.body)
        rules = self.rules.get("body", {})
        if self.version == "2":
            part["matchingRules"] = {
                path.replace("$", "$.body", 1): rule["matchers"][0] for path, rule in rules.items()
            }
        else:
            part["matchingRules"] = {"body": rules}
        return part


def _rule(match, **attributes):
    return {"match": match, **attributes}


def _set(*rules, combine="AND"):
    return {"combine": combine, "matchers": list(rules)}


class Mutants:
    """Makes mutants of one kind after another from a seed."""

    def __init__(self, seed):
        self.random = Random(seed)

    def take(self, kind, count):
        return [self._alter(getattr(self, kind)()) for _ in range(count)]

    def _chance(self, share):
        return self.random.random() < share

    def _alter(self, mutant):
        """Change what stands around the body, now and then."""
        changes = {}
        if self._chance(0.1):
            changes["came_status"] = self.random.choice([200, 201, 404])
        if self._chance(0.15) and mutant.version == "4":
            around = self.random.choice(_HEADERS)
            changes |= {**around, "rules": {**mutant.rules, **around.get("rules", {})}}
        if self._chance(0.12):
            changes["came_type"] = self.random.choice(
                [
                    None,
                    "text/plain",
                    JSON_TYPE,
                    "application/hal+json",
                    f"{JSON_TYPE};charset=utf-8",
                ]
            )
        if self._chance(0.03):
            changes["came"] = b""
        return replace(mutant, **changes)

    def json(self, version=None):
        value = self._container()
        rules = self._json_rules(value)
        version = version or self.random.choice("2344")
        if version == "2":
            rules = {path: _set(rule["matchers"][0]) for path, rule in rules.items()}
        return Mutant(
            content_type=JSON_TYPE,
            body=json.dumps(value).encode(),
            came=json.dumps(self._mutate(value)).encode(),
            came_type=JSON_TYPE,
            rules={"body": rules} if rules else {},
            version=version,
        )

    def _container(self):
        while not isinstance(value := self._value(0), dict | list):
            pass
        return value

    def _value(self, depth):
        dice = self.random.random()
        if depth < 3 and dice < 0.3:
            keys = self.random.sample("abc1", self.random.randint(0, 3))
            return {key: self._value(depth + 1) for key in keys}
        if depth < 3 and dice < 0.5:
            return [self._value(depth + 1) for _ in range(self.random.randint(0, 3))]
        return self.random.choice(_SCALARS)

    def _mutate(self, value, depth=0):
        if self._chance(0.12):
            return self._value(depth)
        if isinstance(value, dict):
            return self._mutate_object(value, depth)
        if isinstance(value, list):
            return self._mutate_list(value, depth)
        return self.random.choice(_SCALARS) if self._chance(0.3) else value

    def _mutate_object(self, value, depth):
        changed = {
            key: self._mutate(item, depth + 1) if self._chance(0.5) else item
            for key, item in value.items()
        }
        if self._chance(0.2):
            changed[self.random.choice("abc1z")] = self._value(depth + 1)
        if changed and self._chance(0.15):
            changed.pop(self.random.choice(sorted(changed)))
        return changed

    def _mutate_list(self, value, depth):
        changed = [self._mutate(item, depth + 1) if self._chance(0.5) else item for item in value]
        if self._chance(0.25):
            repeat = changed and self._chance(0.6)
            changed.append(self.random.choice(changed) if repeat else self._value(depth + 1))
        if changed and self._chance(0.15):
            changed.pop()
        return changed

    def _json_rules(self, value):
        # One way of writing indexes in a pact: which of two equally near rules the core takes
        # is left to chance there.
        wild = self._chance(0.5)
        paths = list(self._paths(value, "$", wild))
        chosen = {self.random.choice(paths) for _ in range(self.random.choice([0, 1, 1, 2, 3]))}
        combine = self.random.choice(["AND", "AND", "OR"])
        return {
            path: _set(
                *self.random.choices(_JSON_RULES, k=self.random.choice([1, 1, 2])), combine=combine
            )
            for path in sorted(chosen)
        }

    def _paths(self, value, path, wild):
        yield path
        if isinstance(value, dict):
            for key, item in value.items():
                yield from self._paths(item, f"{path}['{key}']", wild)
        elif isinstance(value, list):
            for index, item in enumerate(value):
                yield from self._paths(item, f"{path}[{'*' if wild else index}]", wild)

    def xml(self):
        return self._from_pool("application/xml", _XML, _XML_RULES)

    def form(self):
        return self._from_pool("application/x-www-form-urlencoded", _FORMS, _FORM_RULES)

    def multipart(self):
        return self._from_pool(MULTIPART, _MULTIPARTS, _PART_RULES)

    def text(self):
        types = ["text/plain", "text/csv", "text/html", "text/plain;charset=utf-8"]
        return self._from_pool(self.random.choice(types), _TEXTS, _TEXT_RULES)

    def binary(self):
        types = ["application/octet-stream", "image/png", "application/pdf"]
        return self._from_pool(self.random.choice(types), _TEXTS + _BINARIES, _TEXT_RULES)

    def charset(self):
        text = self.random.choice(["é", "naïve", "ascii"])
        came = self.random.choice([text, text, "è"])
        charset = self.random.choice(["iso-8859-1", "utf-8", "utf-16"])
        return Mutant(
            content_type=f"text/plain;charset={charset}",
            body=text.encode(),
            came=came.encode(self.random.choice([charset, "utf-8"])),
            came_type=f"text/plain;charset={charset}",
            as_text=True,
        )

    def _from_pool(self, content_type, pool, rules):
        example = self.random.choice(pool)
        came = example if self._chance(0.25) else self.random.choice(pool)
        rule = self.random.choice([{}, *rules])
        return Mutant(
            content_type=content_type,
            body=example,
            came=came,
            came_type=content_type,
            rules={"body": {path: _set(*chosen) for path, chosen in rule.items()}} if rule else {},
        )


_SCALARS = ["x", "y1", "", 1, 2, 1.5, True, False, None, "2020-01-01", "5"]

_JSON_RULES = [
    *[_rule(kind) for kind in ("type", "type", "integer", "number", "decimal", "boolean", "null")],
    *[_rule(kind) for kind in ("notEmpty", "equality", "values", "semver")],
    *[_rule("type", min=least) for least in (0, 1, 2)],
    *[_rule("type", max=most) for most in (1, 2)],
    *[_rule("regex", regex=pattern) for pattern in ("^[xy]", r"\d", "^$|x")],
    *[_rule("include", value=part) for part in ("x", "1")],
    _rule("type", min=1, max=2),
    _rule("date", format="yyyy-MM-dd"),
    *[_rule("eachKey", rules=[_rule("regex", regex=r)], value="a") for r in ("^[ab]$", "^[a-z1]$")],
    *[_rule("eachValue", rules=[r], value="a") for r in (_rule("type"), _rule("integer"))],
    *[
        _rule("arrayContains", variants=[{"index": index, "rules": rules}])
        for index in (0, 1)
        for rules in ({}, {"$": _set(_rule("type"))}, {"$.a": _set(_rule("integer"))})
    ],
]

_XML = [
    text.encode()
    for text in (
        *("<a/>", "<a>t</a>", "<a> t </a>", "<a x='1'/>", "<a x='1' y='2'/>", "<a y='2'/>", "<b/>"),
        *("<a><b/></a>", "<a><b/><b/></a>", "<a><b>1</b><b>2</b></a>", "<a><b>1</b><c/></a>"),
        *(
            "<?xml version='1.0'?><a><b>1</b></a>",
            "<a xmlns='urn:x'><b/></a>",
            "<a><![CDATA[t]]></a>",
        ),
        *("<p:a xmlns:p='urn:x'><p:b>1</p:b></p:a>", "<q:a xmlns:q='urn:x'><q:b>2</q:b></q:a>"),
        *("<a><b><c>1</c></b></a>", "<a><b><c>1</c><c>2</c><d/></b></a>", "<a", "<a>é</a>"),
    )
]
_XML_RULES = [
    {"$.a": [_rule("type")]},
    {"$.a.b": [_rule("type")]},
    {"$.a.b": [_rule("type", min=2)]},
    {"$.a.b.#text": [_rule("integer")]},
    {"$.a.#text": [_rule("include", value="t")]},
    {"$.a['@x']": [_rule("regex", regex=r"\d+")]},
    {"$.a": [_rule("notEmpty")]},
    {"$.urn:x:a.urn:x:b.#text": [_rule("integer")]},
]

_FORMS = [
    text.encode()
    for text in (
        *("a=1", "a=1&b=2", "b=2&a=1", "a=1&a=2", "a=2&a=1", "a=", "a", "a=1&c", "a=%20x", "a=+x"),
        *("a=%C3%A9", "a=é", "a=%E9", "a=1&a=2&a=3", "a[]=1&a[]=2", "&a=1&", "a=%00", "a=b=c"),
    )
]
_FORM_RULES = [
    {"$.a": [_rule("regex", regex=r"^\d$")]},
    {"$.a": [_rule("type", min=2)]},
    {"$.a": [_rule("integer")]},
    {"$.a[0]": [_rule("integer")]},
    {"$.*": [_rule("type")]},
]

_TEXTS = [b"a", b"a\n", b"abc", b"a\x00b", "é".encode(), b'{"a":1}', b"12", b"2020-01-01", b"<a/>"]
_BINARIES = [b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", b"GIF89a\x01\x00\x01\x00", b"\xff\xfe\x00"]
_TEXT_RULES = [
    {"$": [_rule("regex", regex="^[a-c]+$")]},
    {"$": [_rule("include", value="a")]},
    {"$": [_rule("include", value="a"), _rule("regex", regex="b")]},
    {"$": [_rule("type")]},
    {"$": [_rule("integer")]},
    {"$": [_rule("contentType", value="image/png")]},
    {"$": [_rule("contentType", value="text/plain")]},
    {"$": [_rule("notEmpty")]},
    {"$.a": [_rule("type")]},
]


def _part(content, *, name="a", filename=None, kind=None, more=()):
    named = f'; filename="{filename}"' if filename else ""
    lines = [f'Content-Disposition: form-data; name="{name}"{named}', *more]
    lines += [f"Content-Type: {kind}"] if kind else []
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + content


def _multipart(*parts):
    return b"".join(b"--B\r\n" + part + b"\r\n" for part in parts) + b"--B--\r\n"


_MULTIPARTS = [
    _multipart(_part(b"1")),
    _multipart(_part(b"2")),
    _multipart(_part(b"1"), _part(b"2", name="b")),
    _multipart(_part(b"2", name="b"), _part(b"1")),
    _multipart(_part(b"1", filename="f.txt", kind="text/plain")),
    _multipart(_part(_BINARIES[0], filename="f.png", kind="image/png")),
    _multipart(_part(_BINARIES[1], filename="f.png", kind="image/png")),
    _multipart(_part(b'{"a":1}', filename="f.json", kind=JSON_TYPE)),
    _multipart(_part(b'{"a":2,"b":1}', filename="f.json", kind=JSON_TYPE)),
    _multipart(_part(b"MQ==", more=["Content-Transfer-Encoding: base64"])),
    _multipart(_part(b"1", more=["X-H: v"])),
    b"--B\r\n" + _part(b"1") + b"\r\n",
    b"junk",
]
_PART_RULES = [
    {"$.a": [_rule("regex", regex=r"^\d$")]},
    {"$.a": [_rule("contentType", value="image/png")]},
    {"$.a.a": [_rule("integer")]},
    {"$.a": [_rule("type")]},
    {"$.a.x-h": [_rule("regex", regex="v|w")]},
]

_REGEX_AB = {"header": {"X-A": _set(_rule("regex", regex="^[ab]$"))}}
_HEADERS = [
    {"headers": {"X-A": ["a"]}, "came_headers": came}
    for came in ((), (("x-a", "a"),), (("X-A", "b"),), (("X-A", "a"), ("X-A", "b")))
] + [
    {"headers": {"X-A": ["a", "b"]}, "came_headers": came}
    for came in ((("X-A", "a"), ("X-A", "b")), (("X-A", "b"), ("X-A", "a")), (("X-A", "a"),))
] + [
    {"headers": {"X-A": ["a"]}, "came_headers": (("X-A", value),), "rules": _REGEX_AB}
    for value in ("b", "c", " a ")
] + [
    {"headers": {name: [value]}, "came_headers": ((name, came),)}
    for name, value, came in (
        ("Accept", "text/html", "text/html; q=1"),
        ("Set-Cookie", "a=1; Path=/", "a=1; Path=/"),
        ("Set-Cookie", "a=1; Path=/", "a=2"),
        ("Cookie", "a=1; b=2", "b=2; a=1"),
        ("X-A", "a, b", "a,b"),
    )
]  # fmt: skip


@pytest.fixture
def mutants():
    """Return the maker of mutants for a seed."""
    return Mutants

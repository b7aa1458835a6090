"""Who is let in: security requirements and the schemes they name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from pactwright.compat.api import Operation, Requirement, SecurityScheme
from pactwright.compat.rules.notebook import Evidence, Notebook, Way, show_request
from pactwright.compat.rules.rule import BREAKS, TELLS, Rule
from pactwright.compat.rules.sample import Part, changed, example, operation
from pactwright.model.json import JsonObject

_KEY = {"type": "apiKey", "in": "header", "name": "X-Key"}
_OAUTH = {
    "type": "oauth2",
    "flows": {
        "clientCredentials": {
            "tokenUrl": "https://a.example/token",
            "scopes": {"read": "", "write": ""},
        }
    },
}

_NO_FLOW = {"type": "oauth2", "flows": {}}


def _secured(*requirements: Part, **schemes: Part) -> JsonObject:
    known = {"key": _KEY, "oauth": _OAUTH, **schemes}
    known = {name: scheme for name, scheme in known.items() if scheme is not None}
    document = operation(security=[*requirements])
    return {**document, "components": {"securitySchemes": known}}


_OPEN = changed(_secured(), "paths", "/orders", "get", security=[])
_FLOW = ("flows", "clientCredentials")

REQUIREMENT_NARROWED = Rule(
    id="security-narrowed",
    kind="policy",
    change="narrowing",
    mirror="security-widened",
    meaning="A way to be let in is gone, or asks for more than before.",
    who="Clients that come that way: they get 401 Unauthorized or 403 Forbidden.",
    instead="accept the old way beside the new one until every client has moved",
    loud=example(_OPEN, _secured({"key": []})),
    quiet=example(_secured({"key": []}), _OPEN),
)
REQUIREMENT_WIDENED = Rule(
    id="security-widened",
    kind="policy",
    change="widening",
    mirror="security-narrowed",
    meaning="There is another way to be let in, or one that asks for less.",
    who="Of requests nobody; of callbacks and webhooks, who insists on the old way.",
    instead="nothing to do; make sure that it is meant",
    loud=example(_secured({"key": []}), _OPEN),
    quiet=example(_OPEN, _secured({"key": []})),
)
SCOPE_ADDED = Rule(
    id="security-scope-added",
    kind="policy",
    change="narrowing",
    mirror="security-scope-removed",
    meaning="A way to be let in asks for a scope that it did not ask for before.",
    who="Clients whose tokens lack the scope: they get 403 Forbidden.",
    instead="accept tokens without the scope until every client has it",
    loud=example(_secured({"oauth": ["read"]}), _secured({"oauth": ["read", "write"]})),
    quiet=example(_secured({"oauth": ["read", "write"]}), _secured({"oauth": ["read"]})),
)
SCOPE_REMOVED = Rule(
    id="security-scope-removed",
    kind="policy",
    change="widening",
    mirror="security-scope-added",
    meaning="A way to be let in asks for fewer scopes.",
    who="Nobody.",
    instead="nothing to do; make sure that it is meant",
    loud=example(_secured({"oauth": ["read", "write"]}), _secured({"oauth": ["read"]})),
    quiet=example(_secured({"oauth": ["read"]}), _secured({"oauth": ["read", "write"]})),
)
SCHEME_CHANGED = Rule(
    id="security-scheme-changed",
    kind="policy",
    change="narrowing",
    unmirrored="the opposite edit is a change of the scheme too",
    rulings={None: BREAKS},
    meaning="A scheme that operations ask for is another one now: its type, the name or place of "
    "its key, its HTTP scheme, its flow, or the URL where tokens come from.",
    who="Every client that proves itself by it.",
    instead="add a scheme of another name, and accept both until every client has moved",
    loud=example(_secured({"key": []}), _secured({"key": []}, key={**_KEY, "name": "X-Other-Key"})),
    quiet=example(_secured({"key": []}), _secured({"key": []}, key={**_KEY, "description": "k"})),
)
SCHEME_REMOVED = Rule(
    id="security-scheme-removed",
    kind="policy",
    change="narrowing",
    mirror="security-scheme-added",
    rulings={None: BREAKS},
    why="Where no operation asks for the scheme, its end is told at level info.",
    meaning="A scheme that operations ask for is not defined any more.",
    who="Clients that prove themselves by it.",
    instead="keep the scheme defined as long as anything asks for it",
    loud=example(_secured({"key": []}), _secured({"key": []}, key=None)),
    quiet=example(_secured({"key": []}, key=None), _secured({"key": []})),
)
SCHEME_ADDED = Rule(
    id="security-scheme-added",
    kind="policy",
    change="widening",
    mirror="security-scheme-removed",
    meaning="There is a scheme that was not defined before.",
    who="Nobody.",
    instead="nothing to do",
    loud=example(_secured({"key": []}, key=None), _secured({"key": []})),
    quiet=example(_secured({"key": []}), _secured({"key": []}, key=None)),
)
FLOW_REMOVED = Rule(
    id="security-flow-removed",
    kind="policy",
    change="narrowing",
    mirror="security-flow-added",
    rulings={None: BREAKS},
    meaning="Tokens of a scheme can no longer be had by a flow of OAuth.",
    who="Clients that fetch their tokens that way.",
    instead="keep the flow until every client has moved",
    loud=example(_secured({"oauth": []}), _secured({"oauth": []}, oauth=_NO_FLOW)),
    quiet=example(_secured({"oauth": []}, oauth=_NO_FLOW), _secured({"oauth": []})),
)
FLOW_ADDED = Rule(
    id="security-flow-added",
    kind="policy",
    change="widening",
    mirror="security-flow-removed",
    meaning="Tokens of a scheme can be had by another flow of OAuth.",
    who="Nobody.",
    instead="nothing to do",
    loud=example(_secured({"oauth": []}, oauth=_NO_FLOW), _secured({"oauth": []})),
    quiet=example(_secured({"oauth": []}), _secured({"oauth": []}, oauth=_NO_FLOW)),
)
FLOW_SCOPE_REMOVED = Rule(
    id="security-flow-scope-removed",
    kind="policy",
    change="narrowing",
    mirror="security-flow-scope-added",
    rulings={None: BREAKS},
    meaning="An OAuth flow no longer knows a scope.",
    who="Clients that ask for it when they fetch a token: they get the error invalid_scope.",
    instead="keep the scope, even when nothing needs it any more",
    loud=example(
        _secured({"oauth": []}),
        _secured({"oauth": []}, oauth=changed(_OAUTH, *_FLOW, scopes={"read": ""})),
    ),
    quiet=example(
        _secured({"oauth": []}, oauth=changed(_OAUTH, *_FLOW, scopes={"read": ""})),
        _secured({"oauth": []}),
    ),
)
FLOW_SCOPE_ADDED = Rule(
    id="security-flow-scope-added",
    kind="policy",
    change="widening",
    mirror="security-flow-scope-removed",
    meaning="An OAuth flow knows another scope.",
    who="Nobody.",
    instead="nothing to do",
    loud=example(
        _secured({"oauth": []}, oauth=changed(_OAUTH, *_FLOW, scopes={"read": ""})),
        _secured({"oauth": []}),
    ),
    quiet=example(
        _secured({"oauth": []}),
        _secured({"oauth": []}, oauth=changed(_OAUTH, *_FLOW, scopes={"read": ""})),
    ),
)

RULES = (
    REQUIREMENT_NARROWED,
    REQUIREMENT_WIDENED,
    SCOPE_ADDED,
    SCOPE_REMOVED,
    SCHEME_CHANGED,
    SCHEME_REMOVED,
    SCHEME_ADDED,
    FLOW_REMOVED,
    FLOW_ADDED,
    FLOW_SCOPE_REMOVED,
    FLOW_SCOPE_ADDED,
)

Schemes = Mapping[str, SecurityScheme]


class Door(Struct, frozen=True, kw_only=True):
    """The operation that is asked for, and where each document says who may come in."""

    operation: Operation
    old: str
    new: str


def check_requirements(
    old: Sequence[Requirement], new: Sequence[Requirement], way: Way, door: Door
) -> None:
    """Note ways in that are gone or new; no requirement at all lets everybody in."""
    before, after = old or ({},), new or ({},)
    _check_side(before, after, way, door, (REQUIREMENT_NARROWED, SCOPE_ADDED))
    _check_side(after, before, way, door, (REQUIREMENT_WIDENED, SCOPE_REMOVED))


def rename_schemes(
    requirements: Sequence[Requirement], renamed: Mapping[str, str]
) -> list[Requirement]:
    """Return the requirements with the schemes under the names that the new document has."""
    return [
        {renamed.get(name, name): scopes for name, scopes in one.items()} for one in requirements
    ]


def _check_side(
    these: Sequence[Requirement],
    those: Sequence[Requirement],
    way: Way,
    door: Door,
    rules: tuple[Rule, Rule],
) -> None:
    """Note every one of these ways in that is not enough for any of those."""
    for way_in in these:
        if any(_is_enough(way_in, asked) for asked in those):
            continue
        by_name = [asked for asked in those if asked.keys() <= way_in.keys()]
        rule = rules[1] if by_name else rules[0]
        others = " or ".join(_words(asked) for asked in (by_name or those))
        message = f"{_words(way_in)} is enough now"
        if rule.change == "narrowing":
            message = f"{_words(way_in)} is no longer enough: {others} is asked for"
        way.notebook.note(
            rule,
            message,
            old=door.old,
            new=door.new,
            direction=way.inbound,
            operation=way.label,
            shows=show_request(door.operation, **_headers(way_in)),
        )


def _is_enough(way_in: Requirement, asked: Requirement) -> bool:
    return all(name in way_in and scopes <= way_in[name] for name, scopes in asked.items())


def _words(requirement: Requirement) -> str:
    if not requirement:
        return "no proof"
    return " and ".join(
        f"{name} ({', '.join(sorted(scopes))})" if scopes else name
        for name, scopes in sorted(requirement.items())
    )


def _headers(requirement: Requirement) -> dict[str, str]:
    return {"Authorization": f"({_words(requirement)})"} if requirement else {}


def match_schemes(old: Schemes, new: Schemes) -> dict[str, str]:
    """Return the new names of old schemes that kept their meaning under another name."""
    free = {name: _essence(scheme.raw) for name, scheme in new.items() if name not in old}
    renamed = {}
    for name, scheme in old.items():
        if name in new:
            continue
        twin = next((other for other, raw in free.items() if raw == _essence(scheme.raw)), None)
        if twin is not None:
            renamed[name] = twin
            del free[twin]
    return renamed


def check_schemes(
    old: Schemes, new: Schemes, notebook: Notebook, *, used: Mapping[str, set[str]]
) -> None:
    """Note schemes that changed; `used` names the old operations that ask for each.

    A change of a scheme that no operation asks for breaks nobody.
    """
    for name in sorted({*old, *new}):
        before, after = old.get(name), new.get(name)
        asking = sorted(used.get(name, ()))
        for rule, words in _changes(before, after):
            for label in asking or (None,):
                notebook.note(
                    rule,
                    f"the security scheme {name!r}: {words}",
                    old=before.pointer if before else "",
                    new=after.pointer if after else "",
                    operation=label,
                    shows=_asked(label, name),
                    ruling=None if asking else TELLS,
                )


def _asked(label: str | None, name: str) -> Evidence | None:
    if label is None:
        return None
    line = f"{label}  Authorization: ({name} as the old document has it)"
    return Evidence(part="request", line=line, value={"operation": label})


_TEXTS = ("type", "in", "name", "scheme", "openIdConnectUrl", "oauth2MetadataUrl")
_URLS = ("authorizationUrl", "tokenUrl", "refreshUrl", "deviceAuthorizationUrl")


def _changes(old: SecurityScheme | None, new: SecurityScheme | None) -> list[tuple[Rule, str]]:
    if old is None:
        return [(SCHEME_ADDED, "it is defined now")]
    if new is None:
        return [(SCHEME_REMOVED, "it is not defined any more")]
    before, after = _essence(old.raw), _essence(new.raw)
    found = [
        (SCHEME_CHANGED, f"{key} is {after.get(key)!r}, was {before.get(key)!r}")
        for key in _TEXTS
        if before.get(key) != after.get(key)
    ]
    old_flows, new_flows = before.get("flows", {}), after.get("flows", {})
    for name in sorted({*old_flows, *new_flows}):
        if name not in new_flows:
            found.append((FLOW_REMOVED, f"the flow {name} is gone"))
        elif name not in old_flows:
            found.append((FLOW_ADDED, f"there is a flow {name}"))
        else:
            found += _flow_changes(name, old_flows[name], new_flows[name])
    return found


def _flow_changes(
    name: str, old: Mapping[str, Any], new: Mapping[str, Any]
) -> list[tuple[Rule, str]]:
    found = [
        (SCHEME_CHANGED, f"{key} of the flow {name} is {new.get(key)!r}, was {old.get(key)!r}")
        for key in _URLS
        if old.get(key) != new.get(key)
    ]
    before, after = _scopes(old), _scopes(new)
    found += [
        (FLOW_SCOPE_REMOVED, f"the flow {name} no longer knows the scope {scope!r}")
        for scope in sorted(before - after)
    ]
    found += [
        (FLOW_SCOPE_ADDED, f"the flow {name} knows the scope {scope!r}")
        for scope in sorted(after - before)
    ]
    return found


def _scopes(flow: Mapping[str, Any]) -> set[str]:
    scopes = flow.get("scopes")
    return set(scopes) if isinstance(scopes, dict) else set()


def _essence(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a scheme means, in the words of OpenAPI 3 and without its descriptions."""
    if raw.get("type") == "basic":
        return {"type": "http", "scheme": "basic"}
    essence = {key: raw[key] for key in _TEXTS if key in raw}
    if raw.get("type") == "http":
        essence["scheme"] = str(raw.get("scheme", "")).lower()
    if raw.get("in") == "header":
        essence["name"] = str(raw.get("name", "")).lower()
    flows = raw.get("flows")
    if isinstance(flows, dict):
        essence["flows"] = {k: v for k, v in flows.items() if isinstance(v, dict)}
    return essence

"""Who breaks when one member of an answer changes, whatever rule the consumer has there."""

import json
import sys
from pathlib import Path

import pytest

from pactwright.conformance.document import ApiDocument
from pactwright.model.interaction import HttpInteraction
from pactwright.pactfile.parse import parse_pact
from pactwright.usage.refusals import find_refusals

sys.path.insert(0, str(Path(__file__).parent))
from joined import effects, join

_TIME = {"type": "string", "format": "date-time"}
_TIMESTAMP = {"match": "timestamp", "timestamp": "yyyy-MM-dd'T'HH:mm:ssXXX"}
_EXAMPLE_TIME = "2026-07-01T09:30:00Z"
_FRACTION = {"match": "datetime", "format": "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX"}
_EXAMPLE_FRACTION = "2026-07-01T09:30:00.123456+00:00"
_TEXT = {"type": "string"}


def _object(**properties: object) -> dict:
    return {"type": "object", "required": sorted(properties), "properties": properties}


def _list(items: object) -> dict:
    return {"type": "array", "items": items}


def _document(
    schema: object, *, status: str = "200", asked: object = None, **answer: object
) -> dict:
    operation: dict = {
        "responses": {
            status: {
                "description": "one",
                "content": {"application/json": {"schema": schema}},
                **answer,
            }
        }
    }
    if asked is not None:
        operation["requestBody"] = {"content": {"application/json": {"schema": asked}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "shop", "version": "1.0.0"},
        "paths": {"/things": {"post": operation}},
    }


def _interaction(body: object, rules: dict, *, status: int = 200, sent: object = None) -> dict:
    request: dict = {"method": "POST", "path": "/things"}
    if sent is not None:
        request["body"] = {"content": sent, "contentType": "application/json", "encoded": False}
    matchers = {path: {"combine": "AND", "matchers": [rule]} for path, rule in rules.items()}
    return {
        "type": "Synchronous/HTTP",
        "description": "asks for things",
        "request": request,
        "response": {
            "status": status,
            "body": {"content": body, "contentType": "application/json", "encoded": False},
            "matchingRules": {"body": matchers},
        },
    }


def _parsed(interaction: dict) -> HttpInteraction:
    pact = {
        "consumer": {"name": "web"},
        "provider": {"name": "shop"},
        "interactions": [interaction],
        "metadata": {"pactSpecification": {"version": "4.0"}},
    }
    (parsed,) = parse_pact(json.dumps(pact).encode(), source="web-shop.json").interactions
    assert isinstance(parsed, HttpInteraction)
    return parsed


def _effects(old: dict, new: dict, interaction: dict) -> set[tuple[str, str]]:
    return {*effects(join(old, new, interaction))}


_ON = _object(on={"const": True}, by={"type": "string", "format": "uri"})
_OFF = _object(on={"const": False})


@pytest.mark.parametrize(
    ("by", "effect"),
    [
        ({"type": "string", "format": "uri", "enum": ["a b"]}, {("response $", "may break")}),
        ({"type": "string", "format": "uri", "enum": ["urn:a"]}, set()),
        ({"type": "string", "minLength": 9, "maxLength": 2}, {("response $", "may break")}),
    ],
)
def test_a_branch_that_can_be_no_more_is_missed_by_who_needs_it(by: dict, effect: set) -> None:
    interaction = _interaction({"on": True}, {})
    old = _document({"oneOf": [_ON, _OFF]})
    new = _document({"oneOf": [_object(on={"const": True}, by=by), _OFF]})
    assert _effects(old, new, interaction) == effect


def test_null_that_fits_two_branches_of_a_union_comes_no_more() -> None:
    kind = {"type": ["integer", "null"]}
    interaction = _interaction({"size": None}, {"$.size": {"match": "null"}})
    old = _document(_object(size=kind))
    new = _document(_object(size={"oneOf": [kind, {"type": "null"}]}))
    assert ("response $.size", "breaks") in _effects(old, new, interaction)


@pytest.mark.parametrize(
    "changed",
    [
        {"type": ["string", "null"], "format": "date-time"},
        _TEXT,
        {},
        {"anyOf": [_TIME, {"type": "integer"}]},
    ],
)
@pytest.mark.parametrize("depth", [0, 1, 3])
def test_what_no_schema_can_say_is_tried_where_it_is_read(changed: dict, depth: int) -> None:
    old, new, body, path = _object(at=_TIME), _object(at=changed), {"at": _EXAMPLE_TIME}, "$"
    for _ in range(depth):
        old, new, body = _object(items=_list(old)), _object(items=_list(new)), {"items": [body]}
        path += ".items[*]"
    rules = {f"{path}.at": _TIMESTAMP}
    above = {f"$.items{'[*].items' * level}": {"match": "type"} for level in range(depth)}
    interaction = _interaction(body, {**above, **rules})
    assert (f"response {path}.at", "may break") in _effects(
        _document(old), _document(new), interaction
    )


def _matching(regex: str) -> dict:
    return {"match": "regex", "regex": regex}


_DIGITS = _matching(r"\d{1,3}")
_YES_OR_FLAG = {"type": ["string", "boolean"], "pattern": "^(yes|no)$"}
_ONE_TO_THREE = {"type": "string", "pattern": r"^\d{1,3}$"}


@pytest.mark.parametrize(
    ("rule", "example", "before", "now", "effects"),
    [
        (_DIGITS, "12", _ONE_TO_THREE, {"type": "integer"}, {"breaks"}),
        (_DIGITS, "12", _ONE_TO_THREE, {"type": ["string", "integer"]}, {"may break"}),
        (_matching(".+"), "a", {**_TEXT, "minLength": 1}, {}, {"may break"}),
        (_matching("yes|true"), "yes", {"enum": ["yes"]}, _YES_OR_FLAG, {"may break"}),
        (_matching("[a-z]*"), "a", {"enum": ["a"]}, _list(_TEXT), {"breaks"}),
        (_matching("[^,]+"), "a", {"enum": ["a"]}, _list({"type": "integer"}), {"breaks"}),
        (_matching("[^,]*"), "a", {"enum": ["a"]}, {"enum": ["a", True, False]}, set()),
    ],
)
def test_a_pattern_takes_values_of_other_kinds_by_their_text_alone(
    rule: dict, example: object, before: dict, now: dict, effects: set
) -> None:
    interaction = _interaction({"m": example}, {"$": {"match": "type"}, "$.m": rule})
    old, new = _document(_object(m=before)), _document(_object(m=now))
    found = _effects(old, new, interaction)
    assert {effect for part, effect in found if part == "response $.m"} == effects


def test_a_rule_about_all_values_refuses_one_of_any_name() -> None:
    rule = {"match": "eachValue", "rules": [{"match": "integer"}]}
    interaction = _interaction({"m": {"a": 1}}, {"$": {"match": "type"}, "$.m": rule})
    document = _document(_object(m={"type": "object", "additionalProperties": {"type": "number"}}))
    found = find_refusals(_parsed(interaction), ApiDocument(document))
    assert {one.member for one in found.refusals} == {("m", "a"), ("m", "x")}
    assert not found.doubts


def test_no_member_is_left_out_because_others_are_in_doubt_already() -> None:
    names = [f"m{number:02}" for number in range(70)]
    doubtful = {name: {"type": ["string", "null"]} for name in names}
    old, new = _object(**doubtful, z=_TEXT), _object(**doubtful, z={"type": "integer"})
    body = dict.fromkeys([*names, "z"], "x")
    rules = {f"$.{name}": {"match": "type"} for name in body}
    effects = _effects(_document(old), _document(new), _interaction(body, rules))
    assert {part for part, _ in effects} == {"response $.z"}


def test_the_items_of_a_tuple_are_looked_at_one_by_one() -> None:
    old = {"type": "array", "prefixItems": [_TEXT, _TEXT], "items": _TEXT, "minItems": 2}
    new = {**old, "prefixItems": [_TEXT, {"type": ["string", "null"]}]}
    interaction = _interaction(["a"], {"$": {"match": "type"}, "$[*]": {"match": "type"}})
    assert _effects(_document(old), _document(new), interaction)


def test_a_place_where_nothing_can_be_decided_is_told_as_undecided() -> None:
    old, new = _object(code={"type": "string", "pattern": "^[a-c]+$"}), _object(code=_TEXT)
    rules = {"$.code": {"match": "regex", "regex": "(?s).{0,4000}"}}
    effects = _effects(_document(old), _document(new), _interaction({"code": "a"}, rules))
    assert effects == {("response $.code", "undecided")}


@pytest.mark.parametrize(
    "never", [{**_TIME, "const": "soon"}, {"type": "array", "minItems": 1, "maxItems": 0}]
)
def test_an_answer_that_cannot_be_is_told(never: dict) -> None:
    old, new = _object(at=_TIME, name=_TEXT), _object(at=never, name=_TEXT)
    interaction = _interaction({"name": "x"}, {"$.name": {"match": "type"}})
    assert _effects(_document(old), _document(new), interaction) == {("response $", "undecided")}


@pytest.mark.parametrize(
    ("status", "hit"), [(404, True), (409, True), (403, False), (422, False), (401, False)]
)
def test_a_request_that_leads_to_a_failure_is_one_that_is_read(status: int, hit: bool) -> None:
    problem = _object(title=_TEXT)
    old = _document(problem, status=str(status), asked=_object(name=_TEXT))
    new = _document(problem, status=str(status), asked=_object(name={"type": "integer"}))
    interaction = _interaction(
        {"title": "no"}, {"$.title": {"match": "type"}}, status=status, sent={"name": "x"}
    )
    expected = {("request $.name", "may break")} if hit else set()
    assert _effects(old, new, interaction) == expected


def test_a_failure_that_comes_of_the_request_itself_is_meant() -> None:
    problem = _object(title=_TEXT)
    old = _document(problem, status="409", asked=_object(name=_TEXT))
    new = _document(problem, status="409", asked=_object(name={"type": "integer"}, age=_TEXT))
    interaction = _interaction(
        {"title": "no"}, {"$.title": {"match": "type"}}, status=409, sent={"name": None}
    )
    assert _effects(old, new, interaction) == set()


@pytest.mark.parametrize(
    "schema", [_TEXT, {"type": "boolean"}, _list({"type": "integer"}), _object(a=_TEXT)]
)
def test_a_header_of_another_type_is_noticed_by_who_reads_it(schema: dict) -> None:
    old, new = (
        _document(_object(name=_TEXT), headers={"X-Total": {"required": True, "schema": one}})
        for one in ({"type": "integer", "minimum": 0}, schema)
    )
    interaction = _interaction({"name": "x"}, {"$.name": {"match": "type"}})
    response = interaction["response"]
    response["headers"] = {"X-Total": ["3"]}
    response["matchingRules"]["header"] = {
        "X-Total": {"combine": "AND", "matchers": [{"match": "integer"}]}
    }
    assert "response headers X-Total" in {part for part, _ in _effects(old, new, interaction)}


@pytest.mark.parametrize(
    ("rule", "effects"),
    [
        ({"match": "regex", "regex": "^Bearer .*"}, {"undecided"}),
        ({"match": "regex", "regex": "^Bearer [a-z]{1,9}$"}, {"breaks"}),
    ],
)
def test_a_header_that_comes_in_another_form_is_a_doubt_where_the_rules_take_it(
    rule: dict, effects: set
) -> None:
    old, new = (
        _document(_object(name=_TEXT), headers={"X-Who": {"required": True, "schema": one}})
        for one in (
            {"type": "string", "pattern": "^Bearer [a-z]+"},
            {"type": "string", "pattern": "^Bearer [a-z]+", "minLength": 30},
        )
    )
    interaction = _interaction({"name": "x"}, {"$.name": {"match": "type"}})
    response = interaction["response"]
    response["headers"] = {"X-Who": ["Bearer me"]}
    response["matchingRules"]["header"] = {"X-Who": {"combine": "AND", "matchers": [rule]}}
    assert {effect for _, effect in _effects(old, new, interaction)} == effects


def test_a_member_is_in_doubt_where_no_whole_answer_could_be_made_to_show_it() -> None:
    either = {"oneOf": [{}, {"enum": [1, "1", None]}]}
    old, new = (
        _object(at=_TIME, other=either),
        _object(at={"type": ["string", "null"]}, other=either),
    )
    interaction = _interaction({"at": _EXAMPLE_TIME, "other": {}}, {"$": {"match": "type"}})
    assert ("response $.at", "undecided") in _effects(_document(old), _document(new), interaction)


def test_another_answer_that_the_consumer_takes_is_found_where_the_example_comes_no_more() -> None:
    new = _object(at=_TIME, kind={"enum": ["old"]}, of=_list(_object(name=_TEXT, at=_TIME)))
    time, at = _FRACTION, _EXAMPLE_FRACTION
    rules = {"$.at": time, "$.kind": {"match": "regex", "regex": "^(new|old)$"}, "$.of[*].at": time}
    written = _interaction({"at": at, "kind": "new", "of": [{"name": "x", "at": at}]}, rules)
    assert find_refusals(_parsed(written), ApiDocument(_document(new))).taken


def test_items_of_the_example_are_tried_with_a_member_that_is_new() -> None:
    def things(**more: object) -> dict:
        return _document(_object(things=_list(_object(at=_TIME, **more)), page={}))

    rules = {"$.things": {"match": "type", "min": 1}, "$.things[*].at": _FRACTION}
    interaction = _interaction({"things": [{"at": _EXAMPLE_FRACTION}]}, rules)
    assert _effects(things(), things(added=_TEXT), interaction) == set()


def _optional(**properties: object) -> dict:
    return {"type": "object", "properties": properties}


_MAYBE = {"type": ["string", "null"]}
_LIKE = {"match": "type"}


@pytest.mark.parametrize(
    ("changed", "rule", "hit"),
    [
        ({"enum": ["a", None]}, _LIKE, False),
        ({**_MAYBE, "maxLength": 3}, {"match": "regex", "regex": ".+"}, False),
        ({"enum": [None]}, _LIKE, True),
        ({"type": ["integer", "null"]}, _LIKE, True),
        ({"type": "array"}, {"match": "regex", "regex": ".+"}, True),
        ({"enum": ["b"]}, {"match": "regex", "regex": "a|some words"}, True),
    ],
)
def test_an_example_that_comes_no_more_is_no_harm_where_its_like_still_comes(
    changed: dict, rule: dict, hit: bool
) -> None:
    old, new = _optional(name=_MAYBE, of=_TEXT), _optional(name=changed, of=_TEXT)
    interaction = _interaction({"name": "some words"}, {"$.name": rule})
    effects = _effects(_document(old), _document(new), interaction)
    assert (("response $.name", "breaks") in effects) is bool(effects) is hit


@pytest.mark.parametrize(
    ("changed", "hit"),
    [
        ({"type": ["string", "integer"]}, False),
        ({"type": ["string", "integer", "object"]}, True),
        ({"type": ["string", "null"]}, False),
    ],
)
def test_a_member_that_could_be_missing_before_is_hit_by_what_the_rules_refuse_only(
    changed: dict, hit: bool
) -> None:
    rules = {"$.name": {"match": "regex", "regex": "[^{]*"}}
    old, new = _optional(name=_TEXT), _optional(name=changed)
    effects = _effects(_document(old), _document(new), _interaction({"name": "x"}, rules))
    assert bool(effects) is hit


def test_a_list_that_may_be_left_out_is_told_beside_members_that_could_be() -> None:
    items = _list(_optional(code=_TEXT))
    old = _object(warnings=items)
    interaction = _interaction({"warnings": [{"code": "x"}]}, {"$.warnings[0].code": _LIKE})
    effects = _effects(_document(old), _document({**old, "required": []}), interaction)
    assert effects == {("response $.warnings", "may break")}

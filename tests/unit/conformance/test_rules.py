# ruff: noqa: E501 - tables with a case a line
"""What matching rules allow beside what a document allows, and the witness of every no."""

import json
import sys
from pathlib import Path

import jsonschema
import jsonschema_rs
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from pairs import OK, answers, codes_of, document, interaction, parameter, results_of, takes

from pactwright.matching.response import compare_response
from pactwright.model.wire import WireResponse
from pactwright.pactfile.parse import parse_pact

TEXT, NUMBER, WHOLE = {"type": "string"}, {"type": "number"}, {"type": "integer"}
BACK, SENT = "response.body.not-covered", "request.body.not-covered"
OPEN = "rules.undecided"


def rule(kind, **more):
    return {"matchers": [{"match": kind, **more}]}


LIKE, INTEGER = rule("type"), rule("integer")
OPEN_OR_PAID = rule("regex", regex="open|paid")


def needs(**properties):
    return {"type": "object", "required": sorted(properties), "properties": properties}


def may(**properties):
    return {"type": "object", "properties": properties}


def words(*texts):
    return {"enum": list(texts)}


def many(items, **more):
    return {"type": "array", "items": items, **more}


UNION = {"oneOf": [needs(k=words("A"), a=TEXT), needs(k=words("B"), b=WHOLE)]}
# name, schema of the document, example, rules, the witness (... where all is covered)
ANSWERS = [
    ("an optional field", may(a=TEXT), {"a": "x"}, {"$.a": LIKE}, {}),
    ("a required field", needs(a=TEXT), {"a": "x"}, {"$.a": LIKE}, ...),
    ("a nullable field", needs(a={"type": ["string", "null"]}), {"a": "x"}, {"$.a": LIKE}, {"a": None}),
    ("a pattern beside other words", needs(a=words("open", "closed")), {"a": "open"}, {"$.a": OPEN_OR_PAID}, {"a": "closed"}),
    ("a pattern of more words", needs(a=words("open", "paid")), {"a": "open"}, {"$.a": rule("regex", regex="^(open|paid|due)$")}, ...),
    ("a literal beside any text", needs(a=TEXT), {"a": "open"}, {}, {"a": ""}),
    ("a literal beside itself", needs(a={"const": "open"}), {"a": "open"}, {}, ...),
    ("a literal flag", needs(a={"const": True}), {"a": True}, {}, ...),
    ("one of three words", needs(a=words("a", "b", "c")), {"a": "a"}, {}, {"a": "b"}),
    ("an integer beside a number", needs(n=NUMBER), {"n": 1}, {"$.n": INTEGER}, {"n": 0.5}),
    ("an integer beside itself", needs(n=WHOLE), {"n": 1}, {"$.n": INTEGER}, ...),
    ("at least three items", needs(l=many(TEXT)), {"l": ["a", "b", "c"]}, {"$.l": rule("type", min=3)}, {"l": []}),
    ("three items promised", needs(l=many(TEXT, minItems=3)), {"l": ["a", "b", "c"]}, {"$.l": rule("type", min=3)}, ...),
    ("at most one item", needs(l=many(TEXT)), {"l": ["a"]}, {"$.l": rule("type", max=1), "$.l[*]": LIKE}, {"l": ["", ""]}),
    ("one item exactly", needs(l=many(TEXT, minItems=1, maxItems=1)), {"l": ["a"]}, {"$.l[0]": LIKE}, ...),
    ("no items", needs(l=many(TEXT)), {"l": []}, {}, {"l": [""]}),
    ("items of a list", many(needs(id=WHOLE)), [{"id": 1}], {"$": LIKE}, ...),
    ("items with a field that may lack", many(may(id=WHOLE)), [{"id": 1}], {"$": LIKE}, [{}]),
    ("a date", needs(d={"type": "string", "format": "date"}), {"d": "2020-01-01"}, {"$.d": rule("date", format="yyyy-MM-dd")}, ...),
    ("a text for a date", needs(d=TEXT), {"d": "2020-01-01"}, {"$.d": rule("date", format="yyyy-MM-dd")}, {"d": ""}),
    ("a part of a text", needs(d=TEXT), {"d": "abc"}, {"$.d": rule("include", value="b")}, {"d": ""}),
    ("an item like one", needs(l=many(TEXT)), {"l": ["a"]}, {"$.l": rule("arrayContains", variants=[{"index": 0, "rules": {"$": LIKE}}])}, {"l": []}),
    ("values of a map", {"type": "object", "additionalProperties": WHOLE}, {"a": 1}, {"$": rule("values"), "$.*": LIKE}, ...),
    ("each value of a map", {"type": "object", "additionalProperties": {"type": ["integer", "null"]}}, {"a": 1}, {"$": rule("eachValue", rules=[{"match": "integer"}])}, {"a": None}),
    ("keys of a map", {"type": "object", "additionalProperties": WHOLE}, {"a": 1}, {"$": rule("eachKey", rules=[{"match": "regex", "regex": "[a-z]+"}]), "$.*": LIKE}, {"": 0}),
    ("a field far below", needs(o=needs(p=may(q=TEXT))), {"o": {"p": {"q": "x"}}}, {"$.o.p.q": LIKE}, {"o": {"p": {}}}),
    ("one branch of a union", UNION, {"k": "B", "b": 1}, {"$.k": rule("regex", regex="A|B"), "$.b": LIKE}, {"a": "", "k": "A"}),
    ("what both branches have", UNION, {"k": "B"}, {"$.k": rule("regex", regex="A|B")}, ...),
    ("a text that is not empty", needs(a=TEXT), {"a": "x"}, {"$.a": rule("notEmpty")}, {"a": ""}),
    ("a text of one sign", needs(a={**TEXT, "minLength": 1}), {"a": "x"}, {"$.a": rule("notEmpty")}, ...),
    ("equality", needs(a=TEXT), {"a": "x"}, {"$": LIKE, "$.a": rule("equality")}, {"a": ""}),
    ("one rule of two", needs(a={"type": ["integer", "null"]}), {"a": 1}, {"$.a": {"combine": "OR", "matchers": [{"match": "integer"}, {"match": "null"}]}}, ...),
    ("a decimal", needs(n=NUMBER), {"n": 1.5}, {"$.n": rule("decimal")}, {"n": 0}),
    ("a flag", needs(f={"type": "boolean"}), {"f": True}, {"$.f": rule("boolean")}, ...),
    ("null alone", needs(f={"type": "null"}), {"f": None}, {}, ...),
]  # fmt: skip


def expects(schema, body, rules, **more):
    root = document({"/a": {"get": answers(schema)}})
    matching = {"matchingRules": {"body": rules}} if rules else {}
    return root, interaction(response={"body": body, **matching, **more})


@pytest.mark.parametrize(("schema", "body", "rules", "witness"), [case[1:] for case in ANSWERS], ids=[case[0] for case in ANSWERS])  # fmt: skip
def test_an_answer_is_covered_or_has_a_witness(schema, body, rules, witness):
    root, one = expects(schema, body, rules)

    results = results_of(root, one)

    if witness is ...:
        assert results == ()
        return
    assert [(result.code, result.level) for result in results] == [(BACK, "warning")]
    assert results[0].proof.value == witness


def _parsed(one):
    pact = {"consumer": {"name": "a"}, "provider": {"name": "b"}, "interactions": [one], "metadata": {"pactSpecification": {"version": "3.0.0"}}}  # fmt: skip
    return parse_pact(json.dumps(pact).encode(), source="p").interactions[0]


@pytest.mark.parametrize(("schema", "body", "rules"), [case[1:4] for case in ANSWERS if case[4] is not ...])  # fmt: skip
def test_a_witness_is_what_the_document_allows_and_the_matcher_refuses(schema, body, rules):
    root, one = expects(schema, body, rules)
    value = results_of(root, one)[0].proof.value

    assert jsonschema_rs.is_valid(schema, value)
    assert jsonschema.Draft202012Validator(schema).is_valid(value)
    wire = WireResponse(status=200, headers=(("Content-Type", "application/json"),), body=json.dumps(value).encode())  # fmt: skip
    assert compare_response(_parsed(one).response, wire)


def test_a_risk_is_an_error_where_it_is_asked_for():
    root, one = expects(may(a=TEXT), {"a": "x"}, {"$.a": LIKE})

    assert [result.level for result in results_of(root, one, strict=True)] == ["error"]


def test_the_document_speaks_of_the_witness_at_the_result_s_place():
    root, one = expects(needs(o=may(q=TEXT)), {"o": {"q": "x"}}, {"$.o.q": LIKE})

    pointer = results_of(root, one)[0].spec.place.pointer

    assert pointer.endswith("/schema/properties/o/properties/q")


def test_nothing_in_common_is_told_with_the_example_that_shows_it():
    root, one = expects(needs(a=WHOLE), {"a": "x"}, {"$.a": LIKE})

    (result,) = results_of(root, one)

    assert (result.code, result.level) == ("response.body.incompatible", "error")
    assert result.hint.startswith("no other body that the rules allow fits either")


DIGITS_ALONE, LETTERS = rule("regex", regex="^[0-9]+$"), {**TEXT, "enum": ["a", "b"]}


def test_nothing_in_common_is_an_error_of_its_own_where_the_example_is_not_what_the_rules_say():
    answer, asked = expects(needs(a=LETTERS), {"a": "b"}, {"$.a": DIGITS_ALONE})
    assert codes_of(answer, asked) == ["response.body.disjoint"]

    request = {"headers": {"Content-Type": "application/json"}, "body": {"a": "b"}, "matchingRules": {"body": {"$.a": DIGITS_ALONE}}}  # fmt: skip
    taking = document({"/a": {"post": takes(needs(a=LETTERS))}})
    assert codes_of(taking, interaction("POST", request=request)) == ["request.body.disjoint"]


def test_an_odd_example_of_rules_that_may_fit_is_a_risk():
    root, one = expects(needs(a=words("b", "1")), {"a": "b"}, {"$.a": DIGITS_ALONE})

    assert codes_of(root, one) == [BACK]


def test_a_pattern_has_numbers_in_common_with_the_document_by_their_text():
    for matching in (rule("regex", regex="[0-9]+"), rule("regex", regex="5|6")):
        root, one = expects(needs(a=WHOLE), {"a": "5"}, {"$.a": matching})

        assert "response.body.disjoint" not in codes_of(root, one)


def test_a_bad_example_of_good_rules_is_not_disjoint():
    root, one = expects(needs(a=words("x", "y")), {"a": "z"}, {"$.a": LIKE})

    assert codes_of(root, one) == ["response.body.incompatible"]


def test_what_cannot_be_decided_is_told_with_the_number_of_samples():
    moment = rule("datetime", format="yyyy-MM-dd'T'HH:mm:ssXXX")
    root, one = expects(
        needs(d={**TEXT, "format": "date-time"}), {"d": "2020-01-01T10:00:00Z"}, {"$.d": moment}
    )

    (result,) = results_of(root, one)

    assert (result.code, result.level) == (OPEN, "info")
    assert result.sampled > 0
    assert "values were tried" in result.message


def _texts(media, *, half):
    place = {"content-type": media}, {"$": LIKE}
    headers, matchers = place
    body = {"headers": headers, "body": "n=1", "matchingRules": {"body": matchers}}
    if half == "response":
        return document({"/a": {"get": answers(TEXT, media=media)}}), interaction(response=body)
    return document({"/a": {"post": takes({}, media=media)}}), interaction("POST", request=body)


@pytest.mark.parametrize("half", ["request", "response"])
@pytest.mark.parametrize("media", ["text/plain", "application/x-www-form-urlencoded"])
def test_rules_of_a_body_that_is_not_json_are_undecided(media, half):
    codes = codes_of(*_texts(media, half=half))

    assert OPEN in codes


def test_rules_of_cookies_and_of_parameters_with_a_format_of_their_own_are_undecided():
    root = document({"/a": {"get": parameter("c", "cookie", WHOLE)}})
    sent = {"headers": {"Cookie": "c=1"}, "matchingRules": {"header": {"Cookie": LIKE}}}
    assert codes_of(root, interaction(request=sent)) == [OPEN]

    filtered = {"name": "f", "in": "query", "content": {"application/json": {"schema": WHOLE}}}
    root = document({"/a": {"get": {"parameters": [filtered], "responses": OK}}})
    sent = {"query": {"f": ["1"]}, "matchingRules": {"query": {"f": LIKE}}}
    assert codes_of(root, interaction(request=sent)) == [OPEN]


def test_a_sample_may_show_what_no_schema_can():
    root, one = expects(needs(d=TEXT), {"d": "10:00:00"}, {"$.d": rule("time", format="HH:mm:ss")})

    assert codes_of(root, one) == [BACK]


def test_declared_variants_are_among_what_the_consumer_takes():
    choice = {
        "place": "$.note",
        "alternatives": [{"name": "text", "kind": "value", "content": "x", "matchingRules": {"body": {"$": LIKE}}}, {"name": "absent", "kind": "absent"}],
    }  # fmt: skip
    comments = {"pactwright": {"variants": {"version": 1, "bodies": [[choice]]}}}
    root, one = expects(may(note=TEXT), {}, {"$": LIKE})
    one = {**one, "type": "Synchronous/HTTP", "comments": comments}
    one["response"] = {"status": 200, "body": {"content": {}, "contentType": "application/json", "encoded": False}}  # fmt: skip
    wider = document({"/a": {"get": answers(may(note={"type": ["string", "null"]}))}})

    assert codes_of(root, one, version="4.0") == []
    assert codes_of(wider, one, version="4.0") == [BACK]


BODIES = [
    ("what is taken", needs(n=WHOLE), {"n": 1}, {"$.n": INTEGER}, []),
    ("more than is taken", needs(n={**WHOLE, "minimum": 0}), {"n": 1}, {"$.n": INTEGER}, [SENT]),
    ("words that are taken", needs(s=words("open", "paid", "due")), {"s": "open"}, {"$.s": OPEN_OR_PAID}, []),
    ("words that are not", needs(s=words("open", "due")), {"s": "open"}, {"$.s": OPEN_OR_PAID}, [SENT]),
    ("a longer list", needs(l=many(TEXT, maxItems=2)), {"l": ["a"]}, {"$.l": rule("type", min=1)}, [SENT]),
    ("nothing that is taken", needs(s=WHOLE), {"s": "x"}, {"$.s": LIKE}, ["request.body.incompatible"]),
    ("no rules", needs(n=WHOLE), {"n": 1}, {}, []),
]  # fmt: skip


@pytest.mark.parametrize(("schema", "body", "rules", "codes"), [case[1:] for case in BODIES], ids=[case[0] for case in BODIES])  # fmt: skip
def test_a_consumer_may_send_what_the_document_takes(schema, body, rules, codes):
    request = {"headers": {"Content-Type": "application/json"}, "body": body}
    matching = {"matchingRules": {"body": rules}} if rules else {}
    root = document({"/a": {"post": takes(schema)}})

    assert codes_of(root, interaction("POST", request={**request, **matching})) == codes


QUERY, HEADER, PATH = "request.query.not-covered", "request.header.not-covered", "request.path.not-covered"  # fmt: skip
DIGITS = rule("regex", regex="\\d+")
SENDS = [
    ("numbers for a number", WHOLE, "5", INTEGER, []),
    ("numbers for a small number", {**WHOLE, "maximum": 9}, "5", INTEGER, [QUERY]),
    ("texts for a number", WHOLE, "5", LIKE, [QUERY]),
    ("words for words", words("open", "paid"), "open", OPEN_OR_PAID, []),
    ("words for fewer words", words("open"), "open", OPEN_OR_PAID, [QUERY]),
    ("words for flags", {"type": "boolean"}, "true", rule("regex", regex="true|false"), []),
    ("texts for texts", TEXT, "x", LIKE, []),
    ("digits for a number", WHOLE, "5", DIGITS, [OPEN]),
]  # fmt: skip


@pytest.mark.parametrize(("schema", "text", "rules", "codes"), [case[1:] for case in SENDS], ids=[case[0] for case in SENDS])  # fmt: skip
def test_a_query_may_be_what_the_document_takes(schema, text, rules, codes):
    root = document({"/a": {"get": parameter("n", "query", schema)}})
    request = {"query": {"n": [text]}, "matchingRules": {"query": {"n": rules}}}

    assert codes_of(root, interaction(request=request)) == codes


def test_a_header_may_be_what_the_document_takes():
    root = document({"/a": {"get": parameter("X-N", "header", words("a"))}})
    request = {"headers": {"X-N": "a"}, "matchingRules": {"header": {"x-n": rule("regex", regex="a|b")}}}  # fmt: skip

    assert codes_of(root, interaction(request=request)) == [HEADER]


@pytest.mark.parametrize(
    ("pattern", "codes"),
    [("/a/\\d+", [OPEN]), ("/a/[a-z]+", [PATH]), ("/b/\\d+", [PATH]), ("/a/1|/a/2", [])],
)
def test_a_path_may_be_one_of_its_operation(pattern, codes):
    root = document({"/a/{id}": {"get": parameter("id", "path", WHOLE)}})
    path = {"path": "/a/1", "matchingRules": {"path": rule("regex", regex=pattern)}}

    assert codes_of(root, interaction(request=path)) == codes


REQUIRED = {"required": True}
BACK_HEADER = "response.header.not-covered"
LINES = [
    ("a header that may lack", {"schema": TEXT}, {"X-N": LIKE}, [BACK_HEADER]),
    ("a header of any text", {"schema": TEXT, **REQUIRED}, {}, [BACK_HEADER]),
    ("a header of one text", {"schema": {"const": "a"}, **REQUIRED}, {}, [OPEN]),
]  # fmt: skip


@pytest.mark.parametrize(("header", "rules", "codes"), [case[1:] for case in LINES], ids=[case[0] for case in LINES])  # fmt: skip
def test_a_header_may_come_as_the_document_says(header, rules, codes):
    root = document({"/a": {"get": {"responses": {"200": {"description": "d", "headers": {"X-N": header}}}}}})  # fmt: skip
    response = {"headers": {"X-N": "a"}, "matchingRules": {"header": rules}}

    assert codes_of(root, interaction(response=response)) == codes


def test_a_promised_header_that_is_not_expected_is_told():
    header = {"X-N": {"schema": TEXT, **REQUIRED}}
    root = document({"/a": {"get": {"responses": {"200": {"description": "d", "headers": header}}}}})  # fmt: skip

    assert codes_of(root, interaction()) == ["response.header.required"]
    assert codes_of(document({"/a": {"get": {"responses": OK}}}), interaction()) == []


STRANGE = [
    {"$.a": rule("regex", regex="(")},
    {"$.a": rule("regex", regex="(?<=x)y|\\p{IsGreek}")},
    {"$.a": rule("plugin-made", format="x")},
    {"$.a": {"combine": "AND", "matchers": []}},
    {"$.a": rule("type", min=-3, max="x")},
    {"$": rule("arrayContains", variants=[{"index": 9}])},
    {"$.*": rule("eachKey", rules=[{"match": "regex", "regex": "["}])},
]


@pytest.mark.parametrize("rules", STRANGE)
def test_strange_rules_are_no_reason_to_fail(rules):
    root, one = expects(needs(a=TEXT), {"a": "x"}, rules)
    assert {result.level for result in results_of(root, one)} <= {"warning", "info"}

    root = document({"/a": {"post": takes(needs(a=TEXT))}})
    request = {"headers": {"Content-Type": "application/json"}, "body": {"a": "x"}, "matchingRules": {"body": rules}}  # fmt: skip
    assert {one.level for one in results_of(root, interaction("POST", request=request))} <= {"warning", "info"}  # fmt: skip


@pytest.mark.parametrize("rules", [rule("regex", regex="("), rule("plugin-made")])
def test_strange_rules_of_headers_and_paths_are_none_either(rules):
    line = {"X-N": {"schema": TEXT, "required": True}}
    root = document({"/a": {"get": {**parameter("n", "query", TEXT), "responses": {"200": {"description": "d", "headers": line}}}}})  # fmt: skip
    one = interaction(
        request={"query": {"n": ["x"]}, "matchingRules": {"query": {"n": rules}, "path": rules}},
        response={"headers": {"X-N": "a"}, "matchingRules": {"header": {"X-N": rules}}},
    )

    assert {result.level for result in results_of(root, one)} <= {"warning", "info"}


def test_a_schema_that_holds_itself_is_looked_into_as_far_as_the_consumer_goes():
    node = {"type": "object", "required": ["next"], "properties": {"next": {"anyOf": [{"$ref": "#/components/schemas/Node"}, {"type": "null"}]}}}  # fmt: skip
    root = document({"/a": {"get": answers({"$ref": "#/components/schemas/Node"})}}, components={"schemas": {"Node": node}})  # fmt: skip
    deep = {"next": None}
    for _ in range(30):
        deep = {"next": deep}

    (result,) = results_of(root, interaction(response={"body": deep, "matchingRules": {"body": {"$": LIKE}}}))  # fmt: skip

    assert result.code == BACK
    assert result.proof.value == {"next": None}

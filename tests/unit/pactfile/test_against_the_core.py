"""Files of every version, read here and by the installed Rust core, come to the same pact.

The core writes a V4 file when a V4 pact is merged into a file that is already there; that
rewritten file is what ours is compared with.
"""

import json
import string
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pact_ffi.ffi import lib

from pactwright.model.interaction import AsyncMessage, Body, HttpInteraction
from pactwright.pactfile.parse import parse_pact
from pactwright.pactfile.write import format_pact


@pytest.fixture(autouse=True, scope="module")
def quiet(monkeypatch_module):
    monkeypatch_module.setenv("PACT_DO_NOT_TRACK", "true")


@pytest.fixture(scope="module")
def monkeypatch_module():
    with pytest.MonkeyPatch.context() as patch:
        yield patch


patient = settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def rewrite_by_core(data: bytes) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "c-p.json")
        file.write_bytes(data)
        handle = lib.pactffi_new_pact(b"c", b"p")
        lib.pactffi_with_specification(handle, lib.PactSpecification_V4)
        status = lib.pactffi_pact_handle_write_file(handle, folder.encode(), False)
        lib.pactffi_free_pact_handle(handle)
        assert status == 0
        return file.read_bytes()


def interactions_of(data: bytes):
    return json.loads(data)["interactions"]


def pact(version, interactions, key="interactions"):
    document = {
        "consumer": {"name": "c"},
        "provider": {"name": "p"},
        "metadata": {"pactSpecification": {"version": version}},
        key: interactions,
    }
    return json.dumps(document).encode()


def agree(data: bytes) -> None:
    """Compare what the two readings mean; keys that the core drops do not count."""
    ours = parse_pact(format_pact(parse_pact(data, source="f")), source="f").interactions
    theirs = parse_pact(rewrite_by_core(data), source="f").interactions
    assert list(map(summarize, ours)) == list(map(summarize, theirs))
    for one, other in zip(ours, theirs, strict=True):
        for side, their_side in zip(sides_of(one), sides_of(other), strict=True):
            agree_on_body(side.body, their_side.body)


def summarize(interaction):
    match interaction:
        case HttpInteraction(request=request, response=response):
            asked = (request.method, request.path, request.query, request.headers)
            parts = (*asked, response.status, response.headers)
        case AsyncMessage(contents=contents):
            parts = contents.metadata
    states = [(state.name, state.params) for state in interaction.states]
    return interaction.description, states, parts, [side.rules for side in sides_of(interaction)]


def sides_of(interaction):
    if isinstance(interaction, AsyncMessage):
        return (interaction.contents,)
    return (interaction.request, interaction.response)


def agree_on_body(ours: Body | None, theirs: Body | None) -> None:
    assert (ours and ours.content) == (theirs and theirs.content)
    if not (ours and theirs and ours.content):
        return
    kind, their_kind = ((body.content_type or "").replace("; ", ";") for body in (ours, theirs))
    # The core gives up on the type of some JSON values (*/*); a JSON value is JSON.
    assert their_kind in {kind, "*/*"}


word = (
    st.text(string.ascii_letters + string.digits + " ", min_size=1, max_size=6)
    .map(str.strip)
    .filter(bool)
)
number = st.integers(-(2**53), 2**53) | st.floats(-1e6, 1e6).map(lambda value: round(value, 3))
json_value = st.recursive(
    st.none() | st.booleans() | number | word,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(word, inner, max_size=3),
    max_leaves=5,
)
structure = st.dictionaries(word, json_value, min_size=1, max_size=3) | st.lists(
    json_value, max_size=3
)
header_names = st.sampled_from(
    [
        "Accept",
        "accept-encoding",
        "Cache-Control",
        "Date",
        "Expires",
        "Set-Cookie",
        "Link",
        "Vary",
        "Via",
        "X-A",
    ]
)
header_value = st.sampled_from(
    [
        "a",
        "a, b",
        " a ,b;q=0.5,, c ",
        "Mon, 01 Dec 2008 01:15:39 GMT",
        'W/"x", "y"',
        "",
        "k=v; p=1, 2",
    ]
)
headers = st.dictionaries(
    header_names, header_value | st.lists(header_value, min_size=1, max_size=2), max_size=3
)
query_text = st.lists(
    st.sampled_from(
        ["a=1", "a=2", "b", "c=", "d=%20x+y", "e=%C3%A9", "f=1=2", "", "g%20h=i", "j=%zz", "k=%ff"]
    ),
    max_size=4,
).map("&".join)
query_map = st.dictionaries(
    word, word | st.lists(word | st.none(), max_size=2), min_size=1, max_size=2
)
typed_bodies = st.one_of(
    st.tuples(st.none(), st.dictionaries(word, json_value, min_size=1, max_size=3)),
    st.tuples(
        st.sampled_from(["application/json", "application/hal+json; charset=utf-8"]),
        structure | word,
    ),
    st.tuples(
        st.sampled_from(["text/plain", "text/csv", "application/xml", "application/soap+xml"]), word
    ),
    st.tuples(st.just("application/x-www-form-urlencoded"), query_text),
    st.tuples(
        st.sampled_from(["image/png", "multipart/form-data; boundary=x"]),
        word | st.just("AAECAw=="),
    ),
    st.tuples(
        st.none(),
        st.sampled_from(
            [
                "<a/>",
                "<?xml version='1'?><a/>",
                "<!DOCTYPE html>",
                "words",
                '{"a": 1}',
                "12",
                "true",
                "[1]",
                "-1",
                "{x",
                "< a",
            ]
        ),
    ),
)
v2_rule = st.sampled_from(
    [
        {"match": "type"},
        {"match": "regex", "regex": "\\d+"},
        {"regex": "x"},
        {"min": 1},
        {"max": 2},
        {"match": "type", "min": 1, "max": 3},
        {"match": "timestamp", "timestamp": "yyyy"},
        {"date": "yyyy-MM-dd"},
        {"match": "integer"},
        {"match": "decimal"},
        {"match": "equality"},
        {"match": "include", "value": "x"},
    ]
)
v2_places = st.sampled_from(
    ["$.body", "$.body.a", "$.body['a b'].c[*]", "$.body[0].d", "$.headers.X-A", "$.headers['X-B']",
     "$.header.Date", "$.query.a", "$.query.b[0]", "$.query['c-d'][*]", "$.path"]
)  # fmt: skip
v2_rules = st.dictionaries(v2_places, v2_rule, max_size=3)
rule_list = st.fixed_dictionaries(
    {"matchers": st.lists(v2_rule, min_size=1, max_size=2)},
    optional={"combine": st.sampled_from(["AND", "OR", "or"])},
)
v3_rules = st.fixed_dictionaries(
    {},
    optional={
        "path": rule_list,
        "body": st.dictionaries(
            st.sampled_from(["$", "$.a", "$.b[*].c", "$['d e']"]), rule_list, min_size=1, max_size=2
        ),
        "header": st.dictionaries(header_names, rule_list, min_size=1, max_size=2),
        "query": st.dictionaries(word, rule_list, min_size=1, max_size=2),
    },
)
states = st.one_of(
    st.just({}),
    st.fixed_dictionaries({"providerState": word}),
    st.fixed_dictionaries({"provider_state": word}),
    st.fixed_dictionaries(
        {
            "providerStates": st.lists(
                st.fixed_dictionaries(
                    {"name": word},
                    optional={
                        "params": st.dictionaries(
                            word, json_value.filter(lambda v: v is not None), max_size=2
                        )
                    },
                ),
                max_size=2,
            )
        }
    ),
)


@st.composite
def parts(draw, *, query, rules, wrap):
    content_type, body = draw(typed_bodies)
    part = {"headers": draw(headers)}
    if content_type:
        part["headers"]["Content-Type"] = content_type
    if draw(st.booleans()):
        part["body"] = wrap(content_type, body)
    if query is not None:
        part |= {
            "method": draw(st.sampled_from(["get", "POST"])),
            "path": "/" + draw(word),
            "query": draw(query),
        }
    else:
        part["status"] = draw(st.integers(100, 599))
    part["matchingRules"] = draw(rules)
    return part


def http_files(version, *, query, rules, wrap=lambda _type, body: body, **fixed):
    interaction = st.builds(
        lambda description, state, request, response: {
            "description": description, **fixed, **state, "request": request, "response": response
        },
        word,
        states,
        parts(query=query, rules=rules, wrap=wrap),
        parts(query=None, rules=rules, wrap=wrap),
    )  # fmt: skip
    return st.builds(pact, st.just(version), st.lists(interaction, max_size=1))


@patient
@given(http_files("1.0.0", query=query_text, rules=st.just({})))
def test_v1_files_agree(data):
    agree(data)


@patient
@given(http_files("2.0.0", query=query_text, rules=v2_rules))
def test_v2_files_agree(data):
    agree(data)


@patient
@given(http_files("3.0.0", query=query_text | query_map, rules=v3_rules))
def test_v3_files_agree(data):
    agree(data)


def wrap_v4(content_type, body):
    return {"content": body, "contentType": content_type or "application/json", "encoded": False}


@patient
@given(http_files("4.0", query=query_map, rules=v3_rules, wrap=wrap_v4, type="Synchronous/HTTP"))
def test_v4_files_agree(data):
    agree(data)


messages = st.fixed_dictionaries(
    {"description": word, "contents": st.dictionaries(word, json_value, min_size=1)},
    optional={
        "metaData": st.fixed_dictionaries(
            {"contentType": st.just("application/json")}, optional={"q": word}
        ),
        "providerStates": st.lists(st.fixed_dictionaries({"name": word}), max_size=2),
        "matchingRules": st.fixed_dictionaries(
            {"body": st.dictionaries(st.just("$.a"), rule_list)}
        ),
    },
)


@patient
@given(st.lists(messages, max_size=1))
def test_v3_messages_agree(found):
    agree(pact("3.0.0", found, key="messages"))

"""Nothing is lost between a document and its file, in either direction."""

import json
import string
from dataclasses import replace
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pactwright.model.interaction import (
    AsyncMessage,
    Body,
    HttpInteraction,
    MessageContents,
    PactDocument,
    ProviderState,
    Request,
    Response,
    SyncMessage,
    UnknownInteraction,
)
from pactwright.model.rule import Generator, MatchingRule, RuleSet
from pactwright.pactfile.identity import identify
from pactwright.pactfile.merge import merge_pacts, update_pact
from pactwright.pactfile.parse import parse_pact
from pactwright.pactfile.text import encode_json
from pactwright.pactfile.write import format_pact

SOURCE = "pacts/c-p.json"
PATIENT = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large],
}
text = st.text(st.characters(codec="utf-8"), max_size=6)
number = (
    st.integers(-(10**30), 10**30)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.decimals("1e300", "1e500", allow_nan=False).filter(lambda value: value > Decimal("1e309"))
)
json_value = st.recursive(
    st.none() | st.booleans() | number | text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3),
    max_leaves=6,
)
unknown = st.dictionaries(
    text.map("x-{}".format), json_value.filter(lambda v: v is not None), max_size=2
)
members = st.dictionaries(text, json_value, max_size=2)
name = st.text(string.ascii_letters, min_size=1, max_size=4)
places = st.sampled_from(["$", "$.a", "$['b c'][*]", "$.d[0]"])


def pairs(values):
    return st.dictionaries(
        name, st.lists(values, min_size=1, max_size=2).map(tuple), max_size=2
    ).map(lambda found: tuple(sorted(found.items())))


rule = st.one_of(
    st.builds(
        MatchingRule,
        kind=st.sampled_from(["type", "integer", "null", "of a plugin"]),
        attributes=unknown,
    ),
    st.builds(
        MatchingRule, kind=st.just("regex"), attributes=st.fixed_dictionaries({"regex": text})
    ),
)
rule_set = st.builds(
    RuleSet,
    rules=st.lists(rule, max_size=2).map(tuple),
    combine=st.sampled_from(["AND", "OR"]),
    extra=unknown,
)
generator = st.builds(Generator, kind=name, attributes=unknown)


def by_category(value):
    placed = st.dictionaries(places, value, min_size=1, max_size=2)
    whole = st.fixed_dictionaries({"": value})
    return st.fixed_dictionaries(
        {},
        optional={
            "body": placed,
            "header": st.dictionaries(name, value, min_size=1),
            "path": whole,
        },
    )


content_type = st.sampled_from([None, "application/json", "text/plain", "image/png", "a/b+json"])
hint = st.none() | st.sampled_from(["TEXT", "BINARY"])
bodies = st.one_of(
    st.builds(
        Body, content=st.none(), content_type=content_type, content_type_hint=hint, extra=unknown
    ),
    st.builds(
        Body,
        content=json_value.filter(
            lambda value: value is not None and not isinstance(value, str)
        ).map(encode_json),
        content_type=content_type,
        content_type_hint=hint,
        extra=unknown,
    ),
    st.builds(
        Body,
        content=text.filter(bool).map(encode_json),
        content_type=st.just("application/vnd.x+json"),
        encoding=st.just("json"),
    ),
    st.builds(
        Body, content=text.map(str.encode), content_type=content_type, encoding=st.just("text")
    ),
    st.builds(
        Body, content=st.binary(max_size=8), content_type=content_type, encoding=st.just("base64")
    ),
)
requests = st.builds(
    Request,
    method=st.sampled_from(["GET", "POST", "M-SEARCH"]),
    path=text,
    query=pairs(st.none() | text),
    headers=pairs(text),
    body=st.none() | bodies,
    rules=by_category(rule_set),
    generators=by_category(generator),
    extra=unknown,
)
responses = st.builds(
    Response,
    status=st.integers(100, 599),
    headers=pairs(text),
    body=st.none() | bodies,
    rules=by_category(rule_set),
    generators=by_category(generator),
    extra=unknown,
)
contents = st.builds(
    MessageContents,
    body=st.none() | bodies,
    metadata=members,
    rules=by_category(rule_set),
    generators=by_category(generator),
)
parts = st.builds(
    MessageContents,
    body=st.none() | bodies,
    metadata=members,
    rules=by_category(rule_set),
    extra=unknown,
)
states = st.lists(
    st.builds(ProviderState, name=text, params=members, extra=unknown), max_size=2
).map(tuple)
common = {
    "description": text,
    "states": states,
    "key": st.none() | text,
    "pending": st.booleans(),
    "comments": members,
    "plugins": st.none() | st.dictionaries(text, json_value, min_size=1, max_size=2),
    "transport": st.none() | text,
    "extra": unknown,
}
interactions = st.one_of(
    st.builds(HttpInteraction, **common, request=requests, response=responses),
    st.builds(AsyncMessage, **common, contents=contents),
    st.builds(
        SyncMessage, **common, request=parts, responses=st.lists(parts, max_size=2).map(tuple)
    ),
    st.builds(UnknownInteraction, **common, type=text.map("Carrier/{}".format)),
)
documents = st.builds(
    PactDocument,
    consumer=text,
    provider=text,
    interactions=st.lists(interactions, max_size=2).map(tuple),
    metadata=unknown,
    extra=unknown,
    source=st.just(SOURCE),
)


@settings(max_examples=60, **PATIENT)
@given(documents)
def test_nothing_is_lost_on_the_way_to_the_file_and_back(document):
    data = format_pact(document)
    again = parse_pact(data, source=SOURCE)
    assert len(again.interactions) == len(document.interactions)
    assert all(interaction in document.interactions for interaction in again.interactions)
    assert replace(again, interactions=()) == replace(document, interactions=())
    assert format_pact(again) == data
    assert json.loads(data)["consumer"] == {"name": document.consumer}


@settings(max_examples=20, **PATIENT)
@given(documents)
def test_a_pact_merged_or_brought_up_to_date_with_itself_is_itself(document):
    by_name = {identify(interaction): interaction for interaction in document.interactions}
    document = replace(document, interactions=tuple(by_name.values()))
    data = format_pact(document)
    assert format_pact(merge_pacts([document, document])) == data
    assert format_pact(update_pact(document, document)) == data


@settings(**PATIENT)
@given(json_value.filter(lambda value: value is not None))
def test_json_that_nobody_knows_survives_exactly(value):
    data = {"consumer": {"name": "c"}, "provider": {"name": "p"}, "x": value}
    assert encode_json(parse_pact(encode_json(data), source=SOURCE).extra["x"]) == encode_json(
        value
    )

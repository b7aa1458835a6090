"""Soundness by force: no sampled value contradicts a proof, and every witness holds."""

import sys
from itertools import product
from pathlib import Path
from random import Random

import jsonschema
import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pactwright.schema.canonical import bundle
from pactwright.schema.close import Closing
from pactwright.schema.decide import Included, Refuted, decide_inclusion
from pactwright.schema.document import SchemaDocument
from pactwright.schema.view import View

sys.path.insert(0, str(Path(__file__).parent))
from schema_pairs import NAMES, make_listed_pair, make_pair, make_union_pair, make_value

SAMPLES = [make_value(Random(seed)) for seed in range(600)]
NONE = object()
OBJECTS = [
    {name: value for name, value in zip(NAMES, values, strict=True) if value is not NONE}
    for values in product([NONE, 0, "a", "b"], repeat=len(NAMES))
]
QUICK = settings(
    max_examples=1500, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)


def first_validator(root):
    return jsonschema_rs.Draft202012Validator(root, validate_formats=True)


def closed_validator(root):
    view = View(SchemaDocument(root), sends=True)
    node = view.node("")
    return first_validator(bundle([node], view.closure([node]), closing=Closing(view)))


def is_readable(root):
    try:
        jsonschema_rs.meta.validate(
            {"$schema": "https://json-schema.org/draft/2020-12/schema", **root}
        )
    except (ValueError, jsonschema_rs.ValidationError):
        return False
    return True


def check(seed, *, closed, make=make_pair):
    pair = make(seed)
    if pair is None or not all(map(is_readable, pair)):
        return
    smaller, larger = pair
    decided = decide_inclusion(SchemaDocument(smaller), SchemaDocument(larger), closed=closed)
    members, reader = [first_validator(smaller)], first_validator(larger)
    if closed:
        members.append(closed_validator(smaller))
    if isinstance(decided, Included):
        for value in (*SAMPLES, *OBJECTS, *smaller.get("enum", ())):
            if all(member.is_valid(value) for member in members):
                assert reader.is_valid(value), (smaller, larger, value)
    if isinstance(decided, Refuted):
        assert all(member.is_valid(decided.witness) for member in members)
        assert not reader.is_valid(decided.witness)
        checker = jsonschema.FormatChecker()
        for root, accepted in ((smaller, True), (larger, False)):
            second = jsonschema.Draft202012Validator(root, format_checker=checker)
            assert second.is_valid(decided.witness) is accepted


@QUICK
@given(st.integers(0, 2**40))
def test_proofs_and_witnesses_hold_as_the_schemas_are_written(seed):
    check(seed, closed=False)


@QUICK
@given(st.integers(0, 2**40))
def test_proofs_and_witnesses_hold_where_senders_send_what_they_declare(seed):
    check(seed, closed=True)


@settings(QUICK, max_examples=500)
@given(st.integers(0, 2**40))
def test_proofs_and_witnesses_hold_for_unions_of_objects_that_overlap(seed):
    check(seed, closed=False, make=make_union_pair)
    check(seed, closed=True, make=make_union_pair)


@settings(QUICK, max_examples=500)
@given(st.integers(0, 2**40))
def test_proofs_and_witnesses_hold_for_listed_values(seed):
    check(seed, closed=False, make=make_listed_pair)
    check(seed, closed=True, make=make_listed_pair)


KNOWN = [104868, 24610, 27530, 28048, 29529, 6014, 6485]


@pytest.mark.parametrize("seed", KNOWN)
def test_seeds_that_once_failed(seed):
    check(seed, closed=False)
    check(seed, closed=True)

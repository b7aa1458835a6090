"""An interaction remembers its test; shards of one pair become one pact."""

import pytest

from pactwright.consumer.origin import (
    find_lost,
    join_shards,
    origin_of,
    with_origin,
    without_origin,
)
from pactwright.errors import PactwrightError
from pactwright.model.interaction import HttpInteraction, PactDocument, Request, Response


def interaction(description="d", path="/"):
    return HttpInteraction(description=description, request=Request(path=path), response=Response())


def shard(test, *interactions):
    kept = tuple(with_origin(one, test) for one in interactions)
    return PactDocument(consumer="c", provider="p", interactions=kept, source=test)


def test_the_test_of_an_interaction_comes_and_goes():
    one = interaction()

    assert origin_of(one) is None
    assert origin_of(with_origin(one, "t.py::test")) == "t.py::test"
    assert without_origin(with_origin(one, "t.py::test")) == one


def test_shards_become_one_pact_whatever_their_order():
    shards = [shard("t.py::b", interaction("b")), shard("t.py::a", interaction("a"))]

    joined = join_shards(shards)

    assert joined.interactions == join_shards(shards[::-1]).interactions
    assert [one.description for one in joined.interactions] == ["a", "b"]


def test_tests_that_declare_one_interaction_alike_share_it():
    joined = join_shards([shard("t.py::b", interaction()), shard("t.py::a", interaction())])

    assert [origin_of(one) for one in joined.interactions] == ["t.py::a"]


def test_tests_that_declare_one_interaction_differently_are_both_named():
    shards = [shard("t.py::b", interaction()), shard("t.py::a", interaction(path="/x"))]

    with pytest.raises(PactwrightError, match=r"differently: t\.py::a and t\.py::b"):
        join_shards(shards)


def test_what_the_new_pact_lost_is_found():
    old = shard("t.py::a", interaction("a"), interaction("b"))
    new = shard("t.py::b", interaction("b", path="/x"))

    assert [one.description for one in find_lost(old, new)] == ["a"]

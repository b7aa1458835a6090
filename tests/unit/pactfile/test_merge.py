import itertools

import pytest

from pactwright.errors import PactwrightError
from pactwright.model.interaction import (
    AsyncMessage,
    HttpInteraction,
    MessageContents,
    PactDocument,
    ProviderState,
    Request,
    Response,
)
from pactwright.pactfile.merge import merge_pacts, update_pact
from pactwright.pactfile.write import format_pact


def get(description, *, path="/a", states=(), status=200):
    return HttpInteraction(
        description=description,
        states=tuple(ProviderState(name=name) for name in states),
        request=Request(path=path),
        response=Response(status=status),
    )


def pact(*interactions, consumer="web", **keys):
    return PactDocument(consumer=consumer, provider="orders", interactions=interactions, **keys)


def names(document):
    return [interaction.description for interaction in document.interactions]


def test_the_union_is_the_same_in_whatever_order_the_pacts_come():
    shards = [
        pact(get("b"), metadata={"x": {"v": "1"}}, source="1"),
        pact(get("a"), get("b"), metadata={"x": {"v": "2"}}, source="2"),
        pact(get("c", states=["s"]), get("c"), extra={"y": 1}, source="3"),
    ]
    written = {format_pact(merge_pacts(order)) for order in itertools.permutations(shards)}
    assert len(written) == 1
    assert names(merge_pacts(shards)) == ["a", "b", "c", "c"]


def test_one_pact_merged_alone_keeps_its_source():
    assert merge_pacts([pact(get("a"), source="f.json")]) == pact(get("a"), source="f.json")


def test_two_different_interactions_of_one_name_are_refused_with_both_and_the_difference():
    one = pact(get("reads", path="/a", states=["s"]), source="one.json")
    other = pact(get("reads", path="/b", states=["s"], status=404), source="other.json")
    with pytest.raises(PactwrightError) as caught:
        merge_pacts([one, other])
    assert caught.value.message == (
        "two different interactions between 'web' and 'orders' are both called 'reads' "
        "[state: s] (in one.json and other.json); they differ at:\n"
        '  /request/path: "/a" against "/b"\n'
        "  /response/status: 200 against 404"
    )
    assert caught.value.hint == "give one of them another description or another provider state"


def test_a_conflict_within_one_pact_is_refused():
    with pytest.raises(PactwrightError, match="both called 'reads'"):
        merge_pacts([pact(get("reads"), get("reads", path="/b"))])


def test_of_many_differences_the_first_are_told():
    values = {f"h{number}": ("x" * 100,) for number in range(9)}
    many = HttpInteraction(
        description="reads", request=Request(headers=tuple(values.items())), response=Response()
    )
    with pytest.raises(PactwrightError) as caught:
        merge_pacts([pact(get("reads")), pact(many)])
    assert caught.value.message.count("against") == 2
    assert "..." in caught.value.message


@pytest.mark.parametrize(
    "other",
    [
        get("reads", states=["another"]),
        HttpInteraction(
            description="reads",
            states=(ProviderState(name="s", params={"id": 7}),),
            request=Request(path="/c"),
            response=Response(),
        ),
        AsyncMessage(
            description="reads",
            states=(ProviderState(name="s"),),
            contents=MessageContents(),
        ),
    ],
)
def test_another_state_parameter_or_type_makes_another_interaction(other):
    assert len(merge_pacts([pact(get("reads", states=["s"])), pact(other)]).interactions) == 2


def test_interactions_that_are_written_alike_are_one():
    spelled = HttpInteraction(
        description="a", request=Request(method="get", path="/a"), response=Response()
    )
    assert len(merge_pacts([pact(get("a")), pact(spelled)]).interactions) == 1


@pytest.mark.parametrize("combine", [lambda one, two: merge_pacts([one, two]), update_pact])
def test_pacts_of_different_pairs_are_refused(combine):
    with pytest.raises(PactwrightError) as caught:
        combine(pact(source="1.json"), pact(consumer="batch"))
    assert "'web' with 'orders' (1.json) and 'batch' with 'orders'" in caught.value.message


def test_nothing_cannot_be_merged():
    with pytest.raises(PactwrightError, match="no pact to merge"):
        merge_pacts([])


def test_an_update_adds_what_is_new_and_replaces_what_has_the_same_name():
    old = pact(get("a"), get("b", path="/old"), metadata={"x": 1, "y": 1}, extra={"z": 1})
    new = pact(get("c"), get("b", path="/new"), metadata={"x": 2}, source="new")
    updated = update_pact(old, new)
    assert updated.interactions == (get("a"), get("b", path="/new"), get("c"))
    assert (updated.metadata, updated.extra) == ({"x": 2, "y": 1}, {"z": 1})


def test_an_update_that_contradicts_itself_is_refused():
    with pytest.raises(PactwrightError, match="both called"):
        update_pact(pact(), pact(get("b"), get("b", path="/x")))


def test_merging_never_writes_an_older_version():
    assert merge_pacts([pact(version="4"), pact(version="2")]).version == "4"

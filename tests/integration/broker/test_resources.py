"""Resources made, listed by pages, found, changed and deleted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from integration_broker_asgi import InProcess
from integration_broker_world import deploy, publish, verify

from pactwright.broker.retention import find_stale
from pactwright.broker.server.upkeep import clean_store
from pactwright.broker.store.memory import MemoryStore
from pactwright.broker.store.sql import open_store
from pactwright.broker.values import BranchVersion, Pacticipant, Publication, Tag, Version


def path_of(link):
    return link["href"].removeprefix("http://broker.test")


def test_lists_come_in_pages_with_links_to_the_next(on_database):
    for number in range(5):
        publish(on_database, f"web{number}", "1", "orders")
        on_database.ask("PUT", f"/pacticipants/web0/branches/b{number}/versions/1", {})
        on_database.ask("PUT", f"/pacticipants/web0/versions/{number}", {})
    for path, name in (
        ("/pacticipants", "pacticipants"),
        ("/integrations", "integrations"),
        ("/pacticipants/web0/branches", "branches"),
        ("/pacticipants/web0/versions", "versions"),
    ):
        total = len(on_database.ask("GET", path)[1]["_embedded"][name])
        status, first = on_database.ask("GET", f"{path}?pageNumber=1&pageSize=2")
        assert status == 200
        assert first["page"] == {
            "number": 1,
            "size": 2,
            "totalElements": total,
            "totalPages": -(-total // 2),
        }
        second = on_database.ask("GET", path_of(first["_links"]["next"]))[1]
        assert len(second["_embedded"][name]) == 2
        assert path_of(second["_links"]["previous"]).startswith(path)
        assert first["_embedded"][name] != second["_embedded"][name]
        assert on_database.ask("GET", f"{path}?pageSize=0")[0] == 400
    found = on_database.ask("GET", "/pacticipants?q=WEB3")[1]["_embedded"]["pacticipants"]
    assert [one["name"] for one in found] == ["web3"]


def test_a_long_list_of_versions_comes_in_pages_that_nobody_asked_for(broker):
    publish(broker, "web", "first", "orders")
    now = datetime.now(UTC)
    with broker.app.store.write() as ledger:
        owner = ledger.find(Pacticipant, name="web")[0]
        for number in range(1000):
            ledger.add(Version(pacticipant_id=owner.id, number=str(number), created_at=now))
    for query in ("", "?pageSize=5000"):
        listed = broker.ask("GET", f"/pacticipants/web/versions{query}")[1]
        numbers = [one["number"] for one in listed["_embedded"]["versions"]]
        assert (len(numbers), numbers[0], numbers[-1]) == (1000, "999", "0")
        assert listed["page"]["totalElements"] == 1001
        rest = broker.ask("GET", path_of(listed["_links"]["next"]))[1]
        assert [one["number"] for one in rest["_embedded"]["versions"]] == ["first"]


@pytest.fixture(scope="module")
def long_list(tmp_path_factory):
    """A broker in which a consumer publishes more versions of a pact than an answer lists."""
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('long') / 'broker.db'}")
    broker = InProcess(store)
    publish(broker, "web", "0", "orders", branch="main", tags=["dev"])
    with store.write() as ledger:
        version, *others = (
            ledger.find(kind)[0] for kind in (Version, Publication, BranchVersion, Tag)
        )
        for number in range(1, 1005):
            made = ledger.add(replace(version, id=0, number=str(number)))
            for fact in others:
                ledger.add(replace(fact, id=0, version_id=made.id))
    yield broker
    broker.close()
    store.close()


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("/pacts/provider/orders/consumer/web/versions", "pacts"),
        ("/pacts/provider/orders/consumer/web/tag/dev", "pacts"),
        ("/pacts/provider/orders/consumer/web/branch/main", "pacts"),
        ("/pacts/provider/orders", None),
        ("/pacts/provider/orders/tag/dev", None),
        ("/pacts/provider/orders/branch/main", None),
        ("/pacticipants/web/tags/dev/versions", "versions"),
        ("/pacticipants/web/branches/main/versions", "versions"),
    ],
)
def test_long_lists_come_in_pages_that_lead_to_the_last(long_list, path, named):
    names, address = [], path
    while address:
        listed = long_list.ask("GET", address)[1]
        links = listed["_links"]["pb:versions" if named == "versions" else "pb:pacts"]
        if named is not None:
            assert len(listed["_embedded"][named]) == len(links)
        names += [one["href"].rpartition("/")[2] for one in links]
        assert len(links) in {1000, 5}
        onward = listed["_links"].get("next")
        address = onward and path_of(onward)
    assert listed["page"] == {"number": 2, "size": 1000, "totalElements": 1005, "totalPages": 2}
    assert names == [str(number) for number in reversed(range(1005))]


def test_branches_are_listed_and_deleted_one_by_one_and_in_bulk(on_database):
    for branch in ("main", "feat/a", "feat/b", "keep"):
        publish(on_database, "web", branch[-1], "orders", branch=branch)
    branches = "/pacticipants/web/branches"
    assert on_database.ask("GET", f"{branches}/feat%2Fa")[1]["name"] == "feat/a"
    latest = on_database.ask("GET", f"{branches}/feat%2Fa/latest-version")[1]
    assert latest["number"] == "a"
    listed = on_database.ask("GET", f"{branches}/feat%2Fa/versions")[1]["_embedded"]["versions"]
    assert [one["number"] for one in listed] == ["a"]
    member = f"{branches}/feat%2Fa/versions/a"
    assert on_database.ask("GET", member)[0] == 200
    assert on_database.ask("DELETE", member)[0] == 204
    assert on_database.ask("GET", member)[0] == 404
    assert on_database.ask("GET", f"{branches}/feat%2Fa/latest-version")[0] == 404
    assert on_database.ask("DELETE", f"{branches}?exclude[]=keep")[0] == 202
    left = on_database.ask("GET", branches)[1]["_embedded"]["branches"]
    assert sorted(one["name"] for one in left) == ["keep", "main"]


def test_the_head_of_a_branch_falls_back_when_its_version_goes(on_database):
    for number in ("1", "2"):
        publish(on_database, "web", number, "orders", int(number), branch="main", tags=["t"])
    assert on_database.ask("DELETE", "/pacticipants/web/versions/2")[0] == 204
    head = on_database.ask("GET", "/pacticipants/web/branches/main/latest-version")[1]
    assert head["number"] == "1"
    tagged = on_database.ask("GET", "/pacticipants/web/latest-version/t")[1]
    assert tagged["number"] == "1"


def test_a_version_s_build_and_tags_are_put_and_patched(on_database):
    path = "/pacticipants/web/versions/1"
    body = {"buildUrl": "https://ci.example/1", "tags": [{"name": "a"}, "b"]}
    status, made = on_database.ask("PUT", path, body)
    assert (status, made["buildUrl"]) == (201, "https://ci.example/1")
    names = [one["name"] for one in made["_embedded"]["tags"]]
    assert sorted(names) == ["a", "b"]
    patched = on_database.ask("PATCH", path, {"tags": ["b", "c"]})[1]
    assert sorted(one["name"] for one in patched["_embedded"]["tags"]) == ["b", "c"]
    assert patched["buildUrl"] == "https://ci.example/1"
    put = on_database.ask("PUT", path, {"tags": ["c"]})[1]
    assert ([one["name"] for one in put["_embedded"]["tags"]], "buildUrl" in put) == (["c"], False)
    assert on_database.ask("GET", f"{path}/tags/c")[1]["name"] == "c"
    assert on_database.ask("DELETE", f"{path}/tags/c")[0] == 204
    assert on_database.ask("DELETE", f"{path}/tags/c")[0] == 404
    assert on_database.ask("GET", "/pacticipants/web/tags/c/versions")[0] == 404


def test_environments_say_who_is_there(on_database):
    publish(on_database, "web", "1", "orders")
    deploy(on_database, "web", "1", "test", instance="blue")
    place = on_database.ask("GET", "/environments/test")[1]
    there = path_of(place["_links"]["pb:currently-deployed-deployed-versions"])
    for query, count in (
        ("", 1),
        ("?pacticipant=web", 1),
        ("?pacticipant=none", 0),
        ("?version=1", 1),
        ("?applicationInstance=blue", 1),
        ("?target=green", 0),
    ):
        found = on_database.ask("GET", there + query)[1]["_embedded"]["deployedVersions"]
        assert len(found) == count, query
    version = on_database.ask("GET", "/pacticipants/web/versions/1")[1]
    link = version["_links"]["pb:deployed-environments"][0]
    assert link["application_instance"] == "blue"
    status, _ = on_database.ask("PATCH", path_of(link), {"currentlyDeployed": True})
    assert status == 400
    assert on_database.ask("PATCH", path_of(link), {"currentlyDeployed": False})[0] == 200
    assert on_database.ask("GET", path_of(link))[1]["currentlyDeployed"] is False
    here = "/pacticipants/web/environments/test/versions"
    assert on_database.ask("GET", here)[1]["_embedded"]["versions"] == []
    uuid = place["uuid"]
    assert on_database.ask("POST", "/environments", {"name": "test"})[0] == 400
    assert on_database.ask("PUT", f"/environments/{uuid}", {"name": "uat"})[1]["name"] == "uat"
    assert on_database.ask("DELETE", f"/environments/{uuid}")[0] == 204
    assert on_database.ask("GET", f"/environments/{uuid}")[0] == 404


def test_labels_group_pacticipants(on_database):
    path = "/pacticipants/web/labels/front%20end"
    assert [on_database.ask("PUT", path, {})[0] for _ in range(2)] == [201, 200]
    listed = on_database.ask("GET", "/pacticipants/label/front%20end")[1]
    assert [one["name"] for one in listed["_embedded"]["pacticipants"]] == ["web"]
    assert on_database.ask("GET", "/labels")[1]["_embedded"]["labels"] == [{"name": "front end"}]
    assert on_database.ask("DELETE", path)[0] == 204
    assert on_database.ask("GET", path)[0] == 404


def test_relations_come_as_graph_and_as_values(on_database):
    publish(on_database, "web", "1", "orders")
    publish(on_database, "orders", "1", "stock")
    publish(on_database, "=evil", "1", "other")
    graph = on_database.ask("GET", "/integrations", accept="text/vnd.graphviz")[1]
    assert '"web" -> "orders"' in graph
    group = on_database.ask("GET", "/groups/stock")[1].splitlines()
    assert group == ["source,target,weight", "orders,stock,1", "web,orders,1"]
    assert "'=evil,other,1" in on_database.ask("GET", "/relationships")[1].splitlines()
    text = on_database.ask("GET", "/matrix?q[][pacticipant]=web", accept="text/plain")[1]
    assert "web      | 1" in text


def test_states_are_told_with_their_parameters_and_consumers(on_database):
    publish(on_database, "web", "1", "orders", branch="main")
    publish(on_database, "app", "1", "orders", branch="main")
    deploy(on_database, "app", "1", "test")
    wanted = {"name": "something is there", "params": ["id"]}
    path = "/pacts/provider/orders/provider-states"
    for rest, consumers in (
        ("", ["app", "web"]),
        ("/branch/main", ["app", "web"]),
        ("/environment/test", ["app"]),
    ):
        found = on_database.ask("GET", path + rest)[1]["providerStates"]
        assert found == [{**wanted, "consumers": consumers}]


def test_old_clients_put_and_patch_pacts(on_database):
    path = "/pacts/provider/orders/consumer/web/version/1"
    one = {"consumer": {"name": "web"}, "interactions": [{"description": "a"}]}
    assert [on_database.ask("PUT", path, one)[0] for _ in range(2)] == [201, 200]
    assert on_database.ask("PUT", path, {"interactions": []})[0] == 409
    assert on_database.ask("PATCH", path, {"interactions": [{"description": "b"}]})[0] == 200
    assert len(on_database.ask("GET", path)[1]["interactions"]) == 2
    assert on_database.ask("PUT", path, {"consumer": {"name": "x"}})[0] == 400
    assert on_database.ask("GET", path.replace("version/1", "latest-untagged"))[0] == 200
    assert on_database.ask("DELETE", path)[0] == 204
    assert on_database.ask("GET", path)[0] == 404


def test_what_is_old_and_unneeded_is_stale_and_goes_on_request():
    moment = [datetime(2020, 1, 1, tzinfo=UTC)]
    broker = InProcess(MemoryStore(), clock=lambda: moment[0])
    for number in range(5):
        publish(broker, "web", str(number), "orders", number, branch="main")
        moment[0] += timedelta(days=1)
    verify(broker, "web", "0", "orders", "7", success=True)
    deploy(broker, "web", "1", "test")
    broker.ask("PUT", "/pacticipants/web/versions/2/tags/prod", {})
    store = broker.app.store
    with store.read() as records:
        stale = find_stale(records, before=datetime.now(UTC))
    assert [one.number for one in stale] == ["0", "3"]
    assert next(iter(clean_store(store, keep_days=1, dry_run=True))) == "would forget web 0"
    told = list(clean_store(store, keep_days=1, dry_run=False))
    assert "forgot 2 versions older than 1 days" in told
    with store.read() as records:
        assert [one.number for one in records.find(Version)] == ["1", "2", "4", "7"]
    broker.close()


@pytest.mark.parametrize(
    ("selector", "problem"),
    [
        ({}, "must specify"),
        ({"mainBranch": True, "branch": "x"}, "with a branch name"),
        ({"branch": "x", "tag": "y"}, "both a tag and a branch"),
        ({"environment": "none"}, "does not exist"),
        ({"matchingBranch": True}, "providerVersionBranch must be specified"),
        ({"tag": "x", "fallbackTag": "y"}, "a fallbackTag can only"),
        ({"deployed": True, "latest": True}, "latest=true with an environment"),
    ],
)
def test_selectors_without_a_meaning_are_refused_with_their_index(broker, selector, problem):
    publish(broker, "web", "1", "orders")
    body = {"consumerVersionSelectors": [{"latest": True}, selector]}
    status, answer = broker.ask("POST", "/pacts/provider/orders/for-verification", body)
    texts = answer["errors"]["consumerVersionSelectors"]
    assert status == 400
    assert any(problem in text and "(at index 1)" in text for text in texts)


def test_the_latest_of_the_main_branch_is_listed_unless_a_branch_is_called_so(broker):
    for version, branch in (("1", "main"), ("2", "main"), ("3", "feat/x")):
        publish(broker, "web", version, "orders", branch=branch)

    def listed():
        found = broker.ask("GET", "/pacts/provider/orders/consumer/web/branch/latest")[1]
        return [link["href"].rpartition("/")[2] for link in found["_links"]["pb:pacts"]]

    assert listed() == ["2"]
    publish(broker, "web", "4", "orders", branch="latest")
    assert listed() == ["4"]
    path = "/pacts/provider/orders/consumer/web/branch/latest"
    assert broker.ask("DELETE", path)[0] == 204
    assert listed() == []

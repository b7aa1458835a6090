"""What only several requests show is found, made small, kept whole, and sent again."""

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from stages import (
    DEEP,
    NOW,
    FunctionStage,
    Request,
    Response,
    answer,
    body_of,
    document,
    interaction,
    replay,
    rules,
    said,
)

from pactwright.model.wire import WireRequest
from pactwright.property.cases import Take
from pactwright.property.collect import mark_document
from pactwright.property.file import PropertyFile
from pactwright.property.profile import Profile
from pactwright.property.replay import Task, replay_operation
from pactwright.property.replay_order import judge_order
from pactwright.property.replay_time import Clock
from pactwright.property.replay_values import Exchange, Setting
from pactwright.property.schemathesis_document import ApiDocument
from pactwright.property.schemathesis_links import origin_of_link

ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
THING = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {
        "id": {"type": "integer"}, "name": {"type": "string"}, "size": {"type": "integer"},
    },
}  # fmt: skip
BODY = {"required": True, "content": {"application/json": {"schema": {
    "type": "object", "properties": {
        "name": {"type": "string"}, "size": {"type": "integer", "minimum": 0, "maximum": 9},
    },
}}}}  # fmt: skip
ROOT = document({
    "/things": {
        "get": {"responses": {"200": said({"type": "array", "items": THING})}},
        "post": {"requestBody": BODY, "responses": {"201": said(THING)}},
    },
    "/things/{id}": {
        "parameters": [ID],
        "get": {"responses": {"200": said(THING), "404": said()}},
        "put": {
            "requestBody": BODY,
            "responses": {"200": said(THING), "204": said(), "404": said()},
        },
        "delete": {"responses": {"204": said(), "404": said()}},
    },
})  # fmt: skip
RULES = {"body": rules(**{"$.name": ("type", {}), "$.size": ("integer", {})})}
NEW = body_of({"name": "Ann", "size": 3})
INTERACTIONS = [
    interaction("lists", Request(path="/things"), Response()),
    interaction(
        "adds", Request(method="POST", path="/things", body=NEW, rules=RULES), Response(status=201)
    ),
    interaction("reads", Request(path="/things/5"), Response(), "thing 5"),
    interaction(
        "changes", Request(method="PUT", path="/things/5", body=NEW, rules=RULES), Response(),
        "thing 5",
    ),
    interaction(
        "deletes", Request(method="DELETE", path="/things/5"), Response(status=204), "thing 5"
    ),
]  # fmt: skip


class Things:
    """A correct service, but for what its subclasses break; ids go on from run to run."""

    next = 5

    def __init__(self):
        self.things = {}

    def set_up(self):
        self.things.clear()
        self.things[5] = {"id": 5, "name": "Bob", "size": 1}
        self.next += 1

    def __call__(self, request):
        number = request.path.removeprefix("/things").strip("/")
        if not number:
            return self.list() if request.method == "GET" else self.add(json.loads(request.body))
        if not number.isdigit() or int(number) not in self.things:
            return answer(404)
        return getattr(self, request.method.lower())(int(number), request)

    def list(self):
        return answer(200, list(self.things.values()))

    def add(self, body):
        self.next += 1
        self.things[self.next] = {"name": "", "size": 0, **body, "id": self.next}
        return answer(201, self.things[self.next])

    def get(self, number, _):
        return answer(200, self.things[number])

    def put(self, number, request):
        self.things[number] |= json.loads(request.body)
        return answer(200, self.things[number])

    def delete(self, number, _):
        del self.things[number]
        return answer(204)


class KeepsDeleted(Things):
    def delete(self, number, _):
        return answer(204)


class LosesUpdates(Things):
    def put(self, number, request):
        return answer(200, {**self.things[number], **json.loads(request.body)})


class LosesUpdatesSilently(Things):
    def put(self, number, request):
        return answer(204)


class LosesSizesOfNew(Things):
    def add(self, body):
        made = super().add(body)
        self.things[self.next] = {**self.things[self.next], "size": 8}
        return made


class LosesTheNew(Things):
    def add(self, body):
        made = super().add(body)
        del self.things[self.next]
        return made


class ListsDeleted(Things):
    def __init__(self):
        super().__init__()
        self.listed = {}

    def set_up(self):
        super().set_up()
        self.listed = dict(self.things)

    def list(self):
        return answer(200, list(self.listed.values()))


class CrashesOnGreatNews(Things):
    def get(self, number, request):
        if number > 5 and self.things[number]["size"] == 9:
            return answer(500)
        return super().get(number, request)


class SoftDeletes(Things):
    def get(self, number, _):
        self.things[number]["seen"] = self.things[number].get("seen", 0) + 1
        return answer(200, self.things[number])

    def delete(self, number, _):
        self.things[number]["name"] = "deleted"
        return answer(200, {**self.things[number], "seen": 0})


class MarksDeletedSilently(SoftDeletes):
    def delete(self, number, request):
        super().delete(number, request)
        return answer(204)


class ShowsDeletedAndKeeps(Things):
    def delete(self, number, _):
        return answer(200, self.things[number])


def _replay(service, kept=(), profile=DEEP):
    class Stage(FunctionStage):
        def scene(self, states):
            service.set_up()
            return super().scene(states)

    stage = Stage(service)
    shows = isinstance(service, SoftDeletes | ShowsDeletedAndKeeps)
    root = _with_delete_200() if shows else ROOT
    (found,) = replay(root, INTERACTIONS, stage, kept=kept, profile=profile, method="sequences")
    return found, stage


def _with_delete_200():
    root = json.loads(json.dumps(ROOT))
    root["paths"]["/things/{id}"]["delete"]["responses"]["200"] = said(THING)
    return root


def _found(replayed):
    return [(one.operation, one.kind, one.place) for one in replayed.result.findings]


@pytest.mark.parametrize(
    ("service", "found"),
    [
        (Things, []),
        (SoftDeletes, []),
        (MarksDeletedSilently, []),
        (
            ShowsDeletedAndKeeps,
            [
                ("GET /things", "use-after-delete", "after DELETE /things/{id} in the list"),
                ("GET /things/{id}", "use-after-delete", "after DELETE /things/{id}"),
            ],
        ),
        (
            KeepsDeleted,
            [
                ("GET /things", "use-after-delete", "after DELETE /things/{id} in the list"),
                ("GET /things/{id}", "use-after-delete", "after DELETE /things/{id}"),
            ],
        ),
        (LosesTheNew, [("GET /things/{id}", "status", "after POST /things")]),
        (
            LosesUpdates,
            [
                ("GET /things/{id}", "lost-update", f"$.{name} after PUT /things/{{id}}")
                for name in ("name", "size")
            ],
        ),
        (
            LosesUpdatesSilently,
            [
                ("GET /things/{id}", "lost-update", f"$.{name} after PUT /things/{{id}}")
                for name in ("name", "size")
            ],
        ),
        (LosesSizesOfNew, [("GET /things/{id}", "lost-update", "$.size after POST /things")]),
        (
            ListsDeleted,
            [("GET /things", "use-after-delete", "after DELETE /things/{id} in the list")],
        ),
        (CrashesOnGreatNews, [("GET /things/{id}", "server-error", "after POST /things")]),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_what_requests_do_to_each_other_is_seen(service, found):
    replayed, _ = _replay(service())

    assert sorted(_found(replayed)) == found
    assert replayed.result.operation == "sequences of requests"
    assert replayed.result.notes == ()


@pytest.mark.parametrize("service", [KeepsDeleted, LosesSizesOfNew, ListsDeleted, LosesTheNew])
def test_a_kept_sequence_is_sent_again_whole_though_ids_differ(service):
    broken = service()
    before, _ = _replay(broken)
    again, stage = _replay(broken, kept=before.cases)
    mended, _ = _replay(Things(), kept=before.cases)

    methods = [step.request.method for case in before.cases for step in case.steps]
    assert [sent.method for sent in stage.sent[: len(methods)]] == methods
    assert [one.id for one in again.result.findings] == [one.fingerprint for one in before.cases]
    assert mended.result.findings == ()


def test_a_sequence_is_its_fewest_requests_and_names_where_ids_come_from():
    replayed, _ = _replay(LosesTheNew())

    (case,) = replayed.cases
    assert [step.request.method for step in case.steps] == ["POST", "GET"]
    assert case.steps[0].request.body == NEW.content
    assert case.steps[1].takes == (Take(into="path.id", place="$.id", step=0),)


COUPON = {"type": "object", "properties": {"code": {"type": "string"}}}
COUPONS = document({
    "/coupons": {"get": {
        "parameters": [{"name": "code", "in": "query", "schema": {"type": "string"}}],
        "responses": {"200": said({"type": "array", "items": COUPON})},
    }},
    "/redeem": {"post": {
        "requestBody": {"required": True, "content": {"application/json": {"schema": COUPON}}},
        "responses": {"204": said(), "404": said()},
    }},
})  # fmt: skip


@pytest.mark.parametrize(
    ("crashes", "found"),
    [
        (lambda _: False, []),
        (lambda one: one.method == "POST" and b"Xq7" in one.body, ["POST /redeem"]),
        (lambda one: ("code", ("Xq7",)) in one.query, ["GET /coupons"]),
        (lambda one: one.method == "POST", []),  # the operation's own test tells of it
    ],
    ids=["right", "in a body", "in a query", "always"],
)
def test_what_was_read_goes_into_requests_of_the_same_name(crashes, found):
    def serve(request):
        if crashes(request):
            return answer(500)
        if request.method == "POST":
            return answer(204 if b"Xq7" in request.body else 404)
        return answer(200, [{"code": "Xq7"}])

    text = {"code": ("type", {})}
    (sequences,) = replay(COUPONS, [
        interaction(
            "lists", Request(path="/coupons", query=(("code", ("a",)),),
                             rules={"query": rules(**text)}), Response(),
        ),
        interaction(
            "redeems", Request(method="POST", path="/redeem", body=body_of({"code": "a"}),
                               rules={"body": rules(**{"$.code": ("type", {})})}),
            Response(status=204),
        ),
    ], FunctionStage(serve), method="sequences",
        profile=Profile(name="p", examples=1, stateful=True))  # fmt: skip

    assert [one.operation for one in sequences.result.findings] == found


@pytest.mark.parametrize(("last", "kinds"), [("done", []), ("finished", ["body"])])
def test_what_was_only_accepted_is_looked_at_several_times(last, kinds):
    task = {"type": "object", "properties": {
        "id": {"type": "integer"}, "state": {"enum": ["waiting", "working", "done"]},
    }}  # fmt: skip
    root = document({
        "/tasks": {"post": {"responses": {"202": said(task)}}},
        "/tasks/{id}": {"parameters": [ID], "get": {"responses": {"200": said(task)}}},
    })  # fmt: skip
    later = []

    def serve(request):
        if request.method == "POST":
            later[:] = ["waiting", "working", "working", last]
            return answer(202, {"id": 5, "state": "waiting"})
        return answer(200, {"id": 5, "state": later.pop(0) if len(later) > 1 else later[0]})

    later.append("done")
    stage = FunctionStage(serve)
    found = replay(root, [
        interaction("begins", Request(method="POST", path="/tasks"), Response(status=202)),
        interaction("looks", Request(path="/tasks/5"), Response()),
    ], stage, profile=Profile(name="p", examples=1, stateful=True), method="sequences")  # fmt: skip

    assert [one.kind for replayed in found for one in replayed.result.findings] == kinds


def test_two_runs_send_the_same():
    (_, one), (_, two) = (_replay(Things()) for _ in range(2))

    assert [request.method for request in one.sent] == [request.method for request in two.sent]
    assert one.sent == two.sent


def _play_whole(service, root=ROOT, told=frozenset()):
    file = PropertyFile(consumer="", provider="shop", document=mark_document(root, path="x"))
    setting = Setting(
        document=ApiDocument(root), stage=FunctionStage(service),
        profile=Profile(name="p", examples=60, stateful=True), clock=Clock(now=NOW),
    )  # fmt: skip
    task = Task(file=file, operation=None, digest="", told=told)
    return replay_operation(task, setting, today=NOW.date())


class CrashesOnGreat(Things):
    """No state is set up: what one scenario makes is still there in the next ones."""

    def get(self, number, _):
        size = self.things[number]["size"]
        return answer(500) if size > 7 else answer(200, self.things[number])


class CrashesAlways(Things):
    def get(self, number, _):
        return answer(500)

    def __call__(self, request):
        answered = super().__call__(request)
        return answer(500) if request.method == "GET" else answered


class CrashesAfterAdding(Things):
    def list(self):
        return answer(500) if self.things else answer(200, [])


@pytest.mark.parametrize(
    ("service", "found"),
    [
        (Things(), set()),
        (KeepsDeleted(), {("use-after-delete", "GET /things/{id}")}),
        (CrashesOnGreat(), {("server-error", "GET /things/{id}")}),
        (CrashesAfterAdding(), {("server-error", "GET /things")}),
        (CrashesAlways(), set()),  # the operations' own tests tell of it
        (lambda _: answer(404), set()),
    ],
)
def test_the_whole_document_is_played_without_a_consumer(service, found):
    result = _play_whole(service).result

    assert {(one.kind, one.operation) for one in result.findings} >= found
    assert bool(result.findings) == bool(found)
    assert result.cases > 0
    assert all(any("first: " in line for line in one.details) for one in result.findings)


class ListsWrongAfterAdding(Things):
    def list(self):
        return answer(200, {} if self.things else [])


def test_sequences_do_not_tell_again_what_an_operation_has_told():
    alone = _play_whole(ListsWrongAfterAdding())
    again = _play_whole(ListsWrongAfterAdding(), told=alone.told)

    assert [one.place for one in alone.result.findings] == ["200 $"]
    assert (again.result.findings, again.cases) == ((), ())
    (note,) = again.result.notes
    assert note.startswith("what GET /things has told at 200 $ shows here too: ")


def test_the_whole_document_is_played_below_the_path_of_its_servers():
    root = {**ROOT, "servers": [{"url": "https://things.example/v1"}]}
    things = Things()
    paths = set()

    def serve(request):
        paths.add(request.path)
        if not request.path.startswith("/v1/"):
            return answer(404)
        return things(replace(request, path=request.path.removeprefix("/v1")))

    assert _play_whole(serve, root).result.findings == ()
    assert sum(not path.startswith("/v1/") for path in paths) < sum(
        path.startswith("/v1/") for path in paths
    )


@pytest.mark.parametrize("slash", ["", "/"])
def test_what_was_created_is_read_below_paths_with_a_slash_at_the_end_too(slash):
    kept = {}
    root = document({
        f"/things{slash}": {"post": {"requestBody": BODY, "responses": {"201": said(THING)}}},
        f"/things/{{id}}{slash}": {
            "parameters": [ID], "get": {"responses": {"200": said(THING), "404": said()}},
        },
    })  # fmt: skip

    def serve(request):
        if request.method == "POST":
            number = len(kept) + 1
            return answer(201, {"id": number, "name": "x"}, Location=f"/things/{number}{slash}")
        return answer(404)

    found = _play_whole(serve, root).result.findings

    assert [one.place for one in found] == [f"after POST /things{slash}"]


def _exchange(method, path, template, sent=None, came=None, *, status=200):  # noqa: PLR0913
    return Exchange(
        request=WireRequest(
            method=method, path=path, body=b"" if sent is None else json.dumps(sent).encode()
        ),
        answer=_answered(answer(status, came)),
        template=template,
    )


def _answered(response):
    from pactwright.model.wire import WireAnswer

    return WireAnswer(response=response)


READ = ("GET", "/things/5", "/things/{id}")
DELETED = _exchange("DELETE", "/things/5", "/things/{id}", status=204)


@pytest.mark.parametrize(
    "between",
    [
        _exchange("PUT", "/things/5", "/things/{id}", {"name": "x"}, status=204),
        _exchange("POST", "/things", "/things", {"name": "x"}, {"id": 5}, status=201),
        _exchange("DELETE", "/things/5", "/things/{id}", status=202),
        _exchange("POST", "/things/5/restore", "/things/{id}/restore", status=204),
    ],
    ids=lambda one: one.request.method,
)
def test_what_is_done_in_between_proves_nothing(between):
    read = _exchange(*READ, came={"id": 5})

    assert judge_order([read, DELETED, between, read]) == ()
    found = judge_order([read, between, DELETED, read])
    assert [one.kind for one in found] == ["use-after-delete"]


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ({"a": "x"}, {"a": "x"}, 1),
        ({"seen": 1, "at": "2026-01-02T03:04:05Z"}, {"seen": 2, "at": "2026-01-03T00:00:00Z"}, 1),
        ({"state": "open"}, {"state": "cancelled"}, 0),
        ({"deletedAt": None}, {"deletedAt": "2026-01-03T00:00:00Z"}, 0),
        ({"id": 5}, {"id": 5, "deleted": True}, 0),
        ({"deleted": False}, {"deleted": True}, 0),
        ([1], [1], 1),
        ([1], {"gone": True}, 0),
    ],
)
def test_what_is_deleted_is_not_read_as_it_was(before, after, found):
    reads = [_exchange(*READ, came=one) for one in (before, after)]

    assert len(judge_order([reads[0], DELETED, reads[1]])) == found
    assert judge_order([DELETED, reads[1]]) == ()
    twice = judge_order([reads[0], DELETED, reads[1], DELETED, reads[1]])
    assert len(twice) == found


@pytest.mark.parametrize(
    ("sent", "told", "now", "found"),
    [
        ({"name": "b"}, {"name": "b"}, {"name": "b"}, 0),
        ({"name": " b "}, {"name": "b"}, {"name": "b"}, 0),
        ({"name": "b"}, {"name": "b"}, {"name": "a"}, 1),
        ({"name": "b"}, None, {"name": "a"}, 1),
        ({"name": "B"}, None, {"name": "b"}, 0),
        ({"a": {"b": 1}}, {"a": {"b": 1}}, {"a": {"b": 2}}, 1),
        ({"tags": ["x"]}, {"tags": ["x"]}, {"tags": []}, 1),
        ({"tags": ["x"]}, {"tags": []}, {"tags": []}, 0),
        ({"tags": ["x"]}, None, {"tags": []}, 0),
        ({"tags": ["x", 1]}, {"tags": [1, "x"]}, {"tags": ["x", 1]}, 0),
        ({"tags": ["x"]}, {"tags": ["x"]}, {}, 0),
        ({"tags": [["x"]]}, {"tags": [["x"]]}, {"tags": []}, 0),
        ({"secret": "x"}, {}, {}, 0),
        ({"size": 1}, {"size": 1.0}, {"size": 1}, 0),
    ],
)
def test_what_was_written_is_read(sent, told, now, found):
    before = _exchange(*READ, came={"name": "a"})
    change = _exchange("PATCH", "/things/5", "/things/{id}", sent, told)
    read = _exchange(*READ, came=now)

    assert len(judge_order([before, change, read])) == found


@pytest.mark.parametrize(
    ("expression", "value", "expected"),
    [
        ("$response.body#/items/*/id", 8, Take(into="path.id", place="$.items[1].id", step=2)),
        ("$response.body#/items/0/id", "7", Take(into="path.id", place="$.items[0].id", step=2)),
        (
            "$response.header.Location#regex:/(.+)$",
            "9",
            Take(into="path.id", place="header.location", step=2, pattern="/(.+)$"),
        ),
        ("$request.path.owner", "3", Take(into="path.id", place="owner", step=None)),
        ("$request.path.other", "3", None),
        ("$response.body#/none", 1, None),
        ("constant", "constant", None),
        (7, 7, None),
    ],
)
def test_a_link_says_where_its_value_stands(expression, value, expected):
    found = origin_of_link(
        expression,
        value,
        into="path.id",
        step=2,
        response=answer(200, {"items": [{"id": 7}, {"id": 8}]}),
        takes=(Take(into="path.owner", place="owner"),),
    )

    assert found == expected


LIST = ("GET", "/things", "/things")


@pytest.mark.parametrize(
    ("listed", "found"),
    [
        ([{"id": 5}], 1),
        ({"things": [{"id": 5, "n": 1}, {"id": 6, "n": 5}]}, 1),
        ([{"ref": "5", "n": 1}], 1),
        # A member of another thing has the number, or of the answer as a whole.
        ([{"id": 6, "n": 5}], 0),
        ({"things": [], "total": 5}, 0),
        ({"things": [{"id": 6}], "total": 5}, 0),
        # Which of them it is cannot be told.
        ([{"a": 5, "b": 6}, {"a": 6, "b": 5}], 0),
        ([], 0),
    ],
)
def test_a_list_holds_a_deleted_thing_only_where_it_is_named_so(listed, found):
    read = _exchange(*LIST, came=listed)

    assert len(judge_order([read, DELETED, read])) == found


def test_a_list_may_hold_what_was_marked_as_deleted_before():
    alive, marked = ({"id": 5, "state": one} for one in ("open", "cancelled"))
    seen = [_exchange(*READ, came=alive), DELETED, _exchange(*READ, came=marked), DELETED]

    assert judge_order([*seen, _exchange(*LIST, came=[marked])]) == ()
    assert len(judge_order([*seen, _exchange(*LIST, came=[alive])])) == 1
    again = _exchange("PUT", "/things/5", "/things/{id}", {"state": "open"}, alive)
    written = [seen[0], DELETED, again, DELETED, _exchange(*LIST, came=[alive])]
    assert judge_order(written) == ()

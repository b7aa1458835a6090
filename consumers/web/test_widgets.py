"""What the web front end expects of widgets."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from consumers.web import client
from consumers.web.client import Widget, Widgets
from pactwright import (
    Pact,
    each_like,
    from_state,
    given,
    integer,
    like,
    match,
    nullable,
    one_of,
    regex,
)

widgets = Pact(consumer="web", provider="widgets")

VIEWER = given("the caller has a role", role="viewer")
EDITOR = given("the caller has a role", role="editor")
ADMIN = given("the caller has a role", role="admin")
BOLT = given("a widget", sku="BO-0007", name="Bolt", tags=["steel"])
BEARER = {"Authorization": from_state("Bearer ${token}", "Bearer t0ken")}
PATH = from_state("/widgets/${id}", "/widgets/7")
MOMENT = match.datetime("2026-07-01T09:30:00.123456Z")
DOCUMENT: dict[str, Any] = {
    "id": integer(7),
    "sku": regex(r"^[A-Z]{2}-[0-9]{4}$", example="BO-0007"),
    "name": like("Bolt"),
    "status": regex(r"^(draft|active|retired)$", example="draft"),
    "tags": ["steel"],
    "weight_grams": None,
    "version": integer(1),
    "created_at": MOMENT,
    "updated_at": MOMENT,
}
WIDGET = Widget(
    id=7,
    sku="BO-0007",
    name="Bolt",
    status="draft",
    tags=("steel",),
    weight_grams=None,
    version=1,
    updated_at=datetime(2026, 7, 1, 9, 30, 0, 123456, tzinfo=UTC),
)


def problem(status: int, title: str):
    """Declare an error answer."""
    body: dict[str, Any] = {"title": like(title), "status": status}
    return widgets.response(status, body, content_type="application/problem+json")


CREATE = widgets.post(
    "/widgets", headers=BEARER, body={"sku": "BO-0007", "name": "Bolt", "tags": ["steel"]}
)


@widgets.interaction(
    given=EDITOR,
    request=CREATE,
    response=widgets.created(
        DOCUMENT, headers={"Location": regex(r"^/widgets/\d+$", example="/widgets/7")}
    ),
)
async def test_creates_a_widget(mock):
    async with Widgets(mock.url, "t0ken") as service:
        assert await service.create("BO-0007", "Bolt", ("steel",)) == WIDGET


@widgets.interaction(
    given=[EDITOR, BOLT], request=CREATE, response=problem(409, "The SKU is taken")
)
async def test_cannot_create_a_widget_twice(mock):
    async with Widgets("http://widgets", "t0ken", transport=mock.transport) as service:
        with pytest.raises(client.ConflictError, match="SKU"):
            await service.create("BO-0007", "Bolt", ("steel",))


@widgets.interaction(
    given=VIEWER, request=CREATE, response=problem(403, "The caller may not do this")
)
async def test_may_not_create_a_widget_as_a_viewer(mock):
    async with Widgets("http://widgets", "t0ken", transport=mock.transport) as service:
        with pytest.raises(client.ForbiddenError):
            await service.create("BO-0007", "Bolt", ("steel",))


@widgets.interaction(
    given=EDITOR,
    request=widgets.post("/widgets", headers=BEARER, body={"sku": "7", "name": "", "tags": []}),
    response=widgets.response(
        422,
        {
            "title": like("The request is not valid"),
            "errors": match.array_containing(
                {"field": "sku", "message": like("String should match the pattern")},
                {"field": "name", "message": like("String should match the pattern")},
            ),
        },
        content_type="application/problem+json",
    ),
)
async def test_learns_which_fields_of_a_widget_are_wrong(mock):
    async with Widgets("http://widgets", "t0ken", transport=mock.transport) as service:
        with pytest.raises(client.InvalidError) as refused:
            await service.create("7", "")
    assert set(refused.value.fields) == {"sku", "name"}


READ = widgets.ok(
    DOCUMENT
    | {"status": one_of("draft", "active", "retired"), "weight_grams": nullable(integer(120))}
)


@widgets.interaction(given=[VIEWER, BOLT], request=widgets.get(PATH, headers=BEARER), response=READ)
@widgets.tolerant(cases=20)
async def test_reads_a_widget(mock):
    async with Widgets(mock.url, "t0ken") as service:
        widget = await service.widget(7)
    (document,) = mock.served
    assert (widget.name, widget.status) == (document["name"], document["status"])
    assert widget.weight_grams == document["weight_grams"]


@widgets.interaction(
    given=VIEWER,
    request=widgets.get("/widgets/404", headers=BEARER),
    response=problem(404, "There is no such widget"),
)
async def test_cannot_read_a_widget_that_is_not_there(mock):
    async with Widgets("http://widgets", "t0ken", transport=mock.transport) as service:
        with pytest.raises(client.MissingError):
            await service.widget(404)


SIGNED_OUT = widgets.interaction(
    given=BOLT,
    request=widgets.get(PATH, headers={"Authorization": "Bearer expired"}),
    response=widgets.response(
        401,
        {"title": like("The token is not valid")},
        headers={
            "WWW-Authenticate": regex(
                r'^Bearer realm="widgets".*', example='Bearer realm="widgets"'
            )
        },
        content_type="application/problem+json",
    ),
    description="a widget with a token that is not good",
)


@SIGNED_OUT
async def test_is_signed_out_with_a_bad_token(mock):
    async with Widgets(mock.url, "expired") as service:
        with pytest.raises(client.SignedOutError):
            await service.widget(7)


@SIGNED_OUT
@widgets.interaction(
    given=[VIEWER, BOLT],
    request=widgets.get(PATH, headers=BEARER),
    response=READ,
    description="a widget with the renewed token",
)
async def test_renews_its_token_once(mock):
    renewals = []

    async def renew():
        renewals.append("t0ken")
        return renewals[-1]

    async with Widgets(mock.url, "expired", renew=renew) as service:
        assert (await service.widget(7)).id == WIDGET.id
    assert renewals == ["t0ken"]


@widgets.interaction(
    given=[EDITOR, BOLT],
    request=widgets.patch(
        PATH, headers=BEARER, body={"version": 1, "status": "active", "weight_grams": 12}
    ),
    response=widgets.ok(DOCUMENT | {"status": "active", "weight_grams": 12, "version": 2}),
)
async def test_changes_a_widget(mock):
    async with Widgets(mock.url, "t0ken") as service:
        changed = await service.change(WIDGET, status="active", weight_grams=12)
    assert (changed.status, changed.weight_grams, changed.version) == ("active", 12, 2)


@widgets.interaction(
    given=[EDITOR, BOLT, given("the widget was changed meanwhile")],
    request=widgets.patch(PATH, headers=BEARER, body={"version": 1, "name": "Nut"}),
    response=problem(409, "The widget was changed meanwhile"),
)
async def test_does_not_overwrite_the_change_of_somebody_else(mock):
    async with Widgets("http://widgets", "t0ken", transport=mock.transport) as service:
        with pytest.raises(client.ConflictError, match="meanwhile"):
            await service.change(WIDGET, name="Nut")


@widgets.interaction(
    given=[EDITOR, BOLT],
    request=widgets.patch(PATH, headers=BEARER, body={"version": 1, "status": "lost"}),
    response=widgets.response(
        422,
        {"errors": each_like({"field": "status", "message": like("Input should be 'draft'")})},
        content_type="application/problem+json",
    ),
)
async def test_learns_that_a_status_is_not_known(mock):
    async with Widgets("http://widgets", "t0ken", transport=mock.transport) as service:
        with pytest.raises(client.InvalidError) as refused:
            await service.change(WIDGET, status="lost")
    assert set(refused.value.fields) == {"status"}


@widgets.interaction(
    given=[ADMIN, BOLT],
    request=widgets.delete(PATH, headers=BEARER),
    response=widgets.no_content(),
)
async def test_deletes_a_widget(mock):
    async with Widgets(mock.url, "t0ken") as service:
        await service.delete(7)


@widgets.interaction(
    given=ADMIN,
    request=widgets.delete("/widgets/404", headers=BEARER),
    response=problem(404, "There is no such widget"),
)
async def test_is_content_when_a_widget_is_gone_already(mock):
    async with Widgets(mock.url, "t0ken") as service:
        await service.delete(404)


@widgets.interaction(
    given=[ADMIN, given("a widget", sku="BO-0007", name="Bolt", tags=[], status="active")],
    request=widgets.delete(PATH, headers=BEARER),
    response=problem(409, "An active widget must be retired first"),
)
async def test_cannot_delete_a_widget_that_is_in_use(mock):
    async with Widgets("http://widgets", "t0ken", transport=mock.transport) as service:
        with pytest.raises(client.ConflictError, match="retired first"):
            await service.delete(7)


@widgets.interaction(
    given=[EDITOR, BOLT],
    request=widgets.delete(PATH, headers=BEARER),
    response=problem(403, "The caller may not do this"),
)
async def test_may_not_delete_a_widget_as_an_editor(mock):
    async with Widgets("http://widgets", "t0ken", transport=mock.transport) as service:
        with pytest.raises(client.ForbiddenError):
            await service.delete(7)


def listing(page: int):
    """Declare the request for a page of what is steel and small, in two of the states."""
    return widgets.get(
        "/widgets",
        headers=BEARER,
        query={
            "tag": ["steel", "small"],
            "status": ["draft", "active"],
            "page": str(page),
            "size": "2",
        },
    )


THREE = given("widgets with the tags", tags=["small", "steel"], count=3)
ITEMS = each_like(DOCUMENT | {"tags": match.array_containing("steel", "small")})


@widgets.interaction(
    given=[VIEWER, THREE],
    request=listing(1),
    response=widgets.ok({"items": ITEMS, "total": 3, "next_page": 2}),
    description="the first page of widgets",
)
@widgets.interaction(
    given=[VIEWER, THREE],
    request=listing(2),
    response=widgets.ok({"items": ITEMS, "total": 3, "next_page": None}),
    description="the last page of widgets",
)
async def test_finds_widgets_page_by_page(mock):
    async with Widgets(mock.url, "t0ken") as service:
        tags, statuses = ("steel", "small"), ("draft", "active")
        found = [one.sku async for one in service.find(tags=tags, statuses=statuses, size=2)]
    assert found == ["BO-0007", "BO-0007"]


@widgets.interaction(
    given=[VIEWER, BOLT],
    request=widgets.get(
        "/widgets", headers=BEARER, query={"tag": "paper", "page": "1", "size": "50"}
    ),
    response=widgets.ok({"items": [], "total": 0, "next_page": None}),
)
async def test_finds_nothing_where_nothing_is(mock):
    async with Widgets(mock.url, "t0ken") as service:
        assert [one async for one in service.find(tags=("paper",))] == []

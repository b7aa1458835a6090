"""Widgets: makes, reads, changes, deletes and lists widgets for whom identity vouches for."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any, Literal, Self

from fastapi import APIRouter, Depends, FastAPI, Header, Path, Query, Request, Response
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
)
from sqlalchemy import Engine, Select, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.orm.exc import StaleDataError

from providers import fastapi_errors
from providers.access import Caller, InvalidTokenError, KeySource, read_caller, remote_keys
from providers.database import connect
from providers.problems import ProblemError
from providers.widgets.store import Base, Tag, Widget

LARGEST = 2**31 - 1
CHANGED = "The widget was changed meanwhile"


def whole(value: object) -> object:
    """Return 7 for 7.0, which JSON does not tell apart."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


Status = Literal["draft", "active", "retired"]
Name = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]+$", max_length=80)]
Sku = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}-[0-9]{4}$")]
Word = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,30}$")]
Words = Annotated[list[Word], Field(max_length=10)]
Whole = Annotated[int, BeforeValidator(whole), Field(ge=1, le=LARGEST)]
Moment = Annotated[
    datetime, PlainSerializer(lambda moment: moment.isoformat(timespec="microseconds"))
]

router = APIRouter()


class NewWidget(BaseModel):
    """What a widget is made from."""

    model_config = ConfigDict(extra="forbid", strict=True)
    sku: Sku
    name: Name
    tags: Words = []
    weight_grams: Whole | None = None


class Change(BaseModel):
    """What shall change, and the version that its author saw; a default means "as it is"."""

    model_config = ConfigDict(extra="forbid", strict=True)
    version: Whole
    name: Name = ""
    status: Status = "draft"
    tags: Words = []
    weight_grams: Whole | None = None


class WidgetDocument(BaseModel):
    """A widget, as the API tells of it."""

    id: int
    sku: str
    name: str
    status: Status
    tags: list[str]
    weight_grams: int | None
    version: int
    created_at: Moment
    updated_at: Moment

    @classmethod
    def of(cls, widget: Widget) -> Self:
        """Return the document of a widget."""
        names = {name: getattr(widget, name) for name in cls.model_fields if name != "tags"}
        return cls(**names, tags=[tag.name for tag in widget.tags])


class Listing(BaseModel):
    """One page of widgets; `next_page` is null on the last."""

    items: list[WidgetDocument]
    total: int
    page: int
    next_page: int | None


def create_app(engine: Engine | None = None, keys: KeySource | None = None) -> FastAPI:
    """Return the service; without arguments, as the environment describes it.

    `DATABASE_URL` names the database, `IDENTITY_URL` the service whose keys sign the tokens.
    """
    engine = engine or connect(os.environ.get("DATABASE_URL", "sqlite:///widgets.sqlite3"))
    Base.metadata.create_all(engine)
    app = FastAPI(title="widgets", version="1.0.0", openapi_url=None)
    app.state.transactions = sessionmaker(engine)
    identity = os.environ.get("IDENTITY_URL", "http://127.0.0.1:8000")
    app.state.keys = keys or remote_keys(f"{identity}/.well-known/jwks.json")
    app.include_router(router)
    fastapi_errors.install(app)
    return app


def transactions(request: Request) -> sessionmaker[Session]:
    """Return the maker of database sessions; `with transactions.begin()` is one transaction."""
    made: sessionmaker[Session] = request.app.state.transactions
    return made


def requires(*roles: str) -> Callable[..., Caller]:
    """Return the dependency that lets a valid token with one of the roles through."""

    def check(request: Request, authorization: Annotated[str | None, Header()] = None) -> Caller:
        try:
            caller = read_caller(authorization, request.app.state.keys())
        except InvalidTokenError as error:
            challenge = {"WWW-Authenticate": 'Bearer realm="widgets", error="invalid_token"'}
            raise ProblemError(401, str(error).capitalize(), headers=challenge) from error
        if "widgets" not in caller.scopes or caller.roles.isdisjoint(roles):
            raise ProblemError(403, "The caller may not do this")
        return caller

    return check


Transactions = Annotated[sessionmaker[Session], Depends(transactions)]
Viewer = Annotated[Caller, Depends(requires("viewer", "editor", "admin"))]
Editor = Annotated[Caller, Depends(requires("editor", "admin"))]
Admin = Annotated[Caller, Depends(requires("admin"))]
Id = Annotated[int, Path(ge=1, le=LARGEST)]


@router.post("/widgets", status_code=201)
def create(
    new: NewWidget, response: Response, begin: Transactions, _caller: Editor
) -> WidgetDocument:
    """Make a widget, as a draft."""
    widget = Widget(sku=new.sku, name=new.name, weight_grams=new.weight_grams)
    widget.tags = _tags(new.tags)
    try:
        with begin.begin() as database:
            database.add(widget)
            database.flush()
            response.headers["Location"] = f"/widgets/{widget.id}"
            return WidgetDocument.of(widget)
    except IntegrityError:
        raise ProblemError(409, "The SKU is taken") from None


@router.get("/widgets")
def list_widgets(
    begin: Transactions,
    _caller: Viewer,
    tag: Annotated[Words, Query(default_factory=list)],
    status: Annotated[list[Status], Query(default_factory=list)],
    page: Annotated[int, Query(ge=1, le=LARGEST)] = 1,
    size: Annotated[int, Query(ge=1, le=100)] = 20,
) -> Listing:
    """List the widgets that have all of the tags and one of the states, oldest first."""
    matching = _matching(tag, status)
    with begin.begin() as database:
        total = database.scalar(select(func.count()).select_from(matching.subquery())) or 0
        rows = matching.order_by(Widget.id).offset((page - 1) * size).limit(size)
        items = [WidgetDocument.of(widget) for widget in database.scalars(rows)]
    next_page = page + 1 if page * size < total else None
    return Listing(items=items, total=total, page=page, next_page=next_page)


def _matching(tags: list[str], states: list[Status]) -> Select[Widget]:
    query = select(Widget)
    for name in tags:
        query = query.where(Widget.tags.any(Tag.name == name))
    return query.where(Widget.status.in_(states)) if states else query


@router.get("/widgets/{widget_id}")
def read(widget_id: Id, begin: Transactions, _caller: Viewer) -> WidgetDocument:
    """Tell of a widget."""
    with begin.begin() as database:
        return WidgetDocument.of(_find(database, widget_id))


@router.patch("/widgets/{widget_id}")
def update(widget_id: Id, change: Change, begin: Transactions, _caller: Editor) -> WidgetDocument:
    """Change a widget, unless somebody else has changed it since."""
    changes = change.model_dump(exclude_unset=True, exclude={"version"})
    try:
        with begin.begin() as database:
            widget = _find(database, widget_id)
            _check(widget, change.version)
            _apply(widget, changes)
            database.flush()
            return WidgetDocument.of(widget)
    except StaleDataError:  # two changes of one version met in the database
        raise ProblemError(409, CHANGED) from None


def _check(widget: Widget, version: int) -> None:
    if widget.version != version:
        raise ProblemError(409, CHANGED)
    if widget.status == "retired":
        raise ProblemError(409, "A retired widget stays as it is")


def _apply(widget: Widget, changes: dict[str, Any]) -> None:
    if "tags" in changes:
        changes["tags"] = _tags(changes["tags"])
    for name, value in changes.items():
        setattr(widget, name, value)
    widget.updated_at = datetime.now(UTC)  # so that a change of tags alone counts, too


@router.delete("/widgets/{widget_id}", status_code=204, response_class=Response)
def delete(widget_id: Id, begin: Transactions, _caller: Admin) -> None:
    """Delete a widget that is not in use."""
    with begin.begin() as database:
        widget = _find(database, widget_id)
        if widget.status == "active":
            raise ProblemError(409, "An active widget must be retired first")
        database.delete(widget)


def _find(database: Session, widget_id: int) -> Widget:
    widget = database.get(Widget, widget_id)
    if widget is None:
        raise ProblemError(404, "There is no such widget")
    return widget


def _tags(names: list[str]) -> list[Tag]:
    return [Tag(name=name) for name in sorted(set(names))]

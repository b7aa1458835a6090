"""Verifies widgets against the pacts of its consumers, whichever database it is on."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

from fastapi import FastAPI
from joserfc.jwk import ECKey, KeySet
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from pactwright import Provider
from providers.widgets.app import create_app
from providers.widgets.store import Tag, Widget


def make_app(engine: Engine, signing_key: ECKey) -> FastAPI:
    """Return the service under verification."""
    return create_app(engine, lambda: KeySet([signing_key]))


widgets = Provider("widgets", app=make_app, contract="contracts/widgets/1.0.0/openapi.yaml")


@widgets.state("the caller has a role")
async def the_caller_has_a_role(mint: Callable[..., str], role: str) -> dict[str, str]:
    """Hand the caller a token with the role."""
    return {"token": mint("ada", ["widgets"], roles=[role])}


@widgets.state("a widget")
async def a_widget(
    database: Session, sku: str, name: str, tags: list[str], status: str = "draft"
) -> AsyncIterator[dict[str, int]]:
    """Keep a widget, whose number is the service's own."""
    widget = Widget(sku=sku, name=name, status=status, tags=[Tag(name=tag) for tag in tags])
    database.add(widget)
    database.commit()
    yield {"id": widget.id}


@widgets.state("widgets with the tags")
def widgets_with_the_tags(database: Session, tags: list[str], count: int) -> None:
    """Keep so many widgets that have all of the tags, and one that has only the first."""
    for number in range(count):
        words = [Tag(name=tag) for tag in tags]
        database.add(Widget(sku=f"AB-{number:04}", name="Bolt", tags=words))
    database.add(Widget(sku="ZZ-9999", name="Nut", tags=[Tag(name=tags[0])]))
    database.commit()


@widgets.state("the widget was changed meanwhile")
def the_widget_was_changed(database: Session) -> None:
    """Change the only widget once."""
    database.scalars(select(Widget)).one().name = "Bolt, improved"
    database.commit()

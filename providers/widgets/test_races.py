"""What widgets holds when requests meet: no lost update, and no SKU twice."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from joserfc.jwk import ECKey, KeySet
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from providers.widgets.app import create_app
from providers.widgets.store import Widget

Send = Callable[[str, str, list[dict[str, Any]]], Counter[int]]


@pytest.fixture
def send(engine: Engine, signing_key: ECKey, mint: Callable[..., str]) -> Send:
    """Send requests that are all under way together; count the statuses of the answers."""
    app = create_app(engine, lambda: KeySet([signing_key]))
    bearer = {"Authorization": f"Bearer {mint('ada', ['widgets'], roles=['editor'])}"}

    async def send_all(method: str, path: str, bodies: list[dict[str, Any]]) -> Counter[int]:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://widgets", headers=bearer
        ) as http:
            answers = await asyncio.gather(*(http.request(method, path, json=b) for b in bodies))
        return Counter(answer.status_code for answer in answers)

    return lambda method, path, bodies: asyncio.run(send_all(method, path, bodies))


def test_one_of_several_changes_of_one_version_wins(send: Send, database: Session) -> None:
    """Change one version of a widget six times at once."""
    widget = Widget(sku="BO-0007", name="Bolt")
    database.add(widget)
    database.commit()
    bodies = [{"version": 1, "name": f"Bolt {number}"} for number in range(6)]
    assert send("PATCH", f"/widgets/{widget.id}", bodies) == {200: 1, 409: 5}


def test_one_of_several_widgets_of_one_sku_is_made(send: Send) -> None:
    """Make a widget six times at once."""
    body = {"sku": "BO-0007", "name": "Bolt"}
    assert send("POST", "/widgets", [body] * 6) == {201: 1, 409: 5}

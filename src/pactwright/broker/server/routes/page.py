"""How the routes answer with a page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pactwright.broker.pages.render import render_page
from pactwright.broker.server.call import Answer, Call


def answer_page(call: Call, template: str, title: str, **values: Any) -> Answer:  # noqa: ANN401 - the template's
    """Return the page of the template as an answer."""
    body = render_page(template, base=call.base, title=title, **values)
    return Answer(body=body, media_type="text/html;charset=utf-8")


def say_when(moment: datetime) -> str:
    """Return the time to the minute."""
    return f"{moment:%Y-%m-%d %H:%M}"

"""How the routes answer with a page."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from unicodedata import bidirectional

from pactwright.broker.pages.render import render_page
from pactwright.broker.server.call import Answer, Call

_FROM_THE_RIGHT = frozenset({"R", "AL", "AN"})


def answer_page(call: Call, template: str, title: str, **values: Any) -> Answer:  # noqa: ANN401 - the template's
    """Return the page of the template as an answer."""
    body = render_page(template, base=call.base, title=title, **values)
    return Answer(body=body, media_type="text/html;charset=utf-8")


def isolate(name: str) -> str:
    """Return the name; one from right to left between marks that keep its direction to itself.

    Without them two such names would turn the arrow between them round.
    """
    turned = any(bidirectional(one) in _FROM_THE_RIGHT for one in name)
    return f"\u2068{name}\u2069" if turned else name


def say_when(moment: datetime) -> str:
    """Return the time to the minute."""
    return f"{moment:%Y-%m-%d %H:%M}"

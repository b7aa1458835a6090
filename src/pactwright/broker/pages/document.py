"""A pact as a document that people read: its interactions, states, requests and answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pactwright.broker.content import format_content, indent_content

_WORDS = {"request": "Request", "response": "Response", "contents": "Message"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A request, a response or a message: a headline, and the rest as JSON text."""

    title: str
    line: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One interaction."""

    description: str
    states: tuple[str, ...]
    pending: bool
    parts: tuple[Part, ...]


def read_passages(content: Any) -> tuple[Passage, ...]:  # noqa: ANN401 - JSON of any shape
    """Return the interactions of a pact of any version, whatever shape they have."""
    if not isinstance(content, Mapping):
        return ()
    found = []
    for name in ("interactions", "messages"):
        members = content.get(name)
        if isinstance(members, list):
            found += [_passage(one) for one in members if isinstance(one, Mapping)]
    return tuple(found)


def _passage(interaction: Mapping[str, Any]) -> Passage:
    parts = [_part(word, interaction[name]) for name, word in _WORDS.items() if name in interaction]
    if isinstance(interaction.get("response"), list):
        parts = [part for part in parts if part.title != "Response"]
        parts += [_part("Response", one) for one in interaction["response"]]
    return Passage(
        description=str(interaction.get("description", "an interaction")),
        states=tuple(_states(interaction)),
        pending=interaction.get("pending") is True,
        parts=tuple(parts),
    )


def _states(interaction: Mapping[str, Any]) -> list[str]:
    old = interaction.get("providerState")
    states = interaction.get("providerStates")
    if isinstance(states, str):
        return [states]
    if not isinstance(states, list):
        return [str(old)] if old else []
    named = []
    for state in states:
        if isinstance(state, Mapping):
            params = state.get("params")
            shown = f" ({format_content(params)})" if params else ""
            named.append(f"{state.get('name', '')}{shown}")
    return named


def _part(title: str, value: Any) -> Part:  # noqa: ANN401 - JSON of any shape
    if not isinstance(value, Mapping):
        return Part(title=title, line="", text=indent_content(value))
    rest = dict(value)
    line = ""
    if "method" in rest or "path" in rest:
        line = f"{rest.pop('method', 'GET')} {rest.pop('path', '/')}"
    elif "status" in rest:
        line = str(rest.pop("status"))
    return Part(title=title, line=line, text=indent_content(rest) if rest else "")

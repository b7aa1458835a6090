"""A pact as a document that people read: its interactions, states, requests and answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pactwright.broker.content import format_content, indent_content
from pactwright.broker.pages.terms import Term, read_terms, read_variants

_WORDS = {"request": "Request", "response": "Response", "contents": "Message"}
_RULES = ("matchingRules", "generators")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A request, a response or a message: a headline, headers and body as they go, and the rest.

    `terms` say what may differ from the example; `rest` is JSON text of what is left.
    """

    title: str
    line: str
    text: str
    terms: tuple[Term, ...] = ()
    rest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One interaction; `test` is the consumer's that wrote it, where the pact tells."""

    description: str
    states: tuple[str, ...]
    pending: bool
    parts: tuple[Part, ...]
    test: str = ""
    notes: tuple[str, ...] = ()


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
    comments = interaction.get("comments")
    said = comments if isinstance(comments, Mapping) else {}
    notes = said.get("text")
    return Passage(
        description=str(interaction.get("description", "an interaction")),
        states=tuple(_states(interaction)),
        pending=interaction.get("pending") is True,
        parts=tuple(_parts(interaction)),
        test=str(said.get("testname") or ""),
        notes=tuple(map(str, notes)) if isinstance(notes, list) else (),
    )


def _parts(interaction: Mapping[str, Any]) -> Iterator[Part]:
    """Yield the request, then what is expected, with the variants that are declared for each."""
    if "request" in interaction:
        yield _part(_WORDS["request"], interaction["request"])
    answers = interaction.get("response")
    expected = [(_WORDS["response"], one) for one in answers] if isinstance(answers, list) else []
    if not expected and "response" in interaction:
        expected = [(_WORDS["response"], answers)]
    if "contents" in interaction:
        names = ("contents", "metadata", "metaData", *_RULES)
        message = {name: interaction[name] for name in names if name in interaction}
        expected.append((_WORDS["contents"], message))
    bodies = read_variants(interaction.get("comments"))
    for place, (word, value) in enumerate(expected):
        yield _part(word, value, bodies[place] if place < len(bodies) else ())


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


def _part(title: str, value: Any, variants: tuple[Term, ...] = ()) -> Part:  # noqa: ANN401 - JSON of any shape
    if not isinstance(value, Mapping):
        return Part(title=title, line="", text=indent_content(value), terms=variants)
    rest = dict(value)
    line = ""
    if "method" in rest or "path" in rest:
        line = f"{rest.pop('method', 'GET')} {rest.pop('path', '/')}{_query(rest.pop('query', ''))}"
    elif "status" in rest:
        line = str(rest.pop("status"))
    blocks = [_headers(rest.pop("headers", None))]
    blocks += [_body(rest.pop(name)) for name in ("body", "contents") if name in rest]
    terms = read_terms(rest)
    if terms is not None:
        rest = {name: one for name, one in rest.items() if name not in _RULES}
    return Part(
        title=title,
        line=line,
        text="\n\n".join(block for block in blocks if block),
        terms=(*variants, *(terms or ())),
        rest=indent_content(rest) if rest else "",
    )


def _query(query: Any) -> str:  # noqa: ANN401 - JSON of any shape
    if isinstance(query, Mapping):
        pairs = [
            f"{name}={value}"
            for name, values in query.items()
            for value in (values if isinstance(values, list) else [values])
        ]
        return f"?{'&'.join(pairs)}" if pairs else ""
    return f"?{query}" if query else ""


def _headers(headers: Any) -> str:  # noqa: ANN401 - JSON of any shape
    if not isinstance(headers, Mapping):
        return "" if headers is None else indent_content(headers)
    return "\n".join(
        f"{name}: {', '.join(map(str, value)) if isinstance(value, list) else value}"
        for name, value in headers.items()
    )


def _body(body: Any) -> str:  # noqa: ANN401 - JSON of any shape
    """Return the body as text; V4 wraps it, with its media type beside it."""
    wrapped = isinstance(body, Mapping) and "content" in body
    if not wrapped or not ({"contentType", "encoded"} & set(body)):
        return indent_content(body)
    content = body["content"]
    return content if isinstance(content, str) else indent_content(content)

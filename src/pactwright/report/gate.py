"""The gate's answer as text, Markdown or JSON."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from pactwright.broker.answer import Blocker, GateAnswer
from pactwright.report.safe import safe_line
from pactwright.report.words import list_words

_WORDS = {True: "yes", False: "no", None: "unknown"}
_OUTCOMES = {True: "verified", False: "failed", None: "not verified"}


def render_answer(answer: GateAnswer, form: str, *, explain: bool = False) -> str:
    """Return the answer in the form `text`, `markdown` or `json`, a newline at its end."""
    if form == "json":
        return _as_json(answer)
    lines = _as_markdown(answer, explain) if form == "markdown" else _as_text(answer, explain)
    return "".join(f"{line}\n" for line in lines)


def _as_json(answer: GateAnswer) -> str:
    document = msgspec.to_builtins(answer)
    document["answer"] = _WORDS[answer.deployable]
    for blocker in document["blockers"]:
        blocker["owners"] = dict(blocker["owners"])
    document["counts"] = dict(answer.counts)
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"


def _headline(answer: GateAnswer) -> str:
    going = ((answer.pacticipant, answer.version), *answer.together)
    names = list_words([f"{name} {version}" for name, version in going])
    where = f"to {answer.destination}" if answer.destination else "together"
    return f"{_WORDS[answer.deployable]}: {names} {where}"


def _as_text(answer: GateAnswer, explain: bool) -> Iterator[str]:  # noqa: FBT001 - handed on
    yield safe_line(_headline(answer))
    for text in answer.reasons if answer.deployable else ():
        yield safe_line(f"  {text}")
    for text in answer.warnings:
        yield safe_line(f"  note: {text}")
    for blocker in answer.blockers:
        yield ""
        yield from (safe_line(line) for line in _describe(blocker, mark="✗ "))
    if explain:
        yield ""
        yield "weighed:"
        for row in answer.rows:
            yield safe_line(f"  {_row(row)}")
        for text in answer.reasons:
            yield safe_line(f"  {text}")


def _as_markdown(answer: GateAnswer, explain: bool) -> Iterator[str]:  # noqa: FBT001 - handed on
    yield safe_line(f"## can-i-deploy: {_headline(answer)}")
    yield ""
    for text in answer.reasons if answer.deployable else ():
        yield safe_line(f"{text}")
    for text in answer.warnings:
        yield safe_line(f"> {text}")
    for blocker in answer.blockers:
        first, *rest = _describe(blocker, mark="")
        yield safe_line(f"- **{_escape(first)}**")
        yield from (safe_line(f"  - {_escape(line.strip())}") for line in rest)
    if explain:
        yield ""
        yield "| consumer | version | provider | version | result |"
        yield "|---|---|---|---|---|"
        for row in answer.rows:
            cells = (*(_escape(cell) for cell in row[:4]), _OUTCOMES[row[4]])
            yield safe_line(f"| {' | '.join(cells)} |")


def _describe(blocker: Blocker, *, mark: str) -> Iterator[str]:
    versions = ", ".join(blocker.consumers)
    provider = f"{blocker.provider} ({blocker.provider_version or 'no version there'})"
    pair = f"{blocker.consumer} ({versions}) → {provider}"
    since = f" since {blocker.since}" if blocker.since else ""
    yield {
        "failed": f"{mark}{pair}: verification failed{since}",
        "unverified": f"{mark}{pair}: not verified",
        "absent": f"{mark}{blocker.consumer} ({versions}) needs {blocker.provider}, "
        "which is not there",
        "unknown-version": f"{mark}the broker knows no version {versions} of {blocker.consumer}",
        "pacts": f"{mark}{blocker.consumer} ({versions}) published no pacts",
        "properties": f"{mark}{pair}: property tests are not shown to hold",
    }[blocker.kind]
    for interaction in blocker.interactions:
        yield f"    {interaction.description}"
        yield from (f"      {difference}" for difference in interaction.differences)
    for name, owner in blocker.owners:
        yield f"    {name} lives at {owner}"
    if blocker.fix:
        yield f"    fix: {blocker.fix}"


def _row(row: tuple[str, str, str, str, bool | None]) -> str:
    consumer, consumer_version, provider, provider_version, outcome = row
    return (
        f"{consumer} ({consumer_version}) → {provider} ({provider_version or '—'}): "
        f"{_OUTCOMES[outcome]}"
    )


def _escape(text: str) -> str:
    """Return the text with what Markdown would read as markup made plain."""
    return "".join(f"\\{one}" if one in r"\`*_{}[]<>()#+!|" else one for one in text)

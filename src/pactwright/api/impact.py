"""Joining comparisons of API documents with the pacts of their consumers."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path, PurePosixPath

from pactwright.api.coverage import read_api
from pactwright.api.left_out import tell_unjudged, tell_unplaced
from pactwright.document.bundle import Bundle
from pactwright.errors import PactwrightError
from pactwright.model.finding import Comparison, Hit, Level, Place
from pactwright.model.interaction import PactDocument
from pactwright.pactfile.choices import check_choices
from pactwright.usage.impact import Side
from pactwright.usage.join import AnySide, join_impact
from pactwright.workspace.documents import Permissions, load_document
from pactwright.workspace.files import read_pacts


@dataclass(frozen=True, slots=True)
class Joined:
    """Comparisons with who breaks, and what was left out and why."""

    comparisons: tuple[Comparison, ...]
    notes: tuple[str, ...] = ()


def add_impact(
    comparisons: Sequence[Comparison],
    pacts: Sequence[PactDocument],
    *,
    provider: str | None = None,
    network: bool = False,
    unnoticed: Level = "error",
) -> Joined:
    """Return the comparisons with who breaks.

    The pacts of a document are those with `provider`, or with the provider that a folder in the
    document's path is named after (`contracts/<provider>/…`), or with the only provider that
    there is. Raises `PactwrightError` when none of these tells, and for bare schemas.
    """
    joined: list[Comparison] = []
    compared: dict[str, set[str]] = {}
    notes: list[str] = []
    for comparison in comparisons:
        name = provider or _provider(comparison, pacts, alone=len(comparisons) == 1)
        own = [pact for pact in pacts if pact.provider == name]
        old, new = (_side(each, network=network) for each in (comparison.old, comparison.new))
        found = join_impact(comparison, old, new, own, unnoticed=unnoticed)
        joined.append(_placed(found))
        notes += tell_unplaced(own, old, comparison.old)
        kind = "openapi" if isinstance(old or new, Side) else "asyncapi"
        compared.setdefault(name or "", set()).add(kind)
    in_play = [pact for pact in pacts if pact.provider in compared]
    return Joined(tuple(joined), (*tell_unjudged(in_play, compared), *notes))


def folder_pacts(path: Path, provider: str | None = None) -> tuple[PactDocument, ...]:
    """Return the pacts of a file or folder.

    Raises `PactwrightError` when there are none, or none with `provider`.
    """
    pacts = read_pacts(path)
    _check_provider(pacts, provider)
    return pacts


def broker_pacts(broker: str, provider: str) -> tuple[PactDocument, ...]:
    """Return the pacts that a broker holds of the provider's consumers.

    They are those of the consumers' main branches and of what is deployed or released. Raises
    `PactwrightError` when there are none.
    """
    from pactwright.api.publish import open_session
    from pactwright.broker.client.verification import PactQuery, fetch_pacts

    selectors = ({"mainBranch": True}, {"deployedOrReleased": True})
    query = PactQuery(provider=provider, selectors=selectors, pending=False)
    pacts = tuple(offer.document for offer in fetch_pacts(open_session(broker), query))
    _check_provider(pacts, None)
    return pacts


def _check_provider(pacts: Sequence[PactDocument], provider: str | None) -> None:
    for pact in pacts:
        check_choices(pact)
    names = sorted({pact.provider for pact in pacts})
    if not names:
        raise PactwrightError(
            "there are no pacts to ask who breaks",
            hint="run the consumer tests first, or name the folder that holds the pacts",
        )
    if provider is not None and provider not in names:
        raise PactwrightError(
            f"no pact is with the provider {provider!r}",
            hint=f"providers of these pacts: {', '.join(names)}",
        )


def _provider(comparison: Comparison, pacts: Sequence[PactDocument], *, alone: bool) -> str | None:
    names = {pact.provider.casefold(): pact.provider for pact in pacts}
    for path in (comparison.new, comparison.old):
        inside = PurePosixPath(path.rpartition(":")[2].replace("\\", "/")).parts
        for part in reversed(inside):
            if part.casefold() in names:
                return names[part.casefold()]
    if not alone:
        return None
    if len(names) == 1:
        return next(iter(names.values()))
    raise PactwrightError(
        f"{comparison.new}: which provider's document is it?",
        hint=f"say it with --provider: {', '.join(sorted(names.values()))}",
    )


def _side(name: str, *, network: bool) -> AnySide | None:
    """Return the document of a name, None where a folder stands for one that is not there."""
    if Path(name).is_dir():
        return None
    if name == "-":
        raise PactwrightError(
            "a document from standard input cannot be read a second time for the consumers",
            hint="name a file, or leave --pacts out",
        )
    bundle = _load(name, network=network)
    if isinstance(bundle.root, Mapping) and "asyncapi" in bundle.root:
        from pactwright.compat.dialects.asyncapi import read_messages
        from pactwright.usage.message_impact import MessageSide

        return MessageSide(read_messages(dict(bundle.root)))
    return Side(read_api(bundle))


def _load(name: str, *, network: bool) -> Bundle:
    return load_document(name, Permissions(network=network))


def _placed(comparison: Comparison) -> Comparison:
    """Add the lines of the consumers' tests, where the tests are here."""
    return replace(
        comparison,
        findings=tuple(
            replace(finding, hits=_with_tests(finding.hits)) for finding in comparison.findings
        ),
        accepted=tuple(
            replace(finding, hits=_with_tests(finding.hits)) for finding in comparison.accepted
        ),
        hits=_with_tests(comparison.hits) or (),
    )


def _with_tests(hits: tuple[Hit, ...] | None) -> tuple[Hit, ...] | None:
    if hits is None:
        return None
    return tuple(replace(hit, place=_find_test(hit.test)) for hit in hits)


@lru_cache(maxsize=1024)
def _find_test(test: str | None) -> Place | None:
    """Return where a test stands: `consumers/web/test_orders.py::test_reads[note absent]`."""
    path, _, name = (test or "").partition("::")
    file = Path(path)
    if not name or file.is_absolute() or ".." in file.parts or not file.is_file():
        return None
    line = _lines(file).get(name.rpartition("::")[2].partition("[")[0])
    return None if line is None else Place(pointer="", file=path, line=line, column=1)


@lru_cache(maxsize=64)
def _lines(file: Path) -> dict[str, int]:
    try:
        tree = ast.parse(file.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return {}
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {node.name: node.lineno for node in ast.walk(tree) if isinstance(node, functions)}

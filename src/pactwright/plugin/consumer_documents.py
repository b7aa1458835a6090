"""Where the answers of a tolerance run come from: the contract, and the provider's API document."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pactwright.errors import PactwrightError
from pactwright.plugin.consumer_settings import settings_of

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from pactwright.consumer.stage import Part
    from pactwright.consumer.tolerance import Wire
    from pactwright.model.json import Json

_ROOTS = pytest.StashKey[dict[Path, "Json"]]()
_CONTRACTS = pytest.StashKey[dict[str, Path | None]]()


def sources_of(item: pytest.Item, part: Part) -> list[tuple[str, SearchStrategy[Wire]]]:
    """Return who allows answers of a part, with a strategy of those answers.

    The document is the `contract` of the provider in `[tool.pactwright]`, or the newest one in
    `contracts/<provider>`; one that says nothing of the operation gives no answers.
    """
    from hypothesis import strategies as st

    from pactwright.consumer.tolerance import answers_of, reordered
    from pactwright.consumer.tolerance_report import example_of

    other = reordered(example_of(part))
    allowed = answers_of(part) if other is None else st.just(other) | answers_of(part)
    found: list[tuple[str, SearchStrategy[Wire]]] = [("the contract", allowed)]
    file = _contract(item.config, str(part.declaration.provider))
    if file is not None:
        answers = _document_answers(item, part, _read(item.config, file))
        if answers is not None:
            found.append((f"the document {file.name}", answers))
    return found


def _contract(config: pytest.Config, provider: str) -> Path | None:
    known = config.stash.setdefault(_CONTRACTS, {})
    if provider not in known:
        from pactwright.workspace.provider_contract import provider_contract

        known[provider] = provider_contract(settings_of(config), provider)
    return known[provider]


def _read(config: pytest.Config, file: Path) -> Json:
    roots = config.stash.setdefault(_ROOTS, {})
    if file not in roots:
        from pactwright.workspace.documents import load_file

        try:
            roots[file] = load_file(file).root
        except PactwrightError as error:
            pytest.fail(f"the contract of the provider cannot be read: {error}", pytrace=False)
    return roots[file]


def _document_answers(item: pytest.Item, part: Part, root: Json) -> SearchStrategy[Wire] | None:
    from pactwright.consumer.tolerance import answers_in_document
    from pactwright.model.interaction import HttpInteraction

    interaction = part.interaction
    if not isinstance(interaction, HttpInteraction):
        return None
    unknown = (
        item.config.getoption("--pact-tolerance-unknown")
        or settings_of(item.config).properties.unknown
    )
    return answers_in_document(interaction, root, unknown=unknown)

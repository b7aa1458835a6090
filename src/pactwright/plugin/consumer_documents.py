"""Where the answers of a tolerance run come from: the contract, and the provider's API document."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pactwright.errors import PactwrightError

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from pactwright.consumer.stage import Part
    from pactwright.consumer.tolerance import Wire
    from pactwright.model.json import Json

_ROOTS = pytest.StashKey[dict[Path, "Json"]]()
_CONTRACTS = pytest.StashKey[dict[str, Path]]()


def sources_of(item: pytest.Item, part: Part) -> list[tuple[str, SearchStrategy[Wire]]]:
    """Return who allows answers of a part, with a strategy of those answers.

    The document is the `contract` of the provider in `[tool.pactwright]`; one that cannot be
    read, or that says nothing of the operation, gives no answers.
    """
    from pactwright.consumer.tolerance import answers_of

    found: list[tuple[str, SearchStrategy[Wire]]] = [("the contract", answers_of(part))]
    file = _contracts(item.config).get(str(part.declaration.provider))
    if file is not None:
        answers = _document_answers(item, part, _read(item.config, file))
        if answers is not None:
            found.append((f"the document {file.name}", answers))
    return found


def _contracts(config: pytest.Config) -> dict[str, Path]:
    if _CONTRACTS not in config.stash:
        from pactwright.workspace.settings import load_settings

        providers = load_settings(config.rootpath).providers
        config.stash[_CONTRACTS] = {
            name: one.contract for name, one in providers.items() if one.contract is not None
        }
    return config.stash[_CONTRACTS]


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
    unknown: bool = item.config.getoption("--pact-tolerance-unknown")
    return answers_in_document(interaction, root, unknown=unknown)

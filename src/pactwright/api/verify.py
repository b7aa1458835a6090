"""Verifying a provider from Python: pacts in, results out."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TypeAlias

from pactwright.errors import PactwrightError
from pactwright.model.interaction import PactDocument
from pactwright.model.result import InteractionResult, VerificationResult
from pactwright.provider.verification import verify_pacts
from pactwright.workspace.code import import_object
from pactwright.workspace.files import read_pacts

PactSource: TypeAlias = PactDocument | str | os.PathLike[str]
"""A pact, or the path of a pact file or of a folder of pact files."""


def load_pacts(sources: PactSource | Iterable[PactSource]) -> tuple[PactDocument, ...]:
    """Return the pacts of all sources, in their order."""
    if isinstance(sources, (PactDocument, str, os.PathLike)):
        sources = (sources,)
    documents: list[PactDocument] = []
    for source in sources:
        if isinstance(source, PactDocument):
            documents.append(source)
        else:
            documents += read_pacts(Path(source))
    return tuple(documents)

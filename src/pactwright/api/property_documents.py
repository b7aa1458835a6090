"""The API documents of a run of property tests, each read once."""

from __future__ import annotations

from pathlib import Path

from pactwright.property.collect import mark_document
from pactwright.property.file import DocumentMark
from pactwright.property.schemathesis_document import ApiDocument
from pactwright.workspace.documents import load_file


class Documents:
    """The documents by their paths, each with the mark of what it says."""

    def __init__(self) -> None:
        self._read: dict[Path, tuple[ApiDocument, DocumentMark]] = {}

    def read(self, path: Path) -> tuple[ApiDocument, DocumentMark]:
        """Return the document and its mark; raises `PactwrightError` for one that is none."""
        if path not in self._read:
            root = load_file(path).root
            self._read[path] = (ApiDocument(root), mark_document(root, path=path.name))
        return self._read[path]

"""Python's cyclic garbage collector set aside while large documents are built."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator

_OF_PYTHON = 1000
"""Objects; Python 3.12 begins with some hundred set aside, and a program sets thousands aside."""


@contextlib.contextmanager
def pause_collection(*, once: bool = False) -> Iterator[None]:
    """Pause the collector within the block; it would walk a growing document again and again.

    With `once`, what the block leaves behind waits for the next full collection, which a process
    that is about to end never sees; otherwise it is collected at the first opportunity.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if once and not _is_set_aside():
            gc.freeze()  # and back: this makes everything old at no cost
            gc.unfreeze()
        if enabled:
            gc.enable()


@contextlib.contextmanager
def set_documents_aside() -> Iterator[None]:
    """Keep the collector from walking, within the block, what was there when it began.

    Does nothing where the program has objects set aside of its own.
    """
    if _is_set_aside():
        yield
        return
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _is_set_aside() -> bool:
    return gc.get_freeze_count() > _OF_PYTHON

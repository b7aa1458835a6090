"""Python's cyclic garbage collector set aside while large documents are built."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator


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
        if once and not gc.get_freeze_count():
            gc.freeze()  # and back: this makes everything old at no cost
            gc.unfreeze()
        if enabled:
            gc.enable()


@contextlib.contextmanager
def set_documents_aside() -> Iterator[None]:
    """Keep the collector from walking, within the block, what was there when it began.

    Does nothing where the program has objects set aside of its own.
    """
    if gc.get_freeze_count():
        yield
        return
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()

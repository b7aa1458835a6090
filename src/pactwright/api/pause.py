"""Python's cyclic garbage collector set aside while large documents are built."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def pause_collection() -> Iterator[None]:
    """Pause the collector within the block; it would walk a growing document again and again.

    A parsed document has no cycles, so that nothing is kept by this.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()

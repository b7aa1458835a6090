"""The lock that keeps the workers of one run from verifying a shared service at the same time."""

from __future__ import annotations

import contextlib
import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> None:
        while True:
            with contextlib.suppress(OSError):  # it gives up after ten seconds
                msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
                return
else:
    import fcntl

    def _lock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX)


@contextlib.contextmanager
def lock_service(url: str, folder: Path) -> Iterator[None]:
    """Hold the service at `url` for the block; `folder` is one that all workers share.

    The system frees the lock when a worker dies.
    """
    name = hashlib.sha256(url.encode()).hexdigest()[:16]
    with Path(folder, f"pactwright-{name}.lock").open("wb") as file:
        _lock(file)
        yield

"""Runs a service's command, and ends it with all its children when the verifier goes away.

Started by `provider.command` as a process of its own: the arguments are the command, and the
end of standard input means that the verifier is gone, however it ended.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time

GRACE_SECONDS = 5.0
_LEFTOVER_SECONDS = 1.0
_POLL_SECONDS = 0.02
_SIGNALLED = 128


def main(command: list[str]) -> int:
    """Run the command until it ends or nobody wants it; return its exit status as a shell would."""
    unwanted = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: unwanted.set())
    threading.Thread(target=_watch_input, args=(unwanted,), daemon=True).start()
    child = _start(command)
    while child.poll() is None and not unwanted.wait(_POLL_SECONDS):
        pass
    _end(child)
    status = child.wait()
    return status if status >= 0 else _SIGNALLED - status


def _watch_input(unwanted: threading.Event) -> None:
    with contextlib.suppress(OSError):
        while os.read(0, 1024):
            pass
    unwanted.set()


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    if sys.platform == "win32":
        group = subprocess.CREATE_NEW_PROCESS_GROUP
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, creationflags=group)
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)


def _end(child: subprocess.Popen[bytes]) -> None:
    """End the command and what it has started: kindly, then by force."""
    _tell(child, force=False)
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(GRACE_SECONDS)
    end = time.monotonic() + _LEFTOVER_SECONDS
    while _has_group(child) and time.monotonic() < end:
        time.sleep(_POLL_SECONDS)
    _tell(child, force=True)


def _tell(child: subprocess.Popen[bytes], *, force: bool) -> None:
    with contextlib.suppress(OSError):
        if sys.platform != "win32":
            os.killpg(child.pid, signal.SIGKILL if force else signal.SIGTERM)
        elif not force:
            child.send_signal(signal.CTRL_BREAK_EVENT)
        else:
            words = ["taskkill", "/T", "/F", "/PID", str(child.pid)]
            subprocess.run(words, capture_output=True, check=False)


def _has_group(child: subprocess.Popen[bytes]) -> bool:
    if sys.platform == "win32":
        return False
    try:
        os.killpg(child.pid, 0)
    except OSError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

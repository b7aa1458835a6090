"""The signal that ends a command, wherever it meets it."""

from __future__ import annotations

import subprocess
import sys

import pytest

KILL = "os.kill(os.getpid(), signal.SIGTERM)"
START = "import os, signal, time, weakref; from pactwright.cli.termination import end_on_signal"
PLACES = {
    "in plain code": f"{KILL}; time.sleep(60)",
    "in a finalizer": f"C = type('C', (), {{'__del__': lambda _: {KILL}}}); C(); time.sleep(60)",
    "in a callback of a weak reference": (
        f"C = type('C', (), {{}}); c = C(); r = weakref.ref(c, lambda _: {KILL}); del c; "
        "time.sleep(60)"
    ),
}


@pytest.mark.parametrize("code", PLACES.values(), ids=PLACES.keys())
def test_the_signal_ends_the_command_wherever_it_meets_it(code):
    body = f"{START}\nend_on_signal()\ntry:\n    {code}\nfinally:\n    print('cleaned')"
    done = subprocess.run(
        [sys.executable, "-c", body], capture_output=True, text=True, timeout=50, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (143, "cleaned\n", "")


def test_another_exception_that_nothing_can_raise_is_still_told():
    body = f"{START}\nend_on_signal()\ntype('C', (), {{'__del__': lambda _: 1 / 0}})()"
    done = subprocess.run(
        [sys.executable, "-c", body], capture_output=True, text=True, timeout=50, check=False
    )
    assert "ZeroDivisionError" in done.stderr

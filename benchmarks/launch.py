"""Runs one command and tells what it alone took: `launch.py DESCRIPTOR SECONDS COMMAND…`.

A process begins with the peak memory of the one that started it, so a large one that measures
others would see itself in all of them; this one is as small as Python can be (-I -S). It writes
CPU and wall seconds, peak MB and the exit status to the descriptor, as JSON.
"""

import json
import os
import signal
import sys
import time


def main() -> None:
    """Run the command, stop it when its time is up, and tell."""
    descriptor, seconds, command = int(sys.argv[1]), float(sys.argv[2]), sys.argv[3:]
    os.set_inheritable(descriptor, False)  # noqa: FBT003 - the function knows no other way
    start = time.perf_counter()
    process = os.posix_spawnp(command[0], command, os.environ)
    signal.signal(signal.SIGALRM, lambda *_: os.kill(process, signal.SIGKILL))
    signal.setitimer(signal.ITIMER_REAL, seconds)
    _, status, usage = os.wait4(process, 0)
    took = {
        "seconds": time.perf_counter() - start,
        "cpu": usage.ru_utime + usage.ru_stime,
        "memory": usage.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024),
        "status": os.waitstatus_to_exitcode(status),
    }
    os.write(descriptor, json.dumps(took).encode())


main()

"""A broker in a process of its own, asked over real sockets."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

BIN = Path(sys.executable).parent


class Server:
    """A broker in a process of its own, on a port of its own."""

    def __init__(self, database, folder, *options, prefix=(), **popen):
        told = ["--port", "0", "--database", database, *options]
        command = [*prefix, BIN / "pactwright", "broker", *told]
        self.process = subprocess.Popen(
            command,
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            # Coverage in the child must not slow what is measured here.
            env={name: value for name, value in os.environ.items() if "COVERAGE" not in name},
            **popen,
        )
        self.url = re.search(r"http://\S+", self.process.stdout.readline())[0]

    def stop(self, sign=signal.SIGTERM):
        self.process.send_signal(sign)
        self.process.communicate(timeout=30)

    def ask(self, method, path, body=None, timeout=60):
        request = urllib.request.Request(
            self.url + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=timeout) as response:
                return response.status, json.loads(response.read() or b"null")
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.loads(error.read() or b"null")

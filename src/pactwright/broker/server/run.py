"""Serving the broker: uvicorn on one address, and the courier of its webhooks beside it."""

from __future__ import annotations

import gc
import socket
import sys
import threading

import uvicorn

from pactwright.broker.server.app import Broker
from pactwright.broker.server.courier import Courier, run_courier
from pactwright.broker.server.heads import BoundedProtocol
from pactwright.errors import PactwrightError

_STOP_SECONDS = 10
_TURN_SECONDS = 0.001
"""How long a request that computes may keep those waiting that have an answer of the database."""


def serve(broker: Broker, listener: socket.socket, courier: Courier) -> None:
    """Serve until told to stop by a signal; requests under way are finished first."""
    config = uvicorn.Config(
        broker,
        http=BoundedProtocol,
        lifespan="off",
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_STOP_SECONDS,
    )
    settle()
    sys.setswitchinterval(_TURN_SECONDS)
    stop = threading.Event()
    worker = threading.Thread(target=run_courier, args=(courier, stop), daemon=True)
    worker.start()
    try:
        uvicorn.Server(config).run(sockets=[listener])
    finally:
        stop.set()
        worker.join(_STOP_SECONDS)


def settle() -> None:
    """Take all that is there by now, mostly code, out of the garbage collector's sight.

    Otherwise every few requests one of them waits while all of it is searched.
    """
    gc.collect()
    gc.freeze()


def open_listener(host: str, port: int) -> socket.socket:
    """Return a socket that listens; port 0 is any free one.

    Raises `PactwrightError` when the address cannot be had.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(2048)
    except OSError as error:
        listener.close()
        raise PactwrightError(
            f"cannot listen on {host} port {port}: {error.strerror or error}",
            hint="another process may have it; choose another --port",
        ) from None
    return listener

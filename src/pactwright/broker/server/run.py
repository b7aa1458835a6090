"""Serving the broker: uvicorn on one address, one process."""

from __future__ import annotations

import socket

import uvicorn

from pactwright.broker.server.app import Broker
from pactwright.errors import PactwrightError

_STOP_SECONDS = 10


def serve(broker: Broker, listener: socket.socket) -> None:
    """Serve until told to stop by a signal; requests under way are finished first."""
    config = uvicorn.Config(
        broker,
        lifespan="off",
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_STOP_SECONDS,
    )
    uvicorn.Server(config).run(sockets=[listener])


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

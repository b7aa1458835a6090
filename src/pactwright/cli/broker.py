"""`pactwright broker`: serves a contract broker."""

from __future__ import annotations

from pathlib import Path

import click

_USUAL = Path(".pactwright") / "broker.db"


@click.group(
    name="broker",
    short_help="Serve a contract broker.",
    invoke_without_command=True,
    epilog="Example: pactwright broker --port 9292",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=9292, show_default=True, type=click.IntRange(0, 65535))
@click.option(
    "--database",
    metavar="URL",
    envvar="PACTWRIGHT_BROKER_DATABASE",
    help="sqlite:///FILE or postgresql://USER@HOST/NAME; a file in .pactwright unless given.",
)
@click.option("--base-url", metavar="URL", help="Where links begin, behind a proxy.")
@click.option(
    "--max-size",
    metavar="BYTES",
    type=click.IntRange(min=1024),
    default=20 * 1024 * 1024,
    help="The largest request; 20 MB unless given.",
)
@click.pass_context
def command(  # noqa: PLR0913, PLR0917 - one for each option
    context: click.Context,
    host: str,
    port: int,
    database: str | None,
    base_url: str | None,
    max_size: int,
) -> int:
    """Serve a contract broker that speaks the Pact Broker's API.

    Without any account it listens on this machine's own addresses only.
    """
    context.obj = database or _default_database()
    if context.invoked_subcommand is not None:
        return 0
    from pactwright.broker.server.app import Broker
    from pactwright.broker.server.run import open_listener, serve
    from pactwright.broker.store.sql import open_store

    listener = open_listener(host, port)
    store = open_store(context.obj)
    try:
        broker = Broker(store, base_url=base_url, max_body=max_size)
        shown = base_url or f"http://{host}:{listener.getsockname()[1]}"
        click.echo(f"broker at {shown}")
        serve(broker, listener)
    finally:
        listener.close()
        store.close()
    return 0


def _default_database() -> str:
    _USUAL.parent.mkdir(exist_ok=True)
    return f"sqlite:///{_USUAL}"

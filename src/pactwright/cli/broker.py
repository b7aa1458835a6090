"""`pactwright broker`: serves a contract broker, and looks after it."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from socket import socket

    from pactwright.broker.server.gatekeeper import Door
    from pactwright.broker.store.sql import SqlStore

_USUAL = Path(".pactwright") / "broker.db"
_HOST, _PORT = "127.0.0.1", 9292
_LARGEST = 20 * 1024 * 1024


@click.group(
    name="broker",
    short_help="Serve a contract broker.",
    invoke_without_command=True,
    epilog="Example: pactwright broker --port 9292",
)
@click.option("--host", default=_HOST, show_default=True, help="The address to listen on.")
@click.option("--port", default=_PORT, show_default=True, type=click.IntRange(0, 65535))
@click.option(
    "--database",
    metavar="URL",
    envvar="PACTWRIGHT_BROKER_DATABASE",
    help="sqlite:///FILE or postgresql://USER@HOST/NAME; a file in .pactwright unless given.",
)
@click.option("--base-url", metavar="URL", help="Where links begin, behind a proxy.")
@click.option("--public-read", is_flag=True, help="Let everybody read, also when there are tokens.")
@click.option(
    "--webhook-allow",
    multiple=True,
    metavar="HOST|NETWORK",
    help="Let webhooks go there although it is not public.",
)
@click.option(
    "--max-size",
    metavar="BYTES",
    type=click.IntRange(min=1024),
    default=_LARGEST,
    help="The largest request; 20 MB unless given.",
)
@click.pass_context
def command(  # noqa: PLR0913, PLR0917 - one for each option
    context: click.Context,
    host: str,
    port: int,
    database: str | None,
    base_url: str | None,
    public_read: bool,  # noqa: FBT001 - an option
    webhook_allow: tuple[str, ...],
    max_size: int,
) -> int:
    """Serve a contract broker that speaks the Pact Broker's API.

    While there is no token it listens on this machine's own addresses only.
    """
    context.obj = database or _default_database()
    if context.invoked_subcommand is not None:
        return 0
    from pactwright.broker.server.gatekeeper import Door
    from pactwright.broker.server.run import open_listener

    store = _open(context)
    try:
        _refuse_openness(store, host)
        listener = open_listener(host, port)
        at = base_url or _address(host, listener.getsockname()[1])
        click.echo(f"broker at {at}")
        door = Door(hosts=_own_names(host, base_url), public_read=public_read)
        told = _Serving(door=door, base_url=base_url, max_body=max_size, allowed=webhook_allow)
        _serve(store, listener, told)
    finally:
        store.close()
    return 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Serving:
    """How a broker is served."""

    door: Door
    base_url: str | None = None
    max_body: int = _LARGEST
    allowed: tuple[str, ...] = ()


def _serve(store: SqlStore, listener: socket, told: _Serving) -> None:
    import os

    from pactwright.broker.server.app import Broker
    from pactwright.broker.server.courier import Courier
    from pactwright.broker.server.run import serve
    from pactwright.broker.server.vault import open_vault

    vault = open_vault(os.environ)
    courier = Courier(store, vault=vault, allowed=told.allowed)
    broker = Broker(
        store,
        base_url=told.base_url,
        max_body=told.max_body,
        vault=vault,
        door=told.door,
        deliver=courier.try_delivery,
    )
    with listener:
        serve(broker, listener, courier)


def serve_file(file: Path) -> None:
    """Serve the broker in the file to this machine, until told to stop, and say where.

    The usual port is taken when it is free, else any other.
    """
    from pactwright.broker.server.gatekeeper import Door
    from pactwright.broker.server.run import open_listener
    from pactwright.broker.store.sql import open_store
    from pactwright.errors import PactwrightError

    store = open_store(f"sqlite:///{file}")
    try:
        try:
            listener = open_listener(_HOST, _PORT)
        except PactwrightError:
            listener = open_listener(_HOST, 0)
        click.echo(f"pages at {_address(_HOST, listener.getsockname()[1])}/ui  (Ctrl-C ends it)")
        _serve(store, listener, _Serving(door=Door(hosts=_own_names(_HOST, None))))
    finally:
        store.close()


def _default_database() -> str:
    if not _USUAL.parent.is_dir():
        from pactwright.broker.client.embedded import make_folder

        make_folder(_USUAL.parent)
    return f"sqlite:///{_USUAL}"


def _open(context: click.Context) -> SqlStore:
    from pactwright.broker.store.sql import open_store

    return open_store(context.find_root().obj or context.obj)


def _address(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _own_names(host: str, base_url: str | None) -> frozenset[str]:
    from urllib.parse import urlsplit

    named = urlsplit(base_url).hostname if base_url else None
    names = {"localhost", "127.0.0.1", "::1", host.lower(), (named or "localhost").lower()}
    return frozenset(names)


def _refuse_openness(store: SqlStore, host: str) -> None:
    """Say that the broker is open, and refuse to open it to the network."""
    from pactwright.broker.access import needs_token
    from pactwright.errors import PactwrightError

    with store.read() as records:
        if needs_token(records):
            return
    if not _is_loopback(host):
        raise PactwrightError(
            f"there is no token yet, and {host} can be reached by others",
            hint="make one first: pactwright broker token add NAME --scope admin",
        )
    click.echo("no tokens yet: open to everybody on this machine, and to nobody else", err=True)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@command.group(name="token", short_help="Make and revoke tokens.")
def token() -> None:
    """Make, list and revoke tokens. The first one closes the broker to everybody else."""


@token.command(name="add", epilog="Example: pactwright broker token add web-ci --scope publish")
@click.argument("name")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    required=True,
    type=click.Choice(("read", "publish", "verify", "deploy", "admin")),
    help="What it may do; give it several times for more.",
)
@click.option("--application", "applications", multiple=True, metavar="NAME", help="For it only.")
@click.pass_context
def add(
    context: click.Context, name: str, scopes: tuple[str, ...], applications: tuple[str, ...]
) -> int:
    """Make a token and print its secret, once.

    Old clients use NAME and the secret with basic authentication.
    """
    from pactwright.broker.server.upkeep import make_token

    store = _open(context)
    try:
        click.echo(make_token(store, name, scopes, applications))
    finally:
        store.close()
    return 0


@token.command(name="list", epilog="Example: pactwright broker token list")
@click.pass_context
def show(context: click.Context) -> int:
    """List the tokens, never their secrets."""
    from pactwright.broker.server.upkeep import list_tokens
    from pactwright.report.safe import safe_line

    store = _open(context)
    try:
        for line in list_tokens(store):
            click.echo(safe_line(line))
    finally:
        store.close()
    return 0


@token.command(name="revoke", epilog="Example: pactwright broker token revoke web-ci")
@click.argument("name")
@click.pass_context
def revoke(context: click.Context, name: str) -> int:
    """Revoke a token: from now on it opens nothing."""
    from pactwright.broker.server.upkeep import revoke_token

    store = _open(context)
    try:
        revoke_token(store, name)
    finally:
        store.close()
    return 0


@command.command(name="backup", epilog="Example: pactwright broker backup broker-backup.db")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--force", is_flag=True, help="Replace FILE where it is there, in one step.")
@click.pass_context
def backup(context: click.Context, file: Path, force: bool) -> int:  # noqa: FBT001 - an option
    """Write a copy of the SQLite database to FILE; safe while the broker runs."""
    from pactwright.broker.store.backup import back_up

    replaced = file.exists()
    back_up(context.find_root().obj or context.obj, file, replace=force)
    click.echo(f"backed up to {file}{', replacing what was there' if replaced else ''}")
    return 0


@command.command(name="clean", epilog="Example: pactwright broker clean --keep-days 90 --dry-run")
@click.option("--keep-days", type=click.IntRange(min=1), default=90, show_default=True)
@click.option("--dry-run", is_flag=True, help="Only say what would go.")
@click.pass_context
def clean(context: click.Context, keep_days: int, dry_run: bool) -> int:  # noqa: FBT001 - an option
    """Forget old versions that nothing needs.

    Kept are: what is deployed or released, the heads of branches, the latest with each tag, the
    latest of each application, and all that is younger than --keep-days. Deliveries of webhooks
    that are done, and revisions and outcomes that later ones replaced, go too.
    """
    from pactwright.broker.server.upkeep import clean_store
    from pactwright.report.safe import safe_line

    store = _open(context)
    try:
        for line in clean_store(store, keep_days=keep_days, dry_run=dry_run):
            click.echo(safe_line(line))
    finally:
        store.close()
    return 0

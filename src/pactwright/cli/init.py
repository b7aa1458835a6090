"""`pactwright init`: writes a first example into a project and says what to type next."""

from __future__ import annotations

import shlex
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pactwright.workspace.starter import FileOutcome, Starter

_SUFFIX = ".template"
_SETTINGS = ("settings.toml", "environment.toml")
_NEXT = (
    ("pytest consumers", "runs the client's tests, which write pacts/web-orders.json"),
    ("pytest providers", "verifies the service against it"),
    ("pactwright run", "does both, and sums up in one table"),
)

_FIRST_TEST = """\
next: write a consumer test beside yours, in the folder of consumers:

    from pactwright import Pact, integer

    orders = Pact(consumer="web", provider="orders")

    @orders.interaction(
        given="order 7 exists",
        request=orders.get("/orders/7"),
        response=orders.ok({"id": integer(7)}),
    )
    def test_reads_an_order(mock):
        assert MyClient(mock.url).order(7).id == 7
"""


@click.command(
    name="init",
    short_help="Write a first example into a project.",
    epilog="Example: pactwright init my-project",
)
@click.argument("directory", type=click.Path(path_type=Path), default=".")
def command(directory: Path) -> int:
    """Write a running example into DIRECTORY, the current one unless given.

    It gets a consumer and a provider with their tests, a workflow for GitHub, and the settings
    in pyproject.toml. Files that exist are left alone.
    """
    from pactwright.workspace.starter import write_starter

    outcomes = write_starter(directory, read_starter())
    for line in describe(outcomes, directory):
        click.echo(line)
    return 0


def read_starter() -> Starter:
    """Return the example that comes with the package."""
    from pactwright.workspace.starter import Starter

    templates = _read(files("pactwright.cli") / "templates")
    settings, environment = (templates.pop(name).decode("utf-8") for name in _SETTINGS)
    return Starter(
        example={path: text for path, text in templates.items() if not path.startswith(".")},
        extras={path: text for path, text in templates.items() if path.startswith(".")},
        settings=settings,
        example_settings=environment,
    )


def _read(folder: Traversable, prefix: str = "") -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            found |= _read(entry, f"{prefix}{entry.name}/")
        elif entry.name.endswith(_SUFFIX):
            found[prefix + entry.name.removesuffix(_SUFFIX)] = entry.read_bytes()
    return found


def describe(outcomes: tuple[FileOutcome, ...], directory: Path) -> list[str]:
    """Return what happened to each file, and what to type next, line by line."""
    lines = []
    for outcome in outcomes:
        word = "wrote" if outcome.written else "left "
        reason = f" ({outcome.reason})" if outcome.reason else ""
        lines.append(f"{word}  {outcome.path}{reason}")
        lines += [f"       {line}".rstrip() for line in (outcome.advice or "").splitlines()]
    if any(outcome.path.endswith("/") for outcome in outcomes):
        return [*lines, "", *_FIRST_TEST.splitlines(), "", "then type pactwright run"]
    cd = [] if directory.resolve() == Path.cwd() else [f"  cd {shlex.quote(str(directory))}"]
    commands = [f"  {command:<18}# {words}" for command, words in _NEXT]
    return [*lines, "", "next:", *cd, *commands]

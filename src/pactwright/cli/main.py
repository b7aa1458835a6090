"""The `pactwright` command: finds the subcommand, and turns errors into exit statuses."""

from __future__ import annotations

import gc
import importlib
import os
import sys

import click

from pactwright.cli.termination import end_in_peace, end_on_signal
from pactwright.errors import PactwrightError

COMMANDS = (
    "broker",
    "can-i-deploy",
    "compat",
    "conform",
    "coverage",
    "explain",
    "init",
    "lint",
    "promote",
    "publish",
    "publish-provider-contract",
    "record-deployment",
    "record-release",
    "run",
    "verify",
)
"""The commands in alphabetical order; `a-b` is `pactwright.cli.a_b.command`."""

BAD_INPUT = 2
INTERRUPTED = 130
_LONGEST_NAME = 200


class _Commands(click.Group):
    """Imports a command only when it is named or listed, so that `--help` starts fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"pactwright.cli.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        found = self._find_command(ctx, args)
        if found[1] is not None:
            _refuse_twice(ctx, found[1], found[2])
        return found

    def _find_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from difflib import get_close_matches

            near = get_close_matches(args[0], COMMANDS, n=1)
            if not near:
                raise
            told = f"{error.message.rstrip('.')}. Did you mean {near[0]!r}?"
            raise click.UsageError(told, ctx) from None


def _refuse_twice(ctx: click.Context, command: click.Command, args: list[str]) -> None:
    """Refuse an option with one value that is given two: the first would be lost in silence."""
    own = click.Context(command, info_name=command.name, parent=ctx)
    try:
        _, _, order = command.make_parser(own).parse_args(list(args))
    except click.UsageError:
        return  # told when the command itself reads them
    for one in order:
        single = isinstance(one, click.Option) and not (one.multiple or one.count or one.is_flag)
        if single and order.count(one) > 1:
            raise click.UsageError(f"{one.opts[-1]} takes one value, and is given twice", own)


def _print_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:  # noqa: FBT001 - click's signature
    if wanted:
        from importlib.metadata import version

        click.echo(f"pactwright {version('pactwright')}")
        ctx.exit()


@click.command(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Example: pactwright run",
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Print the version.",
)
def cli() -> None:
    """Consumer-driven contract testing for Python."""


def main() -> None:
    """Run the command line; exit status 0 all holds, 1 a contract is broken, 2 bad input."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A terminal that cannot show a sign shows its escape, never a traceback.
            stream.reconfigure(errors="backslashreplace")
    # What a command started (pytest, a service, a temporary folder) goes with it.
    end_on_signal()
    status = _run(sys.argv[1:])
    gc.freeze()  # the process ends: memory goes as a whole, nothing is walked once more
    sys.exit(status)


def _run(arguments: list[str]) -> int:
    try:
        status = cli.main(args=arguments, prog_name="pactwright", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        end_in_peace()
        click.echo("interrupted; nothing was left half-written", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of a pipe has gone; what Python would flush at exit must not complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (PactwrightError, OSError, UnicodeEncodeError) as error:
        refusal = _as_refusal(error, arguments)
        if refusal is None:
            raise
        return _tell(refusal)
    return status if isinstance(status, int) else 0


def _as_refusal(error: Exception, arguments: list[str]) -> PactwrightError | None:
    """Return what to tell of an error; `None` for one that the user has no part in."""
    match error:
        case PactwrightError():
            return error
        case OSError(filename=str() | os.PathLike() as name):
            reason = f"{_shorten(os.fspath(name))}: {error.strerror}"
            return PactwrightError(reason, hint="name another file or folder, or mend this one")
        case UnicodeEncodeError() if broken := [one for one in arguments if not _is_text(one)]:
            hint = "check the encoding of the terminal, or of the script"
            return PactwrightError(f"{broken[0]!a} is no text in UTF-8", hint=hint)
        case _:
            return None


def _is_text(argument: str) -> bool:
    """Whether it is text: other bytes may name a file, but no application and no version."""
    return not any("\ud800" <= one <= "\udfff" for one in argument)


def _shorten(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}…"


def _tell(error: PactwrightError) -> int:
    from pactwright.report.safe import safe_text

    click.echo(f"error: {safe_text(error.message)}", err=True)
    if error.hint:
        click.echo(f"hint: {safe_text(error.hint)}", err=True)
    return BAD_INPUT

"""Reads which applications `can-i-deploy` is asked about: each `--pacticipant` begins one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

import click

WORDS: Final = "pactwright.asked"
"""The key of a context's `meta` that holds what was said of each application, in order."""

_NAME: Final = "pacticipant"
_SELECTORS: Final = ("version", "branch", "latest", "main_branch")


class AskingCommand(click.Command):
    """A command whose selectors belong to the application that is named before them.

    What comes before the first name belongs to the first.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Note the selectors by application, then parse as ever."""
        values, _, order = self.make_parser(ctx).parse_args(list(args))
        ctx.meta[WORDS] = _by_application(ctx, _in_order(order, values))
        return super().parse_args(ctx, args)


def _in_order(
    order: Iterable[click.Parameter], values: dict[str, Any]
) -> Iterator[tuple[str, Any]]:
    left = {name: list(found) for name, found in values.items() if isinstance(found, list)}
    for parameter in order:
        name = parameter.name or ""
        if name == _NAME or name in _SELECTORS:
            yield name, left[name].pop(0) if name in left else True


def _by_application(
    ctx: click.Context, words: Iterable[tuple[str, Any]]
) -> tuple[dict[str, Any], ...]:
    found: list[dict[str, Any]] = [{}]
    for name, value in words:
        if name == _NAME and _NAME in found[-1]:
            found.append({})
        told = found[-1]
        if name != _NAME and any(one in told for one in _SELECTORS):
            whose = told.get(_NAME, "the first application")
            raise click.UsageError(
                f"{whose}: one of --version, --branch, --latest and --main-branch, once", ctx
            )
        told[name] = value
    for told in found[1:]:
        if len(told) == 1:
            raise click.UsageError(
                f"{told[_NAME]}: say which version, after its name: --version NUMBER, "
                "--branch NAME, --latest [TAG] or --main-branch",
                ctx,
            )
    names = [told.get(_NAME) for told in found]
    twice = next((one for one in names if names.count(one) > 1), None)
    if twice is not None:
        raise click.UsageError(f"{twice} is named twice", ctx)
    return tuple(found)

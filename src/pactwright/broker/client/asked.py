"""Which version of an application a question to the gate is about."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from pactwright.broker.client.answer import Answer, NotThereError
from pactwright.broker.client.session import Session
from pactwright.errors import PactwrightError

_SHOWN: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An application and one of its versions: a number, else the newest there is.

    A `branch`, the `main_branch` or a `tag` stands for the newest version there.
    """

    name: str
    version: str | None = None
    branch: str | None = None
    tag: str | None = None
    main_branch: bool = False


def find_number(session: Session, asked: Asked) -> str:
    """Return the version's number.

    Raises `PactwrightError` when the broker knows neither the application nor such a version; a
    number is taken as it is.
    """
    if asked.version is not None:
        return asked.version
    branch = _main_branch(session, asked.name) if asked.main_branch else asked.branch
    if branch is not None:
        segments = ("branches", branch, "latest-version")
        which = f" on branch {branch}"
    else:
        segments = ("latest-version", *((asked.tag,) if asked.tag is not None else ()))
        which = "" if asked.tag is None else f" with tag {asked.tag}"
    try:
        found = session.get(session.address("pacticipants", asked.name, *segments))
    except NotThereError:
        _check_name(session, asked.name)
        raise _unknown(asked.name, which) from None
    return found.text("number")


def find_version(session: Session, name: str, number: str) -> Answer | None:
    """Return the broker's document of a version, None where it knows none of this number.

    Raises `PactwrightError` when it does not know the application either.
    """
    try:
        return session.get(session.address("pacticipants", name, "versions", number))
    except NotThereError:
        _check_name(session, name)
    return None


def _check_name(session: Session, name: str) -> Answer:
    """Return the broker's document of an application. Raises `PactwrightError` without one."""
    try:
        return session.get(session.address("pacticipants", name))
    except NotThereError:
        listed = session.get(session.address("pacticipants"))
        names = [one.text("name") for one in listed.objects("_embedded", "pacticipants")]
        near = get_close_matches(name, names, n=1)
        known = f"it knows: {', '.join(sorted(names)[:_SHOWN]) or 'none'}"
        raise PactwrightError(
            f"the broker knows no application {name!r}",
            hint=f"did you mean {near[0]!r}? {known}" if near else known,
        ) from None


def _main_branch(session: Session, name: str) -> str:
    known = _check_name(session, name).find_text("mainBranch")
    if known is None:
        raise PactwrightError(
            f"the broker knows no main branch of {name}",
            hint="say which branch: --branch NAME",
        )
    return known


def _unknown(name: str, which: str) -> PactwrightError:
    return PactwrightError(
        f"the broker knows no version of {name}{which}",
        hint=f"look at what is published of {name}, or name a version: --version NUMBER",
    )

"""Which version of an application a question to the gate is about."""

from __future__ import annotations

from dataclasses import dataclass

from pactwright.broker.client.answer import NotThereError
from pactwright.broker.client.session import Session
from pactwright.errors import PactwrightError


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An application and one of its versions: a number, or the latest of something.

    `latest` is the newest version, of a `tag` where that is given; `branch` and `main_branch`
    stand for the newest version there.
    """

    name: str
    version: str | None = None
    branch: str | None = None
    latest: bool = False
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
        raise _unknown(asked.name, which) from None
    return found.text("number")


def _main_branch(session: Session, name: str) -> str:
    try:
        known = session.get(session.address("pacticipants", name)).find_text("mainBranch")
    except NotThereError:
        raise _unknown(name, " on its main branch") from None
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

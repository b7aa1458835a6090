"""Importing the user's own code by name: `module:attribute`."""

from __future__ import annotations

import difflib
import importlib
import sys
import traceback
from pathlib import Path
from types import ModuleType

from pactwright.errors import PactwrightError


def import_object(name: str, *, root: Path) -> object:
    """Return the object that `module:attribute` names (`shop.app:create_app`).

    The module is looked for in `root` first, then where Python looks. Raises
    `PactwrightError` when there is no such module or attribute, or when the import itself
    fails.
    """
    module_name, colon, attribute = name.partition(":")
    if not colon or not module_name or not attribute:
        raise PactwrightError(
            f"{name!r} does not name an object", hint="write it as module:attribute"
        )
    found: object = import_module(module_name, root=root)
    for part in attribute.split("."):
        if not hasattr(found, part):
            near = difflib.get_close_matches(part, dir(found), n=1)
            raise PactwrightError(
                f"{name!r}: module {module_name!r} has no {attribute!r}",
                hint=f"did you mean {near[0]!r}?" if near else "check the name after the colon",
            )
        found = getattr(found, part)
    return found


def import_module(name: str, *, root: Path) -> ModuleType:
    """Return the module of that dotted name; raises as `import_object` does."""
    if str(root) not in sys.path:
        sys.path.insert(0, str(root))
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name is not None and f"{name}.".startswith(f"{error.name}."):
            raise PactwrightError(
                f"no module named {name!r} in {root} or where Python looks",
                hint="check the name, and start pactwright where `import` finds it",
            ) from None
        raise _broken_import(name, error) from error
    except Exception as error:
        raise _broken_import(name, error) from error


def _broken_import(name: str, error: Exception) -> PactwrightError:
    place = traceback.extract_tb(error.__traceback__)[-1]
    return PactwrightError(
        f"importing {name!r} failed: {type(error).__name__}: {error} "
        f"({place.filename}:{place.lineno})",
        hint=f'see the whole story with: python -c "import {name}"',
    )

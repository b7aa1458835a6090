"""Values of provider states put into expressions such as `/users/${id}`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Final

from pactwright.errors import PactwrightError
from pactwright.matching.wording import encode_json, show_json
from pactwright.model.json import Json

_REFERENCE: Final = re.compile(r"\$\{([^}]*)\}")


def fill_expression(
    expression: str, values: Mapping[str, Json], *, where: str, encode: Callable[[str], str] = str
) -> Json:
    """Return the expression with its `${name}` references replaced.

    An expression that is a single reference, or a name without any, keeps its value's type;
    else the values become text, each passed through `encode`. `where` names the place in
    messages. Raises PactwrightError for a value that no provider state returned.
    """
    if "${" not in expression:
        return _look_up(expression, values, where)
    alone = _REFERENCE.fullmatch(expression)
    if alone:
        return _look_up(alone.group(1), values, where)
    if expression.count("${") != len(_REFERENCE.findall(expression)):
        raise PactwrightError(
            f"{where}: the expression {expression!r} has a '${{' without its '}}'",
            hint="write references as ${name}",
        )
    return _REFERENCE.sub(
        lambda found: encode(as_text(_look_up(found.group(1), values, where))), expression
    )


def _look_up(name: str, values: Mapping[str, Json], where: str) -> Json:
    if name in values:
        return values[name]
    near = get_close_matches(name, values, n=1)
    known = f"; it did return {', '.join(sorted(values))}" if values else ""
    raise PactwrightError(
        f"{where}: no provider state returned a value named {name!r}{known}",
        hint=f"did you mean {near[0]!r}?" if near else f"return {{{name!r}: ...}} from the state",
    )


def as_text(value: Json) -> str:
    """Return a value as it stands in a path, a header or a text."""
    return value if isinstance(value, str) else encode_json(value).decode()


def cast_value(value: Json, kind: str | None, *, where: str) -> Json:
    """Return the value as the data type of a ProviderState generator.

    Raises PactwrightError for a value that is not one of the type. Source: the reference's
    data types STRING, INTEGER, DECIMAL, FLOAT, BOOLEAN and RAW.
    """
    cast = _CASTS.get((kind or "RAW").upper())
    if cast is None:
        return value
    try:
        return cast(value)
    except (KeyError, TypeError, ValueError, OverflowError):
        raise PactwrightError(
            f"{where}: {show_json(value)} cannot be read as {(kind or '').lower()}",
            hint="return a value of that type from the provider state",
        ) from None


def _to_integer(value: Json) -> int:
    if isinstance(value, str):
        return int(value)
    return int(_number(value))


def _to_decimal(value: Json) -> float:
    return float(value) if isinstance(value, str) else float(_number(value))


def _number(value: Json) -> float | int:
    if value is None:
        return 0
    if isinstance(value, bool | int | float):
        return value
    raise TypeError(type(value).__name__)


def _to_boolean(value: Json) -> bool:
    if isinstance(value, str):
        return _BOOLEANS[value.lower()]
    return _number(value) > 0


_BOOLEANS: Final = {"true": True, "false": False}


_CASTS: Final[Mapping[str, Callable[[Json], Json]]] = {
    "STRING": as_text,
    "INTEGER": _to_integer,
    "DECIMAL": _to_decimal,
    "FLOAT": _to_decimal,
    "BOOLEAN": _to_boolean,
}

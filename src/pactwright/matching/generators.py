"""One value made by one generator."""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from random import Random
from typing import Final
from uuid import UUID

from pactwright.errors import PactwrightError
from pactwright.matching import core
from pactwright.matching.expressions import as_text, cast_value, fill_expression
from pactwright.model.json import Json
from pactwright.model.rule import Generator


@dataclass(frozen=True, slots=True, kw_only=True)
class GeneratorContext:
    """What generators draw upon.

    `values` are what the provider states returned. `base_url` is where the provider's stand-in
    listens: it is given on the consumer's side, where provider states have no values and their
    generators leave the example; without it, on the provider's side, it is the generator of
    the stand-in's URL that leaves the example.
    """

    values: Mapping[str, Json] = field(default_factory=dict)
    now: datetime
    random: Random
    base_url: str | None = None


Encode = Callable[[str], str]
"""Makes a value fit for its place: percent-encodes it for a path, say."""


def generate_value(
    generator: Generator,
    example: Json,
    context: GeneratorContext,
    *,
    where: str,
    encode: Encode = str,
) -> Json:
    """Return the value that takes the place of `example`, of the example's type if it is text.

    `where` names the place in messages. Raises PactwrightError for an unknown generator, one
    that cannot make a value, and a provider state's value that is missing.
    """
    if generator.kind == "ProviderState":
        return _from_state(generator, example, context, where=where, encode=encode)
    make = _MAKERS.get(generator.kind)
    if make is None:
        raise PactwrightError(
            f"{where}: the generator {generator.kind!r} is not known",
            hint="a plugin's generators cannot be applied here",
        )
    value = make(generator, example, context)
    return as_text(value) if isinstance(example, str) else value


def _from_state(
    generator: Generator, example: Json, context: GeneratorContext, *, where: str, encode: Encode
) -> Json:
    if context.base_url is not None:
        return example
    expression = str(generator.attributes.get("expression", ""))
    kind = generator.attributes.get("dataType")
    value = fill_expression(expression, context.values, where=where, encode=encode)
    return cast_value(value, str(kind) if kind else None, where=where)


def _whole(generator: Generator, name: str, default: int) -> int:
    value = generator.attributes.get(name, default)
    if isinstance(value, int | float | str):
        try:
            return int(value)
        except ValueError:
            pass
    raise PactwrightError(f"the generator {generator.kind} has {value!r} for {name}, not a number")


def _make_int(generator: Generator, _: Json, context: GeneratorContext) -> Json:
    least, most = _whole(generator, "min", 0), _whole(generator, "max", 10)
    if least > most:
        raise PactwrightError(f"the generator RandomInt has min {least} above max {most}")
    return context.random.randint(least, most)


def _make_decimal(generator: Generator, _: Json, context: GeneratorContext) -> Json:
    digits = max(2, _whole(generator, "digits", 10))
    point = context.random.randint(1, digits - 1)
    text = str(context.random.randint(1, 9))
    text += "".join(context.random.choices(string.digits, k=digits - 2))
    text += str(context.random.randint(1, 9))
    return Decimal(f"{text[:point]}.{text[point:]}")


def _make_hexadecimal(generator: Generator, _: Json, context: GeneratorContext) -> Json:
    digits = _whole(generator, "digits", 10)
    return "".join(context.random.choices("0123456789ABCDEF", k=digits))


def _make_string(generator: Generator, _: Json, context: GeneratorContext) -> Json:
    size = _whole(generator, "size", 10)
    return "".join(context.random.choices(string.ascii_letters + string.digits, k=size))


def _make_boolean(_: Generator, __: Json, context: GeneratorContext) -> Json:
    return context.random.random() < 0.5  # noqa: PLR2004


def _make_uuid(generator: Generator, _: Json, context: GeneratorContext) -> Json:
    value = UUID(int=context.random.getrandbits(128), version=4)
    match generator.attributes.get("format"):
        case "simple":
            return value.hex
        case "upper-case-hyphenated":
            return str(value).upper()
        case "URN":
            return value.urn
        case _:
            return str(value)


def _make_url(generator: Generator, example: Json, context: GeneratorContext) -> Json:
    if context.base_url is None:
        return example
    pattern = str(generator.attributes.get("regex", ""))
    text = str(generator.attributes.get("example", ""))
    try:
        found = re.search(pattern, text)
    except re.error as error:
        raise PactwrightError(f"the generator MockServerURL has a bad regex: {error}") from error
    if found is None or not found.re.groups:
        raise PactwrightError(
            f"the generator MockServerURL finds no group of {pattern!r} in {text!r}"
        )
    rest = found.group(1) or ""
    return f"{text[: found.start()]}{context.base_url}{rest}{text[found.end() :]}"


def _make_by_core(generator: Generator, _: Json, context: GeneratorContext) -> Json:
    return core.generate_text(generator, now=context.now)


_MAKERS: Final[Mapping[str, Callable[[Generator, Json, GeneratorContext], Json]]] = {
    "RandomInt": _make_int,
    "RandomDecimal": _make_decimal,
    "RandomHexadecimal": _make_hexadecimal,
    "RandomString": _make_string,
    "RandomBoolean": _make_boolean,
    "Uuid": _make_uuid,
    "MockServerURL": _make_url,
    "Regex": _make_by_core,
    "Date": _make_by_core,
    "Time": _make_by_core,
    "DateTime": _make_by_core,
}

"""The generators of Pact V4, which make an example anew each time it is used.

A generator is never a value: hand it to a matcher (`like("a", generator=random_string(8))`).
The mock applies those of responses; verification applies those of requests.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, TypeAlias

from pactwright.consumer.value import Content, Matcher
from pactwright.model.json import Json
from pactwright.model.rule import Generator, MatchingRule

UuidFormat: TypeAlias = Literal["simple", "lower-case-hyphenated", "upper-case-hyphenated", "URN"]
ValueType: TypeAlias = Literal["STRING", "INTEGER", "DECIMAL", "BOOLEAN", "RAW"]


def from_state(expression: str, example: Content) -> Matcher:
    """Stand for a value that the provider state brings (`from_state("${id}", 7)`).

    `expression` names values of the state in `${}`. A request must equal the example here and
    carries the state's value when the provider is verified; a response matches by type.
    """
    problems = () if "${" in expression else (_no_name(expression),)
    return Matcher(
        name="from_state",
        example=example,
        rules=(MatchingRule(kind="type"),),
        generator=provider_state(expression, value_type=_value_type(example)),
        asks_request=False,
        problems=problems,
    )


def _no_name(expression: str) -> str:
    return f"from_state({expression!r}) names no value of a provider state; write it in ${{}}"


def _value_type(example: object) -> ValueType:
    match example:
        case bool():
            return "BOOLEAN"
        case int():
            return "INTEGER"
        case float() | Decimal():
            return "DECIMAL"
        case str():
            return "STRING"
        case _:
            return "RAW"


def provider_state(expression: str, *, value_type: ValueType = "RAW") -> Generator:
    """Make the value from the provider state's values, named in `${}`, as that JSON type."""
    return _make("ProviderState", expression=expression, dataType=value_type)


def mock_server_url(example: str, regex: str) -> Generator:
    """Put the address of the answering server before what `regex` captures of the example."""
    return _make("MockServerURL", example=example, regex=regex)


def random_integer(minimum: int = 0, maximum: int = 2**31 - 1) -> Generator:
    """Make a whole number between the two, both included."""
    return _make("RandomInt", min=minimum, max=maximum)


def random_decimal(digits: int = 8) -> Generator:
    """Make a decimal number of that many digits."""
    return _make("RandomDecimal", digits=digits)


def random_hexadecimal(digits: int = 8) -> Generator:
    """Make a text of that many hexadecimal digits."""
    return _make("RandomHexadecimal", digits=digits)


def random_string(size: int = 20) -> Generator:
    """Make a text of that many letters and digits."""
    return _make("RandomString", size=size)


def random_boolean() -> Generator:
    """Make `true` or `false`."""
    return _make("RandomBoolean")


def from_regex(pattern: str) -> Generator:
    """Make a text that the regular expression matches."""
    return _make("Regex", regex=pattern)


def random_uuid(uuid_format: UuidFormat = "lower-case-hyphenated") -> Generator:
    """Make a UUID in that format."""
    return _make("Uuid", format=uuid_format)


def current_date(pattern: str = "yyyy-MM-dd", *, expression: str | None = None) -> Generator:
    """Make today's date, moved by an expression such as `+1 week`."""
    return _make("Date", format=pattern, expression=expression)


def current_time(pattern: str = "HH:mm:ss", *, expression: str | None = None) -> Generator:
    """Make the time of day, moved by an expression such as `+1 hour`."""
    return _make("Time", format=pattern, expression=expression)


def current_datetime(
    pattern: str = "yyyy-MM-dd'T'HH:mm:ssXXX", *, expression: str | None = None
) -> Generator:
    """Make the present moment, moved by an expression such as `+1 day @ +1 hour`."""
    return _make("DateTime", format=pattern, expression=expression)


def _make(kind: str, **attributes: Json) -> Generator:
    given = {name: value for name, value in attributes.items() if value is not None}
    return Generator(kind=kind, attributes=given)

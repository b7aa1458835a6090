"""Arguments of user functions: from the pact, from the state's text, from fixtures."""

from __future__ import annotations

import datetime as dt
import enum
import functools
import uuid
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

import pytest

from pactwright.errors import PactwrightError
from pactwright.provider.arguments import NoFixtures, bind_arguments, read_signature

if TYPE_CHECKING:
    from somewhere import Unknown


class Colour(enum.Enum):
    RED = "red"


@dataclass
class Line:
    sku: str
    quantity: int = 1


class Strange:
    pass


class Fixtures:
    def __init__(self, **values: object) -> None:
        self.values = values

    def has(self, name: str) -> bool:
        return name in self.values

    def value(self, name: str) -> object:
        return self.values[name]


def _bind(function, given=None, captured=None, **fixtures):
    return bind_arguments(
        function, given=given or {}, captured=captured, fixtures=Fixtures(**fixtures)
    )


def _typed(annotation: Any):
    def function(value):
        return value

    function.__annotations__["value"] = annotation
    return function


@pytest.mark.parametrize(
    ("annotation", "given", "value"),
    [
        (int, 7, 7),
        (int, "7", 7),
        (int, 7.0, 7),
        ("int", "007", 7),
        (float, "1.5", 1.5),
        (Decimal, "19.90", Decimal("19.90")),
        (Decimal, 19.9, Decimal("19.9")),
        (bool, "true", True),
        (bool, False, False),
        (str, 7, "7"),
        (str, Decimal("1.50"), "1.50"),
        (str, "x", "x"),
        (dt.datetime, "2026-01-02T03:04:05+00:00", dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)),
        (dt.date, "2026-01-02", dt.date(2026, 1, 2)),
        (uuid.UUID, "00000000-0000-0000-0000-000000000007", uuid.UUID(int=7)),
        (Colour, "red", Colour.RED),
        (Literal["a", "b"], "b", "b"),
        (list[int], [1, "2"], [1, 2]),
        (list, [1, "2"], [1, "2"]),
        (dict[str, int], {"a": "1"}, {"a": 1}),
        (int | None, None, None),
        (Line, {"sku": "A", "quantity": "2"}, Line("A", 2)),
        (Any, {"a": 1}, {"a": 1}),
        (object, 7, 7),
        (None, "raw", "raw"),
    ],
)
def test_a_parameter_takes_the_type_of_its_annotation(annotation, given, value):
    function = _typed(annotation) if annotation is not None else (lambda value: value)
    bound = _bind(function, {"value": given})["value"]
    assert bound == value
    assert type(bound) is type(value)


@pytest.mark.parametrize(
    ("annotation", "given", "reason"),
    [
        (int, "seven", "is int, and the pact gives 'seven': Expected `int`"),
        (int, True, "is int, and the pact gives True"),
        (str, True, "is str, and the pact gives True"),
        (Colour, "blue", "is Colour, and the pact gives 'blue'"),
        (list[int], "x", r"is list\[int\], and the pact gives 'x'"),
        (dt.datetime, "yesterday", "is datetime, and the pact gives 'yesterday'"),
        (Strange, "x", "is Strange, and the pact gives 'x': Expected `Strange`"),
        ("Unknown", "x", "is Unknown.*no value of this type can be made from JSON"),
    ],
)
def test_a_bad_value_is_told_with_its_parameter(annotation, given, reason):
    with pytest.raises(PactwrightError, match=rf"parameter 'value' of .*{reason}"):
        _bind(_typed(annotation), {"value": given})


def test_the_pact_goes_before_the_text_and_that_before_fixtures():
    def state(key: int, name: str, database, page: int = 1, *, limit: int = 5):
        raise AssertionError

    bound = _bind(
        state,
        {"key": "1", "limit": "9", "unused": 0},
        {"key": "2", "name": "Ada"},
        key="f",
        name="f",
        database="db",
        page="f",
    )
    assert bound == {"key": 1, "name": "Ada", "database": "db", "limit": 9}


def test_the_rest_goes_where_anything_is_taken():
    assert _bind(lambda a, **rest: None, {"a": 1, "b": 2}, {"c": "3"}) == {"a": 1, "b": 2, "c": "3"}


def test_annotations_that_only_the_type_checker_knows_do_no_harm_to_fixtures():
    def state(database: Unknown):
        raise AssertionError

    assert _bind(state, database=1) == {"database": 1}


class Bound:
    def method(self, key: int):
        raise AssertionError

    def __call__(self, key: int):
        raise AssertionError


@pytest.mark.parametrize(
    "function", [Bound().method, Bound(), functools.partial(lambda x, key: None, 1), Line]
)
def test_any_callable_has_arguments(function):
    assert set(_bind(function, {"key": 1, "sku": "A"})) <= {"key", "sku"}


def test_a_missing_argument_is_told_with_what_there_is():
    with pytest.raises(PactwrightError, match="which is neither a parameter of the") as caught:
        bind_arguments(lambda key: None, given={"number": 7}, fixtures=Fixtures())
    assert "say key=..." in str(caught.value.hint)


def test_without_pytest_a_missing_argument_may_be_a_fixture_and_the_hint_says_so():
    with pytest.raises(PactwrightError, match="without pytest there are no fixtures") as caught:
        bind_arguments(lambda key: None, given={"number": 7}, fixtures=NoFixtures())
    assert "verify through pytest" in str(caught.value.hint)


def test_positional_only_parameters_are_refused():
    def state(key, /):
        raise AssertionError

    with pytest.raises(PactwrightError, match="parameter 'key' cannot be given by name"):
        read_signature(state)


def test_without_pytest_there_are_no_fixtures():
    none = NoFixtures()
    none.finish_later(print)
    assert not none.has("database")
    with pytest.raises(PactwrightError, match="'database' is a pytest fixture"):
        none.value("database")

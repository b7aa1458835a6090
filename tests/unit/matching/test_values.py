import pytest

from pactwright.matching.values import read_json, same, type_name


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (b"12", 12),
        (b"-0", -0.0),
        (b"18446744073709551615", 18446744073709551615),
        (b"18446744073709551616", 18446744073709551616.0),
        (b"-9223372036854775809", -9223372036854775809.0),
        (b"1" + b"0" * 400, float("inf")),
        ('"\\u00e9é"'.encode(), "éé"),
    ],
)
def test_numbers_beyond_64_bits_become_floats(text, value):
    read = read_json(text)
    assert (type(read), read) == (type(value), value)


@pytest.mark.parametrize("text", [b"NaN", b"{", b'"\xff"', b'"\\ud800"', b""])
def test_what_is_not_json_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        read_json(text)


@pytest.mark.parametrize(
    ("left", "right", "equal"),
    [
        (1, 1.0, False),
        (1, True, False),
        (1.0, 1.0, True),
        ({"a": [1]}, {"a": [1]}, True),
        ({"a": 1}, {"b": 1}, False),
        ([1], [1, 2], False),
        (None, None, True),
        ({}, [], False),
    ],
)
def test_values_of_different_types_are_never_equal(left, right, equal):
    assert same(left, right) is equal


def test_types_have_the_names_of_json():
    values = [None, True, 1, 1.5, "x", {}, []]
    names = ["null", "boolean", "integer", "decimal", "string", "object", "array"]
    assert [type_name(value) for value in values] == names

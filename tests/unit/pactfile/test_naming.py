import itertools
import unicodedata
from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pactwright.pactfile.naming import name_pact_files


def name_of(consumer, provider):
    return name_pact_files([(consumer, provider)])[(consumer, provider)]


@pytest.mark.parametrize(
    ("consumer", "provider", "name"),
    [
        ("web", "orders", "web-orders.json"),
        ("back office", "orders-api", "back office-orders-api.json"),
        ("web_2.0", "orders.v1", "web_2.0-orders.v1.json"),
        ("Müller's web", "заказы", "Müller's web-заказы.json"),
        ("🦀", "👩‍💻", "🦀-👩‍💻.json"),
        ("con", "nul", "con-nul.json"),
    ],
)
def test_an_ordinary_pair_has_its_plain_name(consumer, provider, name):
    assert name_of(consumer, provider) == name


@pytest.mark.parametrize(
    ("consumer", "provider", "stem"),
    [
        ("../../etc/passwd", "p", ".._.._etc_passwd-p"),
        ("a\\b:c", "p", "a_b_c-p"),
        ('the "web"', "a|b?<*>", "the _web_-a_b____"),
        ("nul\0byte", "new\nline", "nul_byte-new_line"),
        ("\ud800", "p", "_-p"),
        ("a\u202eb", "p", "a_b-p"),
        ("-rf", "p", "_rf-p"),
        (" a", "p", "_a-p"),
        ("", "", "_"),
        ("con.x", "p", "_con.x-p"),
        ("NUL .txt", "p", "_NUL .txt-p"),
    ],
)
def test_a_name_that_had_to_be_changed_carries_a_digest(consumer, provider, stem):
    name = name_of(consumer, provider)
    assert name.startswith(stem.replace("..", "_.", 1) if stem.startswith(".") else f"{stem}-")
    assert len(name.removesuffix(".json").rpartition("-")[2]) == 8


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("a-b", "c"), ("a", "b-c")),
        (("Web", "orders"), ("web", "Orders")),
        (("straße", "p"), ("STRASSE", "p")),
        ((unicodedata.normalize("NFC", "é"), "p"), (unicodedata.normalize("NFD", "é"), "p")),
        (("x" * 300, "p"), ("x" * 299, "p")),
        (("a/b", "p"), ("a_b", "p")),
    ],
)
def test_two_pairs_that_would_share_a_file_get_their_own(one, other):
    names = name_pact_files([one, other])
    assert len({name.casefold() for name in names.values()}) == 2
    assert names == name_pact_files([other, one])


def test_the_same_pair_twice_is_one_pair():
    assert name_pact_files([("a", "b"), ("a", "b")]) == {("a", "b"): "a-b.json"}


RESERVED = {
    "CON",
    "PRN",
    "AUX",
    "NUL",
    *(f"{port}{n}" for port in ("COM", "LPT") for n in range(10)),
}


@given(st.sets(st.tuples(st.text(), st.text()), max_size=6))
def test_every_name_is_a_plain_file_of_its_folder_and_nobody_else_s(pairs):
    names = name_pact_files(pairs)
    assert names.keys() == pairs
    folded = {unicodedata.normalize("NFC", name).casefold() for name in names.values()}
    assert len(folded) == len(pairs)
    for name in names.values():
        assert PurePosixPath(name).name == PureWindowsPath(name).name == name
        assert name.partition(".")[0].rstrip().upper() not in RESERVED
        assert len(name.encode()) <= 255
        assert name.isprintable() or "\N{ZERO WIDTH JOINER}" in name


PARTS = ("con", "NUL", "..", ".", "-", " ", "", "a", "A", "a-", "-a", "com1", "x" * 300)


@pytest.mark.parametrize("pair", list(itertools.product(PARTS, PARTS)))
def test_no_awkward_part_makes_an_unsafe_name(pair):
    name = name_of(*pair)
    assert name[0] not in ".- "
    assert PureWindowsPath(name).name == PurePosixPath(name).name == name

"""The variants of a consumer test as pytest items of their own: `test_order[note absent]`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import pytest

from pactwright.plugin.consumer_items import (
    ATTRIBUTE,
    KEPT,
    VARIANT,
    base_name,
    note_torn,
    variant_of,
)


@dataclass(frozen=True, slots=True)
class VariantParam:
    """Which of a test's variants an item is for; `total` is their number."""

    index: int
    total: int


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make an item of each variant of a consumer test."""
    declarations = getattr(metafunc.function, ATTRIBUTE, ())
    if not declarations:
        return
    from pactwright.consumer.variant_rows import plan_rows

    rows = plan_rows(declarations, getattr(metafunc.function, KEPT, ()))
    if len(rows) == 1:
        return
    # A parameter that no test takes: pytest keeps it with the item all the same.
    metafunc.fixturenames.append(VARIANT)
    metafunc.parametrize(
        VARIANT,
        [VariantParam(index, len(rows)) for index in range(len(rows))],
        ids=[row.name for row in rows],
    )


@pytest.hookimpl(trylast=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    """Note the tests of which only some variants run: they prove nothing for a pact."""
    for item in find_torn(session.items):
        note_torn(item)


def find_torn(items: Iterable[pytest.Item]) -> list[pytest.Item]:
    """Return the items whose test has other variants that are not among the items."""
    tests: dict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        if variant_of(item) is not None:
            tests[base_name(item)].append(item)
    return [item for many in tests.values() if _is_torn(many) for item in many]


def _is_torn(items: Iterable[pytest.Item]) -> bool:
    found = [param for item in items if isinstance(param := variant_of(item), VariantParam)]
    return len({param.index for param in found}) < max(param.total for param in found)

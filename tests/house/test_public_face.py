"""The public face is small, lazy, and there."""

import subprocess
import sys

import pytest

import pactwright


def test_at_most_25_names_are_public_and_each_is_there():
    assert len(pactwright.__all__) <= 25
    assert pactwright.__all__ == sorted(pactwright.__all__)
    assert dir(pactwright) == pactwright.__all__
    for name in pactwright.__all__:
        assert getattr(pactwright, name) is not None


def test_another_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        pactwright.nothing  # noqa: B018


@pytest.mark.parametrize(
    ("statement", "heavy"),
    [
        ("import pactwright", {"pactwright.model", "pact_ffi", "httpx", "pytest", "rich", "click"}),
        ("from pactwright import like", {"pact_ffi", "pact", "pytest", "rich", "urllib3"}),
        ("import pactwright.cli.main", {"pactwright.api", "rich", "pytest", "httpx", "msgspec"}),
        ("import pactwright.plugin", {"pact_ffi", "rich", "httpx", "urllib3", "asyncio"}),
    ],
)
def test_an_import_leaves_out_what_it_does_not_need(statement, heavy):
    code = f"import sys; {statement}; print(*sys.modules)"
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True
    )
    assert heavy & set(ran.stdout.split()) == set()

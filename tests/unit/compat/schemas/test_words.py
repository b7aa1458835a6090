"""The sentences of changes say what a reader finds in the document."""

from __future__ import annotations

import pytest

import pactwright

NUMBER = {"type": "integer"}


@pytest.mark.parametrize("mode", ["backward", "forward"])
@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            NUMBER | {"format": "int8"},
            NUMBER | {"format": "int16"},
            {
                "maximum changed from 127 (that of int8) to 32767 (that of int16)",
                "minimum changed from -128 (that of int8) to -32768 (that of int16)",
            },
        ),
        (
            NUMBER | {"format": "uint8"},
            NUMBER | {"minimum": 0},
            {"maximum 255 (that of uint8) was removed"},
        ),
        (NUMBER, NUMBER | {"maximum": 5}, {"maximum 5 was added"}),
        (NUMBER | {"maximum": 5}, NUMBER | {"maximum": 6}, {"maximum changed from 5 to 6"}),
    ],
    ids=["format", "format removed", "bound", "bounds"],
)
def test_a_bound_is_told_with_the_format_that_means_it(old, new, said, mode):
    found = pactwright.compare(old, new, mode=mode).findings
    assert {finding.message for finding in found} == said

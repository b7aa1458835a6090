"""What an XML body holds beyond the expected one: the core forgives it, a request must not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import zip_longest
from xml.etree import ElementTree as ET

from pactwright.matching.rules import Ruling
from pactwright.matching.wording import report_body
from pactwright.model.path import Place
from pactwright.model.result import Mismatch


def find_unexpected_xml(expected: str, actual: str, ruling: Ruling) -> list[Mismatch]:
    """Return the attributes and elements of `actual` that `expected` does not have.

    Both must match as a response does. Elements may repeat where a rule on types speaks of
    them. Raises `ElementTree.ParseError` for a text that is not XML.
    """
    # The reader of the standard library fetches nothing and limits how far entities expand.
    want, came = ET.fromstring(expected), ET.fromstring(actual)  # noqa: S314
    return _compare_element((written_name(want.tag),), want, came, ruling)


def _compare_element(
    place: Place, expected: ET.Element, actual: ET.Element, ruling: Ruling
) -> list[Mismatch]:
    found = [
        report_body((*place, f"@{written_name(key)}"), "the attribute is unexpected", None, value)
        for key, value in sorted(actual.attrib.items())
        if key not in expected.attrib
    ]
    wanted, came = _children(expected), _children(actual)
    for name in sorted(came):
        here = (*place, name)
        if name not in wanted:
            found.append(_unexpected(here, name))
        elif ruling.types_at(here):
            for child in came[name]:
                found += _compare_element(here, wanted[name][0], child, ruling)
        else:
            found += _compare_siblings(here, wanted[name], came[name], ruling)
    return found


def _compare_siblings(
    place: Place, expected: Sequence[ET.Element], actual: Sequence[ET.Element], ruling: Ruling
) -> list[Mismatch]:
    found: list[Mismatch] = []
    for want, got in zip_longest(expected, actual):
        if want is None:
            found.append(_unexpected(place, str(place[-1])))
        elif got is not None:
            found += _compare_element(place, want, got, ruling)
    return found


def _unexpected(place: Place, name: str) -> Mismatch:
    return report_body(place, "the element is unexpected", None, f"<{name}/>")


def _children(element: ET.Element) -> dict[str, list[ET.Element]]:
    grouped: dict[str, list[ET.Element]] = defaultdict(list)
    for child in element:
        grouped[written_name(child.tag)].append(child)
    return grouped


def written_name(tag: str) -> str:
    """Return the name as rules write it: `namespace:local`."""
    namespace, closed, local = tag.removeprefix("{").rpartition("}")
    return f"{namespace}:{local}" if closed else local

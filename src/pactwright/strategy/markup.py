"""XML documents and form bodies that an example stands for, by the rules declared for it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import groupby
from typing import Final, TypeAlias
from urllib.parse import parse_qsl, urlencode
from xml.etree import ElementTree as ET

from hypothesis import strategies as st

from pactwright.matching.rules import Ruling, Selected, read_rules
from pactwright.model.path import Place
from pactwright.model.rule import RuleSet
from pactwright.strategy.scalars import scalar_values

Rules: TypeAlias = Mapping[str, RuleSet] | None
Elements: TypeAlias = st.SearchStrategy[ET.Element]

_MORE: Final = 3
"""How many elements above the least a repeated one without a bound gets."""
_FORBIDDEN: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_values(example: bytes, rules: Rules) -> st.SearchStrategy[bytes]:
    """Return documents with other texts, attributes and repeated elements where rules stand.

    A document that cannot be read, or that has namespaces, whose prefixes would change, stays.
    """
    try:
        # The reader of the standard library fetches nothing and limits how far entities expand.
        root = ET.fromstring(example)  # noqa: S314
    except ET.ParseError:
        return st.just(example)
    if any("{" in name for one in root.iter() for name in (one.tag, *one.attrib)):
        return st.just(example)
    made = _element(root, (root.tag,), read_rules(rules))
    return st.just(example) | made.map(lambda one: ET.tostring(one, "UTF-8", xml_declaration=True))


def form_values(example: bytes, rules: Rules) -> st.SearchStrategy[bytes]:
    """Return form bodies with other values where rules stand."""
    ruling = read_rules(rules)
    counts: dict[str, int] = {}
    pairs: list[st.SearchStrategy[tuple[str, str]]] = []
    for name, value in parse_qsl(example.decode("utf-8", "replace"), keep_blank_values=True):
        index = counts[name] = counts.get(name, -1) + 1
        pairs.append(st.tuples(st.just(name), _texts(value, ruling.select((name, index)))))
    return st.just(example) | st.tuples(*pairs).map(lambda made: urlencode(made).encode())


def _texts(example: str, selected: Selected | None) -> st.SearchStrategy[str]:
    if selected is None:
        return st.just(example)
    values = scalar_values(selected.rules, example, cascaded=selected.cascaded)
    return values.map(str).filter(is_writable)


def is_writable(text: str) -> bool:
    """Return whether a document of XML can hold a text as it is."""
    return not _FORBIDDEN.search(text)


def _element(example: ET.Element, place: Place, ruling: Ruling) -> Elements:
    attributes = {
        name: _texts(value, ruling.select((*place, f"@{name}")))
        for name, value in example.attrib.items()
    }
    text = example.text or ""
    texts = _texts(text, ruling.select((*place, "#text"))) if text.strip() else st.just(text)
    children = [
        _siblings(list(group), (*place, tag), ruling)
        for tag, group in groupby(example, key=lambda one: one.tag)
    ]
    parts = st.tuples(st.fixed_dictionaries(attributes), texts, st.tuples(*children))
    return parts.map(lambda made: _put_together(example, *made))


def _siblings(
    examples: list[ET.Element], place: Place, ruling: Ruling
) -> st.SearchStrategy[list[ET.Element]]:
    """Return what stands in place of neighbours of one name."""
    selected = ruling.select(place)
    bounds = repetition(selected) if selected is not None and not selected.cascaded else None
    if bounds is not None:
        return st.lists(
            _element(examples[0], place, ruling), min_size=bounds[0], max_size=bounds[1]
        )
    return st.tuples(*(_element(one, place, ruling) for one in examples)).map(list)


def repetition(selected: Selected) -> tuple[int, int] | None:
    """Return how often an element may come, `None` where no rule says that it repeats."""
    for rule in selected.rules.rules:
        least, most = rule.attributes.get("min"), rule.attributes.get("max")
        if rule.kind == "type" and (isinstance(least, int) or isinstance(most, int)):
            # An element that came no more would leave nothing to speak of.
            low = max(1, least) if isinstance(least, int) else 1
            return low, most if isinstance(most, int) else low + _MORE
    return None


def _put_together(
    example: ET.Element,
    attributes: dict[str, str],
    text: str,
    children: tuple[list[ET.Element], ...],
) -> ET.Element:
    made = ET.Element(example.tag, attributes)
    made.text, made.tail = text, example.tail
    for group in children:
        made.extend(group)
    return made

"""The names of an XML document's namespaces: read from it, and written as it has them."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import Final
from xml.etree import ElementTree as ET

_XML: Final = "http://www.w3.org/XML/1998/namespace"


def read_prefixes(content: bytes, element: ET.Element) -> dict[str, str]:
    """Return the prefix of each namespace of a document, the empty one for its default.

    Raises `ValueError` where one prefix stands for several namespaces, or a name would change
    its namespace if all of them were declared at the top.
    """
    found: dict[str, str] = {}
    # The reader of the standard library fetches nothing and limits how far entities expand.
    for _, pair in ET.iterparse(io.BytesIO(content), ["start-ns"]):  # noqa: S314
        prefix, namespace = pair
        if found.setdefault(namespace, prefix) != prefix:
            raise ValueError(namespace)
    if len(set(found.values())) != len(found):
        raise ValueError("a prefix of several namespaces")
    has_default = "" in found.values()
    for one in element.iter():
        if has_default and not namespace_of(one.tag):
            raise ValueError(one.tag)
        if any(found.get(namespace_of(name)) == "" for name in one.attrib if name[:1] == "{"):
            raise ValueError(one.tag)
    return found


def namespace_of(tag: str) -> str:
    """Return the namespace of a name as the standard library has it (`{namespace}local`)."""
    return tag[1:].partition("}")[0] if tag[:1] == "{" else ""


def write_named(element: ET.Element, prefixes: Mapping[str, str]) -> bytes:
    """Return the document of an element, which may change, with these prefixes at its top."""
    for one in element.iter():
        one.tag = _named(one.tag, prefixes)
        for name in [name for name in one.attrib if name[:1] == "{"]:
            one.set(_named(name, prefixes), one.attrib.pop(name))
    for name, namespace in _declarations(prefixes):
        element.set(name, namespace)
    return bytes(ET.tostring(element, "UTF-8", xml_declaration=True))


def _named(tag: str, prefixes: Mapping[str, str]) -> str:
    namespace = namespace_of(tag)
    if not namespace:
        return tag
    prefix = "xml" if namespace == _XML else prefixes[namespace]
    local = tag.rpartition("}")[2]
    return f"{prefix}:{local}" if prefix else local


def _declarations(prefixes: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for namespace, prefix in prefixes.items():
        yield (f"xmlns:{prefix}" if prefix else "xmlns"), namespace

"""A body of XML as the value that the document's schema describes, and back to bytes."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from pactwright.matching.rules import Ruling, read_rules
from pactwright.matching.xml_body import written_name
from pactwright.model.json import Json, JsonObject
from pactwright.model.path import Place
from pactwright.property.markup_names import namespace_of, read_prefixes, write_named
from pactwright.property.narrow import Schema, closed_object, narrow_text
from pactwright.property.replay_fields import Rules, member_schemas, read_field, write_field
from pactwright.property.schemathesis_document import types_of
from pactwright.strategy.markup import is_writable, repetition
from pactwright.strategy.operations import follow


@dataclass(frozen=True, slots=True, kw_only=True)
class _Member:
    """A property of the schema in an element: an attribute, a child, or several of them.

    `tag` is its name there; `wrapper` that of the element around a list's elements, if any.
    """

    schema: JsonObject
    tag: str
    is_attribute: bool = False
    is_list: bool = False
    wrapper: str | None = None

    def holder(self, element: ET.Element) -> ET.Element | None:
        """Return the element in which those of a list stand."""
        return element if self.wrapper is None else next(_named(element, self.wrapper), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkupBody:
    """A body of XML. Source: OpenAPI 3.1.1, section 4.8.26.

    `prefixes` are those of its namespaces. Names of which the schema tells none are in that of the
    element around them, or in none, as the example has them.
    """

    root: Json
    schema: JsonObject
    content: bytes
    element: ET.Element
    prefixes: Mapping[str, str]

    @property
    def value(self) -> Json:
        """The example as the schema describes it."""
        return self._read(self.element, self.schema)

    def narrow(self, rules: Rules) -> Schema:
        """Return what the consumer's rules leave open."""
        place = (written_name(self.element.tag),)
        return self._narrow(self.element, self.schema, place, read_rules(rules))

    def write(self, value: Json) -> bytes:
        """Return the document of a value; the example where no document can hold the value."""
        made = copy.deepcopy(self.element)
        self._fill(made, self.schema, value)
        texts = (text for one in made.iter() for text in (one.text or "", *one.attrib.values()))
        if not all(map(is_writable, texts)):
            return self.content
        return write_named(made, self.prefixes)

    def check(self) -> MarkupBody:
        """Return it; raises ValueError where the schema does not describe all of the example."""
        self._read(self.element, self.schema)
        return self

    def _read(self, element: ET.Element, schema: JsonObject) -> Json:
        members = self._members(schema, element)
        if not members:
            if len(element) or element.attrib:
                raise ValueError(element.tag)
            return read_field(self.root, schema, element.text or "")
        found = {
            name: value
            for name, member in members.items()
            for value in self._read_member(element, member)
        }
        known = {one.tag for one in members.values() if one.is_attribute}
        tags = {one.wrapper or one.tag for one in members.values() if not one.is_attribute}
        if not known.issuperset(element.attrib) or any(one.tag not in tags for one in element):
            raise ValueError(element.tag)
        return found

    def _read_member(self, element: ET.Element, member: _Member) -> Iterator[Json]:
        """Yield the value of a property, if the element has it."""
        if member.is_attribute:
            if member.tag in element.attrib:
                yield read_field(self.root, member.schema, element.attrib[member.tag])
            return
        holder = member.holder(element)
        several = [] if holder is None else list(_named(holder, member.tag))
        if member.is_list:
            if several or (holder is not None and member.wrapper is not None):
                yield [self._read(one, member.schema) for one in several]
        elif len(several) > 1:
            raise ValueError(member.tag)
        elif several:
            yield self._read(several[0], member.schema)

    def _members(self, schema: JsonObject, element: ET.Element) -> dict[str, _Member]:
        """Return the properties that a schema has, by name, as the element spells them."""
        return {
            name: self._member(name, one, element)
            for name, one in member_schemas(self.root, schema).items()
        }

    def _member(self, name: str, schema: JsonObject, element: ET.Element) -> _Member:
        xml = self._xml(schema)
        if "array" not in types_of(self.root, schema):
            is_attribute = xml.get("attribute") is True
            around = None if is_attribute else element
            return _Member(schema=schema, tag=_tag(xml, name, around), is_attribute=is_attribute)
        items = follow(self.root, schema).get("items")
        inner: JsonObject = items if isinstance(items, Mapping) else {}
        wrapper = _tag(xml, name, element) if xml.get("wrapped") is True else None
        holder = element if wrapper is None else next(_named(element, wrapper), None)
        tag = _tag(self._xml(inner), name, element if holder is None else holder)
        return _Member(schema=inner, tag=tag, is_list=True, wrapper=wrapper)

    def _xml(self, schema: JsonObject) -> JsonObject:
        return follow(self.root, follow(self.root, schema).get("xml"))

    def _narrow(
        self, element: ET.Element, schema: JsonObject, place: Place, ruling: Ruling
    ) -> Schema:
        members = self._members(schema, element)
        if not members:
            return self._text(element.text or "", schema, (*place, "#text"), ruling)
        return closed_object(
            {
                name: self._narrow_member(element, member, place, ruling)
                for name, member in members.items()
                if list(self._read_member(element, member))
            }
        )

    def _narrow_member(
        self, element: ET.Element, member: _Member, place: Place, ruling: Ruling
    ) -> Schema:
        if member.is_attribute:
            text = element.get(member.tag, "")
            here = (*place, f"@{written_name(member.tag)}")
            return self._text(text, member.schema, here, ruling)
        holder = member.holder(element)
        several = [] if holder is None else list(_named(holder, member.tag))
        wrapped = () if member.wrapper is None else (written_name(member.wrapper),)
        here = (*place, *wrapped, written_name(member.tag))
        if member.is_list:
            return self._list(several, member.schema, here, ruling)
        return self._narrow(several[0], member.schema, here, ruling)

    def _list(
        self, several: Sequence[ET.Element], schema: JsonObject, place: Place, ruling: Ruling
    ) -> Schema:
        values = [self._read(one, schema) for one in several]
        inner = [self._narrow(one, schema, place, ruling) for one in several]
        selected = ruling.select(place)
        bounds = None if selected is None or selected.cascaded else repetition(selected)
        if not several or (bounds is None and any(one != inner[0] for one in inner)):
            return {"enum": [values]}
        least, most = bounds or (len(several), len(several))
        return {"type": "array", "items": inner[0], "minItems": least, "maxItems": most}

    def _text(self, text: str, schema: JsonObject, place: Place, ruling: Ruling) -> Schema:
        selected = ruling.select(place)
        if selected is None:
            return {"enum": [read_field(self.root, schema, text)]}
        types = types_of(self.root, schema)
        return narrow_text(selected.rules, text, types=types) or (
            {} if types else {"type": "string"}
        )

    def _fill(self, element: ET.Element, schema: JsonObject, value: Json) -> None:
        """Let an element, which is the example's, hold another value."""
        members = self._members(schema, element)
        if not members:
            if self._read(element, schema) != value:
                element.text = write_field(value)
            return
        for name, new in value.items() if isinstance(value, Mapping) else ():
            member = members.get(name)
            if member is None:
                continue
            if member.is_attribute:
                element.set(member.tag, write_field(new))
            else:
                self._fill_children(element, member, new)

    def _fill_children(self, element: ET.Element, member: _Member, new: Json) -> None:
        holder = member.holder(element)
        several = [] if holder is None else list(_named(holder, member.tag))
        if holder is None or not several:
            return
        wanted = new if member.is_list and isinstance(new, list) else [new]
        for one, inner in zip(_as_many(holder, several, len(wanted)), wanted, strict=True):
            self._fill(one, member.schema, inner)


def _named(element: ET.Element, tag: str) -> Iterator[ET.Element]:
    """Yield the children of a name; a search by path would read signs in it."""
    return (one for one in element if one.tag == tag)


def _as_many(holder: ET.Element, several: Sequence[ET.Element], count: int) -> Iterator[ET.Element]:
    """Yield that many elements in place of those that are there, the first one as the model."""
    model, start = copy.deepcopy(several[0]), list(holder).index(several[0])
    for number in range(max(count, len(several))):
        if number < min(count, len(several)):
            yield several[number]
        elif number < count:
            made = copy.deepcopy(model)
            holder.insert(start + number, made)
            yield made
        else:
            holder.remove(several[number])


def read_markup(root: Json, schema: JsonObject, content: bytes) -> MarkupBody | None:
    """Return the body of XML, `None` where the schema does not tell how it is spelt.

    Raises ValueError for an example that the schema does not describe, or whose namespaces cannot
    all be declared at its top.
    """
    if not member_schemas(root, schema):
        return None
    try:
        # The reader of the standard library fetches nothing and limits how far entities expand.
        element = ET.fromstring(content)  # noqa: S314
    except ET.ParseError:
        return None
    prefixes = read_prefixes(content, element)
    made = MarkupBody(root=root, schema=schema, content=content, element=element, prefixes=prefixes)
    return made.check()


def _tag(xml: JsonObject, name: str, around: ET.Element | None) -> str:
    """Return the name that a schema's `xml` gives, in its namespace, else in that around it."""
    own, told = str(xml.get("name", name)), xml.get("namespace")
    if isinstance(told, str) and told:
        return f"{{{told}}}{own}"
    inherited = "" if around is None else namespace_of(around.tag)
    if around is None or not inherited or own in {one.tag for one in around}:
        return own
    return f"{{{inherited}}}{own}"

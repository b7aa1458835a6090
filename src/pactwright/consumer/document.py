"""From a declared XML element to the text of its document, with the rules of its matchers."""

from __future__ import annotations

import html
import re
from dataclasses import replace

from pactwright.consumer.content import compile_content, note_matcher
from pactwright.consumer.encode import encode_json
from pactwright.consumer.sheet import Sheet, Spot
from pactwright.consumer.value import Content, Matcher, Xml, describe_type
from pactwright.model.json import Json
from pactwright.model.rule import MatchingRule

_NAME = re.compile(r"[^\W\d][\w.\-]*(:[^\W\d][\w.\-]*)?")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def compile_document(root: Xml, spot: Spot, sheet: Sheet) -> str:
    """Return the XML document of the element; rules stand at `$.tag['@name']` and `['#text']`."""
    return f'<?xml version="1.0" encoding="UTF-8"?>{_element(root, spot, sheet)}'


def _element(element: Xml, parent: Spot, sheet: Sheet) -> str:
    spot = parent.child(element.tag)
    _check_name(element.tag, spot, sheet)
    head = element.tag
    for name, value in element.attributes.items():
        place = spot.child(f"@{name}")
        _check_name(name, place, sheet)
        head += f' {name}="{_plain(value, place, sheet)}"'
    inner = "".join(_child(child, spot, sheet) for child in element.children)
    return f"<{head}>{inner}</{element.tag}>" if inner else f"<{head}/>"


def _child(child: object, spot: Spot, sheet: Sheet) -> str:
    match child:
        case Xml():
            return _element(child, spot, sheet)
        case Matcher(example=[Xml(tag=tag), *_] as elements):
            # The rule stands on the element that repeats, which has no list around it.
            note_matcher(
                _repeat(child, elements[0], spot.child(tag), sheet), spot.child(tag), sheet
            )
            return "".join(_child(element, spot, sheet) for element in elements)
        case Matcher(example=Xml() as element):
            note_matcher(child, spot.child(element.tag), sheet)
            return _element(element, spot, sheet)
        case _:
            return _plain(child, spot.child("#text"), sheet)


def _repeat(matcher: Matcher, element: Content, spot: Spot, sheet: Sheet) -> Matcher:
    """Return the matcher as verifiers read it for XML.

    A type rule lets the element come once or more; `min` and `max` beside it count what stands
    inside each of them.
    """
    match matcher.rules:
        case [MatchingRule(kind="type", attributes=limits)]:
            pass
        case _:
            return matcher
    if limits.get("min", 1) != 1 or "max" in limits:
        sheet.report(
            str(spot),
            "how often an element comes cannot be said in a pact: verifiers count what stands "
            "inside each of them; leave min and max out, which asks for at least one",
        )
    if isinstance(element, Xml) and element.children:
        return matcher
    return replace(matcher, rules=(MatchingRule(kind="type"),))


def _plain(value: object, spot: Spot, sheet: Sheet) -> str:
    example = compile_content(value, spot, sheet)
    if example is None or isinstance(example, bool | list | dict):
        sheet.report(str(spot), f"XML holds texts, numbers and elements, not {_words(example)}")
        return ""
    text = example if isinstance(example, str) else encode_json(example)
    if _FORBIDDEN.search(text):
        sheet.report(str(spot), f"{text!a} holds a character that XML cannot")
    return html.escape(text)


def _words(example: Json) -> str:
    return describe_type(example)


def _check_name(name: str, spot: Spot, sheet: Sheet) -> None:
    if not _NAME.fullmatch(name):
        sheet.report(str(replace(spot, steps=spot.steps[:-1])), f"{name!a} is no XML name")

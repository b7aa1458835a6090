"""JSON text to values, with duplicate keys and every other fault told by line and column."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

import orjson

from pactwright.document.fault import fault_at, fault_in
from pactwright.document.limits import Limits
from pactwright.document.survey import TooDeepError, TooManyError, survey_document
from pactwright.document.text import decode_text
from pactwright.errors import PactwrightError
from pactwright.model.json import Json

# One blank before the colon is counted; anything else there is rare and walked.
_SPACED_COLON = re.compile(rb'"(?:[\t\r\n]\s*| \s+):')
_BEFORE_SPACED_COLON = (b"\t:", b"\n:", b"\r:", b"  :")
# Possessive: a plain repetition would remember every character of a string of megabytes.
_STRING = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_TOKEN = re.compile(_STRING + r"|[{}\[\],]", re.DOTALL)
_BRACKET = re.compile(_STRING + r"|[{}\[\]]", re.DOTALL)
_ODD_NUMBER = re.compile(_STRING + r"|(-?Infinity|NaN|-?\d+(?:\.\d+)?[eE]\+?\d{3,}|-?\d{4000,})")
_DIGITS = 4300
_BLANKS = b" \t\r\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedJson:
    """The value of a text, and its distinct `$ref` texts.

    `indented` tells that the text is laid out as `written_again` lays it out.
    """

    root: Json
    references: tuple[str, ...]
    indented: bool = False


def parse_json(data: bytes, *, source: str, limits: Limits) -> ParsedJson:
    """Return the value and what is known of its text; raises `PactwrightError` with the line."""
    if _may_hold_too_much(data, limits):
        raise too_large(source, limits)
    try:
        root: Any = orjson.loads(data)
        known = _read_written(root, data, limits)
        if known is not None:
            return known
        survey = survey_document(root, limits)
        if survey.odd_values:
            root = json.loads(data, parse_constant=_refuse_constant)
            survey.odd_values = False
    except TooDeepError:
        raise too_deep(decode_text(data, source=source), source, limits) from None
    except TooManyError:
        raise too_large(source, limits) from None
    except orjson.JSONDecodeError as error:
        raise _broken(decode_text(data, source=source), error, source, limits) from None
    except ValueError as error:
        raise _odd_number(decode_text(data, source=source), error, source) from None
    _refuse_duplicates(data, survey.keys, source)
    return ParsedJson(root=root, references=tuple(survey.references))


def _may_hold_too_much(data: bytes, limits: Limits) -> bool:
    if len(data) <= limits.values:
        return False
    return data.count(b"[") + data.count(b"{") + data.count(b",") > limits.values


def written_again(root: Json) -> bytes:
    """Return the value as text, indented by two blanks; raises `TypeError` where it cannot."""
    return orjson.dumps(root, option=orjson.OPT_INDENT_2)


def _read_written(root: Json, data: bytes, limits: Limits) -> ParsedJson | None:
    """Return what the text is known to be when writing the value gives the same text again.

    Then no key was there twice and no number lost a digit, and what a walk would look for can be
    searched for in text of one layout, many times faster. None where the two texts differ in
    more than blanks, or where only a walk can tell.
    """
    try:
        text = written_again(root)
    except TypeError:
        return None
    indented = data.startswith(text) and not data[len(text) :].strip()
    if not indented and text.translate(None, _BLANKS) != data.translate(None, _BLANKS):
        return None
    if b"\n" + b"  " * limits.depth in text:
        return None
    pieces = text.split(b'"$ref": "')
    names = {piece.partition(b'"')[0]: None for piece in pieces[1:]}
    if len(pieces) > limits.references or any(b"\\" in name for name in names):
        return None
    references = tuple(name.decode() for name in names)
    return ParsedJson(root=root, references=references, indented=indented)


def too_large(source: str, limits: Limits) -> PactwrightError:
    """Return the error for a document that holds more values than we take."""
    return fault_at(
        source,
        1,
        1,
        f"the document holds more than {limits.values:,} values or "
        f"{limits.references:,} references",
        hint="compare the parts that changed as documents of their own",
    )


def too_deep(text: str, source: str, limits: Limits) -> PactwrightError:
    """Return the error for a document that nests too deep, at the bracket where it does."""
    return fault_in(
        text,
        _find_too_deep(text, limits.depth),
        source,
        f"nested deeper than {limits.depth} levels",
        hint="move the inner schemas under components (definitions) and refer to them",
    )


def _find_too_deep(text: str, deepest: int) -> int:
    depth = 0
    for found in _BRACKET.finditer(text):
        mark = found.group()
        if mark in "{[":
            depth += 1
            if depth > deepest:
                return found.start()
        elif mark in "}]":
            depth -= 1
    return 0


def _broken(
    text: str, error: orjson.JSONDecodeError, source: str, limits: Limits
) -> PactwrightError:
    if "recursion" in error.msg or "depth" in error.msg:
        return too_deep(text, source, limits)
    if error.pos >= len(text.rstrip()) or "unexpected end" in error.msg:
        message, hint = f"the JSON ends too early ({error.msg})", "the rest of the file is missing"
    elif "infinity" in error.msg:
        return _odd_number(text, error, source)
    else:
        message, hint = f"not valid JSON: {error.msg}", "correct it at the place named"
    return fault_at(source, error.lineno, error.colno, message, hint=hint)


def _odd_number(text: str, error: ValueError, source: str) -> PactwrightError:
    found = next((m for m in _ODD_NUMBER.finditer(text) if m.group(1)), None)
    return fault_in(
        text,
        found.start(1) if found else 0,
        source,
        "a number too large to read" if found else f"a number that cannot be read ({error})",
        hint=f"JSON numbers of up to {_DIGITS} digits and about 1e308 are read",
    )


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def _refuse_duplicates(data: bytes, keys: int, source: str) -> None:
    """Raise when some object has a key twice.

    The parser keeps the last one silently. As many ends of keys in the text as keys in the value
    tell in a few milliseconds that nothing was lost; only when the counts differ is the text
    walked.
    """
    if not _has_spaced_colon(data) and _count_keys(data) == keys:
        return
    text = data.decode()
    found = _find_duplicate(text)
    if found is not None:
        offset, key = found
        raise fault_in(
            text,
            offset,
            source,
            f"the key {json.dumps(key, ensure_ascii=False)} is there twice in one object",
            hint="readers disagree on which one counts; remove one",
        )


def _has_spaced_colon(data: bytes) -> bool:
    # Plain searches first: they are many times faster than the expression.
    near = any(mark[:1] in data and mark in data for mark in _BEFORE_SPACED_COLON)
    return near and _SPACED_COLON.search(data) is not None


def _count_keys(data: bytes) -> int:
    """Return how many keys end in the text; quotes inside strings stand behind a backslash."""
    plain = data.count(b'":') - data.count(b'\\":')
    return plain + data.count(b'" :') - data.count(b'\\" :')


def _find_duplicate(text: str) -> tuple[int, str] | None:
    """Return offset and name of the first key that its object already holds."""
    levels: list[set[str] | None] = []
    expects_key = False
    for found in _TOKEN.finditer(text):
        mark = found.group()
        if mark == "{":
            levels.append(set())
            expects_key = True
        elif mark == "[":
            levels.append(None)
            expects_key = False
        elif mark in "}]":
            levels.pop()
            expects_key = False
        elif mark == ",":
            expects_key = levels[-1] is not None
        elif expects_key and (keys := levels[-1]) is not None:
            key = json.loads(mark)
            if key in keys:
                return found.start(), key
            keys.add(key)
            expects_key = False
    return None

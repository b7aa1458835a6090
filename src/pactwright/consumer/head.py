"""From a declared method, path, query, headers and status to their examples and rules."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from urllib.parse import quote

from pactwright.consumer.body import MULTIPART_PATTERN, field_text
from pactwright.consumer.content import compile_content
from pactwright.consumer.sheet import Sheet, Spot
from pactwright.consumer.value import Matcher, StatusMatcher, describe_type
from pactwright.matching.headers import split_header
from pactwright.model.interaction import Pairs
from pactwright.model.json import Json
from pactwright.model.rule import Category, MatchingRule, RuleSet

# RFC 9110, section 5.6.2.
_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
# RFC 9110, section 5.5, without what it calls obsolete.
_FIELD = re.compile(r"([!-~]([ \t!-~]*[!-~])?)?")
# RFC 3986, section 3.3, with "%" for what is encoded already.
_PATH_SAFE = "/:@!$&'()*+,;=~-._%"
_LEAST_STATUS, _MOST_STATUS = 100, 599


def compile_method(method: object, sheet: Sheet) -> str:
    """Return the method in capitals."""
    if isinstance(method, str) and _TOKEN.fullmatch(method):
        return method.upper()
    sheet.report("method", f"{describe_type(method)} is no HTTP method")
    return "GET"


def compile_path(path: object, sheet: Sheet) -> str:
    """Return the path as it travels, percent-encoded; a query has a place of its own."""
    example = compile_content(path, Spot(category="path", name=""), sheet)
    if not isinstance(example, str) or not example.startswith("/"):
        sheet.report("path", f'is a text that starts with "/", not {describe_type(example)}')
        return "/"
    if "?" in example or "#" in example:
        sheet.report("path", f"{example!r} holds a query or fragment; give query={{…}} instead")
    return quote(example, safe=_PATH_SAFE)


def compile_query(query: object, sheet: Sheet) -> Pairs:
    """Return the parameters with their values in order; `None` is a bare `?name`."""
    if query is None:
        return ()
    if not isinstance(query, Mapping):
        sheet.report("query", f"is a dict, not {describe_type(query)}")
        return ()
    pairs: list[tuple[str, tuple[str | None, ...]]] = []
    for name, value in query.items():
        examples = _compile_values("query", name, value, sheet)
        texts = tuple(
            None if one is None else field_text(one, f"query {name}", sheet) for one in examples
        )
        if any("\0" in (text or "") for text in (str(name), *texts)):
            sheet.report(f"query {name!a}", "holds a NUL character, which the Rust core cannot")
        pairs.append((str(name), texts))
    return tuple(pairs)


def compile_headers(headers: object, content_type: str | None, sheet: Sheet) -> Pairs:
    """Return the headers, with the body's content type unless they say it themselves."""
    if headers is not None and not isinstance(headers, Mapping):
        sheet.report("headers", f"are a dict, not {describe_type(headers)}")
        return ()
    pairs = [_compile_header(name, value, sheet) for name, value in (headers or {}).items()]
    names = [name.lower() for name, _ in pairs]
    for name in sorted({name for name in names if names.count(name) > 1}):
        sheet.report(f"header {name}", "is named twice; give a list of its values")
    if content_type is not None and "content-type" not in names:
        pairs.append(("Content-Type", (content_type,)))
        _note_boundary(content_type, sheet)
    return tuple(pairs)


def compile_status(status: object, sheet: Sheet) -> int:
    """Return the status code; the rule of a class of them goes to the sheet."""
    example = status
    if isinstance(status, StatusMatcher):
        for problem in status.problems:
            sheet.report("status", problem)
        wanted = status.status if isinstance(status.status, str) else list(status.status)
        rule = MatchingRule(kind="statusCode", attributes={"status": wanted})
        sheet.add_rules("status", "", RuleSet(rules=(rule,)))
        example = status.example
    if isinstance(example, int) and _LEAST_STATUS <= example <= _MOST_STATUS:
        return int(example)
    sheet.report("status", f"is a number from 100 to 599, not {describe_type(status)}")
    return 200


def _compile_header(name: object, value: object, sheet: Sheet) -> tuple[str, tuple[str, ...]]:
    if not isinstance(name, str) or not _TOKEN.fullmatch(name):
        sheet.report("headers", f"{describe_type(name)} is no header name")
        return "X", ()
    place = f"header {name}"
    texts = tuple(
        field_text(one, place, sheet) for one in _compile_values("header", name, value, sheet)
    )
    for text in texts:
        if not _FIELD.fullmatch(text):
            problem = "a header carries visible ASCII, blanks only within; encode the rest"
            sheet.report(place, f"{text!a}: {problem}")
    if name in sheet.rules.get("header", ()):
        return name, texts
    # `Accept: a, b` is a list of two, on the wire as in a pact; a rule speaks of the text as it is.
    return name, tuple(one for text in texts for one in split_header(name, text))


def _compile_values(
    category: Category, name: object, value: object, sheet: Sheet
) -> Sequence[Json]:
    spot = Spot(category=category, name=str(name))
    if not isinstance(name, str):
        sheet.report(category, f"names are texts, not {describe_type(name)}")
    if isinstance(value, list | tuple) and len({isinstance(one, Matcher) for one in value}) > 1:
        sheet.report(str(spot), "one rule speaks for all values; make all matchers, or none")
    example = compile_content(value, spot, sheet)
    if not isinstance(example, list):
        return [example]
    if not example:
        sheet.report(str(spot), "an empty list says nothing; leave it out")
    return example


def _note_boundary(content_type: str, sheet: Sheet) -> None:
    if content_type.startswith("multipart/") and "boundary=" in content_type:
        rule = MatchingRule(kind="regex", attributes={"regex": MULTIPART_PATTERN})
        sheet.add_rules("header", "Content-Type", RuleSet(rules=(rule,)))

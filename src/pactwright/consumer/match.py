"""The matchers of Pact V4, under one name each; every one takes the example that travels.

What an argument gets wrong is told when the test runs, with the place of the matcher.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid as ids
from collections.abc import Mapping
from decimal import Decimal

from pactwright.consumer.moment import MomentKind, moment_format
from pactwright.consumer.value import (
    Content,
    EachRule,
    Matcher,
    Rule,
    StatusMatcher,
    VariantsRule,
    describe_type,
)
from pactwright.model.json import Json
from pactwright.model.path import Wildcard
from pactwright.model.rule import Generator, MatchingRule

_UUID = r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"


def like(example: Content, *, generator: Generator | None = None) -> Matcher:
    """Accept any value of the example's type; in an object or array, so for all within."""
    return _leaf("like", example, "type", generator=generator)


def equal_to(value: Content) -> Matcher:
    """Accept this value only, inside a `like` or `each_like` that would accept its type."""
    return _leaf("equal_to", value, "equality")


def regex(
    pattern: str | re.Pattern[str], *, example: str, generator: Generator | None = None
) -> Matcher:
    """Accept a text that the regular expression matches, in the syntax of Rust's `regex`."""
    text = pattern.pattern if isinstance(pattern, re.Pattern) else pattern
    problems = _expect("regex", example, str)
    return _leaf("regex", example, "regex", generator=generator, problems=problems, regex=text)


def include(text: str, *, example: str | None = None) -> Matcher:
    """Accept a text that holds this one; the example is the text itself unless given."""
    whole = text if example is None else example
    problems = _expect("include", text, str) or _expect("include", whole, str)
    return _leaf("include", whole, "include", problems=problems, value=text)


def integer(example: int, *, generator: Generator | None = None) -> Matcher:
    """Accept a whole number."""
    problems = _expect("integer", example, int)
    return _leaf("integer", example, "integer", generator=generator, problems=problems)


def decimal(example: float | Decimal, *, generator: Generator | None = None) -> Matcher:
    """Accept a number with a decimal point; a `Decimal` example keeps its digits."""
    problems = _expect("decimal", example, float, Decimal)
    return _leaf("decimal", example, "decimal", generator=generator, problems=problems)


def number(example: float | Decimal, *, generator: Generator | None = None) -> Matcher:
    """Accept any number."""
    problems = _expect("number", example, int, float, Decimal)
    return _leaf("number", example, "number", generator=generator, problems=problems)


def boolean(example: bool, *, generator: Generator | None = None) -> Matcher:  # noqa: FBT001
    """Accept `true` or `false`."""
    problems = _expect("boolean", example, bool)
    return _leaf("boolean", example, "boolean", generator=generator, problems=problems)


def null() -> Matcher:
    """Accept `null`; the one way to say that a whole JSON body is `null`."""
    return _leaf("null", None, "null")


def date(
    example: str | dt.date, *, pattern: str | None = None, generator: Generator | None = None
) -> Matcher:
    """Accept a date; the pattern (`yyyy-MM-dd`) is told from the example unless given."""
    return _moment("date", example, pattern, generator)


def time(
    example: str | dt.time, *, pattern: str | None = None, generator: Generator | None = None
) -> Matcher:
    """Accept a time of day; the pattern (`HH:mm:ss`) is told from the example unless given."""
    return _moment("time", example, pattern, generator)


def datetime(
    example: str | dt.datetime, *, pattern: str | None = None, generator: Generator | None = None
) -> Matcher:
    """Accept a date with a time, told from the example: ISO 8601 with its offset and fraction.

    `pattern` (`yyyy-MM-dd'T'HH:mm:ssXXX`, in Java's letters) is for other formats.
    """
    return _moment("datetime", example, pattern, generator)


def uuid(example: str | ids.UUID, *, generator: Generator | None = None) -> Matcher:
    """Accept a UUID in hyphenated form, upper or lower case."""
    text = str(example) if isinstance(example, ids.UUID) else example
    problems = _expect("uuid", text, str)
    return _leaf("uuid", text, "regex", generator=generator, problems=problems, regex=_UUID)


def semver(example: str) -> Matcher:
    """Accept a semantic version (`1.2.3-rc.1`)."""
    return _leaf("semver", example, "semver", problems=_expect("semver", example, str))


def not_empty(example: Content) -> Matcher:
    """Accept a value of the example's type that is not empty."""
    return _leaf("not_empty", example, "notEmpty")


def content_type(media_type: str, *, example: bytes | str) -> Matcher:
    """Accept a body, part or text whose content is detected as this media type."""
    return _leaf("content_type", example, "contentType", value=media_type)


def each_like(template: Content, *, min: int = 1, max: int | None = None) -> Matcher:  # noqa: A002
    """Accept an array of `min` to `max` elements, each like the template."""
    problems = _check_bounds(min, max)
    limits = {"min": min} if max is None else {"min": min, "max": max}
    return Matcher(
        name="each_like",
        # An empty example would not show the template.
        example=[template] * (1 if problems or min == 0 else min),
        rules=(MatchingRule(kind="type", attributes=limits),),
        step=Wildcard.INDEX,
        problems=problems,
    )


def _check_bounds(least: int, most: int | None) -> tuple[str, ...]:
    if least < 0 or (most is not None and (most < 1 or most < least)):
        return (f"each_like(min={least}, max={most}): use 0 <= min <= max, and max from 1 on",)
    return ()


def array_containing(*variants: Content) -> Matcher:
    """Accept an array that holds, anywhere, an element like each of the variants."""
    problems = () if variants else ("array_containing() needs at least one variant",)
    return Matcher(
        name="array_containing",
        example=list(variants),
        rules=(VariantsRule(variants=variants),),
        problems=problems,
    )


def each_key(matcher: Matcher, *, example: Mapping[str, Content]) -> Matcher:
    """Accept an object whose every key satisfies the matcher."""
    return Matcher(
        name="each_key", example=example, rules=(EachRule(kind="eachKey", matcher=matcher),)
    )


def each_value(matcher: Matcher, *, example: Mapping[str, Content]) -> Matcher:
    """Accept an object whose every value satisfies the matcher, whatever the keys."""
    return Matcher(
        name="each_value", example=example, rules=(EachRule(kind="eachValue", matcher=matcher),)
    )


def values(template: Content, *, key: str = "key") -> Matcher:
    """Accept an object of any keys whose every value is like the template."""
    return Matcher(
        name="values",
        example={key: template},
        rules=(MatchingRule(kind="values"),),
        step=Wildcard.ANY,
    )


def all_of(*matchers: Matcher, example: Content = None) -> Matcher:
    """Accept a value that satisfies all matchers; the first one's example unless given."""
    return _combine("all_of", matchers, example, "AND")


def any_of(*matchers: Matcher, example: Content = None) -> Matcher:
    """Accept a value that satisfies one of the matchers; the first one's example unless given."""
    return _combine("any_of", matchers, example, "OR")


def information(example: int = 100) -> StatusMatcher:
    """Accept a status from 100 to 199."""
    return _status("information", example, "info")


def success(example: int = 200) -> StatusMatcher:
    """Accept a status from 200 to 299."""
    return _status("success", example, "success")


def redirect(example: int = 302) -> StatusMatcher:
    """Accept a status from 300 to 399."""
    return _status("redirect", example, "redirect")


def client_error(example: int = 400) -> StatusMatcher:
    """Accept a status from 400 to 499."""
    return _status("client_error", example, "clientError")


def server_error(example: int = 500) -> StatusMatcher:
    """Accept a status from 500 to 599."""
    return _status("server_error", example, "serverError")


def non_error(example: int = 200) -> StatusMatcher:
    """Accept a status below 400."""
    return _status("non_error", example, "nonError")


def any_error(example: int = 400) -> StatusMatcher:
    """Accept a status of 400 or more."""
    return _status("any_error", example, "error")


def status_of(*codes: int) -> StatusMatcher:
    """Accept one of these status codes; the mock answers the first."""
    problems = () if codes else ("status_of() needs at least one status code",)
    return StatusMatcher(
        name="status_of", example=codes[0] if codes else 200, status=codes, problems=problems
    )


def _leaf(
    name: str,
    example: Content | bytes,
    kind: str,
    *,
    generator: Generator | None = None,
    problems: tuple[str, ...] = (),
    **attributes: Json,
) -> Matcher:
    rule = MatchingRule(kind=kind, attributes=attributes)
    return Matcher(
        name=name, example=example, rules=(rule,), generator=generator, problems=problems
    )


def _expect(name: str, example: object, *kinds: type) -> tuple[str, ...]:
    right = isinstance(example, kinds) and (bool in kinds or not isinstance(example, bool))
    if right:
        return ()
    words = " or ".join(kind.__name__ for kind in kinds)
    return (f"{name}() takes {words}, not {describe_type(example)}",)


def _moment(
    kind: MomentKind,
    example: str | dt.date | dt.time,
    pattern: str | None,
    generator: Generator | None,
) -> Matcher:
    text = example.isoformat() if isinstance(example, (dt.date, dt.time)) else example
    problems = _expect(kind, text, str)
    found = pattern or (None if problems else moment_format(text, kind))
    if found is None and not problems:
        problems = (f"{kind}({text!r}): no ISO 8601 {kind}; give its pattern= in Java's letters",)
    return _leaf(kind, text, kind, generator=generator, problems=problems, format=found)


def _combine(name: str, matchers: tuple[Matcher, ...], example: Content, combine: str) -> Matcher:
    given: tuple[object, ...] = matchers
    bad = [one for one in given if not isinstance(one, Matcher)]
    if bad or not matchers:
        words = describe_type(bad[0]) if bad else "nothing"
        return Matcher(
            name=name, example=example, problems=(f"{name}() takes matchers, not {words}",)
        )
    templates = [matcher for matcher in matchers if matcher.step is not None]
    problems = tuple(problem for matcher in matchers for problem in matcher.problems)
    if len(templates) > 1 or (templates and (combine == "OR" or example is not None)):
        problems += (f"{name}() cannot join {templates[0].name}() with another template",)
    shown = templates[0] if templates else matchers[0]
    rules: tuple[Rule, ...] = tuple(rule for matcher in matchers for rule in matcher.rules)
    return Matcher(
        name=name,
        example=shown.example if example is None else example,
        rules=rules,
        combine="OR" if combine == "OR" else "AND",
        generator=next((m.generator for m in matchers if m.generator is not None), None),
        step=shown.step,
        problems=problems,
    )


def _status(name: str, example: int, status: str) -> StatusMatcher:
    return StatusMatcher(
        name=name, example=example, status=status, problems=_expect(name, example, int)
    )

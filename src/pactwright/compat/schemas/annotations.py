"""What two schemas say differently beside what they refuse."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, TypeAlias

from pactwright.compat.rules import schema_annotations as rules
from pactwright.compat.rules.rule import Rule
from pactwright.model.finding import Direction
from pactwright.schema.dialect import ASSERTED_FORMATS, INTEGER_FORMATS
from pactwright.schema.digest import digest

Raw: TypeAlias = Mapping[str, Any]
"""A schema as the document has it."""

Remark: TypeAlias = tuple[Rule, str, str]
"""The rule, the message, and the keyword that it is about."""

_LONGEST: Final = 60
_GROWING: Final = "x-extensible-enum"
_FLAGS: Final = {
    ("readOnly", "request"): (rules.BECAME_READ_ONLY, rules.CEASED_READ_ONLY, "read-only"),
    ("writeOnly", "response"): (rules.BECAME_WRITE_ONLY, rules.CEASED_WRITE_ONLY, "write-only"),
}


def tell_annotations(
    old: Raw, new: Raw, direction: Direction, *, parameter: bool, idle: Iterable[str] = ()
) -> Iterator[Remark]:
    """Yield what changed at one pair of schemas, not below it.

    `parameter` says that they are those of a parameter; `idle` are the keywords of later drafts,
    which refuse nothing in either document.
    """
    yield from _tell_default(old, new, parameter=parameter)
    yield from _tell_format(old, new)
    for keyword in ("contentEncoding", "contentMediaType"):
        yield from _tell_content(old, new, keyword)
    yield from _tell_content_schema(old, new)
    yield from _tell_flags(old, new, direction)
    yield from _tell_discriminator(old, new)
    if not _same(old, new, _GROWING):
        yield rules.GROWING_CHANGED, _words(old, new, _GROWING), _GROWING
    yield from _tell_null_unlisted(old, new)
    for keyword in idle:
        if not _same(old, new, keyword):
            yield rules.KEYWORD_IDLE, _words(old, new, keyword), keyword


def _tell_default(old: Raw, new: Raw, *, parameter: bool) -> Iterator[Remark]:
    if _same(old, new, "default"):
        return
    rule = rules.DEFAULT_CHANGED
    if parameter:
        known = "default" in old
        rule = rules.PARAMETER_DEFAULT_CHANGED if known else rules.PARAMETER_DEFAULT_ADDED
    yield rule, _words(old, new, "default"), "default"


def _tell_format(old: Raw, new: Raw) -> Iterator[Remark]:
    if _same(old, new, "format"):
        return
    # Asserted ones are the business of the proof.
    if not any(_has_say(schema.get("format")) for schema in (old, new)):
        yield rules.FORMAT_RELABELLED, _words(old, new, "format"), "format"


def _has_say(name: object) -> bool:
    return isinstance(name, str) and (name in ASSERTED_FORMATS or name in INTEGER_FORMATS)


def _tell_content(old: Raw, new: Raw, keyword: str) -> Iterator[Remark]:
    if _same(old, new, keyword):
        return
    if keyword in old and keyword in new:
        rule = rules.CONTENT_CHANGED
    else:
        rule = rules.CONTENT_STATED if keyword in new else rules.CONTENT_WITHDRAWN
    yield rule, _words(old, new, keyword), keyword


def _tell_content_schema(old: Raw, new: Raw) -> Iterator[Remark]:
    keyword = "contentSchema"
    if _same(old, new, keyword):
        return
    if keyword not in old:
        yield rules.CONTENT_SCHEMA_STATED, _words(old, new, keyword), keyword
    elif keyword not in new:
        yield rules.CONTENT_SCHEMA_WITHDRAWN, _words(old, new, keyword), keyword


def _tell_flags(old: Raw, new: Raw, direction: Direction) -> Iterator[Remark]:
    for (keyword, way), (became, ceased, word) in _FLAGS.items():
        before, after = old.get(keyword) is True, new.get(keyword) is True
        if way == direction and before != after:
            yield (
                (became, f"it became {word}", keyword)
                if after
                else (
                    ceased,
                    f"it is {word} no longer",
                    keyword,
                )
            )
    before, after = old.get("deprecated") is True, new.get("deprecated") is True
    if before != after:
        rule = rules.PROPERTY_DEPRECATED if after else rules.PROPERTY_REACTIVATED
        yield rule, f"it is deprecated {'now' if after else 'no longer'}", "deprecated"


def _tell_discriminator(old: Raw, new: Raw) -> Iterator[Remark]:
    keyword = "discriminator"
    if not _same(old, new, keyword):
        yield rules.DISCRIMINATOR_CHANGED, _words(old, new, keyword), keyword


def _tell_null_unlisted(old: Raw, new: Raw) -> Iterator[Remark]:
    keyword = "nullable"
    before, after = old.get(keyword) is True, new.get(keyword) is True
    listed = (new if after else old).get("enum")
    if before != after and isinstance(listed, list) and None not in listed:
        yield rules.NULL_UNLISTED, _words(old, new, keyword), keyword


def _same(old: Raw, new: Raw, keyword: str) -> bool:
    if keyword not in old or keyword not in new:
        return keyword not in old and keyword not in new
    return digest(old[keyword]) == digest(new[keyword])


def _words(old: Raw, new: Raw, keyword: str) -> str:
    if keyword not in old:
        return f"{keyword} {_show(new[keyword])} was added"
    if keyword not in new:
        return f"{keyword} {_show(old[keyword])} was removed"
    return f"{keyword} changed from {_show(old[keyword])} to {_show(new[keyword])}"


def _show(value: object) -> str:
    text = digest(value).decode()  # type: ignore[arg-type]
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"

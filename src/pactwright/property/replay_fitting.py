"""Whether the values of a draft are ones that the API document allows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from urllib.parse import unquote

from pactwright.property.schemathesis_cases import Draft
from pactwright.property.schemathesis_document import (
    ApiOperation,
    Parameter,
    read_parameter,
    types_of,
)

_FORMATS: Final = {"csv": ",", "ssv": " ", "tsv": "\t", "pipes": "|"}
_STYLES: Final = {"simple": ",", "form": ",", "spaceDelimited": " ", "pipeDelimited": "|"}


def fits_document(operation: ApiOperation, draft: Draft, media_type: str | None) -> bool:
    """Return whether the document allows each value of the draft, its body in that media type."""
    return all(_fitting(operation, draft, media_type))


def _fitting(operation: ApiOperation, draft: Draft, media_type: str | None) -> Iterator[bool]:
    for location, values in (("query", draft.query), ("path", draft.path),
                             ("header", draft.headers), ("cookie", draft.cookies)):  # fmt: skip
        for name, value in values.items():
            parameter = operation.parameter(location, name)
            if parameter is not None:
                yield _fits(operation, parameter, value)
    if draft.body is not None and media_type is not None:
        yield operation.accepts_body(media_type, draft.body.value)


def _elements(parameter: Parameter, texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield what the elements of a list may be; an empty text may be a list of none."""
    delimiter = _delimiter(parameter)
    if delimiter is None:
        yield texts
    elif texts == [""]:
        yield from ([], texts)
    else:
        yield [one for text in texts for one in text.split(delimiter)]


def _delimiter(parameter: Parameter) -> str | None:
    """Return what stands between the elements of a list, `None` where it comes several times.

    Source: OpenAPI 2.0, parameter object (`collectionFormat`); OpenAPI 3.1.1, section 4.8.12.
    """
    definition = parameter.definition
    if "schema" not in definition:
        return _FORMATS.get(str(definition.get("collectionFormat", "csv")))
    simple = parameter.location in ("path", "header")
    style = str(definition.get("style", "simple" if simple else "form"))
    exploded = definition.get("explode", style == "form") is True and style != "simple"
    return None if exploded else _STYLES.get(style)


def _fits(operation: ApiOperation, parameter: Parameter, value: Any) -> bool:  # noqa: ANN401 - text or texts
    root = operation.document.root
    texts = list(value) if isinstance(value, tuple) else [str(value)]
    if parameter.location == "path":
        texts = [unquote(one) for one in texts]
        if any(one in ("", ".", "..") or "/" in one for one in texts):
            return False
    if "array" in types_of(root, parameter.schema):
        items = parameter.schema.get("items")
        inner = items if isinstance(items, Mapping) else {}
        return any(
            operation.accepts(
                parameter, [next(read_parameter(root, inner, one), one) for one in each]
            )
            for each in _elements(parameter, texts)
        )
    return len(texts) == 1 and any(
        operation.accepts(parameter, one)
        for one in read_parameter(root, parameter.schema, texts[0])
    )

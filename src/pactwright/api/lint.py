"""Checking one document against the specification of its dialect."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pactwright.compat.api import Api, MessageApi
from pactwright.compat.dialects.detect import read_document
from pactwright.document.bundle import Bundle, split_file
from pactwright.document.pointer import join_pointer
from pactwright.document.shape import ShapeError
from pactwright.errors import PactwrightError
from pactwright.model.json import Json
from pactwright.workspace.documents import Permissions, load_document

_LONGEST = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One place where a document does not keep to its specification."""

    file: str
    line: int
    column: int
    pointer: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.pointer or '/'}: {self.message}"


def lint_document(name: str, *, network: bool = False) -> tuple[Problem, ...]:
    """Return the problems of a document, by line; none when all is well.

    Raises `PactwrightError` when it cannot be read: broken syntax, duplicate keys, references
    that lead nowhere.
    """
    bundle = load_document(name, Permissions(network=network))
    try:
        document = read_document(bundle.root)
    except ShapeError as error:
        return _place(bundle, [(error.pointer, error.problem)])
    if isinstance(document, MessageApi):
        raise PactwrightError(
            f"{name}: an AsyncAPI document, and lint checks OpenAPI, Swagger and JSON Schema",
            hint="pactwright conform and compat read it; the AsyncAPI tools check it as a whole",
        )
    if isinstance(document, Api):
        return _place(bundle, _check_api(bundle.root))
    return _place(bundle, _check_schema(bundle.root, document))


def _check_api(root: Any) -> list[tuple[str, str]]:  # noqa: ANN401 - any JSON
    from openapi_spec_validator.shortcuts import get_validator_cls

    validator = get_validator_cls(root)(root)
    return sorted({_tell(error) for error in validator.iter_errors()})


def _check_schema(root: Json, dialect: str) -> list[tuple[str, str]]:
    import jsonschema

    kinds: dict[str, Any] = {
        "draft-04": jsonschema.Draft4Validator,
        "draft-06": jsonschema.Draft6Validator,
        "draft-07": jsonschema.Draft7Validator,
        "2019-09": jsonschema.Draft201909Validator,
    }
    kind = kinds.get(dialect, jsonschema.Draft202012Validator)
    return sorted({_tell(error) for error in kind(kind.META_SCHEMA).iter_errors(root)})


def _tell(error: Any) -> tuple[str, str]:  # noqa: ANN401 - the validators' own classes
    """Return place and message, of a union the branch that comes closest."""
    from jsonschema.exceptions import best_match

    best = best_match([error]) if getattr(error, "context", None) else error
    message = str(best.message).partition("\n")[0]
    message = message if len(message) <= _LONGEST else message[: _LONGEST - 1] + "…"
    return join_pointer(list(best.absolute_path)), message


def _place(bundle: Bundle, found: list[tuple[str, str]]) -> tuple[Problem, ...]:
    places = bundle.locate({pointer for pointer, _ in found})
    problems = [
        Problem(
            file=places[pointer][0],
            line=places[pointer][1],
            column=places[pointer][2],
            pointer=split_file(pointer)[1],
            message=message,
        )
        for pointer, message in found
    ]
    return tuple(sorted(problems, key=lambda each: (each.file, each.line, each.message)))

"""A finding about a provider as a consumer test in Python, added to a file of tests."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pactwright.api.promote_call import borrow_call
from pactwright.api.promote_source import check_declared, write_declaration
from pactwright.api.python_layout import (
    WIDTH,
    Code,
    call,
    lay_out,
    mapping,
    quote,
    quote_bytes,
    split_lines,
)
from pactwright.errors import PactwrightError
from pactwright.model.interaction import HttpInteraction, Request
from pactwright.pactfile.http import header_type
from pactwright.property.cases import Case
from pactwright.property.interaction import query_text, show_request

_LONGEST: Final = 40
_NOTE: Final = (
    "# Let your own client send this in place of httpx: then the test is of your code too."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The consumer's test that a finding comes from, what it sends, and the status it expects.

    `text` is that of its file, `test` its name there.
    """

    text: str
    test: str
    request: Request
    status: int


def name_variable(provider: str) -> str:
    """Return the name of the variable that holds a provider's `Pact`."""
    name = re.sub(r"\W+", "_", provider, flags=re.ASCII).strip("_").lower()
    return name if name.isidentifier() else f"pact_{name}".rstrip("_")


def name_file(consumer: str, provider: str) -> str:
    """Return the name of the file that promoted findings of a pair are written to."""
    return f"test_{name_variable(consumer)}_{name_variable(provider)}_findings.py"


def add_test(
    text: str | None,
    case: Case,
    interaction: HttpInteraction,
    pair: tuple[str, str],
    *,
    origin: Origin | None = None,
) -> str:
    """Return the file's text with a test for the finding at its end; what stood there stays.

    The request is sent as the test of its `origin` sends its own, where that can be told from
    its text; where it cannot, the new test fails until somebody has written it. Without an origin,
    when the consumer has no test in Python, httpx sends it. `text` of `None` begins a file.

    Raises `PactwrightError` where the file has the test already, is no Python, or the interaction
    cannot be declared there.
    """
    variable = name_variable(pair[1])
    declared = write_declaration(interaction, pact=variable)
    decorator = lay_out(declared.code)
    _prove(decorator, declared.names, interaction, variable, pair)
    name = _name_test(case, interaction)
    if text is not None and f"def {name}(" in text:
        raise PactwrightError(
            f"finding {case.fingerprint} is a test already: {name}",
            hint="run it with pytest, or remove it first",
        )
    lines, imports = _test(name, case, interaction, origin)
    head = _begin(pair, variable, imports) if text is None else text
    whole = _import(f"{_unix(head).rstrip()}\n", {"Pact", *declared.names}, imports)
    whole = _define(whole, variable, pair)
    body = "\n".join([decorator, *lines])
    added = f"{whole.rstrip()}\n\n\n{body}\n"
    _parse(added)
    return added if _unix(head) == head else added.replace("\n", "\r\n")


def is_open(text: str) -> bool:
    """Whether the test at the end of a file fails until somebody has written it."""
    return text.rstrip().rpartition("\n")[2].startswith("    pytest.fail(")


def _unix(text: str) -> str:
    """Return the text with plain ends of lines; one that mixes them stays as it is."""
    return text.replace("\r\n", "\n") if text.count("\r\n") == text.count("\n") else text


def _begin(pair: tuple[str, str], variable: str, imports: Iterable[str]) -> str:
    return "\n".join(
        [
            f'"""What property tests found of {pair[1]}, as tests of {pair[0]}."""'.replace(
                "\\", "\\\\"
            ),
            "",
            "from __future__ import annotations",
            "",
            *_sorted(imports),
            *[""] * bool(imports),
            "from pactwright import Pact",
            "",
            _pact(pair, variable),
        ]
    )


def _pact(pair: tuple[str, str], variable: str) -> str:
    return f"{variable} = Pact(consumer={quote(pair[0])}, provider={quote(pair[1])})"


def _prove(
    decorator: str,
    names: Iterable[str],
    wanted: HttpInteraction,
    variable: str,
    pair: tuple[str, str],
) -> None:
    """Raise where the decorator does not compile to the interaction that it is for."""
    import pactwright
    from pactwright.consumer.compile import compile_declaration
    from pactwright.consumer.declaration import ATTRIBUTE
    from pactwright.consumer.lint import lint_interaction

    scope: dict[str, Any] = {name: getattr(pactwright, name) for name in names}
    scope[variable] = pactwright.Pact(consumer=pair[0], provider=pair[1])
    exec(f"{decorator}\ndef test(mock): ...\n", scope)  # noqa: S102 - our own text, literals only
    compiled = compile_declaration(getattr(scope["test"], ATTRIBUTE)[0], description="")
    linted = lint_interaction(compiled.interaction)
    if problems := (*compiled.problems, *(f"{one.place}: {one.message}" for one in linted)):
        raise PactwrightError(
            f"{wanted.description!r} cannot be declared in Python: {problems[0]}",
            hint="put it into the pact itself with --as pact",
        )
    if isinstance(compiled.interaction, HttpInteraction):
        check_declared(wanted, compiled.interaction)


def _name_test(case: Case, interaction: HttpInteraction) -> str:
    words = interaction.description.partition(": ")[0]
    slug = re.sub(r"\W+", "_", words, flags=re.ASCII).strip("_").lower()[:_LONGEST].rstrip("_")
    return f"test_{slug}_{case.fingerprint}" if slug else f"test_{case.fingerprint}"


def _test(
    name: str, case: Case, interaction: HttpInteraction, origin: Origin | None
) -> tuple[list[str], list[str]]:
    """Return the lines of the test, and of the imports that it needs."""
    sent = show_request(case.steps[-1].request)
    told = f"{case.check}: {sent} (found {case.first_seen})".replace("\\", "\\\\")
    told = told.replace('"', "'")
    about = f'    """{told}."""'
    if origin is None:
        lines = [f"def {name}(mock):", about, f"    {_NOTE}"]
        lines.append(f"    answer = {lay_out(_call(interaction.request), indent=4, before=9)}")
        lines.append(f"    assert answer.status_code == {interaction.response.status}")
        return lines, ["import httpx"]
    borrowed = borrow_call(origin.text, origin.test, origin.request, interaction.request)
    if borrowed is not None and origin.status == interaction.response.status:
        head = borrowed.head.format(name=name)
        body = [f"    {line}".rstrip() for line in borrowed.lines]
        return [head, about, *body], list(borrowed.imports)
    wanted = f"let your own client send {sent} to mock.url, as {origin.test} does"
    if borrowed is not None:
        wanted = f"say what your own client does with a {interaction.response.status} here"
    known = [] if borrowed is None else [f"    # {line}".rstrip() for line in borrowed.lines]
    lines = [f"def {name}(mock):", about, *known, f"    pytest.fail({quote(wanted)})"]
    return lines, ["import pytest"]


def _call(request: Request) -> Code:
    query = query_text(request.query)
    rest = request.path + (f"?{query}" if query else "")
    url = 'f"{mock.url}' + quote(rest).replace("{", "{{").replace("}", "}}")[1:]
    if not quote(rest).startswith('"'):
        url = f"mock.url + {quote(rest)}"
    parts: dict[str, Code] = {}
    if headers := _headers(request):
        parts["headers"] = mapping({name: quote(text) for name, text in headers.items()})
    if request.body is not None and request.body.content:
        parts["content"] = quote_bytes(request.body.content)
    return call("httpx.request", quote(request.method), url, **parts)


def _headers(request: Request) -> dict[str, str]:
    """Return the headers to send: the declaration asks for the type of its body, too."""
    found = {name: ", ".join(filter(None, values)) for name, values in request.headers}
    kind = request.body.content_type if request.body is not None else None
    if kind is not None and header_type(request.headers) is None:
        found["Content-Type"] = kind
    return found


def _import(text: str, names: set[str], more: Sequence[str]) -> str:
    """Return the text with these names from pactwright imported, sorted, and with more lines."""
    body = _parse(text).body
    own = [
        one
        for one in body
        if isinstance(one, ast.ImportFrom)
        and one.module == "pactwright"
        and not any(alias.asname for alias in one.names)
    ]
    lines = split_lines(text)
    known = {alias.name for one in own for alias in one.names}
    if own and names - known:
        wanted = {*names, *(alias.name for alias in own[0].names)}
        lines[own[0].lineno - 1 : own[0].end_lineno] = [_import_line(wanted)]
    there = {ast.unparse(one) for one in body if _is_import(one)}
    missing = [f"{one}\n" for one in _sorted({*more} - there)]
    missing += [] if own else [_import_line(names)]
    after = [one for one in body if _is_import(one) or _is_docstring(one, body)]
    if missing:
        last = min([after[-1].end_lineno or 0, *(one.lineno - 1 for one in own)]) if after else 0
        lines[last:last] = missing
    return "".join(lines)


def _sorted(imports: Iterable[str]) -> list[str]:
    return sorted(imports, key=lambda one: (one.startswith("from"), one))


def _is_docstring(node: ast.stmt, body: list[ast.stmt]) -> bool:
    return node is body[0] and isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _import_order(name: str) -> tuple[bool, str]:
    return (not name[:1].isupper(), name)


def _import_line(names: Iterable[str]) -> str:
    ordered = sorted(names, key=_import_order)
    flat = f"from pactwright import {', '.join(ordered)}\n"
    if len(flat) <= WIDTH:
        return flat
    return "".join(["from pactwright import (\n", *(f"    {one},\n" for one in ordered), ")\n"])


def _is_import(node: ast.stmt) -> bool:
    return isinstance(node, ast.Import | ast.ImportFrom)


def _define(text: str, variable: str, pair: tuple[str, str]) -> str:
    """Return the text with the variable that holds the pair's `Pact`, where it has none."""
    tree = _parse(text)
    for node in tree.body:
        names = [one.id for one in getattr(node, "targets", ()) if isinstance(one, ast.Name)]
        if variable in names:
            if isinstance(node, ast.Assign) and ast.unparse(node) == ast.unparse(
                ast.parse(_pact(pair, variable))
            ):
                return text
            raise PactwrightError(
                f"line {node.lineno} of the file gives {variable!r} another meaning",
                hint="write the test to another file with --to",
            )
    return f"{text.rstrip()}\n\n{_pact(pair, variable)}\n"


def _parse(text: str) -> ast.Module:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError) as error:
        raise PactwrightError(
            f"the file is not Python: {error}",
            hint="mend it first, or write the test to another file with --to",
        ) from None

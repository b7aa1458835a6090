"""The call of the consumer's own client in a promoted test: that of the test it comes from."""

from __future__ import annotations

import ast
import builtins
import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias
from urllib.parse import unquote

from pactwright.api.python_layout import quote
from pactwright.model.interaction import Request
from pactwright.model.json import Json
from pactwright.pactfile.text import decode_json

_SIMPLE: Final = re.compile(r"[\w/?&=.,:;~+%-]*", re.ASCII)
_OWN: Final = frozenset({"interaction", "tolerant", "variant"})
Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A value of the example that a finding's request has otherwise.

    `within` tells texts that hold it, such as an address, from what they become.
    """

    old: Json
    new: Json
    within: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientCall:
    """The body of a test that lets the consumer's client send a request.

    `head` is the line with `def`, without the name: `async def {name}(mock):`.
    """

    head: str
    lines: tuple[str, ...]
    imports: tuple[str, ...]


def borrow_call(text: str, test: str, before: Request, after: Request) -> ClientCall | None:
    """Return the body of a test, with the values of `after` in place of those of `before`.

    `None` where it cannot be known what to write: the test declares several requests, stands in a
    class, is parametrized or uses names of its module that are not imported, or a value that
    differs is not one literal of its body.
    """
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return None
    function = next(
        (one for one in tree.body if isinstance(one, Function) and one.name == test), None
    )
    if function is None or not _is_plain(function):
        return None
    imports = _imports(tree, function)
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    # A list that differs may be one literal of the test, or its items are arguments each.
    tries = (_edits(body, _changes(before, after, items=items), text) for items in (False, True))
    edits = next((one for one in tries if one is not None), None)
    if imports is None or edits is None or not body:
        return None
    lines = _apply(text, edits, body[0].lineno, body[-1].end_lineno or body[-1].lineno)
    arguments = ast.unparse(function.args)
    word = "async def" if isinstance(function, ast.AsyncFunctionDef) else "def"
    return ClientCall(
        head=f"{word} {{name}}({arguments}):", lines=tuple(lines), imports=tuple(imports)
    )


def _is_plain(function: Function) -> bool:
    """Return whether the test declares one request and nothing else is done to it."""
    names = [
        one.func.attr if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute) else ""
        for one in function.decorator_list
    ]
    return names.count("interaction") == 1 and set(names) <= _OWN


def _imports(tree: ast.Module, function: Function) -> list[str] | None:
    """Return the imports that the body needs, `None` where a name has another origin."""
    loaded = {one.id for one in _names(function.body, ast.Load)}
    own = {one.id for one in _names(function.body, ast.Store)}
    own |= {one.arg for one in ast.walk(function.args) if isinstance(one, ast.arg)}
    fixtures = {one.name for one in tree.body if isinstance(one, Function)}
    if fixtures & {one.arg for one in ast.walk(function.args) if isinstance(one, ast.arg)}:
        return None
    found: list[str] = []
    for name in sorted(loaded - own - set(dir(builtins))):
        line = _import_of(tree, name)
        if line is None:
            return None
        found.append(line)
    return found


def _names(body: Iterable[ast.stmt], context: type[ast.expr_context]) -> Iterator[ast.Name]:
    for statement in body:
        for node in ast.walk(statement):
            if isinstance(node, ast.Name) and isinstance(node.ctx, context):
                yield node


def _import_of(tree: ast.Module, name: str) -> str | None:
    for node in tree.body:
        if not isinstance(node, ast.Import | ast.ImportFrom):
            continue
        for alias in node.names:
            if (alias.asname or alias.name.partition(".")[0]) != name:
                continue
            if isinstance(node, ast.Import):
                return ast.unparse(ast.Import(names=[alias]))
            return ast.unparse(ast.ImportFrom(module=node.module, names=[alias], level=node.level))
    return None


def _changes(before: Request, after: Request, *, items: bool) -> list[Change] | None:
    """Return what differs, `None` where a parameter or a header comes or goes.

    With `items` the items of lists that are as long as before are told one by one.
    """
    if before.method != after.method:
        return None
    found = list(_query_changes(before, after))
    if [name for name, _ in before.query] != [name for name, _ in after.query]:
        return None
    if before.path != after.path:
        found.append(_path_change(before.path, after.path))
    if _lower(before) != _lower(after):
        return None
    old, new = _value(before), _value(after)
    found += _value_changes(old, new, items=items)
    return found


def _path_change(before: str, after: str) -> Change:
    """Return the one segment that differs, or the whole paths where several do."""
    whole = (before, after)
    pairs = list(zip(before.split("/"), after.split("/"), strict=False))
    different = [(old, new) for old, new in pairs if old != new]
    if before.count("/") == after.count("/") and len(different) == 1:
        old, new = map(unquote, different[0])
        return Change(old=old, new=new, within=whole)
    return Change(old=before, new=after, within=whole)


def _lower(request: Request) -> dict[str, tuple[str | None, ...]]:
    # The type of the body follows from the body.
    found = {name.lower(): values for name, values in request.headers}
    return {name: values for name, values in found.items() if name != "content-type"}


def _query_changes(before: Request, after: Request) -> Iterator[Change]:
    known = dict(after.query)
    for name, values in before.query:
        new = known.get(name, values)
        if new != values and len(new) == len(values) == 1:
            text, other = values[0] or "", new[0] or ""
            yield Change(old=text, new=other, within=(f"{name}={text}", f"{name}={other}"))
        elif new != values:
            yield Change(old=list(values), new=list(new))


def _value(request: Request) -> Json:
    if request.body is None or not request.body.content:
        return None
    try:
        return decode_json(request.body.content.decode())
    except (UnicodeDecodeError, ValueError, RecursionError):
        return request.body.content.decode("utf-8", "replace")


def _value_changes(before: Json, after: Json, *, items: bool) -> list[Change]:
    pairs: list[tuple[Json, Json]] = []
    if isinstance(before, Mapping) and isinstance(after, Mapping) and before.keys() == after.keys():
        pairs = [(before[name], after[name]) for name in before]
    elif items and isinstance(before, list) and isinstance(after, list):
        pairs = list(zip(before, after, strict=True)) if len(before) == len(after) else []
    if pairs:
        return [one for pair in pairs for one in _value_changes(*pair, items=items)]
    return [] if before == after else [Change(old=before, new=after)]


Place: TypeAlias = tuple[int, int, int, int]


def _edits(
    body: Sequence[ast.stmt], changes: Sequence[Change] | None, text: str
) -> list[tuple[Place, str]] | None:
    """Return the literals to replace, `None` where one is not known, or is asked for twice."""
    edits = [_edit(body, change, text) for change in changes or ()]
    known = [one for one in edits if one is not None]
    clear = len(known) == len(edits) == len({place for place, _ in known})
    return known if clear and changes is not None else None


def _edit(body: Sequence[ast.stmt], change: Change, text: str) -> tuple[Place, str] | None:
    """Return the one literal to replace, and by what; `None` for none and for several."""
    found: list[tuple[Place, str]] = []
    nodes = [node for one in body for node in ast.walk(one) if isinstance(node, ast.expr)]
    formatted = [one for one in nodes if isinstance(one, ast.JoinedStr)]
    inside = {id(part) for one in formatted for part in one.values}
    for node in nodes:
        if id(node) not in inside:
            new = _replacement(node, change, text)
            if new is not None:
                end = (node.end_lineno or node.lineno, node.end_col_offset or 0)
                found.append(((node.lineno, node.col_offset, *end), new))
    return found[0] if len(found) == 1 else None


def _replacement(node: ast.expr, change: Change, text: str) -> str | None:
    if isinstance(node, ast.JoinedStr):
        return _formatted(ast.get_source_segment(text, node) or "", change)
    if not isinstance(node, ast.Constant | ast.List | ast.Dict | ast.UnaryOp):
        return None
    try:
        return _other_value(ast.literal_eval(node), change)
    except (ValueError, TypeError):
        return None


def _other_value(value: object, change: Change) -> str | None:
    if change.within is not None and isinstance(value, str) and change.within[0] in value:
        return _literal(value.replace(*change.within))
    if type(value) is type(change.old) and value == change.old:
        return _literal(change.new)
    # A number of the client is a text in a query.
    if isinstance(change.old, str) and isinstance(value, int) and str(value) == change.old:
        return str(change.new) if _is_number(change.new) else _literal(change.new)
    return None


def _formatted(source: str, change: Change) -> str | None:
    """Return the source of an f-string that holds the old text once, with the new one."""
    if change.within is None or source.count(change.within[0]) != 1:
        return None
    old, new = change.within
    return source.replace(old, new) if _SIMPLE.fullmatch(new) else None


def _literal(value: Json) -> str:
    return quote(value) if isinstance(value, str) else repr(value)


def _is_number(value: Json) -> bool:
    return isinstance(value, str) and value.removeprefix("-").isdecimal() and value.isascii()


def _apply(text: str, edits: Sequence[tuple[Place, str]], first: int, last: int) -> list[str]:
    """Return the lines of the body with the edits made, and without their indentation."""
    lines = [one.encode() for one in text.splitlines()]
    for (row, column, end_row, end_column), new in sorted(edits, reverse=True):
        tail = lines[end_row - 1][end_column:]
        lines[row - 1 : end_row] = [
            lines[row - 1][:column] + new.encode() + tail,
            *[b""] * (end_row - row),
        ]
    body = "\n".join(one.decode() for one in lines[first - 1 : last])
    return textwrap.dedent(body).splitlines()

# ruff: noqa: E501 - a table reads by the row
"""Sixty broken documents: each is refused with file, line and a deed, and none costs much."""

import re

import pytest

from pactwright.api.compare import compare
from pactwright.errors import PactwrightError

HEAD = "openapi: 3.0.3\ninfo: {title: t, version: '1'}\n"
OK = HEAD + "paths: {}\n"
SCHEMAS = HEAD + "paths: {}\ncomponents:\n  schemas:\n"


def operation(*lines):
    """Return a document whose GET /a has these lines."""
    return HEAD + "paths:\n  /a:\n    get:\n" + "".join(f"      {line}\n" for line in lines)


def body(schema):
    return operation(
        "requestBody:",
        "  content:",
        "    application/json:",
        f"      schema: {schema}",
        "responses: {}",
    )


def bomb(levels):
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, levels)]
    return OK + "\n".join(lines) + "\n"


def nested(levels, keyword="properties"):
    schema = '{"type": "string"}'
    for _ in range(levels):
        schema = f'{{"{keyword}": {{"a": {schema}}}}}'
    return f'{{"openapi": "3.1.0", "info": {{}}, "paths": {{}}, "components": {{"schemas": {{"A": {schema}}}}}}}'


# name of the file, its content, the line that must be named, words of the message, words of the hint
BROKEN = {
    "empty": ("a.yaml", "", 1, "empty", "file"),
    "blank": ("a.json", " \n\n ", 1, "empty", "file"),
    "binary": ("a.yaml", b"\x89PNG\r\n\x1a\n\x00\x00", 1, "byte 0x89|UTF", "text|UTF"),
    "binary behind a good head": ("a.yaml", OK.encode() + b"x: \xff\xfe\n", 4, "0xff", "UTF-8"),
    "zip": ("a.json", b"PK\x03\x04\x14\x00\x00\x00", 1, "0x03|UTF", "UTF-8"),
    "latin-1": ("a.yaml", OK.encode() + "x: \u00e9\n".encode("latin-1"), 4, "0xe9", "UTF-8"),
    "UTF-8 with a mark": ("a.json", b"\xef\xbb\xbf{}", 1, "byte order mark", "without"),
    "UTF-16 little": ("a.json", '{"openapi": "3.0.0"}'.encode("utf-16"), 1, "UTF-16", "UTF-8"),
    "UTF-16 big": ("a.yaml", OK.encode("utf-16-be"), 1, "UTF-16", "UTF-8"),
    "UTF-32": ("a.yaml", OK.encode("utf-32"), 1, "UTF-16 or UTF-32", "UTF-8"),
    "JSON cut short": ("a.json", '{"openapi": "3.0.3",\n "info": {', 2, "too early", "missing"),
    "JSON cut in a string": ("a.json", '{"openapi": "3.0', 1, "too early", "missing"),
    "JSON with a comma too many": ("a.json", '{"a": 1,\n}', 1, "not valid JSON", "correct"),
    "JSON without quotes": ("a.json", "{openapi: 3}", 1, "not valid JSON", "correct"),
    "JSON with a comment": ("a.json", '{\n// hello\n"a": 1}', 2, "not valid JSON", "correct"),
    "JSON twice": ("a.json", "{}\n{}", 2, "not valid JSON", "correct"),
    "JSON with NaN": ("a.json", '{"a": NaN}', 1, "not valid JSON", "correct"),
    "JSON with a number too large": ("a.json", '{\n"a": 1e999}', 2, "too large", "1e308"),
    "JSON with a number too long": ("a.json", '{"a":\n' + "9" * 5000 + "}", 2, "too large", "digits"),
    "JSON with half a character": ("a.json", '{"a": "\\ud800"}', 1, "surrogate", "correct"),
    "JSON with a duplicate key": ("a.json", '{"openapi": "3.0.0",\n"openapi": "3.1.0"}', 2, "twice", "remove"),
    "JSON with a deep duplicate": ("a.json", '{"a" : [{"b": 1, "c": {"d" : 1,\n"d": 2}}]}', 2, "twice", "remove"),
    "JSON with a duplicate in escapes": ("a.json", '{"a": 1,\n"\\u0061": 2}', 2, "twice", "remove"),
    "JSON too deep": ("a.json", "[" * 100 + "]" * 100, 1, "deeper than 99", "components"),
    "JSON far too deep": ("a.json", "[" * 100_000, 1, "deeper than 99|too early", "components|missing"),
    "schemas 100 levels deep": ("a.json", nested(100), 1, "deeper", "components"),
    "JSON that is a list": ("a.json", "[1, 2]", 1, "object, not a list", "OpenAPI"),
    "JSON that is a string": ("a.json", '"hello"', 1, "object, not a string", "OpenAPI"),
    "JSON that is null": ("a.json", "null", 1, "object, not nothing", "OpenAPI"),
    "JSON that is a number": ("a.json", "17", 1, "object, not a number", "OpenAPI"),
    "YAML cut short": ("a.yaml", OK + "x: [1, 2", 5, "not valid YAML", "correct"),
    "YAML with a quote left open": ("a.yaml", OK + 'x: "abc\n', 4, "not valid YAML", "correct"),
    "YAML indented wrongly": ("a.yaml", "openapi: 3.0.3\n  info: {}\n", 2, "not valid YAML", "correct"),
    "YAML with tabs": ("a.yaml", "openapi: 3.0.3\ninfo:\n\ttitle: t\n", 3, "not valid YAML", "spaces"),
    "YAML with tabs behind blanks": ("a.yaml", "openapi: 3.0.3\ninfo:\n  \ttitle: t\n  \tversion: 1\n", 3, "not valid YAML", "spaces"),
    "YAML with a duplicate key": ("a.yaml", OK + "paths: {}\n", 4, "'paths' is there twice", "remove"),
    "YAML with a duplicate in braces": ("a.yaml", OK + "x: {a: 1, b: 2, a: 3}\n", 4, "'a' is there twice", "remove"),
    "YAML with a duplicate in a list": ("a.yaml", OK + "x:\n- a: 1\n  a: 2\n", 6, "'a' is there twice", "remove"),
    "YAML with a duplicate status": ("a.yaml", operation("responses:", "  200: {description: a}", "  '200': {description: b}"), 8, "'200' is there twice", "remove"),
    "YAML bomb": ("a.yaml", bomb(9), 10, "aliases expand", r"\$ref"),
    "YAML alias of itself": ("a.yaml", OK + "x: &x [*x]\n", 4, "alias", r"\$ref|correct"),
    "YAML alias of nothing": ("a.yaml", OK + "x: *nobody\n", 4, "anchor|alias", "correct"),
    "YAML with a second document": ("a.yaml", OK + "---\n" + OK, 4, "second YAML document", "one API document"),
    "YAML with a tag": ("a.yaml", OK + "x: !secret abc\n", 4, "!secret", "remove the tag"),
    "YAML with an infinity": ("a.yaml", OK + "x: .inf\n", 4, "not a JSON number", "correct"),
    "YAML with a list for a key": ("a.yaml", OK + "? [a, b]\n: 1\n", 4, "not text", "text keys"),
    "YAML 100 levels deep": ("a.yaml", OK + "x: " + "[" * 100 + "]" * 100 + "\n", 4, "deeper than 99", "components"),
    "YAML of 100,000 dashes": ("a.yaml", OK + "x:\n" + "- " * 100_000 + "y\n", 5, "deeper than 99", "components"),
    "YAML of dashes and aliases": ("a.yaml", OK + "x: &a 1\ny: *a\nz:\n" + "- &b " * 5_000 + "y\n", 7, "deeper than 99|not valid", "components|correct"),
    "YAML of 5,000 open braces": ("a.yaml", OK + "x: &a 1\ny: *a\nz: " + "{a: " * 5_000 + "}" * 5_000 + "\n", 6, "deeper than 99", "components"),
    "YAML that is a string": ("a.yaml", "just some words\n", 1, "object, not a string", "OpenAPI"),
    "YAML that is a list": ("a.yaml", "- a\n- b\n", 1, "object, not a list", "OpenAPI"),
    "no version": ("a.yaml", "info: {}\npaths: {}\n", 1, "neither openapi nor swagger", "OpenAPI"),
    "a version misspelt": ("a.yaml", "opennapi: 3.0.3\npaths: {}\n", 1, "neither openapi", "opennapi"),
    "OpenAPI 4": ("a.yaml", "info: {}\nopenapi: 4.0.0\npaths: {}\n", 2, "'4.0.0' is not known", "3.2"),
    "a date for a version": ("a.yaml", "openapi: 2024-01-01\npaths: {}\n", 1, "'2024-01-01' is not known", "3.2"),
    "Swagger 1.2": ("a.json", '{\n"swagger": "1.2"}', 2, "'1.2' is not known", "Swagger 2.0"),
    "an unknown draft": ("a.json", '{\n"$schema": "https://example.com/draft-99"}', 2, "no known dialect", "2020-12"),
    "paths that are a list": ("a.yaml", HEAD + "paths: []\n", 3, "expected an object", "object"),
    "an operation that is text": ("a.yaml", HEAD + "paths:\n  /a:\n    get: hello\n", 5, "expected an object, got 'hello'", "object"),
    "no for a flag": ("a.yaml", operation("deprecated: no", "responses: {}"), 6, "expected true or false, got 'no'", "YAML 1.2"),
    "yes for a flag": ("a.yaml", operation("parameters:", "- {name: a, in: query, required: yes}", "responses: {}"), 7, "expected true or false, got 'yes'", "YAML 1.2"),
    "a parameter without a name": ("a.yaml", operation("parameters:", "- in: query", "responses: {}"), 7, "no 'name'", "add 'name'"),
    "a parameter in the body": ("a.yaml", operation("parameters:", "- {name: a, in: body}", "responses: {}"), 7, "'body' is no place", "query"),
    "parameters that are an object": ("a.yaml", operation("parameters: {a: b}", "responses: {}"), 6, "expected a list", "list"),
    "tags that are numbers in objects": ("a.yaml", operation("tags: [{a: 1}]", "responses: {}"), 6, "expected a string", "string"),
    "security that is text": ("a.yaml", HEAD + "security: key\npaths: {}\n", 3, "expected a list", "list"),
    "a server that is text": ("a.yaml", HEAD + "servers: [http://a.example]\npaths: {}\n", 3, "expected an object", "object"),
    "a reference to nothing": ("a.yaml", SCHEMAS + "    Order: {type: object}\n    A:\n      $ref: '#/components/schemas/Ordre'\n", 8, "leads nowhere", "components/schemas/Order'"),
    "a reference to itself": ("a.yaml", SCHEMAS + "    A: {$ref: '#/components/schemas/A'}\n", 6, "leads back to itself", "schema"),
    "references in a circle": ("a.yaml", SCHEMAS + "    A: {$ref: '#/components/schemas/B'}\n    B:\n      $ref: '#/components/schemas/A'\n", 6, "leads back to itself", "schema"),
    "a parameter of nothing": ("a.yaml", operation("parameters:", "- $ref: '#/components/parameters/a'", "responses: {}"), 7, "leads nowhere", "define"),
    "a file that is not there": ("a.yaml", body("{$ref: 'other.yaml#/A'}"), 9, "no such file", "define|check"),
    "a file outside": ("a.yaml", body("{$ref: '../other.yaml#/A'}"), 9, "leaves the folder", "define|folder"),
    "a file from the root": ("a.yaml", body("{$ref: '/etc/passwd'}"), 9, "leaves the folder", "define|folder"),
    "a file from the network": ("a.yaml", body("{$ref: 'https://a.example/b.yaml'}"), 9, "network, which is off", "define|allow"),
}  # fmt: skip


def refuse(path):
    """Return the error that comparing the document with itself raises."""
    with pytest.raises(PactwrightError) as caught:
        compare(path, path)
    return caught.value


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_document_is_refused_with_line_and_deed(name, tmp_path):
    file_name, content, line, message, hint = BROKEN[name]
    path = tmp_path / file_name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    error = refuse(path)
    assert error.message.startswith(f"{path}:{line}:"), error.message
    assert re.search(message, error.message)
    assert re.search(hint, error.hint)


def test_there_are_sixty_of_them():
    assert len(BROKEN) >= 60


@pytest.mark.parametrize(("name", "size"), [("a.json", 200), ("a.yaml", 200), ("a.yaml", 30)])
def test_a_document_of_many_megabytes_is_not_even_read(name, size, tmp_path):
    path = tmp_path / name
    with path.open("wb") as file:
        file.truncate(size * 1024 * 1024)
        file.write(b'{"openapi": "3.0.0"}')
    if size < 64:
        path.write_text("openapi: 3.0.3\n" + "# a long comment\n" * (size * 60_000))
    assert re.search(rf"{name}:1:1: the document has \d+ MB; at most \d+ MB", refuse(path).message)


@pytest.mark.parametrize("text", ["[[],[],", "{},"])
def test_millions_of_tiny_values_are_refused_before_they_are_built(text, tmp_path):
    path = tmp_path / "a.json"
    path.write_text('{"openapi": "3.0.0", "x": [' + text * 3_000_000 + "1]}")
    assert "more than 5,000,000 values" in refuse(path).message


CHAINS = {
    "open": (0, "#/components/schemas/s20000' leads nowhere"),
    "closed": (20_000, "leads back to itself: .* → … → "),
}


@pytest.mark.parametrize(("again", "message"), CHAINS.values(), ids=CHAINS)
def test_a_chain_of_references_is_followed_once_however_long(again, message, tmp_path):
    names = [f"s{number}" for number in range(20_000)]
    following = [*names[1:], "s0" if again else "s20000"]
    schemas = "".join(
        f"    {name}: {{$ref: '#/components/schemas/{next_}'}}\n"
        for name, next_ in zip(names, following, strict=True)
    )
    path = tmp_path / "a.yaml"
    path.write_text(SCHEMAS + schemas)
    error = refuse(path)
    assert re.search(message, error.message)
    assert len(error.message) < 1000


def test_a_missing_file_is_told_by_its_name(tmp_path):
    assert "no such file" in refuse(tmp_path / "nobody.yaml").message


def test_a_folder_is_no_document(tmp_path):
    assert "a folder, not a document" in refuse(tmp_path).message

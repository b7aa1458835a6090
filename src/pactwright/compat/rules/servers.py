"""The base URLs under which the operations are found."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from urllib.parse import urlsplit

from pactwright.compat.api import Operation, Server
from pactwright.compat.rules.notebook import Evidence, Notebook
from pactwright.compat.rules.rule import BREAKS, TELLS, Rule
from pactwright.compat.rules.sample import changed, example, operation
from pactwright.model.json import JsonObject

_DEFAULT_PORTS = {"http": ":80", "https": ":443"}
_MOST_URLS = 200


def _at(*urls: str) -> JsonObject:
    return changed(operation(), servers=[{"url": url} for url in urls])


REMOVED = Rule(
    id="server-removed",
    kind="policy",
    change="narrowing",
    mirror="server-added",
    rulings={None: BREAKS},
    meaning="A base URL is no longer served.",
    who="Clients that are configured with it.",
    instead="keep the old URL (or redirect it) until every client has moved",
    loud=example(_at("https://a.example/v1"), _at("https://a.example/v2")),
    quiet=example(_at("https://a.example/v1"), _at("https://a.example/v1", "https://a.example/v2")),
)
ADDED = Rule(
    id="server-added",
    kind="policy",
    change="widening",
    mirror="server-removed",
    meaning="The API is served under another base URL too.",
    who="Nobody.",
    instead="nothing to do",
    loud=example(_at("https://a.example/v1"), _at("https://a.example/v1", "https://a.example/v2")),
    quiet=example(_at("https://a.example/v1"), _at("https://A.example:443/v1/")),
)

RULES = (REMOVED, ADDED)


def check_servers(
    old: tuple[Server, ...],
    new: tuple[Server, ...],
    notebook: Notebook,
    *,
    operation: Operation | None = None,
    label: str | None = None,
) -> None:
    """Note base URLs that come and go; variables with an enum stand for each of its values."""
    before, after = expand_servers(old), expand_servers(new)
    # Where the new document leaves the host open, only the path can be compared.
    open_ended = {url for url in after if url.startswith("/")}
    for url, pointer in before.items():
        if url in after or (open_ended and path_of(url) in open_ended):
            continue
        path = operation.path if operation else "/…"
        line = f"{operation.method if operation else 'GET'} {url.rstrip('/')}{path}"
        notebook.note(
            REMOVED,
            f"the base URL {url} is no longer listed",
            old=pointer or "/servers",
            new=_place(new),
            operation=label,
            shows=Evidence(part="request", line=line, value={"url": url}),
        )
    for url, pointer in after.items():
        if url not in before:
            notebook.note(
                ADDED,
                f"the base URL {url} is listed now",
                old=_place(old),
                new=pointer or "/servers",
                operation=label,
                ruling=TELLS,
            )


def path_of(url: str) -> str:
    """Return the path of a base URL, `/` when it has none."""
    try:
        return urlsplit(url).path.rstrip("/") or "/"
    except ValueError:
        return "/"


def expand_servers(servers: tuple[Server, ...]) -> dict[str, str]:
    """Return every base URL with the pointer of its server, each written in one way."""
    found: dict[str, str] = {}
    for server in servers:
        for url in _expand(server):
            found.setdefault(_normalize(url), server.pointer)
    return found


def _expand(server: Server) -> Iterator[str]:
    names, choices = [], []
    for name, variable in server.variables.items():
        values = variable.get("enum") if isinstance(variable, dict) else None
        if isinstance(values, list) and values:
            names.append(name)
            choices.append([str(value) for value in values])
    for number, values in enumerate(product(*choices)):
        if number == _MOST_URLS:
            break
        url = server.url
        for name, value in zip(names, values, strict=True):
            url = url.replace("{" + name + "}", value)
        yield url


def _normalize(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return url  # variables within brackets, which are no address yet
    host = parts.netloc.lower().removesuffix(_DEFAULT_PORTS.get(parts.scheme.lower(), ":"))
    scheme = f"{parts.scheme.lower()}:" if parts.scheme else ""
    start = f"{scheme}//{host}" if host else ""
    return f"{start}{parts.path.rstrip('/')}" or "/"


def _place(servers: tuple[Server, ...]) -> str:
    return servers[0].pointer.rpartition("/")[0] if servers and servers[0].pointer else "/servers"

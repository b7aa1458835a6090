"""What the checks of one interaction share: its two halves, its operation, and its document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from pactwright.conformance.document import ApiDocument
from pactwright.conformance.operation import Operation
from pactwright.conformance.scene import Scene
from pactwright.document.operations import Route
from pactwright.model.conformance import ConformanceResult
from pactwright.model.interaction import HttpInteraction, Pairs, Request, Response
from pactwright.model.json import Json

_LAST_SUCCESS: Final = 399
# Statuses by which a provider says that the request itself is wrong (RFC 9110, section 15.5).
_REFUSING: Final = frozenset(
    {400, 401, 403, 405, 406, 411, 413, 414, 415, 416, 417, 421, 422, 426, 428, 431}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One HTTP interaction beside the operation that it is for."""

    document: ApiDocument
    scene: Scene
    interaction: HttpInteraction
    route: Route
    operation: Operation

    @property
    def request(self) -> Request:
        """What the consumer sends."""
        return self.interaction.request

    @property
    def response(self) -> Response:
        """What the consumer expects back."""
        return self.interaction.response

    @property
    def is_valid_request(self) -> bool:
        """Whether the request is meant to be right: the consumer expects no refusal of it."""
        return not is_refused(self.interaction)

    @property
    def succeeds(self) -> bool:
        """Whether the consumer expects that all goes well."""
        return self.response.status <= _LAST_SUCCESS


Results = list[ConformanceResult]


def is_refused(interaction: HttpInteraction) -> bool:
    """Tell whether the consumer expects that the request itself is refused."""
    return interaction.response.status in _REFUSING


def read_headers(headers: Pairs) -> dict[str, str]:
    """Return the headers by name in lower case, values of one name joined by commas."""
    found: dict[str, str] = {}
    for name, values in headers:
        text = ", ".join(value for value in values if value is not None)
        key = name.lower()
        found[key] = f"{found[key]}, {text}" if key in found else text
    return found


def written_name(headers: Pairs, name: str) -> str:
    """Return a header's name as the pact writes it."""
    return next((one for one, _ in headers if one.lower() == name.lower()), name)


def read_query_pairs(query: Pairs) -> dict[str, list[str]]:
    """Return the query by name; a bare key has an empty text."""
    found: dict[str, list[str]] = {}
    for name, values in query:
        found.setdefault(name, []).extend("" if value is None else value for value in values)
    return found


def read_cookies(header: str | None) -> dict[str, str]:
    """Return the cookies of a Cookie header (RFC 6265, section 4.2.1)."""
    pairs = (part.strip().partition("=") for part in (header or "").split(";"))
    return {name: unquote(value.strip('"')) for name, mark, value in pairs if name and mark}


def json_headers(headers: Pairs) -> Mapping[str, Json]:
    """Return headers as results show them."""
    return {name: ", ".join(value or "" for value in values) for name, values in headers}

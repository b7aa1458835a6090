"""Mail addresses: what RFC 5321 takes for a mailbox."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import Final

# RFC 5321, section 4.1.2
_ATOM: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_QUOTED: Final = r'"(?:[ !#-\[\]-~]|\\[ -~])*"'
_LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_MAIL: Final = re.compile(
    rf"(?=.{{1,64}}@)(?:{_ATOM}(?:\.{_ATOM})*|{_QUOTED})"
    rf"@(?:{_LABEL}(?:\.{_LABEL})*|\[(?P<four>[0-9.]+)\]|\[IPv6:(?P<six>[0-9A-Fa-f:.]+)\])"
)


def is_email(value: object) -> bool:
    """Tell whether a value is a mailbox of ASCII signs, or no text at all."""
    if not isinstance(value, str):
        return True
    found = _MAIL.fullmatch(value)
    if found is None:
        return False
    address = found["four"] or found["six"]
    try:
        return address is None or ip_address(address).version == (4 if found["four"] else 6)
    except ValueError:
        return False

"""The one door to the Rust core: its matching and generating functions as Python functions."""

from __future__ import annotations

import os
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

import msgspec

from pactwright.errors import PactwrightError
from pactwright.model.json import JsonObject
from pactwright.model.rule import Generator, MatchingRule

if TYPE_CHECKING:
    from types import ModuleType

Foreign: TypeAlias = Any
"""A value of the foreign library: its functions, a pointer, a handle."""

_V4: Final = 5
_RESPONSE: Final = 1
_BODY: Final = 4


class CoreMismatch(msgspec.Struct, frozen=True):
    """One difference in the words of the core; `path` is its path expression."""

    mismatch: str
    path: str = "$"
    expected: str | None = None
    actual: str | None = None

    @property
    def message(self) -> str:
        """What differs, without the backtrace that the core adds in a debugging environment."""
        return self.mismatch.partition("\n\nStack backtrace:")[0]


class _Library:
    """The loaded library and the process that loaded it."""

    def __init__(self) -> None:
        self.module: ModuleType | None = None
        self.forked = False

    def open(self) -> tuple[Foreign, Foreign]:
        """Return the library's functions and its foreign function interface."""
        if self.forked:
            raise PactwrightError(
                "this process was forked from one that had used the Rust core, which cannot "
                "live through a fork",
                hint="start the process with the 'spawn' or 'forkserver' method, for example "
                "multiprocessing.get_context('spawn')",
            )
        if self.module is None:
            self.module = _import_library()
        return self.module.lib, self.module.ffi

    def note_fork(self) -> None:
        self.forked = self.forked or self.module is not None


def _import_library() -> ModuleType:
    # The core reports its use over the network unless told not to before it is loaded.
    os.environ.setdefault("PACT_DO_NOT_TRACK", "true")
    import pact_ffi

    return pact_ffi


_LIBRARY: Final = _Library()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_LIBRARY.note_fork)


def open_library() -> tuple[Foreign, Foreign]:
    """Return the core's `lib` and `ffi`, loaded at the first call.

    Raises PactwrightError in a forked child whose parent had used the core: threads of the
    core do not survive a fork, and its calls would hang.
    """
    return _LIBRARY.open()


def match_contents(
    expected: bytes, actual: bytes, *, content_type: str, rules: bytes | None
) -> tuple[CoreMismatch, ...]:
    """Compare two bodies as a response is compared: the actual one may hold more.

    `rules` is the JSON of the rules (`{"body": {...}}`). The expected body is taken literally,
    even where it looks like a matcher. Neither body may hold a NUL character.
    """
    lib, ffi = open_library()
    # A pact of its own keeps the price of a comparison from growing with their number.
    pact = lib.pactffi_new_pact(b"consumer", b"provider")
    try:
        lib.pactffi_with_specification(pact, _V4)
        message = lib.pactffi_new_sync_message_interaction(pact, b"body")
        kind = content_type.encode()
        held = lib.pactffi_with_binary_body(message, _RESPONSE, kind, expected, len(expected))
        if held and rules is not None:
            held = lib.pactffi_with_matching_rules(message, _RESPONSE, rules)
        if not held:
            raise PactwrightError("the Rust core refuses the expected body or its matching rules")
        found = lib.pactffi_sync_message_match_response_contents(message, 0, kind, actual)
        text = _take_text(lib, ffi, found)
    finally:
        lib.pactffi_free_pact_handle(pact)
    if text is None:
        raise PactwrightError(f"the Rust core failed to compare a body of {content_type!r}")
    return () if text == b"[]" else _decode_mismatches(text)


_decode_mismatches: Final = msgspec.json.Decoder(tuple[CoreMismatch, ...]).decode


def match_text(rule: MatchingRule, expected: str, actual: str) -> str | None:
    """Return why the text breaks the rule, in the core's words, or `None` when it holds."""
    lib, ffi = open_library()
    want, got = (text.encode("utf-8", "replace") for text in (expected, actual))
    if b"\0" in got:
        return match_json(rule, msgspec.json.encode(expected), msgspec.json.encode(actual))
    # No rule but equality looks at the expected text, which would end at its NUL.
    want = want.replace(b"\0", b" ")
    found = lib.pactffi_matches_string_value(_rule_pointer(rule).rule, want, got, 0)
    return _decode_text(_take_text(lib, ffi, found))


def match_bytes(rule: MatchingRule, expected: bytes, actual: bytes) -> str | None:
    """Return why the bytes break the rule, in the core's words, or `None` when they hold."""
    lib, ffi = open_library()
    pointer = _rule_pointer(rule).rule
    found = lib.pactffi_matches_binary_value(
        pointer, expected, len(expected), actual, len(actual), 0
    )
    return _decode_text(_take_text(lib, ffi, found))


def match_number(rule: MatchingRule, expected: int, actual: int) -> str | None:
    """Return why the whole number breaks the rule, in the core's words, or `None`."""
    lib, ffi = open_library()
    found = lib.pactffi_matches_u64_value(_rule_pointer(rule).rule, expected, actual, 0)
    return _decode_text(_take_text(lib, ffi, found))


def match_json(
    rule: MatchingRule, expected: bytes, actual: bytes, *, cascaded: bool = False
) -> str | None:
    """Return why the JSON value (its text) breaks the rule, or `None` when it holds.

    `cascaded` tells that the rule was written for a parent of the value.
    """
    if b"\\u0000" in actual:
        # The core cannot word a mismatch that holds a NUL; where bodies are compared it can.
        rules = b'{"body":{"$":{"matchers":[' + _rule_text(rule) + b"]}}}"
        kind = "application/json"
        found = match_contents(expected, actual, content_type=kind, rules=rules)
        return found[0].message if found else None
    lib, ffi = open_library()
    pointer = _rule_pointer(rule).rule
    text = lib.pactffi_matches_json_value(pointer, expected, actual, int(cascaded))
    return _decode_text(_take_text(lib, ffi, text))


def generate_text(generator: Generator, *, now: datetime) -> str:
    """Return the text that a generator makes, at the moment `now` where it asks for the time.

    Raises PactwrightError for a generator that the core does not know or cannot apply.
    """
    lib, ffi = open_library()
    text = _encode_tagged(generator.attributes, "type", generator.kind)
    moment = now.isoformat(timespec="milliseconds")
    context = {"baseDate": moment, "baseTime": moment, "baseDateTime": moment}
    pair = _generator_from_json(text)
    found = lib.pactffi_generator_generate_string(pair.generator, msgspec.json.encode(context))
    made = _decode_text(_take_text(lib, ffi, found))
    if not made:
        raise PactwrightError(
            f"the generator {text.decode()} makes nothing",
            hint="check its format, expression or regular expression",
        )
    return made


@lru_cache(maxsize=4096)
def _rule_from_json(text: bytes) -> Foreign:
    rules = b'{"body":{"$":{"combine":"AND","matchers":[' + text + b"]}}}"
    pair = _first_of_response("rule", rules)
    lib, ffi = open_library()
    if pair is None:
        raise PactwrightError(f"the Rust core does not know the matching rule {text.decode()}")
    return ffi.gc(pair, lib.pactffi_matching_rules_iter_pair_delete)


@lru_cache(maxsize=1024)
def _generator_from_json(text: bytes) -> Foreign:
    pair = _first_of_response("generator", b'{"body":{"$":' + text + b"}}")
    lib, ffi = open_library()
    if pair is None:
        raise PactwrightError(f"the Rust core does not know the generator {text.decode()}")
    return ffi.gc(pair, lib.pactffi_generators_iter_pair_delete)


def _first_of_response(what: Literal["rule", "generator"], declared: bytes) -> Foreign:
    """Return the first rule or generator of a response made with the declared ones, or `None`.

    It is the only way from JSON to a rule; what the iterator hands out outlives the pact.
    """
    lib, ffi = open_library()
    pact = lib.pactffi_new_pact(b"consumer", b"provider")
    try:
        lib.pactffi_with_specification(pact, _V4)
        interaction = lib.pactffi_new_interaction(pact, b"declared")
        declare = {
            "rule": lib.pactffi_with_matching_rules,
            "generator": lib.pactffi_with_generators,
        }[what]
        if not declare(interaction, _RESPONSE, declared):
            return None
        interactions = lib.pactffi_pact_handle_get_sync_http_iter(pact)
        http = lib.pactffi_pact_sync_http_iter_next(interactions)
        response = lib.pactffi_sync_http_get_response(http)
        pair = _first_rule(response) if what == "rule" else _first_generator(response)
        lib.pactffi_pact_sync_http_iter_delete(interactions)
    finally:
        lib.pactffi_free_pact_handle(pact)
    return None if pair == ffi.NULL else pair


def _first_rule(response: Foreign) -> Foreign:
    lib, _ = open_library()
    rules = lib.pactffi_response_contents_get_matching_rule_iter(response, _BODY)
    pair = lib.pactffi_matching_rules_iter_next(rules)
    lib.pactffi_matching_rules_iter_delete(rules)
    return pair


def _first_generator(response: Foreign) -> Foreign:
    lib, _ = open_library()
    generators = lib.pactffi_response_contents_get_generators_iter(response, _BODY)
    pair = lib.pactffi_generators_iter_next(generators)
    lib.pactffi_generators_iter_delete(generators)
    return pair


def _rule_pointer(rule: MatchingRule) -> Foreign:
    return _rule_from_json(_rule_text(rule))


def _rule_text(rule: MatchingRule) -> bytes:
    return _encode_tagged(rule.attributes, "match", rule.kind)


def _encode_tagged(attributes: JsonObject, tag: str, kind: str) -> bytes:
    return msgspec.json.encode({**attributes, tag: kind})


def _take_text(lib: Foreign, ffi: Foreign, pointer: Foreign) -> bytes | None:
    if pointer == ffi.NULL:
        return None
    text: bytes = ffi.string(pointer)
    lib.pactffi_string_delete(pointer)
    return text


def _decode_text(text: bytes | None) -> str | None:
    return None if text is None else text.decode("utf-8", "replace")

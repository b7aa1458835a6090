"""Our verdict on responses beside that of pact-python's Verifier, over a real port."""

from __future__ import annotations

import asyncio
import json
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from pact import Verifier

from pactwright.matching.response import compare_response
from pactwright.model.wire import WireResponse
from pactwright.pactfile.parse import parse_pact

BATCH = 50
VERSIONS = {"2": "2.0.0", "3": "3.0.0", "4": "4.0"}
KINDS = ["json", "json", "json", "xml", "form", "multipart", "text", "binary", "charset"]
COUNT = 400


class Provider:
    """Answers `/<index>` with the response of that index."""

    def __init__(self, responses):
        self.responses = responses
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._serve(),))

    def __enter__(self):
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(self, *_):
        self._loop.call_soon_threadsafe(self._done.set)
        self._thread.join()
        self._loop.close()

    async def _serve(self):
        self._done = asyncio.Event()
        server = await asyncio.start_server(self._answer, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._done.wait()
        server.close()

    async def _answer(self, reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        response = self.responses[int(head.split(b" ")[1][1:])]
        lines = [f"HTTP/1.1 {response.status} Answer", "Connection: close"]
        lines += [f"{name}: {value}" for name, value in response.headers]
        lines.append(f"Content-Length: {len(response.body)}")
        writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + response.body)
        await writer.drain()
        writer.close()
        await writer.wait_closed()


def write_pacts(folder, mutants):
    """Write the mutants into pacts of at most 50 interactions and return these as bytes."""
    pacts = []
    for version, written in VERSIONS.items():
        chosen = [(i, each) for i, each in enumerate(mutants) if each.version == version]
        for start in range(0, len(chosen), BATCH):
            pact = {
                "consumer": {"name": "consumer"},
                "provider": {"name": "provider"},
                "metadata": {"pactSpecification": {"version": written}},
                "interactions": [
                    {
                        "type": "Synchronous/HTTP",
                        "description": str(index),
                        "request": {"method": "GET", "path": f"/{index}"},
                        "response": {"status": mutant.status, **mutant.as_json()},
                    }
                    for index, mutant in chosen[start : start + BATCH]
                ],
            }
            data = json.dumps(pact).encode()
            Path(folder, f"{version}-{start}.json").write_bytes(data)
            pacts.append(data)
    return pacts


def ask_verifier(folder, responses):
    """Return the indexes of the interactions that pact-python's Verifier accepts."""
    with Provider(responses) as provider:
        verifier = (
            Verifier("provider", host="127.0.0.1")
            .add_transport(url=f"http://127.0.0.1:{provider.port}")
            .disable_ssl_verification()
            .set_coloured_output(enabled=False)
            .add_source(folder)
        )
        # It fails as a whole, since some mutant always does; the results tell which ones.
        with pytest.raises(RuntimeError, match="Failed to execute verifier"):
            verifier.verify()
    results = verifier.results["interactionResults"]
    assert len(results) == len(responses)
    return {int(each["description"]) for each in results if each["result"] == "OK"}


def ask_us(pacts, responses):
    return {
        int(interaction.description)
        for pact in pacts
        for interaction in parse_pact(pact, source="pact").interactions
        if not compare_response(interaction.response, responses[int(interaction.description)])
    }


def is_charset(mutant):
    """Whether the difference `charset` of docs/differences.md speaks of the mutant."""
    kind = mutant.came_type or ""
    return "charset=" in kind and "utf-8" not in kind and mutant.came != mutant.body


@pytest.mark.parametrize(("seed", "kind"), list(enumerate(KINDS)))
def test_verdicts_are_those_of_the_verifier(seed, kind, mutants, tmp_path):
    made = mutants(seed).take(kind, COUNT)
    responses = [
        WireResponse(status=each.came_status, headers=each.wire_headers, body=each.came)
        for each in made
    ]
    pacts = write_pacts(tmp_path, made)
    ours, theirs = ask_us(pacts, responses), ask_verifier(tmp_path, responses)
    lenient = [made[i] for i in sorted(ours - theirs) if not is_charset(made[i])]
    strict = [made[i] for i in sorted(theirs - ours)]
    assert (lenient, strict) == ([], [])
    assert theirs
    assert len(theirs) < COUNT


def test_the_known_difference_in_charsets_is_real(mutants, tmp_path):
    made = [each for each in mutants(0).take("charset", 200) if is_charset(each)]
    responses = [
        WireResponse(status=each.came_status, headers=each.wire_headers, body=each.came)
        for each in made
    ]
    pacts = write_pacts(tmp_path, made)
    ours, theirs = ask_us(pacts, responses), ask_verifier(tmp_path, responses)
    assert ours - theirs
    assert not theirs - ours


def test_the_known_difference_in_rules_of_one_value_is_real(tmp_path, mutants):
    (mutant,) = mutants(1).take("text", 1)
    rules = {"header": {"X-A[1]": {"combine": "AND", "matchers": [{"match": "type"}]}}}
    mutant = replace(
        mutant,
        version="4",
        came=mutant.body,
        came_type=mutant.content_type,
        came_status=200,
        rules=rules,
        headers={"X-A": ["a", "b"]},
        came_headers=(("X-A", "a"), ("X-A", "c")),
    )
    response = WireResponse(status=200, headers=mutant.wire_headers, body=mutant.came)
    pacts = write_pacts(tmp_path, [mutant])
    assert ask_us(pacts, [response]) == {0}
    assert ask_verifier(tmp_path, [response]) == set()

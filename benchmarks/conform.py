"""Pacts against GitHub's API description, beside the free comparator, in one run.

    python benchmarks/conform.py --install    # fetches the comparator and the description by npm
    python benchmarks/conform.py              # measures; --interactions 1000, --no-peer

The pact is made of the description's own examples. Cold is a whole process (load both, check once),
warm is the second check of the same process; the examples are what both look at. Then the
matching rules (every field like its example) are held against the document, which the peer cannot.
What is fetched goes to .pactwright/benchmarks, which git ignores.
"""

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from measure import environment, judge, peak_memory, show_table

ROOT = Path(__file__).resolve().parents[1]
TOOLS = ROOT / ".pactwright" / "benchmarks"
VERSION = "23.0.2"
PACKAGES = ("@pactflow/openapi-pact-comparator@2.3.1", f"@octokit/openapi@{VERSION}")
DOCUMENT = TOOLS / "node_modules/@octokit/openapi/generated/api.github.com.json"
PEER = TOOLS / "node_modules/@pactflow/openapi-pact-comparator/dist/index.mjs"
METHODS = ("get", "post", "put", "patch", "delete")
COLD_RATIO, WARM_RATIO, MOST_MEMORY, MOST_MILLISECONDS = 8.0, 1.0, 250, 1.0
PEER_SCRIPT = """
import { readFileSync } from "node:fs";
import { Comparator } from %s;
const [oas, pact] = process.argv.slice(2).map((name) => JSON.parse(readFileSync(name)));
const comparator = new Comparator({ oas });
const spent = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1e6; };
const check = async () => {
  let errors = 0;
  for await (const result of comparator.compare(structuredClone(pact))) {
    errors += result.type === "error";
  }
  return errors;
};
await check();
const cold = spent();
const errors = await check();
const memory = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ cold, warm: spent() - cold, memory, errors }));
"""


def install() -> None:
    """Fetch the comparator and the description by npm."""
    TOOLS.mkdir(parents=True, exist_ok=True)
    (TOOLS / "package.json").write_text("{}")
    subprocess.run(["npm", "install", "--no-save", *PACKAGES], cwd=TOOLS, check=True)


def make_pact(document: dict, count: int) -> dict:
    """Return a pact of the description's examples, one interaction an operation and status."""
    made = [one for path in document["paths"] for one in interactions(document, path)]
    return {
        "consumer": {"name": "benchmark"},
        "provider": {"name": "github"},
        "interactions": made[:count],
        "metadata": {"pactSpecification": {"version": "4.0"}},
    }


def interactions(document: dict, path: str) -> Iterator[dict]:
    """Yield an interaction for each success of each operation of a path."""
    item = document["paths"][path]
    for method in METHODS:
        operation = item.get(method, {})
        parameters = [follow(document, one) for one in operation.get("parameters", [])]
        for status, answer in operation.get("responses", {}).items():
            if status.startswith("2"):
                request = {"method": method.upper(), "path": fill(document, path, parameters)}
                query = {
                    one["name"]: [example(document, one)]
                    for one in parameters
                    if one["in"] == "query" and one.get("required")
                }
                content = follow(document, operation.get("requestBody", {})).get("content", {})
                request |= part(document, content) | ({"query": query} if query else {})
                content = follow(document, answer).get("content", {})
                yield {
                    "type": "Synchronous/HTTP",
                    "description": f"{method} {path} {status}",
                    "request": request,
                    "response": {"status": int(status), **part(document, content)},
                }


def follow(document: dict, node: dict) -> dict:
    """Return what a node is or refers to."""
    while "$ref" in node:
        steps = node["$ref"][2:].split("/")
        node = document
        for step in steps:
            node = node[step.replace("~1", "/").replace("~0", "~")]
    return node


def fill(document: dict, path: str, parameters: list[dict]) -> str:
    """Return the path with an example for each parameter."""
    for one in parameters:
        if one["in"] == "path":
            path = path.replace(f"{{{one['name']}}}", example(document, one))
    return path


def example(document: dict, parameter: dict) -> str:
    """Return an example of a parameter."""
    schema = follow(document, parameter.get("schema", {}))
    made = {"integer": 1, "boolean": "true"}.get(schema.get("type"), "x")
    return str(parameter.get("example", schema.get("enum", [schema.get("example", made)])[0]))


def part(document: dict, content: dict) -> dict:
    """Return the body and its header of the first JSON example, nothing without one."""
    examples = content.get("application/json", {}).get("examples", {})
    for one in examples.values():
        value = follow(document, one).get("value")
        if value is not None:
            kind = "application/json"
            body = {"content": value, "contentType": kind, "encoded": False}
            return {"headers": {"Content-Type": [kind]}, "body": body}
    return {}


def measure_ours(pact: Path, *, rules: bool) -> None:
    """Print what checking took, cold and warm; for the child process."""
    from pactwright.api.conform import check_loaded, load_contract
    from pactwright.api.pause import pause_collection
    from pactwright.conformance.check import Checking
    from pactwright.workspace.files import read_pact

    with pause_collection():
        contract, loaded = load_contract(str(DOCUMENT)), read_pact(pact)
        if rules:
            print(json.dumps(time_rules(loaded, contract.contract)))
            return
        first = check_loaded(loaded, [contract], Checking(rules=False))
        cold = time.process_time()
        check_loaded(loaded, [contract], Checking(rules=False))
    errors = sum(result.level == "error" for result in first.results)
    took = {"cold": cold, "warm": time.process_time() - cold}
    print(json.dumps({**took, "memory": peak_memory(), "errors": errors}))


def time_rules(pact, document) -> dict:
    """Return milliseconds of the questions about rules, for interactions where all is decided."""
    from dataclasses import replace

    from pactwright.conformance.check import Checking, check_interaction
    from pactwright.model.rule import MatchingRule, RuleSet

    like = {"body": {"$": RuleSet(rules=(MatchingRule(kind="type"),))}}
    found = {}
    for rounds in ("cold", "warm"):
        times, open_ones = [], 0
        for one in pact.interactions:
            if one.response.body is None:
                continue
            asked = replace(one, response=replace(one.response, rules=like))
            check_interaction(asked, document, Checking(rules=False))
            start = time.process_time()
            check_interaction(asked, document, Checking(rules=False))
            between = time.process_time()
            results = check_interaction(asked, document)
            took = (time.process_time() - between) - (between - start)
            if any(result.code == "rules.undecided" for result in results):
                open_ones += 1
            else:
                times.append(took * 1000)
        found[rounds] = statistics.median(times)
        found |= {"decided": len(times), "open": open_ones}
    return {**found, "memory": peak_memory()}


def run_json(command: list[str]) -> dict:
    """Return the JSON that a child process printed last."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment())
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return json.loads(done.stdout.splitlines()[-1])


def median_of(runs: list[dict]) -> dict:
    """Return the medians of several runs."""
    return {key: statistics.median(run[key] for run in runs) for key in runs[0]}


def main() -> int:
    """Measure; exit status 1 when an expectation is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--install", action="store_true")
    parser.add_argument("--interactions", type=int, default=1000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--no-peer", action="store_true")
    parser.add_argument("--child", choices=["examples", "rules"], help=argparse.SUPPRESS)
    parser.add_argument("--pact", type=Path, default=TOOLS / "github-pact.json")
    chosen = parser.parse_args()
    if chosen.child:
        measure_ours(chosen.pact, rules=chosen.child == "rules")
        return 0
    if chosen.install:
        install()
    if not DOCUMENT.is_file() or not (chosen.no_peer or PEER.is_file()):
        print("the description or the comparator is not there; fetch them with --install")
        return 2
    pact = make_pact(json.loads(DOCUMENT.read_bytes()), chosen.interactions)
    chosen.pact.write_text(json.dumps(pact))
    return compare(chosen)


def compare(chosen) -> int:
    """Run both, show a table, and judge."""
    child = [sys.executable, __file__, "--pact", str(chosen.pact), "--child"]
    ours = median_of([run_json([*child, "examples"]) for _ in range(chosen.repeat)])
    rules = median_of([run_json([*child, "rules"]) for _ in range(chosen.repeat)])
    rows = [row("ours", ours)]
    met = [judge("MB", ours["memory"], MOST_MEMORY, at_least=False)]
    if not chosen.no_peer:
        script = TOOLS / "peer.mjs"
        script.write_text(PEER_SCRIPT % json.dumps(str(PEER)))
        peer = run_json(["node", str(script), str(DOCUMENT), str(chosen.pact)])
        rows.append(row("comparator", peer))
        cold, warm = peer["cold"] / ours["cold"], peer["warm"] / ours["warm"]
        met.append(judge("times less CPU, cold", cold, COLD_RATIO, at_least=True))
        met.append(judge("times less CPU, warm", warm, WARM_RATIO, at_least=True))
    columns = ("tool", "cold CPU s", "warm CPU s", "MB", "errors")
    show_table(f"{chosen.interactions} interactions, examples", columns, rows)
    print(
        f"matching rules: {rules['decided']:.0f} bodies decided, {rules['open']:.0f} open; median "
        f"{rules['cold']:.2f} ms cold, {rules['warm']:.2f} ms warm, {rules['memory']:.0f} MB"
    )
    met += [
        judge(f"ms a body, {lap}", rules[lap], MOST_MILLISECONDS, at_least=False)
        for lap in ("cold", "warm")
    ]
    return 0 if all(met) else 1


def row(name: str, run: dict) -> tuple[str, ...]:
    """Return one row of the table."""
    return (
        name,
        f"{run['cold']:.2f}",
        f"{run['warm']:.2f}",
        f"{run['memory']:.0f}",
        f"{run['errors']:,.0f}",
    )


if __name__ == "__main__":
    sys.exit(main())

"""Loads two documents and walks each once: the least that a comparison in Python can cost.

`load.py OLD NEW`, with the quickest readers there are, and nothing looked at but the shape.
"""

import gc
import sys
from pathlib import Path


def load(path: Path) -> object:
    """Return a document's value."""
    if path.suffix == ".json":
        import orjson

        return orjson.loads(path.read_bytes())
    import yaml12

    return yaml12.parse_yaml(path.read_text())


def walk(root: object) -> int:
    """Return how many values there are."""
    count, waiting = 0, [root]
    while waiting:
        node = waiting.pop()
        count += 1
        if isinstance(node, dict):
            waiting.extend(node.values())
        elif isinstance(node, list):
            waiting.extend(node)
    return count


if __name__ == "__main__":
    gc.disable()
    documents = [load(Path(name)) for name in sys.argv[1:]]
    print(sum(walk(document) for document in documents))

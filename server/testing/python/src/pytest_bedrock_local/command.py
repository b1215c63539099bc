"""The command `bedrock-local`, with the server of this package."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from .node import NodeNotFound, find_node

PACKAGE = Path(__file__).parent / "_server"
CLI = PACKAGE / "dist" / "server" / "cli.js"


def main() -> int:
    try:
        command = [find_node(), str(CLI), *sys.argv[1:]]
    except NodeNotFound as error:
        print(f"bedrock-local: {error}", file=sys.stderr)
        return 1
    if os.name != "nt":
        os.execv(command[0], command)
    try:
        return subprocess.call(command)
    except KeyboardInterrupt:
        return 130

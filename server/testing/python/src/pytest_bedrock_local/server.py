"""Starts and stops the server that this package contains."""

from __future__ import annotations

import json
import logging
import queue
import secrets
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from .admin import Admin
from .command import CLI
from .node import NodeNotFound, find_node
from .shapes import Mode

log = logging.getLogger("bedrock-local")

CONFIG_FILES = ("json", "yaml", "yml")
# The level of warnings in the server's log.
WARN = 40
START_SECONDS = 60
STOP_SECONDS = 15

# These choose what a recording run does; all others could lead a test run to something else on this machine.
PASSED_ON = frozenset(
    f"BEDROCK_LOCAL_{name}"
    for name in (
        "REFRESH RECORD_TO RECORD_ERRORS UPSTREAM PROFILE CREDENTIALS FIPS DUAL_STACK WARN PACE"
    ).split()
)


class StartError(Exception):
    """The server did not start; the message explains why."""


@dataclass(frozen=True)
class ServerOptions:
    mode: Mode
    """Absolute folders; none means those of the config file, or `fixtures`."""
    fixtures: tuple[str, ...]
    args: tuple[str, ...]
    cwd: Path

    @property
    def records(self) -> bool:
        """Whether calls need the credentials of the environment."""
        return self.mode in ("record", "proxy")


class Server:
    """A server on a free port that only this process can administer."""

    def __init__(self, options: ServerOptions, environ: Mapping[str, str]) -> None:
        self.options = options
        token = secrets.token_urlsafe()
        try:
            command = [find_node(), str(Path(__file__).with_name("launch.mjs")), str(CLI)]
        except NodeNotFound as error:
            raise StartError(str(error)) from None
        self._empty = tempfile.TemporaryDirectory(prefix="bedrock-local-")
        self._process = subprocess.Popen(
            [*command, *_flags(options, self._empty.name)],
            cwd=options.cwd,
            env={**_passed_on(environ), "BEDROCK_LOCAL_ADMIN_TOKEN": token},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        )
        assert self._process.stdout is not None
        self._lines: queue.Queue[str | None] = queue.Queue()
        self._started = False
        threading.Thread(target=self._read, args=[self._process.stdout], daemon=True).start()
        try:
            self.url = self._wait_until_it_listens()
        except BaseException:
            self.stop()
            raise
        self.port = int(self.url.rpartition(":")[2])
        self.admin = Admin(self.port, token)
        lines: str = self.admin.get("/env", format="dotenv", url=self.url)["lines"]
        self.env = dict(line.split("=", 1) for line in lines.splitlines())

    def stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        self._empty.cleanup()

    def _wait_until_it_listens(self) -> str:
        said: list[str] = []
        until = time.monotonic() + START_SECONDS
        while True:
            try:
                line = self._lines.get(timeout=max(0.0, until - time.monotonic()))
            except queue.Empty:
                raise StartError(f"bedrock-local did not start in {START_SECONDS} seconds") from None
            if line is None:
                raise StartError("".join(said).strip() or "bedrock-local ended without any output")
            message = _parsed(line)
            if message is not None and "url" in message:
                self._started = True
                return str(message["url"])
            said.append(line if message is None else f"{message.get('msg', '')}\n")

    def _read(self, output: IO[str]) -> None:
        """Keeps the pipe empty, and passes on the server's warnings."""
        try:
            for line in output:
                message = _parsed(line)
                if not self._started:
                    self._lines.put(line)
                if message is None:
                    log.log(logging.ERROR if self._started else logging.DEBUG, "%s", line.rstrip())
                elif message.get("level", 0) >= WARN:
                    level = logging.ERROR if message["level"] > WARN else logging.WARNING
                    log.log(level, "%s", _text_of(message))
        except ValueError:
            pass  # closed by stop()
        self._lines.put(None)


def _text_of(message: dict[str, Any]) -> str:
    warnings = message.get("warnings")
    said = "; ".join(warnings) if isinstance(warnings, list) else message.get("message", message.get("msg"))
    operation = message.get("operation")
    return f"{operation}: {said}" if operation else str(said)


def _flags(options: ServerOptions, empty_folder: str) -> list[str]:
    has_config = any((options.cwd / f"bedrock-local.config.{end}").exists() for end in CONFIG_FILES)
    folders = options.fixtures
    if not folders and not has_config and not options.records and not (options.cwd / "fixtures").exists():
        folders = (empty_folder,)
    return [
        *("--mode", options.mode, "--host", "127.0.0.1", "--port", "0", "--no-tls"),
        *("--no-watch", "--no-console", "--no-open", "--no-pretty", "--log-level", "info"),
        *("--lambdas", "none", "--grace", "1000"),
        *(flag for folder in folders for flag in ("--fixtures", folder)),
        *options.args,
    ]


def _passed_on(environ: Mapping[str, str]) -> dict[str, str]:
    return {
        name: value
        for name, value in environ.items()
        if not name.startswith("BEDROCK_LOCAL_") or name in PASSED_ON
    }


def _parsed(line: str) -> dict[str, Any] | None:
    try:
        message = json.loads(line)
    except ValueError:
        return None
    return message if isinstance(message, dict) else None

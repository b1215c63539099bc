"""A running server, as tests see it."""

from __future__ import annotations

import re

from .handles import Faults, Fixtures, Journal
from .server import Server
from .shapes import ClientConfig, Exchange, Mode

_SESSION = re.compile(r"[\w.@:-]{1,128}", re.ASCII)


class BedrockSession:
    """Isolated state for some clients: added fixtures and faults, counters, sequences, journal. Files are shared."""

    def __init__(self, server: Server, name: str | None) -> None:
        self._server = server
        self._name = name
        self.env: dict[str, str] = dict(server.env)
        """The variables that point an AWS SDK, or a child process, here."""
        if name is not None:
            self.env["AWS_ACCESS_KEY_ID"] = name
        self.client_config: ClientConfig = {
            "endpoint_url": server.url,
            "region_name": self.env["AWS_REGION"],
            "aws_access_key_id": self.env["AWS_ACCESS_KEY_ID"],
            "aws_secret_access_key": self.env["AWS_SECRET_ACCESS_KEY"],
        }
        """Arguments for a client: `boto3.client("bedrock-runtime", **bedrock.client_config)`."""
        self.fixtures = Fixtures(server.admin, name)
        self.faults = Faults(server.admin, name)
        self.journal = Journal(server.admin, name)

    def reset(self) -> None:
        """Clears added fixtures and faults, counters and the journal; files stay."""
        self._server.admin.post("/reset", None if self._name is None else {"session": self._name})


class Bedrock(BedrockSession):
    """The server. Its fixtures and faults apply to all sessions, and its journal contains all calls."""

    def __init__(self, server: Server, misses_allowed: bool = False) -> None:
        super().__init__(server, None)
        self.misses_allowed = misses_allowed
        self._sessions = 0
        self._seen: set[str] = set()

    @property
    def url(self) -> str:
        return self._server.url

    @property
    def port(self) -> int:
        return self._server.port

    @property
    def mode(self) -> Mode:
        return self._server.options.mode

    def allow_misses(self) -> None:
        """Allows calls without a matching fixture in this test."""
        self.misses_allowed = True

    def take_misses(self) -> list[Exchange]:
        """The calls without a matching fixture since the last call of this method."""
        missed = [call for call in self.journal.list(missed=True) if call["id"] not in self._seen]
        self._seen.update(call["id"] for call in missed)
        return missed

    def session(self, name: str | None = None) -> BedrockSession:
        """Isolated state for clients made with the session's `client_config` or `env`; without a name, a new session."""
        if name is None:
            self._sessions += 1
            name = f"session-{self._sessions}"
        if not _SESSION.fullmatch(name):
            raise ValueError(
                f"{name!r} is not a valid session name: use up to 128 letters, digits and _ . @ : -"
            )
        return BedrockSession(self._server, name)

"""The admin API of a server."""

from __future__ import annotations

import base64
import http.client
import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

TIMEOUT_SECONDS = 60


class AdminError(ValueError):
    """The server refused a request; the message is the server's."""


class Admin:
    """Calls the admin API, without the proxies set in the environment."""

    def __init__(self, port: int, token: str) -> None:
        self._port = port
        self._headers = {"Authorization": f"Bearer {token}"}

    def get(self, path: str, **query: object) -> Any:
        return self._call("GET", path, query, None)

    def post(self, path: str, body: object = None, **query: object) -> Any:
        return self._call("POST", path, query, body)

    def delete(self, path: str, **query: object) -> None:
        self._call("DELETE", path, query, None)

    def _call(self, method: str, path: str, query: Mapping[str, object], body: object) -> Any:
        given = {name: value for name, value in query.items() if value is not None}
        url = f"/_admin{path}{'?' if given else ''}{urlencode(given)}"
        data = None if body is None else json.dumps(body, default=_plain).encode()
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=TIMEOUT_SECONDS)
        try:
            connection.request(method, url, data, self._headers)
            response = connection.getresponse()
            text = response.read()
        except OSError as error:
            raise AdminError(f"the server on port {self._port} does not answer: {error}") from None
        finally:
            connection.close()
        answer = json.loads(text) if text else None
        if response.status >= 400:
            raise AdminError(answer["detail"] if isinstance(answer, dict) else text.decode())
        return answer


def segment(name: str) -> str:
    """A name as a segment of a path."""
    return quote(name, safe="")


def _plain(value: object) -> object:
    """Fixtures may hold compiled regular expressions and bytes."""
    if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
        flags = "".join(
            letter
            for letter, flag in (("i", re.IGNORECASE), ("m", re.MULTILINE), ("s", re.DOTALL))
            if value.flags & flag
        )
        return {"regex": f"(?{flags}){value.pattern}" if flags else value.pattern}
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    raise TypeError(f"{value!r} is neither JSON nor a regular expression nor bytes")

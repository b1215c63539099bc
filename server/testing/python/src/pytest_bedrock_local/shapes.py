"""What the server returns. Members that are not always there are optional."""

from __future__ import annotations

from typing import Any, Literal, TypedDict

Mode = Literal["mock", "replay", "record", "proxy"]
MODES: tuple[Mode, ...] = ("mock", "replay", "record", "proxy")


class ClientConfig(TypedDict):
    """Arguments for `boto3.client`."""

    endpoint_url: str
    region_name: str
    aws_access_key_id: str
    aws_secret_access_key: str


class Miss(TypedDict):
    """A fixture that nearly matched."""

    fixture: str
    reasons: list[str]


class _Exchange(TypedDict):
    id: str
    session: str
    operation: str
    region: str
    at: float
    http: dict[str, str]
    request: dict[str, Any]
    response: dict[str, Any]
    status: int
    source: str
    atMs: list[float]
    totalMs: float
    ended: Literal["complete", "client left", "upstream broke", "cut"]


class Exchange(_Exchange, total=False):
    """A call and its answer."""

    model: dict[str, str]
    asked: dict[str, Any]
    prompt: dict[str, Any]
    reply: dict[str, Any]
    fixture: str
    fault: str
    guardrail: dict[str, Any]
    misses: list[Miss]
    warnings: list[str]
    error: dict[str, str]
    firstByteMs: float
    usage: dict[str, int]
    cost: float


class Listed(TypedDict):
    """A fixture in a list."""

    name: str
    file: str
    operation: str
    model: str
    match: str
    calls: int

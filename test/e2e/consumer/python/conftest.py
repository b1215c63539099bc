import json
import os
import subprocess
import time
import urllib.request

import pytest

PORT = os.environ.get("BEDROCK_LOCAL_PORT", "4577")
URL = f"http://127.0.0.1:{PORT}"


def admin(method, path, body=None):
    request = urllib.request.Request(
        f"{URL}/_admin{path}",
        None if body is None else json.dumps(body).encode(),
        {"content-type": "application/json"},
        method=method,
    )
    with urllib.request.urlopen(request) as response:
        text = response.read()
    return json.loads(text) if text else None


@pytest.fixture(scope="session")
def bedrock_server():
    mode = os.environ.get("BEDROCK_LOCAL_MODE", "replay")
    command = ["npx", "bedrock-local", "--mode", mode, "--fixtures", "fixtures", "--port", PORT]
    server = subprocess.Popen([*command, "--log-level", "warn"], start_new_session=True)
    for _ in range(200):
        try:
            admin("GET", "/ready")
            break
        except OSError:
            time.sleep(0.05)
    yield
    os.killpg(server.pid, 15)
    server.wait()


@pytest.fixture(autouse=True)
def bedrock(bedrock_server, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", URL)
    monkeypatch.setenv("AWS_ENDPOINT_URL_BEDROCK", URL)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "local")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "local")
    yield admin
    missed = admin("GET", "/journal?missed=true")["exchanges"]
    admin("POST", "/reset")
    if missed:
        pytest.fail("\n\n".join(call["error"]["message"] for call in missed), pytrace=False)

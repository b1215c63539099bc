"""locust -f scripts/load/locustfile.py --headless -u 20 -r 5 -t 60s. README.md describes the scenario.

boto3 makes the calls with its default settings, so retries, connections and parsing are those of a real client.
"""

import os
import random
import time

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from locust import User, between, task

URL = os.environ.get("BEDROCK_URL", "http://localhost:4577")
MODEL = os.environ.get("MODEL_ID", "amazon.nova-micro-v1:0")
QUESTIONS = [
    "What is Amazon Bedrock?",
    "Summarise the last quarter in three sentences.",
    "Write a haiku about the sea.",
]

aws = boto3.Session()


class Person(User):
    """Sends a prompt, reads the answer as it arrives, and waits before the next one."""

    wait_time = between(1, 5)
    number = 0

    def on_start(self):
        Person.number += 1
        # Each user has its own access key id and so its own session, so that several servers share the load.
        self.bedrock = aws.client(
            "bedrock-runtime",
            endpoint_url=URL,
            region_name="us-east-1",
            aws_access_key_id=f"user-{Person.number}",
            aws_secret_access_key="local",
            config=Config(max_pool_connections=1, read_timeout=120),
        )

    @task
    def ask(self):
        began = time.perf_counter()
        size = 0
        error = None
        try:
            answer = self.bedrock.converse_stream(
                modelId=MODEL,
                messages=[
                    {"role": "user", "content": [{"text": random.choice(QUESTIONS)}]}
                ],
                inferenceConfig={"maxTokens": 300},
            )
            for event in answer["stream"]:
                text = event.get("contentBlockDelta", {}).get("delta", {}).get("text")
                if text is not None and size == 0:
                    self.report("first text", began)
                size += len(text or "")
        except (ClientError, BotoCoreError) as raised:
            error = raised
        self.report("ConverseStream", began, size, error)

    def report(self, name, began, size=0, error=None):
        self.environment.events.request.fire(
            request_type="Bedrock",
            name=name,
            response_time=(time.perf_counter() - began) * 1000,
            response_length=size,
            exception=error,
            context={},
        )

"""What boto3 gets over HTTP/1.1 in ten sessions at once, each a thread: sequence, fault and quota."""

import json
import os
from concurrent.futures import ThreadPoolExecutor

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

session = boto3.Session()


def ask(client, prompt, model="amazon.nova-micro-v1:0"):
    try:
        answer = client.converse(
            modelId=model,
            messages=[{"role": "user", "content": [{"text": prompt}]}],
            inferenceConfig={"maxTokens": 50},
        )
        return answer["output"]["message"]["content"][0]["text"]
    except ClientError as error:
        return error.response["Error"]["Code"]


def calls(name, client):
    return name, [ask(client, prompt) for prompt in ["count"] * 3 + ["unlucky"] * 2] + [
        ask(client, "spend", "amazon.nova-lite-v1:0") for _ in range(6)
    ]


clients = {
    name: session.client(
        "bedrock-runtime",
        aws_access_key_id=name,
        aws_secret_access_key="x",
        config=Config(retries={"total_max_attempts": 1}),
    )
    for name in os.environ["SESSIONS"].split()
}
with ThreadPoolExecutor(len(clients)) as pool:
    print(json.dumps(dict(pool.map(lambda one: calls(*one), clients.items()))))

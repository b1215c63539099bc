"""Asks every model the same through each of the four runtime APIs and prints the texts that came back."""

import json
import sys

import boto3
from botocore.config import Config

client = boto3.client("bedrock-runtime", config=Config(retries={"max_attempts": 1}))


def texts(value):
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return "".join(texts(item) for item in value.values())
    if isinstance(value, list):
        return "".join(texts(item) for item in value)
    return ""


def ask(asked):
    model, prompt, body = asked["modelId"], asked["prompt"], json.dumps(asked["body"])
    messages = [{"role": "user", "content": [{"text": prompt}]}]
    whole = client.converse(modelId=model, messages=messages)
    events = client.converse_stream(modelId=model, messages=messages)["stream"]
    deltas = [e["contentBlockDelta"]["delta"]["text"] for e in events if "contentBlockDelta" in e]
    plain = json.loads(client.invoke_model(modelId=model, body=body)["body"].read())
    chunks = client.invoke_model_with_response_stream(modelId=model, body=body)["body"]
    streamed = [json.loads(chunk["chunk"]["bytes"]) for chunk in chunks]
    return {
        "converse": whole["output"]["message"]["content"][0]["text"],
        "converseStream": "".join(deltas),
        "invokeModel": texts(plain),
        "invokeModelWithResponseStream": texts(streamed),
        "usage": whole["usage"],
    }


print(json.dumps([ask(asked) for asked in json.load(sys.stdin)]))

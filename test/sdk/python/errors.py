"""Errors as boto3 types them, what it retries by itself, and what breaks inside a stream."""

import json

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError, EventStreamError

TYPES = [
    "AccessDeniedException",
    "InternalServerException",
    "ModelErrorException",
    "ModelNotReadyException",
    "ModelTimeoutException",
    "ResourceNotFoundException",
    "ServiceQuotaExceededException",
    "ServiceUnavailableException",
    "ThrottlingException",
    "ValidationException",
]
MODEL = "amazon.nova-micro-v1:0"
once = boto3.client("bedrock-runtime", config=Config(retries={"total_max_attempts": 1}))
default = boto3.client("bedrock-runtime")


def ask(text):
    return {"modelId": MODEL, "messages": [{"role": "user", "content": [{"text": text}]}]}


def caught(name):
    try:
        once.converse(**ask(f"fail with {name}"))
    except getattr(once.exceptions, name) as error:
        return {
            "code": error.response["Error"]["Code"],
            "message": error.response["Error"]["Message"],
            "status": error.response["ResponseMetadata"]["HTTPStatusCode"],
            "requestId": error.response["ResponseMetadata"]["RequestId"],
        }
    return None


def unknown_model():
    try:
        once.converse(**{**ask("hello"), "modelId": "nobody.knows-this-v1:0"})
    except ClientError as error:
        return error.response["Error"]


def broken_stream():
    words = []
    try:
        for event in default.converse_stream(**ask("break in the middle"))["stream"]:
            words.append(event.get("contentBlockDelta", {}).get("delta", {}).get("text", ""))
    except EventStreamError as error:
        return {"text": "".join(words), "code": error.response["Error"]["Code"], "says": str(error)}


def retried():
    answer = default.converse(**ask("try again"))
    return {
        "text": answer["output"]["message"]["content"][0]["text"],
        "retries": answer["ResponseMetadata"]["RetryAttempts"],
    }


print(
    json.dumps(
        {
            "caught": {name: caught(name) for name in TYPES},
            "unknown": unknown_model(),
            "broken": broken_stream(),
            "retried": retried(),
        }
    )
)

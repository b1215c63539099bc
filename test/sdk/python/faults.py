"""Faults as boto3 meets them in its default settings: what it retries, what it raises, what it delivers before."""

import json

import boto3
from botocore.config import Config
from botocore.eventstream import ParserError
from botocore.exceptions import BotoCoreError, EventStreamError
from urllib3.exceptions import HTTPError

MODEL = "amazon.nova-micro-v1:0"
default = boto3.client("bedrock-runtime")
hasty = boto3.client(
    "bedrock-runtime", config=Config(read_timeout=1.5, retries={"total_max_attempts": 1})
)


def ask(text):
    return {"modelId": MODEL, "messages": [{"role": "user", "content": [{"text": text}]}]}


def retries(text):
    return default.converse(**ask(text))["ResponseMetadata"]["RetryAttempts"]


def raised(client, text):
    try:
        client.converse(**ask(text))
    except BotoCoreError as error:
        return type(error).__name__
    return None


def streamed(client, text):
    """The events that came, and the class and code of what ended them."""
    events = []
    try:
        for event in client.converse_stream(**ask(text))["stream"]:
            events.extend(event)
    except EventStreamError as error:
        return {"events": events, "error": error.response["Error"]["Code"]}
    except (BotoCoreError, HTTPError, ParserError) as error:
        return {"events": events, "error": type(error).__name__}
    return {"events": events, "error": None}


print(
    json.dumps(
        {
            "throttled": retries("throttled twice"),
            "refused": retries("refused once"),
            "cutBefore": retries("cut once"),
            "late": raised(hasty, "first byte never"),
            "exception": streamed(default, "exception"),
            "cut": streamed(default, "cut stream"),
            "corrupt": streamed(default, "corrupt"),
            "stalled": streamed(hasty, "stalled"),
        }
    )
)

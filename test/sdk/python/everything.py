"""Every operation once, and what came of it as JSON."""

import json

import boto3

runtime = boto3.client("bedrock-runtime")
control = boto3.client("bedrock")
NOVA = "us.amazon.nova-micro-v1:0"
CLAUDE = "anthropic.claude-3-haiku-20240307-v1:0"
say = {"messages": [{"role": "user", "content": [{"text": "weather?"}]}]}


def plain(value):
    value.pop("ResponseMetadata", None)
    return value


def shown(value):
    return value.hex() if isinstance(value, bytes) else str(value)


invoked = runtime.invoke_model(modelId="amazon.titan-text-lite-v1", body='{"inputText":"Hello"}')
native = {
    "anthropic_version": "bedrock-2023-05-31",
    "max_tokens": 9,
    "messages": [{"role": "user", "content": "Hi"}],
}
chunks = runtime.invoke_model_with_response_stream(modelId=CLAUDE, body=json.dumps(native))
results = [
    plain(runtime.converse(modelId=NOVA, **say)),
    list(runtime.converse_stream(modelId=NOVA, **say)["stream"]),
    [invoked["body"].read().decode(), invoked["contentType"]],
    [chunk["chunk"]["bytes"].decode() for chunk in chunks["body"]],
    plain(control.list_foundation_models(byProvider="A")),
    plain(control.get_foundation_model(modelIdentifier="a.b")),
    plain(control.list_inference_profiles()),
    plain(control.get_inference_profile(inferenceProfileIdentifier="us.a.b")),
]
print(json.dumps(results, default=shown))

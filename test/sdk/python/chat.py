"""Converse and InvokeModel of several families, whole and as streams, with a default client."""

import json

import boto3

PROMPT = "Tell me about the harbour of Genoa."
OPENAI = {"messages": [{"role": "user", "content": PROMPT}], "max_tokens": 200}
FAMILIES = {
    "us.anthropic.claude-sonnet-4-5-20250929-v1:0": {
        "anthropic_version": "bedrock-2023-05-31",
        **OPENAI,
    },
    "amazon.nova-lite-v1:0": {"messages": [{"role": "user", "content": [{"text": PROMPT}]}]},
    "amazon.titan-text-express-v1": {"inputText": PROMPT},
    "us.meta.llama3-3-70b-instruct-v1:0": {"prompt": PROMPT},
    "mistral.mistral-7b-instruct-v0:2": {"prompt": f"<s>[INST] {PROMPT} [/INST]"},
    "cohere.command-r-v1:0": {"message": PROMPT},
    "ai21.jamba-1-5-mini-v1:0": OPENAI,
    "openai.gpt-oss-20b-1:0": OPENAI,
    "us.deepseek.r1-v1:0": {"prompt": PROMPT},
}

client = boto3.client("bedrock-runtime")
messages = [{"role": "user", "content": [{"text": PROMPT}]}]


def ask(model_id, body):
    whole = client.converse(modelId=model_id, messages=messages)
    events = list(client.converse_stream(modelId=model_id, messages=messages)["stream"])
    native = client.invoke_model(modelId=model_id, body=json.dumps(body))
    chunks = [
        json.loads(event["chunk"]["bytes"])
        for event in client.invoke_model_with_response_stream(
            modelId=model_id, body=json.dumps(body)
        )["body"]
    ]
    return {
        "text": "".join(block.get("text", "") for block in whole["output"]["message"]["content"]),
        "stopReason": whole["stopReason"],
        "requestId": whole["ResponseMetadata"]["RequestId"],
        "streamed": "".join(
            event["contentBlockDelta"]["delta"].get("text", "")
            for event in events
            if "contentBlockDelta" in event
        ),
        "kinds": [next(iter(event)) for event in events],
        "usages": [whole["usage"], events[-1]["metadata"]["usage"]],
        "native": native["body"].read().decode(),
        "chunks": json.dumps(chunks),
        "lastChunk": chunks[-1],
    }


print(json.dumps({model_id: ask(model_id, body) for model_id, body in FAMILIES.items()}))

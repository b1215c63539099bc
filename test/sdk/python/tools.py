"""A tool loop as programs write it: call, result, answer; whole and as a stream."""

import json

import boto3

client = boto3.client("bedrock-runtime")
TOOLS = {
    "tools": [
        {
            "toolSpec": {
                "name": "get_weather",
                "description": "The current weather of a city",
                "inputSchema": {
                    "json": {
                        "type": "object",
                        "properties": {"city": {"type": "string"}},
                        "required": ["city"],
                    }
                },
            }
        }
    ]
}


def call(model_id, messages):
    response = client.converse(modelId=model_id, messages=messages, toolConfig=TOOLS)
    return response["output"]["message"], response["stopReason"]


def call_streaming(model_id, messages):
    blocks, stop_reason = {}, None
    response = client.converse_stream(modelId=model_id, messages=messages, toolConfig=TOOLS)
    for event in response["stream"]:
        if "contentBlockStart" in event:
            start = event["contentBlockStart"]
            blocks[start["contentBlockIndex"]] = {"toolUse": {**start["start"]["toolUse"], "input": ""}}
        elif "contentBlockDelta" in event:
            index, delta = (event["contentBlockDelta"][key] for key in ("contentBlockIndex", "delta"))
            if "toolUse" in delta:
                blocks[index]["toolUse"]["input"] += delta["toolUse"]["input"]
            elif "text" in delta:
                blocks.setdefault(index, {"text": ""})["text"] += delta["text"]
        elif "messageStop" in event:
            stop_reason = event["messageStop"]["stopReason"]
    content = [block for _, block in sorted(blocks.items()) if block.get("text") != ""]
    for block in content:
        if "toolUse" in block:
            block["toolUse"]["input"] = json.loads(block["toolUse"]["input"])
    return {"role": "assistant", "content": content}, stop_reason


def loop(model_id, ask):
    messages = [{"role": "user", "content": [{"text": "What is the weather in Genoa?"}]}]
    message, first = ask(model_id, messages)
    calls = [block["toolUse"] for block in message["content"] if "toolUse" in block]
    results = [
        {"toolResult": {"toolUseId": use["toolUseId"], "content": [{"json": {"sky": "hazy"}}]}}
        for use in calls
    ]
    answer, last = ask(model_id, [*messages, message, {"role": "user", "content": results}])
    return {
        "inputs": [use["input"] for use in calls],
        "stops": [first, last],
        "text": "".join(block.get("text", "") for block in answer["content"]),
    }


MODELS = [
    "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
    "us.amazon.nova-2-lite-v1:0",
    "openai.gpt-oss-120b-1:0",
]
print(json.dumps([loop(model, ask) for model in MODELS for ask in (call, call_streaming)]))

"""What a model server answers through boto3: whole, streamed, native, and with a tool that must be called."""

import json

import boto3

client = boto3.client("bedrock-runtime")
MODEL = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"
ask = {
    "modelId": MODEL,
    "messages": [{"role": "user", "content": [{"text": "Name a fruit."}]}],
    "inferenceConfig": {"maxTokens": 8, "temperature": 0},
}
tool = {
    "toolSpec": {
        "name": "fruit",
        "description": "Names a fruit",
        "inputSchema": {
            "json": {
                "type": "object",
                "properties": {"name": {"type": "string", "maxLength": 12}},
                "required": ["name"],
                "additionalProperties": False,
            }
        },
    }
}

whole = client.converse(**ask)
events = list(client.converse_stream(**ask)["stream"])
native = client.invoke_model(
    modelId=MODEL,
    body=json.dumps(
        {
            "anthropic_version": "bedrock-2023-05-31",
            "max_tokens": 8,
            "temperature": 0,
            "messages": [{"role": "user", "content": "Name a fruit."}],
        }
    ),
)
forced = client.converse(
    **{**ask, "inferenceConfig": {"maxTokens": 40, "temperature": 0}},
    toolConfig={"tools": [tool], "toolChoice": {"tool": {"name": "fruit"}}},
)
print(
    json.dumps(
        {
            "source": whole["ResponseMetadata"]["HTTPHeaders"]["x-bedrock-local-source"],
            "text": whole["output"]["message"]["content"][0]["text"],
            "streamed": "".join(
                event["contentBlockDelta"]["delta"].get("text", "")
                for event in events
                if "contentBlockDelta" in event
            ),
            "native": json.loads(native["body"].read())["stop_reason"],
            "forced": forced["output"]["message"]["content"][0]["toolUse"],
            "stopReason": forced["stopReason"],
        }
    )
)

import json

import boto3

client = boto3.client("bedrock-runtime")


def lambda_handler(event, context):
    body = {
        "anthropic_version": "bedrock-2023-05-31",
        "max_tokens": 512,
        "messages": [{"role": "user", "content": event["prompt"]}],
    }
    response = client.invoke_model_with_response_stream(
        modelId="anthropic.claude-3-haiku-20240307-v1:0", body=json.dumps(body)
    )
    text = ""
    for item in response["body"]:
        chunk = json.loads(item["chunk"]["bytes"])
        if chunk["type"] == "content_block_delta":
            text += chunk["delta"]["text"]
    return {"text": text}

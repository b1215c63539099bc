import boto3
from botocore.exceptions import EventStreamError

bedrock = boto3.client("bedrock-runtime")


def handler(event, context):
    answer = bedrock.converse_stream(
        modelId="amazon.nova-lite-v1:0",
        messages=[{"role": "user", "content": [{"text": event["prompt"]}]}],
    )
    chunks = []
    stop_reason = None
    try:
        for item in answer["stream"]:
            if "contentBlockDelta" in item:
                chunks.append(item["contentBlockDelta"]["delta"]["text"])
            if "messageStop" in item:
                stop_reason = item["messageStop"]["stopReason"]
    except EventStreamError as error:
        return {"chunks": chunks, "error": error.response["Error"]["Code"]}
    return {"chunks": chunks, "stopReason": stop_reason}

import boto3
from botocore.exceptions import ClientError

bedrock = boto3.client("bedrock-runtime")


def handler(event, context):
    try:
        answer = bedrock.converse(
            modelId=event.get("modelId", "amazon.nova-micro-v1:0"),
            messages=[{"role": "user", "content": [{"text": event["prompt"]}]}],
            inferenceConfig={"maxTokens": 256, "temperature": 0.2, "topP": 0.9},
        )
    except ClientError as error:
        return {"statusCode": 502, "error": error.response["Error"]["Code"]}
    return {
        "statusCode": 200,
        "reply": answer["output"]["message"]["content"][0]["text"],
        "attempts": answer["ResponseMetadata"]["RetryAttempts"] + 1,
    }

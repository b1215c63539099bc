import json

import boto3

client = boto3.client("bedrock-runtime", region_name="us-east-1")


def lambda_handler(event, context):
    response = client.converse(
        modelId="amazon.nova-micro-v1:0",
        messages=[{"role": "user", "content": [{"text": "What is Amazon Bedrock?"}]}],
    )
    print("Request", context.aws_request_id, "in", context.function_name)
    return {
        "statusCode": 200,
        "body": json.dumps(response["output"]["message"]["content"][0]["text"]),
    }

import boto3

bedrock = boto3.client("bedrock")


def handler(event, context):
    summaries = bedrock.list_foundation_models()["modelSummaries"]
    return {"models": [summary["modelId"] for summary in summaries]}

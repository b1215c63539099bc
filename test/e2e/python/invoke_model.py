import json

import boto3

bedrock = boto3.client("bedrock-runtime")


def handler(event, context):
    body = {
        "inputText": event["prompt"],
        "textGenerationConfig": {"maxTokenCount": 512, "temperature": 0.5},
    }
    answer = bedrock.invoke_model(modelId="amazon.titan-text-express-v1", body=json.dumps(body))
    return {"outputText": json.loads(answer["body"].read())["results"][0]["outputText"]}

"""The control plane with its paginator, and an application profile from its making to its end."""

import json

import boto3

control = boto3.client("bedrock")
runtime = boto3.client("bedrock-runtime")
NOVA = "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-micro-v1:0"


def ids():
    paginator = control.get_paginator("list_inference_profiles")
    pages = list(paginator.paginate(PaginationConfig={"PageSize": 10}))
    return len(pages), [
        profile["inferenceProfileId"] for page in pages for profile in page["inferenceProfileSummaries"]
    ]


def application_profile():
    made = control.create_inference_profile(
        inferenceProfileName="team-a",
        modelSource={"copyFrom": NOVA},
        tags=[{"key": "team", "value": "a"}],
    )
    arn = made["inferenceProfileArn"]
    answer = runtime.converse(
        modelId=arn, messages=[{"role": "user", "content": [{"text": "Name a harbour."}]}]
    )
    profile = control.get_inference_profile(inferenceProfileIdentifier=arn)
    tags = control.list_tags_for_resource(resourceARN=arn)["tags"]
    listed = control.list_inference_profiles(typeEquals="APPLICATION")["inferenceProfileSummaries"]
    control.delete_inference_profile(inferenceProfileIdentifier=arn)
    try:
        control.get_inference_profile(inferenceProfileIdentifier=arn)
        gone = False
    except control.exceptions.ResourceNotFoundException:
        gone = True
    return {
        "arn": arn,
        "status": made["status"],
        "models": [model["modelArn"] for model in profile["models"]],
        "year": profile["createdAt"].year,
        "listed": [entry["inferenceProfileArn"] for entry in listed],
        "tags": tags,
        "stopReason": answer["stopReason"],
        "gone": gone,
    }


pages, all_ids = ids()
print(
    json.dumps(
        {
            "models": [m["modelId"] for m in control.list_foundation_models()["modelSummaries"]],
            "amazon": [
                m["providerName"]
                for m in control.list_foundation_models(byProvider="Amazon")["modelSummaries"]
            ],
            "details": control.get_foundation_model(modelIdentifier="amazon.nova-micro-v1:0")[
                "modelDetails"
            ]["modelName"],
            "pages": pages,
            "ids": all_ids,
            "profile": application_profile(),
            "tokens": runtime.count_tokens(
                modelId="anthropic.claude-sonnet-4-20250514-v1:0",
                input={"converse": {"messages": [{"role": "user", "content": [{"text": "hello"}]}]}},
            )["inputTokens"],
        }
    )
)

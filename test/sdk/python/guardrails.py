"""A guardrail from its creation to its end, with every kind of policy."""

import json

import boto3

control = boto3.client("bedrock")
topic = {"name": "Investments", "definition": "Advice on where to invest.", "examples": ["Which fund?"], "type": "DENY"}
content = {"type": "HATE", "inputStrength": "HIGH", "outputStrength": "MEDIUM", "inputModalities": ["TEXT", "IMAGE"]}
email = {"type": "EMAIL", "action": "ANONYMIZE", "inputAction": "ANONYMIZE", "inputEnabled": True}
ticket = {"name": "Ticket Number", "description": "A ticket.", "pattern": "T-[0-9]{4}", "action": "BLOCK"}
grounding = {"type": "GROUNDING", "threshold": 0.75, "action": "BLOCK", "enabled": True}
definition = {
    "name": "support-bot",
    "description": "Guards the support bot.",
    "blockedInputMessaging": "I cannot help with that.",
    "blockedOutputsMessaging": "I cannot say that.",
    "topicPolicyConfig": {"topicsConfig": [topic], "tierConfig": {"tierName": "STANDARD"}},
    "contentPolicyConfig": {"filtersConfig": [content], "tierConfig": {"tierName": "STANDARD"}},
    "wordPolicyConfig": {
        "wordsConfig": [{"text": "walrus", "outputAction": "NONE"}],
        "managedWordListsConfig": [{"type": "PROFANITY"}],
    },
    "sensitiveInformationPolicyConfig": {"piiEntitiesConfig": [email], "regexesConfig": [ticket]},
    "contextualGroundingPolicyConfig": {"filtersConfig": [grounding]},
    "crossRegionConfig": {"guardrailProfileIdentifier": "us.guardrail.v1:0"},
}
made = control.create_guardrail(**definition, tags=[{"key": "team", "value": "support"}])
guardrail_id, arn = made["guardrailId"], made["guardrailArn"]
draft = control.get_guardrail(guardrailIdentifier=arn)
first = control.create_guardrail_version(guardrailIdentifier=guardrail_id, description="One.")["version"]
simpler = {
    name: definition[name]
    for name in ("name", "blockedInputMessaging", "blockedOutputsMessaging", "wordPolicyConfig")
}
control.update_guardrail(guardrailIdentifier=guardrail_id, **simpler)
second = control.create_guardrail_version(guardrailIdentifier=arn)["version"]
paginator = control.get_paginator("list_guardrails")
pages = list(paginator.paginate(guardrailIdentifier=guardrail_id, PaginationConfig={"PageSize": 2}))
tags = control.list_tags_for_resource(resourceARN=arn)["tags"]
frozen = control.get_guardrail(guardrailIdentifier=guardrail_id, guardrailVersion=first)
errors = {}


def failing(name, call):
    try:
        call()
    except control.exceptions.ClientError as error:
        errors[name] = [error.response["Error"]["Code"], error.response["Error"]["Message"]]


failing("name", lambda: control.create_guardrail(**simpler))
failing("empty", lambda: control.create_guardrail(**{**simpler, "name": "empty", "wordPolicyConfig": {}}))
control.delete_guardrail(guardrailIdentifier=guardrail_id, guardrailVersion=second)
failing("version", lambda: control.get_guardrail(guardrailIdentifier=guardrail_id, guardrailVersion=second))
control.delete_guardrail(guardrailIdentifier=guardrail_id)
failing("deleted", lambda: control.get_guardrail(guardrailIdentifier=guardrail_id))
print(
    json.dumps(
        {
            "status": made["ResponseMetadata"]["HTTPStatusCode"],
            "version": made["version"],
            "year": made["createdAt"].year,
            "draft": {
                name: draft.get(name)
                for name in (
                    "topicPolicy",
                    "contentPolicy",
                    "wordPolicy",
                    "sensitiveInformationPolicy",
                    "contextualGroundingPolicy",
                    "crossRegionDetails",
                )
            },
            "versions": [first, second],
            "pages": [[one["version"] for one in page["guardrails"]] for page in pages],
            "tags": tags,
            "frozen": [frozen["description"], "topicPolicy" in frozen],
            "errors": errors,
        }
    )
)

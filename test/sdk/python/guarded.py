"""A guardrail that boto3 creates, versions, applies, talks through, streams through, and deletes."""

import json

import boto3

control = boto3.client("bedrock")
runtime = boto3.client("bedrock-runtime")
MODEL = "amazon.nova-micro-v1:0"

made = control.create_guardrail(
    name="support-bot",
    blockedInputMessaging="I cannot help with that.",
    blockedOutputsMessaging="I cannot say that.",
    wordPolicyConfig={"wordsConfig": [{"text": "walrus"}]},
    sensitiveInformationPolicyConfig={"piiEntitiesConfig": [{"type": "EMAIL", "action": "ANONYMIZE"}]},
)
guardrail_id = made["guardrailId"]
version = control.create_guardrail_version(guardrailIdentifier=guardrail_id)["version"]
config = {"guardrailIdentifier": guardrail_id, "guardrailVersion": version, "trace": "enabled"}


def asks(text):
    return {
        "modelId": MODEL,
        "messages": [{"role": "user", "content": [{"text": text}]}],
        "guardrailConfig": config,
    }


applied = runtime.apply_guardrail(
    guardrailIdentifier=guardrail_id,
    guardrailVersion=version,
    source="OUTPUT",
    content=[{"text": {"text": "Write to jane@example.com"}}],
)
blocked = runtime.converse(**asks("A walrus?"))
masked = runtime.converse(**asks("Who answers mail?"))
events = list(runtime.converse_stream(**asks("Who answers mail?"))["stream"])
native = runtime.invoke_model(
    modelId=MODEL,
    guardrailIdentifier=guardrail_id,
    guardrailVersion=version,
    trace="ENABLED",
    body=json.dumps({"messages": [{"role": "user", "content": [{"text": "Who answers mail?"}]}]}),
)
control.delete_guardrail(guardrailIdentifier=guardrail_id)
try:
    runtime.converse(**asks("Who answers mail?"))
    gone = None
except runtime.exceptions.ValidationException as error:
    gone = error.response["Error"]["Message"]


def text(answer):
    return [answer["stopReason"], answer["output"]["message"]["content"][0]["text"]]


print(
    json.dumps(
        {
            "applied": [applied["action"], applied["outputs"][0]["text"]],
            "blocked": text(blocked),
            "masked": text(masked),
            "reason": masked["trace"]["guardrail"]["actionReason"],
            "streamed": "".join(
                event["contentBlockDelta"]["delta"]["text"] for event in events if "contentBlockDelta" in event
            ),
            "stop": [event["messageStop"]["stopReason"] for event in events if "messageStop" in event],
            "native": json.loads(native["body"].read())["amazon-bedrock-guardrailAction"],
            "gone": gone,
        }
    )
)

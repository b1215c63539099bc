"""A client that has nothing but the bearer key of its environment."""

import json

import boto3

sent = []
runtime = boto3.client("bedrock-runtime")
runtime.meta.events.register(
    "before-send.bedrock-runtime", lambda request, **_: sent.append(request.headers["Authorization"])
)
answer = runtime.converse(
    modelId="amazon.nova-micro-v1:0",
    messages=[{"role": "user", "content": [{"text": "Name a harbour."}]}],
)
models = boto3.client("bedrock").list_foundation_models()["modelSummaries"]
print(
    json.dumps(
        {
            "sent": [value.decode() if isinstance(value, bytes) else value for value in sent],
            "stopReason": answer["stopReason"],
            "models": len(models),
        }
    )
)

"""Small programs as AWS publishes them for boto3: a region in the code, everything else from outside."""

import asyncio
import base64
import json

import boto3

QUESTION = "What is a 'hello world' program good for? One line, please."
client = boto3.client("bedrock-runtime", region_name="us-east-1")
conversation = [{"role": "user", "content": [{"text": QUESTION}]}]


def titan():
    body = {"inputText": QUESTION, "textGenerationConfig": {"maxTokenCount": 512, "temperature": 0.5}}
    response = client.invoke_model(modelId="amazon.titan-text-premier-v1:0", body=json.dumps(body))
    return json.loads(response["body"].read())["results"][0]["outputText"]


def claude_with_picture():
    pixel = base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    )
    source = {"type": "base64", "media_type": "image/png", "data": base64.b64encode(pixel).decode()}
    content = [{"type": "image", "source": source}, {"type": "text", "text": QUESTION}]
    body = {
        "anthropic_version": "bedrock-2023-05-31",
        "max_tokens": 2048,
        "messages": [{"role": "user", "content": content}],
    }
    response = client.invoke_model(
        modelId="anthropic.claude-3-sonnet-20240229-v1:0", body=json.dumps(body)
    )
    return json.loads(response.get("body").read())["content"][0]["text"]


def llama_stream():
    prompt = (
        "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n"
        f"{QUESTION}\n<|eot_id|>\n<|start_header_id|>assistant<|end_header_id|>\n"
    )
    response = client.invoke_model_with_response_stream(
        modelId="meta.llama3-70b-instruct-v1:0",
        body=json.dumps({"prompt": prompt, "max_gen_len": 512, "temperature": 0.5}),
    )
    text = ""
    for event in response["body"]:
        chunk = json.loads(event["chunk"]["bytes"])
        if "generation" in chunk:
            text += chunk["generation"]
    return text


def claude_2():
    body = {"prompt": f"Human: {QUESTION}\n\nAssistant:", "max_tokens_to_sample": 200}
    response = client.invoke_model(modelId="anthropic.claude-v2", body=json.dumps(body))
    return json.loads(response["body"].read())["completion"]


async def together():
    loop = asyncio.get_running_loop()

    def ask():
        return client.converse(
            modelId="anthropic.claude-3-haiku-20240307-v1:0",
            messages=conversation,
            inferenceConfig={"maxTokens": 512, "temperature": 0.5, "topP": 0.9},
        )["output"]["message"]["content"][0]["text"]

    answers = await asyncio.gather(*(loop.run_in_executor(None, ask) for _ in range(3)))
    return answers[-1]


def chat():
    messages = list(conversation)
    for text in ("And a test?", QUESTION):
        response = client.converse(modelId="amazon.nova-lite-v1:0", messages=messages)
        messages += [response["output"]["message"], {"role": "user", "content": [{"text": text}]}]
    stream = client.converse_stream(modelId="amazon.nova-lite-v1:0", messages=messages)["stream"]
    return "".join(
        chunk["contentBlockDelta"]["delta"]["text"] for chunk in stream if "contentBlockDelta" in chunk
    )


print(
    json.dumps(
        {
            "titan": titan(),
            "claude with picture": claude_with_picture(),
            "llama stream": llama_stream(),
            "claude 2": claude_2(),
            "together": asyncio.run(together()),
            "chat": chat(),
        }
    )
)

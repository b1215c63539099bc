"""Asks through OpenAI's and Anthropic's own clients in their default settings, and prints what came as JSON."""

import json
import sys

import anthropic
import openai
from pydantic import BaseModel

url = sys.argv[1]
question = "What is the capital of Italy?"
GPT, CLAUDE = "openai.gpt-5.6-luna", "anthropic.claude-opus-4-8"


class City(BaseModel):
    city: str


def error_of(ask):
    try:
        ask()
    except (openai.APIStatusError, anthropic.APIStatusError) as error:
        return [type(error).__name__, error.status_code]


def responses(client):
    with client.responses.stream(model=GPT, input=question) as stream:
        types = [event.type for event in stream]
        final = stream.get_final_response()
    first = client.responses.create(model=GPT, input=question)
    chained = client.responses.create(
        model=GPT, input="Thanks", previous_response_id=first.id
    )
    return {
        "text": first.output_text,
        "streamed": final.output_text,
        "last": types[-1],
        "chained": chained.previous_response_id == first.id,
        "parsed": client.responses.parse(
            model=GPT, input="Name a city.", text_format=City
        ).output_parsed.city,
        "missing": error_of(lambda: client.responses.retrieve("resp_none")),
    }


def messages(client):
    asked = {"model": CLAUDE, "messages": [{"role": "user", "content": question}]}
    thinking = {"type": "adaptive"}
    with client.messages.stream(**asked, max_tokens=2000, thinking=thinking) as stream:
        streamed = "".join(stream.text_stream)
        blocks = [block.type for block in stream.get_final_message().content]
    return {
        "text": client.messages.create(**asked, max_tokens=100).content[0].text,
        "streamed": streamed,
        "blocks": blocks,
        "counted": client.messages.count_tokens(**asked).input_tokens,
        "wrong": error_of(lambda: client.messages.create(**asked, max_tokens=0)),
    }


print(
    json.dumps(
        {
            "OpenAI": responses(openai.OpenAI(base_url=f"{url}/openai/v1", api_key="key")),
            "BedrockOpenAI": responses(openai.BedrockOpenAI(base_url=f"{url}/openai/v1")),
            "Anthropic": messages(
                anthropic.Anthropic(base_url=f"{url}/anthropic", api_key="key")
            ),
            "AnthropicBedrockMantle": messages(
                anthropic.AnthropicBedrockMantle(base_url=f"{url}/anthropic")
            ),
        }
    )
)

"""Asks Chat Completions through clients and frameworks in their default settings, and prints what came as JSON."""

import json
import os
import sys

import litellm
import openai
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI
from pydantic import BaseModel
from pydantic_ai import Agent
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.providers.openai import OpenAIProvider

url = sys.argv[1]
question = "What is the capital of Italy?"
MODEL = "openai.gpt-oss-120b"
os.environ["BEDROCK_MANTLE_API_BASE"] = f"{url}/v1"
os.environ["BEDROCK_MANTLE_API_KEY"] = "key"


class City(BaseModel):
    city: str


@tool
def capital(country: str) -> str:
    """The capital of a country."""
    return "Rome"


def plain():
    client = openai.OpenAI(base_url=f"{url}/v1", api_key="key")
    asked = {"model": MODEL, "messages": [{"role": "user", "content": question}]}
    whole = client.chat.completions.create(**asked)
    with client.chat.completions.stream(**asked) as stream:
        for _ in stream:
            pass
        streamed = stream.get_final_completion()
    try:
        client.chat.completions.create(**{**asked, "model": "nope"})
    except openai.NotFoundError as error:
        missing = error.code
    return {
        "text": whole.choices[0].message.content,
        "streamed": streamed.choices[0].message.content,
        "models": MODEL in [model.id for model in client.models.list()],
        "missing": missing,
    }


def through_litellm():
    asked = {
        "model": f"bedrock_mantle/{MODEL}",
        "messages": [{"role": "user", "content": question}],
    }
    chunks = list(litellm.completion(**asked, stream=True))
    return {
        "text": litellm.completion(**asked).choices[0].message.content,
        "streamed": "".join(chunk.choices[0].delta.content or "" for chunk in chunks),
    }


def through_langchain():
    model = ChatOpenAI(model=MODEL, base_url=f"{url}/v1", api_key="key")
    called = model.bind_tools([capital], tool_choice="capital").invoke(question)
    structured = model.with_structured_output(City).invoke("Name a city.")
    return {
        "text": model.invoke(question).content,
        "streamed": "".join(chunk.content for chunk in model.stream(question)),
        "called": called.tool_calls[0]["name"],
        "city": type(structured).__name__,
    }


def through_pydantic_ai():
    provider = OpenAIProvider(base_url=f"{url}/v1", api_key="key")
    model = OpenAIChatModel(MODEL, provider=provider)
    return {
        "text": Agent(model).run_sync(question).output,
        "city": type(Agent(model, output_type=City).run_sync("Name a city.").output).__name__,
    }


print(
    json.dumps(
        {
            "OpenAI": plain(),
            "LiteLLM": through_litellm(),
            "LangChain": through_langchain(),
            "pydantic-ai": through_pydantic_ai(),
        }
    )
)

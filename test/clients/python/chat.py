"""Asks OpenAI's and Anthropic's APIs through clients and frameworks in their default settings, and prints what came as JSON."""

import json
import os
import sys
import urllib.request

import litellm
import openai
import strands
from langchain_aws import ChatAnthropicMantle, ChatOpenAIMantle
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI
from pydantic import BaseModel
from pydantic_ai import Agent
from pydantic_ai.models.bedrock_mantle import BedrockMantleResponsesModel
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.providers.bedrock_mantle import BedrockMantleProvider
from pydantic_ai.providers.openai import OpenAIProvider
from strands.models.openai import OpenAIModel
from strands.models.openai_responses import OpenAIResponsesModel

url = sys.argv[1]
question = "What is the capital of Italy?"
MODEL = "openai.gpt-oss-120b"
# It would print advice among the results.
litellm.suppress_debug_info = True
os.environ["BEDROCK_MANTLE_API_BASE"] = f"{url}/v1"
os.environ["BEDROCK_MANTLE_API_KEY"] = "key"


class City(BaseModel):
    city: str


@tool
def capital(country: str) -> str:
    """The capital of a country."""
    return "Rome"


def throttle_once():
    """The next call is throttled, which clients try again."""
    fault = json.dumps({"error": "ThrottlingException", "times": 1}).encode()
    urllib.request.urlopen(urllib.request.Request(f"{url}/_admin/faults", fault, method="POST"))


def plain():
    client = openai.OpenAI(base_url=f"{url}/v1", api_key="key")
    asked = {"model": MODEL, "messages": [{"role": "user", "content": question}]}
    throttle_once()
    whole = client.chat.completions.create(**asked, reasoning_effort="low")
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
        "reasons": whole.choices[0].message.model_extra["reasoning"] != "",
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
    throttle_once()
    try:
        litellm.completion(**asked, max_retries=0)
    except litellm.RateLimitError as error:
        refused = error.status_code
    return {
        "refused": refused,
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


def through_langchain_mantle():
    openai_model = ChatOpenAIMantle(model=MODEL, base_url=f"{url}/v1", bedrock_api_key="key")
    claude = ChatAnthropicMantle(
        model="anthropic.claude-opus-4-8", base_url=f"{url}/anthropic", bedrock_api_key="key"
    )
    return {
        "text": openai_model.invoke(question).content,
        "claude": claude.invoke(question).content,
        "streamed": "".join(chunk.text for chunk in claude.stream(question)),
        "city": type(claude.with_structured_output(City).invoke("Name a city.")).__name__,
    }


def through_strands():
    client_args = {"base_url": f"{url}/v1", "api_key": "key"}
    said = {}
    for kind in (OpenAIModel, OpenAIResponsesModel):
        model = kind(client_args=client_args, model_id=MODEL)
        agent = strands.Agent(model=model, callback_handler=None)
        said[kind.__name__] = str(agent(question)).strip()
    return said


def through_pydantic_ai_mantle():
    said = {}
    for name in (MODEL, "openai.gpt-5.6-luna"):
        provider = BedrockMantleProvider(base_url=url, api_key="key")
        agent = Agent(BedrockMantleResponsesModel(name, provider=provider))
        agent.tool_plain(population)
        said[name] = [
            agent.run_sync(question).output,
            "950" in agent.run_sync("What is the population of Turin?").output,
            type(agent.run_sync("Name a city.", output_type=City).output).__name__,
        ]
    return said


def population(city: str) -> str:
    """The population of a city."""
    return "950 thousand"


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
            "langchain-aws": through_langchain_mantle(),
            "Strands": through_strands(),
            "pydantic-ai bedrock-mantle": through_pydantic_ai_mantle(),
            "pydantic-ai": through_pydantic_ai(),
        }
    )
)

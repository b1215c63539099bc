import os

import boto3
import pytest


def country_of(city):
    answer = boto3.client("bedrock-runtime").converse(
        modelId="amazon.nova-micro-v1:0",
        messages=[{"role": "user", "content": [{"text": f"In which country is {city}?"}]}],
    )
    return answer["output"]["message"]["content"][0]["text"]


def test_fixtures_of_the_folder_answer():
    assert country_of("Oslo") == "Norway"


def test_adds_its_own_answer(bedrock):
    bedrock("POST", "/fixtures", {"match": {"prompt": "Paris"}, "answer": {"text": "France"}})
    assert country_of("Paris") == "France"
    assert bedrock("POST", "/journal/verify", {"operation": "Converse", "times": 1})["ok"]


@pytest.mark.skipif("FAILING" not in os.environ, reason="fails on purpose")
def test_swallowed_miss():
    try:
        country_of("Osol")
    except Exception:
        pass

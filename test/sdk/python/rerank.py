"""Ranks documents with a client in its default settings and prints the answer, page by page and in all."""
import json

import boto3

client = boto3.client("bedrock-agent-runtime")
request = {
    "queries": [{"type": "TEXT", "textQuery": {"text": "What is the capital of France?"}}],
    "sources": [
        {"type": "INLINE", "inlineDocumentSource": {"type": "TEXT", "textDocument": {"text": text}}}
        for text in ["Bread is baked in ovens.", "The capital of France is Paris.", "France has rivers."]
    ],
    "rerankingConfiguration": {
        "type": "BEDROCK_RERANKING_MODEL",
        "bedrockRerankingConfiguration": {
            "numberOfResults": 2,
            "modelConfiguration": {
                "modelArn": "arn:aws:bedrock:us-east-1::foundation-model/cohere.rerank-v3-5:0"
            },
        },
    },
}
answer = client.rerank(**request)
pages = client.get_paginator("rerank").paginate(**request)
print(
    json.dumps(
        {
            "results": answer["results"],
            "status": answer["ResponseMetadata"]["HTTPStatusCode"],
            "paged": [result["index"] for page in pages for result in page["results"]],
        }
    )
)

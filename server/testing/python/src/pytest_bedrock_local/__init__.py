"""A local Amazon Bedrock for pytest; the plugin provides the fixture `bedrock`."""

from .bedrock import Bedrock, BedrockSession
from .handles import AddedFault, AddedFixture, Faults, Fixtures, Journal
from .shapes import ClientConfig, Exchange, Listed, Miss

__all__ = [
    "AddedFault",
    "AddedFixture",
    "Bedrock",
    "BedrockSession",
    "ClientConfig",
    "Exchange",
    "Faults",
    "Fixtures",
    "Journal",
    "Listed",
    "Miss",
]

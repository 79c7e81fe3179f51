"""A small LLM agent platform: three real services that call one another, visited by a handful of scripted people.

Everything Sardonyx shows of it is what these processes sent through `sardonyx_sdk`; nothing is made up on the way.
"""

__version__ = "0.1.0"

"""Builds the API in Python from a document.

openapi-python-client turns schemas into types, because this project was asked to build on it. Only these modules use
it. They pass it schemas under neutral names, so that no name of a contract can confuse it.
"""

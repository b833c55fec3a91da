"""From a document to the API in Python.

openapi-python-client turns schemas into types, because this project was asked to build on it. Only the modules here use
it, and they hand it schemas under neutral names, so that no name of a contract can confuse it.
"""

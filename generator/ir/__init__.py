"""The API as Python sees it: the output of `build` and the input of `emit`.

Names are Python identifiers here, and types are Python expressions. Everything else that comes from the contract is raw
text, which the templates quote.
"""

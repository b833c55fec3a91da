"""The API as Python sees it: what `build` makes of a document and `emit` writes.

Names are Python identifiers here, and types are Python expressions. Everything else that comes from the contract is raw
text, which the templates quote.
"""

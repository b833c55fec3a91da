"""Builds the documentation site, which works from the file system without a network: python -m website.

The repository's Markdown files become pages, and so do the examples, the contract and the files that pages link to.
"""

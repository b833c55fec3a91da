"""Schemas in normal form, and the differences between them."""

"""Writes an API as files: the SDK, its reference, and the typed requests of the mock."""

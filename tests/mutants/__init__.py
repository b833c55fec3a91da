"""Mutants: mocks with exactly one fault each. The conformance suite must catch every one by the rule that it breaks."""

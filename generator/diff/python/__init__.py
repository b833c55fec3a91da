"""Finds the effects of a change to the contract on the generated SDK."""

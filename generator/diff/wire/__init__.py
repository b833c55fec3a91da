"""Finds the differences between two versions of a contract on the wire, in rules and in texts."""

"""Measures the durable stores and the replicas of the mock. See README.md."""

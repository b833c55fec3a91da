"""The record of a world's requests: journal, expectations, violations and coverage."""

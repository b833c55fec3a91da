"""What a world remembers of its requests: journal, expectations, violations and coverage."""

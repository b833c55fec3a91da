"""Finds what a change to the contract breaks and for whom, with a witness for each breaking change."""

"""The tests of the suite. Each names the rules that it shows."""

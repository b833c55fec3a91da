"""The comparison of contracts on the cases of its tests, beside Redocly's: `python -m benchmarks.diff`."""

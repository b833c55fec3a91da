"""Side-by-side measurements, run by hand: `python -m benchmarks.sdk`. README.md tells what they show."""

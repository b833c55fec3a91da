"""Reports on the coverage and the violations of many worlds, tests and processes."""

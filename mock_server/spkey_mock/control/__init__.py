"""The control API, one module per concept, with its handlers and JSON."""

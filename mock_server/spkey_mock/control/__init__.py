"""The control API, one module per concept, each with its handlers and its JSON."""

"""The aggregates: one module each, with its state, events, operations and rules."""

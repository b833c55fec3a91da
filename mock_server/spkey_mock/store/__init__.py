"""The event store: streams of JSON events in one global order."""

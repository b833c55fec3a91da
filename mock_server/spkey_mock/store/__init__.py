"""Where events are kept: streams of JSON, in one global order."""

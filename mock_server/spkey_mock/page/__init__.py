"""The console and live view of the mock, a page for browsers."""

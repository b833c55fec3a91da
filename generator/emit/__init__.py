"""From the API in Python to files: the SDK, the mock's requests and contract, and the reference."""

"""The proxy: passes requests to a server, unchanged, and judges both sides by the contract."""

"""A desk that writes its own requests and ignores what the service says about them. Its tests must fail."""

import httpx


def hand_in(http: httpx.Client, customer: str, number: str) -> None:
    """Remove a key whose number was typed in."""
    http.post(f"/users/{customer}/RemovePhysicalKey", json={"number": number})

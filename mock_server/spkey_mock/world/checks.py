"""The checks of a strict world, which can fail a test whose own assertions passed."""

from collections.abc import Collection
from typing import Literal, get_args

from ..record.journal import Journal
from ..webhooks.webhooks import Webhooks
from .faults import Faults

Check = Literal["violations", "faults", "deliveries"]
"""No client broke the contract; every fault with limited `times` has fired; no delivery is due or in progress."""

CHECKS: tuple[Check, ...] = get_args(Check)


def failures(journal: Journal, faults: Faults, webhooks: Webhooks, checks: Collection[Check]) -> list[str]:
    """Return the messages of the checks that fail.

    Raises:
        ValueError: A check is unknown.
    """
    if unknown := [check for check in checks if check not in CHECKS]:
        raise ValueError(f"Unknown check {unknown[0]!r}. Known: {', '.join(CHECKS)}.")
    found: list[str] = []
    for check, holds in (("violations", journal.assert_clean), ("faults", faults.assert_used)):
        if check in checks:
            try:
                holds()
            except AssertionError as error:
                found.append(str(error))
    if "deliveries" in checks and (due := webhooks.backlog().due):
        listed = [f"  {it.detail_type} version {it.version} to {it.webhook_id}" for it in due]
        found.append("\n".join(["deliveries are due or in progress:", *listed]))
    return found

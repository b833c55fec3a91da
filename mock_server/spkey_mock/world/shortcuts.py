"""The shortcuts of a world: one-line faults, webhooks and checks."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Unpack

from ..record.journal import Journal
from ..service.decoding import write_json
from ..webhooks.subscriptions import Webhook, WebhookOptions
from ..webhooks.webhooks import Webhooks
from .checks import CHECKS, Check, failures
from .faults import Fault, Faults


class Shortcuts:
    """Shortcuts for the most frequent steps of tests.

    Attributes:
        org_id: The organisation whose events webhooks receive by default.
    """

    org_id: str

    @property
    def faults(self) -> Faults:
        """The faults."""
        raise NotImplementedError

    @property
    def journal(self) -> Journal:
        """The requests that the world received."""
        raise NotImplementedError

    @property
    def webhooks(self) -> Webhooks:
        """The webhooks that the world delivers events to."""
        raise NotImplementedError

    # Faults

    def fail_next(
        self,
        operation: str,
        status: int = 503,
        *,
        times: int = 1,
        retry_after: int | None = None,
        body: str | Mapping[str, object] | None = None,
        carried_out: bool = False,
    ) -> None:
        """Respond to the next request for an operation with an error.

        Args:
            operation: The operationId, such as `remove_physical_key`.
            status: The status.
            times: The number of requests that get this response.
            retry_after: The value of the Retry-After header, in seconds.
            body: The body, as text or as a JSON object; by default the error body of the service.
            carried_out: Whether the request still takes effect.

        Raises:
            ValueError: The contract has no such operation, or a value is out of range.
        """
        self.faults.add(
            Fault(
                kind="status",
                operation=operation,
                status=status,
                times=times,
                retry_after=retry_after,
                body=body if body is None or isinstance(body, str) else write_json(body).decode(),
                carried_out=carried_out,
            )
        )

    def lose_next_answer(self, operation: str, *, times: int = 1) -> None:
        """Process the next request for an operation, but drop the connection instead of responding.

        Args:
            operation: The operationId, such as `remove_physical_key`.
            times: The number of lost responses. Rejected requests do not count.

        Raises:
            ValueError: The contract has no such operation.
        """
        self.faults.add(Fault(kind="lose_answer", operation=operation, times=times))

    # Webhooks

    def add_webhook(self, url: str, **options: Unpack[WebhookOptions]) -> str:
        """Add a webhook. It receives the events recorded from now on.

        Args:
            url: The URL to post events to.
            options: The options of `Webhook`. By default, all events of the organisation's users are delivered.

        Returns:
            The id of the webhook.

        Raises:
            ValueError: A value is out of range, the host is not allowed, or there are too many webhooks.
        """
        from ..webhooks.dispatcher import DISPATCHER

        options.setdefault("org_id", self.org_id)
        webhook_id = self.webhooks.add(Webhook(url=url, **options))
        DISPATCHER.serve(self.webhooks)
        return webhook_id

    def settle(self, timeout: float = 5.0) -> None:
        """Wait until no webhook delivery is due or in progress.

        Raises:
            TimeoutError: The timeout, in seconds, passed.
        """
        self.webhooks.settle(timeout)

    # Checks

    def check(self, *checks: Check) -> list[str]:
        """Return the messages of the checks that fail now, by default of all checks.

        Args:
            checks: `violations` (no client broke the contract), `faults` (every fault with limited `times` has fired),
                `deliveries` (none is due or in progress).

        Raises:
            ValueError: A check is unknown.
        """
        return failures(self.journal, self.faults, self.webhooks, checks or CHECKS)

    def assert_ok(self, timeout: float = 5.0) -> None:
        """Check that no client broke the contract, no fault is unused and all due deliveries have settled.

        Args:
            timeout: The maximum wait for deliveries, in seconds.

        Raises:
            AssertionError: A check failed. The message says why.
        """
        __tracebackhide__ = True
        if self.webhooks:
            with suppress(TimeoutError):
                self.settle(timeout)
        if failed := self.check():
            raise AssertionError("\n".join(failed))

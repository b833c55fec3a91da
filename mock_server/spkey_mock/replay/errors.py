"""The error of a replay."""


class ReplayError(ValueError):
    """The test cannot be replayed, or an option is invalid. The message gives the reason."""

"""The error that ends a command."""


class Failure(Exception):  # noqa: N818 # it is printed, not handled
    """The reason why a command cannot continue. It is printed as one line, and the exit code is 1."""

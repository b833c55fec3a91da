"""The error that ends a build."""

from collections.abc import Iterable


class SiteError(Exception):
    """The site cannot be built. The message has a line for each problem."""

    def __init__(self, problems: Iterable[str]) -> None:
        super().__init__("\n".join(problems))

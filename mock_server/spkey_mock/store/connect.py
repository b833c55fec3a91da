"""Opens a database by its URL."""

from .durable import Database, UnusableError


def connect(url: str, *, connections: int = 8) -> Database:
    """Open a database, create its tables if there are none, and migrate those of an earlier version.

    Args:
        url: `sqlite:PATH` or `postgresql://...`.
        connections: The maximum number of connections.

    Raises:
        UnusableError: The URL is invalid, another process owns the file, the schema is newer than this version, or
            the database cannot be reached.
        ModuleNotFoundError: The driver is not installed.
    """
    scheme, colon, rest = url.partition(":")
    if scheme == "sqlite" and rest:
        from .sqlite import SQLite

        return SQLite(rest)
    if scheme in ("postgresql", "postgres") and colon:
        try:
            from .postgres import Postgres
        except ModuleNotFoundError as error:
            message = "The PostgreSQL driver is not installed. Run: pip install 'spkey-client[mock,postgres]'"
            raise ModuleNotFoundError(message, name=error.name) from None

        return Postgres(url, connections=connections)
    shown = f"{scheme[:20]}:..." if colon else url[:100]  # not the rest, which may contain a password
    raise UnusableError(f"The store must be memory, sqlite:PATH or postgresql://..., not {shown!r}.")

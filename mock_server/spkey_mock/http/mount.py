"""The mount: the path prefix below which a world or an application is served."""

from attrs import evolve

from ..service.message import Response

_LOCATION = b"location"


def below(prefix: bytes, response: Response) -> Response:
    """Return the response. A redirect to a path leads to the same path below the prefix."""
    if response.status != 303 or not prefix:
        return response
    headers = tuple(
        (name, prefix + value if name == _LOCATION and value.startswith(b"/") else value)
        for name, value in response.headers
    )
    return evolve(response, headers=headers)

"""What a request tells of where it comes from."""

from starlette.requests import HTTPConnection

_MAX_DEVICE = 200


def address(connection: HTTPConnection) -> str:
    """Return the address that a request comes from."""
    return connection.client.host if connection.client else ""


def device(connection: HTTPConnection) -> str:
    """Return what a browser or program calls itself."""
    return connection.headers.get("user-agent", "")[:_MAX_DEVICE].replace("\0", "")

"""gRPC callers under the same rules as HTTP callers: their metadata are looked at as headers."""

from urllib.parse import unquote

from fastapi.requests import HTTPConnection

from sardonyx.access.errors import AccessDenied, AccessError
from sardonyx.access.permissions import Authenticating, Principal, check
from sardonyx.receivers.otlp_grpc import Authenticate, Unauthenticated


def authenticator(access: Authenticating) -> Authenticate:
    """Who may write over gRPC."""

    async def authenticate(metadata: dict[str, str], peer: str) -> tuple[Principal, str]:
        host = peer_host(peer)
        scope = {
            "type": "http",
            "method": "POST",
            "path": "/",
            "query_string": b"",
            "headers": [
                (name.encode("latin-1"), value.encode("latin-1", "replace")) for name, value in metadata.items()
            ],
            "client": (host, 0),
        }
        try:
            principal = await access.authenticate(HTTPConnection(scope))
            check(principal, "ingest:write")
        except AccessError as error:
            raise Unauthenticated(str(error), known=isinstance(error, AccessDenied)) from error
        return principal, host

    return authenticate


def peer_host(peer: str) -> str:
    """The address in gRPC's peer text: `ipv4:127.0.0.1:5`, `ipv6:%5B::1%5D:5`; a Unix socket is this machine."""
    kind, _, rest = unquote(peer).partition(":")
    if kind == "unix":
        return "127.0.0.1"
    return rest.rpartition(":")[0].strip("[]")

"""On whose behalf a request is made; carried between the services in headers and bound to what they record."""

import secrets
from dataclasses import dataclass

import sardonyx_sdk
from starlette.requests import Request


@dataclass(frozen=True, slots=True)
class Caller:
    """The person, their session and the request; empty strings where unknown."""

    user_id: str = ""
    session_id: str = ""
    request_id: str = ""
    authorization: str = ""

    def headers(self) -> dict[str, str]:
        """For requests to the next service."""
        pairs = {
            "x-user-id": self.user_id,
            "x-session-id": self.session_id,
            "x-request-id": self.request_id,
            "authorization": self.authorization,
        }
        return {name: value for name, value in pairs.items() if value}

    def bind(self) -> None:
        """Put it on the following spans and log records."""
        pairs = {"user_id": self.user_id, "session_id": self.session_id, "request_id": self.request_id}
        sardonyx_sdk.bind(**{name: value for name, value in pairs.items() if value})


def caller(request: Request) -> Caller:
    """A FastAPI dependency: reads the headers another service of ours sent, and binds them."""
    headers = request.headers
    found = Caller(
        headers.get("x-user-id", "")[:64],
        headers.get("x-session-id", "")[:64],
        headers.get("x-request-id", "")[:64] or new_request_id(),
        headers.get("authorization", "")[:256],
    )
    found.bind()
    return found


def new_request_id() -> str:
    """An id for a request that came without one."""
    return f"req_{secrets.token_hex(8)}"

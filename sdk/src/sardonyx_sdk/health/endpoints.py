"""Which request is one for us, and what it is answered: the same for every kind of server."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..span import LightSpan
from .document import MEDIA_TYPE
from .service import Answer, Health


def leave_no_span(span: object) -> None:
    """Load balancers ask every few seconds: only who sends a `traceparent` gets a span. The request is counted as ever."""
    if isinstance(span, LightSpan) and not span.parent_id:
        span.sampled = False


_REFUSED = Answer(405, b'{"status":"fail","output":"GET or HEAD"}')


@dataclass(frozen=True)
class Paths:
    """Where the endpoints are. Change them where the service has routes of these names."""

    live: str = "/live"
    ready: str = "/ready"
    health: str = "/health"


class Endpoints:
    """The three endpoints of one service."""

    def __init__(self, health: Health, paths: Paths | None = None) -> None:
        self.health = health
        at = paths or Paths()
        self._by_path: dict[str, Callable[[], Answer]] = {
            at.live: health.live,
            at.ready: health.ready,
            at.health: health.health,
        }
        if len(self._by_path) < 3:
            raise ValueError("the paths of live, ready and health must differ")

    def answer(self, method: str, path: str) -> Answer | None:
        """What to answer; None: not ours. A body for HEAD is to be left out by the caller, its length is not."""
        endpoint = self._by_path.get(path)
        if endpoint is None:
            return None
        return endpoint() if method in {"GET", "HEAD"} else _REFUSED


def headers(answer: Answer) -> list[tuple[str, str]]:
    """The headers of an answer."""
    own = [
        ("content-type", MEDIA_TYPE),
        ("content-length", str(len(answer.body))),
        ("cache-control", "no-store"),
    ]
    return [*own, ("allow", "GET, HEAD")] if answer.status == 405 else own

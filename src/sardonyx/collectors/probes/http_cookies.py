"""The cookies of one journey, as a browser keeps them: by host and path, secure ones over TLS only."""

from email.message import Message
from http.cookiejar import CookieJar
from urllib.request import Request

from sardonyx.collectors.probes.http_answer import Answer
from sardonyx.collectors.probes.http_target import Target


class _Received:
    """An answer as the standard library's jar asks for it."""

    def __init__(self, answer: Answer) -> None:
        self._message = Message()
        for name, value in answer.headers:
            self._message[name] = value

    def info(self) -> Message:
        return self._message


class Cookies:
    """Empty at first; forgotten with the check."""

    def __init__(self) -> None:
        self._jar = CookieJar()

    def keep(self, answer: Answer, target: Target) -> None:
        """Take what the answer sets."""
        self._jar.extract_cookies(_Received(answer), _request(target))  # type: ignore[arg-type]

    def header(self, target: Target) -> str:
        """The Cookie header of a request; empty where there is none to send."""
        request = _request(target)
        self._jar.add_cookie_header(request)
        return request.get_header("Cookie") or ""

    def value(self, name: str) -> str | None:
        """The newest value under a name."""
        return next((cookie.value for cookie in reversed(list(self._jar)) if cookie.name == name), None)

    def values(self) -> tuple[str, ...]:
        """All values: none of them may be shown."""
        return tuple(cookie.value for cookie in self._jar if cookie.value)


def _request(target: Target) -> Request:
    return Request(f"{target.scheme}://{target.netloc}{target.path}")  # noqa: S310 (never opened)

"""Speaking to a running server: SARDONYX_URL and SARDONYX_TOKEN, or --url and --token."""

import os
from collections.abc import Iterator
from typing import Annotated, Any

import httpx
import msgspec
import typer

from sardonyx.cli.errors import CommandError

UrlOption = Annotated[str | None, typer.Option("--url", help="The server (default: SARDONYX_URL, or the local one).")]
TokenOption = Annotated[str | None, typer.Option("--token", help="API token (default: SARDONYX_TOKEN).")]

DEFAULT_URL = "http://127.0.0.1:8600"
_TIMEOUT_SECONDS = 60.0


class Client:
    """A server to ask. Errors become CommandError with the server's own explanation."""

    def __init__(self, url: str | None, token: str | None) -> None:
        self.url = (url or os.environ.get("SARDONYX_URL") or DEFAULT_URL).rstrip("/")
        token = token or os.environ.get("SARDONYX_TOKEN")
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._http = httpx.Client(base_url=self.url, headers=headers, timeout=_TIMEOUT_SECONDS, trust_env=False)

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_failure: object) -> None:
        self._http.close()

    def post(self, path: str, body: dict[str, Any]) -> Any:
        """The decoded answer of a POST."""
        return self._decoded(lambda: self._http.post(path, json=body))

    def get(self, path: str, **params: Any) -> Any:
        """The decoded answer of a GET."""
        return self._decoded(lambda: self._http.get(path, params=params))

    def events(self, path: str, **params: Any) -> Iterator[tuple[str, str]]:
        """(event, data) of a server-sent event stream, until it ends."""
        try:
            with self._http.stream("GET", path, params=params, timeout=httpx.Timeout(10, read=None)) as response:
                if response.is_error:
                    response.read()
                    raise CommandError(_explain(response))
                yield from _parse_events(response.iter_lines())
        except httpx.HTTPError as error:
            raise self._unreachable(error) from None

    def _decoded(self, call: Any) -> Any:
        try:
            response: httpx.Response = call()
        except httpx.HTTPError as error:
            raise self._unreachable(error) from None
        if response.is_error:
            raise CommandError(_explain(response))
        return msgspec.json.decode(response.content)

    def _unreachable(self, error: Exception) -> CommandError:
        return CommandError(f"no answer from {self.url}: {error} (is `sardonyx serve` running? see --url)")


def _explain(response: httpx.Response) -> str:
    try:
        problem = response.json()
        if "errorType" in problem:  # Prometheus' form
            return str(problem["error"])
        text = f"{problem['title']}: {problem['detail']}"
        position = problem.get("position")
        return f"{text} (at character {position + 1})" if isinstance(position, int) else text
    except (ValueError, KeyError, TypeError):
        return f"{response.url} answered {response.status_code}: {response.text[:200]}"


def _parse_events(lines: Iterator[str]) -> Iterator[tuple[str, str]]:
    event = "message"
    data: list[str] = []
    for line in lines:
        if not line:
            if data:
                yield event, "\n".join(data)
            event, data = "message", []
        elif line.startswith("event:"):
            event = line[6:].strip()
        elif line.startswith("data:"):
            data.append(line[5:].removeprefix(" "))

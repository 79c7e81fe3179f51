"""Access tokens for client credentials (RFC 6749, 4.4), asked for when the last one is about to expire."""

import asyncio
import base64
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

import aiohttp
from yarl import URL

from sardonyx.collectors.scrape import tls
from sardonyx.collectors.scrape.errors import HttpFailed
from sardonyx.collectors.scrape.models import OAuth2
from sardonyx.collectors.scrape.proxies import proxy_for

_SPARE_SECONDS = 10.0
_REFUSED = (400, 401)


class Tokens:
    """Tokens of one client."""

    def __init__(self, wanted: OAuth2, clock: Callable[[], float] = time.monotonic) -> None:
        self._wanted = wanted
        self._clock = clock
        self._header = ""
        self._good_until = 0.0
        self._turn = asyncio.Lock()

    async def header(self, session: aiohttp.ClientSession) -> str:
        """The Authorization header to send now. Raises HttpFailed."""
        async with self._turn:
            if self._clock() >= self._good_until:
                asked_at = self._clock()
                answer = await self._asked(session)
                if not isinstance(token := answer.get("access_token"), str):
                    raise HttpFailed("oauth2: the token server's answer has no access_token")
                kind = str(answer.get("token_type") or "Bearer")
                self._header = f"{'Bearer' if kind.lower() == 'bearer' else kind} {token}"
                self._good_until = asked_at + _lifetime(answer.get("expires_in"))
            return self._header

    async def _asked(self, session: aiohttp.ClientSession) -> dict[str, Any]:
        """Servers take the client's secret in a header, or in the body: both are tried, as Go does."""
        wanted, secret = self._wanted, self._secret()
        form = {"grant_type": "client_credentials", **wanted.endpoint_params}
        if wanted.scopes:
            form["scope"] = " ".join(wanted.scopes)
        pair = f"{quote_plus(wanted.client_id)}:{quote_plus(secret)}"
        basic = {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}
        status, answer = await self._post(session, form, basic)
        if status in _REFUSED:
            own = {"client_id": wanted.client_id, "client_secret": secret}
            status, answer = await self._post(session, form | own, {})
        if status != 200 or not isinstance(answer, dict):
            raise HttpFailed(f"oauth2: the token server answered with HTTP status {status}")
        return answer

    async def _post(
        self, session: aiohttp.ClientSession, form: dict[str, str], headers: dict[str, str]
    ) -> tuple[int, Any]:
        url = URL(self._wanted.token_url)
        async with session.post(
            url,
            data=form,
            headers={**headers, "Accept-Encoding": "identity"},
            ssl=tls.context_of(self._wanted.tls_config) if url.scheme == "https" else True,
            server_hostname=self._wanted.tls_config.server_name,
            proxy=proxy_for(url, self._wanted),
        ) as answer:
            if answer.status != 200:
                return answer.status, None
            try:
                return answer.status, await answer.json(content_type=None)
            except ValueError as error:
                raise HttpFailed("oauth2: the token server's answer is not JSON") from error

    def _secret(self) -> str:
        if self._wanted.client_secret_file:
            try:
                return Path(self._wanted.client_secret_file).read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError) as error:
                raise HttpFailed(f"client_secret_file can't be read: {error}") from error
        return self._wanted.client_secret.get_secret_value() if self._wanted.client_secret else ""


def _lifetime(seconds: object) -> float:
    """How long a token is used; one that says nothing does not expire."""
    if isinstance(seconds, int | float | str) and str(seconds).replace(".", "", 1).isdigit():
        return max(0.0, float(seconds) - _SPARE_SECONDS)
    return float("inf")

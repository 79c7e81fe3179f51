"""How the watcher tells somebody, without the server: by e-mail and by a webhook, both set up on the agent."""

import json
from datetime import UTC, datetime
from typing import Protocol

from sardonyx.config import Settings
from sardonyx.health.outside_watch.memory import Untold
from sardonyx.notify import email, webhook
from sardonyx.notify.email import Email, Mail
from sardonyx.notify.outlet import Notification
from sardonyx.outgoing.guard import Guard


class Telling(Protocol):
    """Tells one message."""

    async def tell(self, untold: Untold) -> None:
        """Return when it is taken. Raises Undelivered."""
        ...


class Direct:
    """The real one."""

    def __init__(self, settings: Settings, server: str, name: str) -> None:
        secret = settings.agent.watch_server.webhook_secret
        self._email = Email(settings.notify.smtp) if settings.agent.watch_server.email else None
        self._secret = secret.get_secret_value() if secret is not None else ""
        self._guard = Guard.of(settings.outgoing)
        self._server = server
        self._name = name

    async def tell(self, untold: Untold) -> None:
        """Return when it is taken. Raises Undelivered."""
        if untold.outlet == email.NAME and self._email is not None:
            mail = Mail(self.subject(untold), self.text(untold), sender_name="Sardonyx agent")
            await self._email.send(Notification(untold.key, untold.outlet, untold.address, mail.content))
        elif untold.outlet == webhook.NAME:
            body = json.dumps(self.body(untold), separators=(",", ":")).encode()
            headers = webhook.signed_headers(self._secret, untold.key, int(datetime.now(UTC).timestamp()), body)
            async with self._guard.session(webhook.TIMEOUT_SECONDS) as session:
                await webhook.post(session, untold.address, body, headers)

    def close(self) -> None:
        """Call nobody any more."""
        self._guard.close()

    def subject(self, untold: Untold) -> str:
        """One line."""
        return f"Sardonyx is {'down' if untold.kind == 'server.down' else 'back'}: {self._server}"

    def text(self, untold: Untold) -> str:
        """What an e-mail says."""
        since, at = _told(untold.since), _told(untold.at)
        if untold.kind == "server.down":
            first = f"The agent {self._name} can't rely on {self._server} since {since}: {untold.reason}."
            return f"{first}\n\nUntil it is back, it watches nothing and tells nobody.\n"
        return f"{self._server} is back since {at}. It was gone since {since}: {untold.reason}.\n"

    def body(self, untold: Untold) -> dict[str, object]:
        """What a webhook gets."""
        return {
            "type": untold.kind,
            "server": self._server,
            "agent": self._name,
            "since": _told(untold.since),
            "at": _told(untold.at),
            "reason": untold.reason,
            "text": self.subject(untold),
        }


def _told(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")

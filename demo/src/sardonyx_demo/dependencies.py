"""What each service depends on, for its `/ready` and `/health`."""

from sardonyx_sdk.health import Check, Observation, check, disk, http

from sardonyx_demo.llm.chat import Chat
from sardonyx_demo.service_parts import Parts

PEERS = {"suna": ("onyx-core", "agent-exec"), "onyx-core": (), "agent-exec": ("onyx-core", "suna")}
"""Which services each calls. Suna and agent-exec call one another: neither takes the other down with it."""
ASKS_MODEL = frozenset({"onyx-core", "agent-exec"})
_INTERVAL_SECONDS = 5.0


def checks(parts: Parts) -> list[Check]:
    """Only the service's own file is critical: without the others it still answers some requests."""
    name = parts.launch.service
    declared = [
        check("database", parts.database.answers, "datastore", interval_seconds=_INTERVAL_SECONDS),
        disk("data", parts.launch.folder, critical=False),
    ]
    for peer in PEERS[name]:
        declared.append(http(peer, f"{parts.launch.peers[peer]}/live", interval_seconds=_INTERVAL_SECONDS))
    if name in ASKS_MODEL:
        declared.append(check("model", lambda: _of_model(parts.chat), critical=False))
    return declared


def _of_model(chat: Chat) -> Observation:
    """What its calls have met: asking it for this would cost tokens."""
    return Observation("warn", "the last call was refused at every attempt") if chat.is_refused else Observation()

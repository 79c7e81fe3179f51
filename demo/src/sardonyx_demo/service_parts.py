"""What the three services are made of."""

from dataclasses import dataclass

from sardonyx_demo.control import FaultInjector
from sardonyx_demo.database import Database
from sardonyx_demo.launch import Launch
from sardonyx_demo.llm.chat import Chat
from sardonyx_demo.peers import Peer


@dataclass(frozen=True, slots=True)
class Parts:
    """Handed to the `build_router` of a service."""

    launch: Launch
    database: Database
    injector: FaultInjector
    peers: dict[str, Peer]
    chat: Chat

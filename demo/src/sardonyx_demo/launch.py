"""What a service process is told when it starts: one line of JSON on its standard input."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

VERSIONS = {"suna": "1.4.2", "onyx-core": "2.8.0", "agent-exec": "0.9.6"}
"""The services in the order a request meets them, each with the `service.version` it reports."""


@dataclass(frozen=True, slots=True)
class Launch:
    """One service process. `peers` holds the base URLs of all services, `fd` the listening socket it inherits."""

    service: str
    fd: int
    peers: dict[str, str]
    folder: str
    endpoint: str
    token: str
    seed: int
    environment: str = "demo"

    @property
    def version(self) -> str:
        """The version this service reports."""
        return VERSIONS[self.service]

    @property
    def database(self) -> Path:
        """The service's own SQLite file."""
        return Path(self.folder) / f"{self.service}.db"

    def to_line(self) -> bytes:
        """As it goes down the pipe."""
        return json.dumps(asdict(self)).encode() + b"\n"

    @classmethod
    def from_line(cls, line: bytes) -> Self:
        """The counterpart of `to_line`."""
        return cls(**json.loads(line))

"""A monitor that could be, and why."""

import hashlib
from dataclasses import dataclass
from typing import Literal

from sardonyx.collectors.probes.targets import target_of
from sardonyx.config.monitors import Monitor

FoundIn = Literal["compose", "docker", "prometheus", "traces"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """`why` is a sentence that says where it was seen; `asked_for`: somebody wrote there that it is to be watched."""

    monitor: Monitor
    found_in: FoundIn
    why: str
    asked_for: bool = False

    @property
    def key(self) -> str:
        """What it is known by while it is seen again: place, kind and target."""
        check = self.monitor.check
        told = "\0".join((self.found_in, check.kind, target_of(check), self.monitor.service))
        return hashlib.sha256(told.encode(errors="replace")).hexdigest()[:32]

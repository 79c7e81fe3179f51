"""Who emits: the Resource message, built once per process and again after a fork."""

from __future__ import annotations

import os
import platform
import socket
import sys
import uuid

from .protobuf import attributes
from .settings import Settings
from .version import __version__


def build_resource(settings: Settings) -> bytes:
    """The Resource message (attributes = 1). Values of OTEL_RESOURCE_ATTRIBUTES win over what we find out."""
    pairs: dict[str, object] = {
        "service.instance.id": str(uuid.uuid4()),
        "host.name": socket.gethostname(),
        "process.pid": os.getpid(),
        "process.runtime.name": platform.python_implementation().lower(),
        "process.runtime.version": ".".join(map(str, sys.version_info[:3])),
        "telemetry.sdk.language": "python",
        "telemetry.sdk.name": "sardonyx",
        "telemetry.sdk.version": __version__,
    }
    pairs.update(settings.resource)
    pairs["service.name"] = settings.service
    if settings.version:
        pairs["service.version"] = settings.version
    if settings.environment:
        pairs["deployment.environment.name"] = settings.environment
    return attributes(b"\x0a", pairs)

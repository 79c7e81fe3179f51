"""JSON log lines as applications write them: the corpus' messages with the usual fields, about 410 bytes each."""

import json
import random
import time
from datetime import UTC, datetime

from benchmarks.support.corpus import PATHS, SERVICES, message

LEVELS = ("info",) * 8 + ("warn", "error")


def json_lines(rng: random.Random, count: int) -> list[bytes]:
    """Lines of now, each with ids of its own."""
    at = datetime.fromtimestamp(time.time(), UTC).isoformat(timespec="microseconds")
    return [
        json.dumps(
            {
                "@timestamp": at,
                "level": rng.choice(LEVELS),
                "message": message(rng),
                "service": rng.choice(SERVICES),
                "env": "production",
                "version": "1.4.2",
                "trace_id": f"{rng.getrandbits(128):032x}",
                "request_id": f"{rng.getrandbits(64):016x}",
                "user_id": f"u{rng.randint(1, 5000)}",
                "http": {"method": "GET", "status_code": 200, "path": rng.choice(PATHS)},
                "thread": f"worker-{rng.randint(1, 40)}",
            }
        ).encode()
        for _ in range(count)
    ]

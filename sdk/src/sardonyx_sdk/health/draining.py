"""Not ready first, then the end: time for load balancers to notice."""

from __future__ import annotations

import os
import signal
import threading
from types import FrameType
from typing import Any

from .service import Health


def drain_on_signal(health: Health, seconds: float = 5.0, signum: int = signal.SIGTERM) -> None:
    """On the signal stop being ready at once, and hand the signal on to who had it before after so many seconds.

    Call it in the main thread when the server has put its own handler in place: with uvicorn in the application's lifespan,
    with gunicorn in `post_worker_init`. A second signal is handed on at once.
    """
    before: Any = signal.getsignal(signum)

    def hand_on(number: int, frame: FrameType | None) -> None:
        if callable(before):
            before(number, frame)
        elif before is not signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)
            signal.raise_signal(number)

    def handle(number: int, frame: FrameType | None) -> None:
        if health.is_draining:
            hand_on(number, frame)
            return
        health.drain()
        later = threading.Timer(seconds, os.kill, (os.getpid(), number))
        later.daemon = True
        later.start()

    signal.signal(signum, handle)

"""Wait until what the server has accepted can be found: a page asks once, and stands still unless told otherwise."""

import httpx

from tests.e2e.running_server import RunningServer
from tests.support.waiting import eventually


def wait_until_stored(server: RunningServer) -> None:
    """Return when nothing of traces and logs waits in the journal."""

    def nothing_waits() -> bool:
        signals = httpx.get(f"{server.url}/rest/status").raise_for_status().json()["signals"]
        waiting = [signals[name]["journal_segments"] + signals[name]["journal_bytes"] for name in ("traces", "logs")]
        return not any(waiting)

    eventually(nothing_waits)

"""Series of known figures, written to a server as a Prometheus does."""

import httpx

from tests.e2e.running_server import RunningServer
from tests.e2e.stored import wait_until_stored
from tests.support.remote_write import HEADERS_1, Series, snappy, write_1
from tests.support.waiting import eventually

GB = 10**9
STEP_S = 15
_PAST_S = 7200


def steady(name: str, value: float, now_s: int, /, *, until: int | None = None, **labels: str) -> Series:
    """A gauge that stood still for two hours until now, or until it fell silent."""
    return _series(name, [(value, at) for at in _times(now_s, until)], labels)


def ramp(
    name: str,
    per_second: float,
    now_s: int,
    /,
    *,
    at_end: float | None = None,
    until: int | None = None,
    **labels: str,
) -> Series:
    """A counter, or a gauge that runs to `at_end`, at the same speed all the time."""
    end = at_end if at_end is not None else per_second * _PAST_S
    return _series(name, [(end - per_second * (now_s - at), at) for at in _times(now_s, until)], labels)


def write(server: RunningServer, series: list[Series], told_by: str) -> None:
    """Send them; returns when `told_by`, one of their names, can be asked for."""
    answer = httpx.post(
        f"{server.url}/api/v1/write", content=snappy(write_1(series, [])), headers=HEADERS_1, timeout=60
    )
    assert answer.status_code == 204, answer.text
    wait_until_stored(server)
    eventually(lambda: _is_told(server, told_by))


def _is_told(server: RunningServer, name: str) -> bool:
    found = httpx.get(f"{server.url}/api/v1/query", params={"query": f"count({name})"}, timeout=60).raise_for_status()
    return bool(found.json()["data"]["result"])


def _times(now_s: int, until: int | None) -> list[int]:
    return list(range(now_s - _PAST_S, (until or now_s) + 1, STEP_S))


def _series(name: str, samples: list[tuple[float, int]], labels: dict[str, str]) -> Series:
    return Series({"__name__": name, **labels}, [(value, at * 1000) for value, at in samples])

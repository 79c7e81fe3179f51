"""Three containers of a Compose project: one near its limit, one at ease, one that was killed for want of memory."""

from tests.e2e.running_server import RunningServer
from tests.e2e.written import ramp, steady, write

_MB = 10**6
_LIMIT = 500 * _MB


def send(server: RunningServer, now_s: int) -> None:
    """Two hours of their figures until `now_s`."""
    series = []
    for service, used in (("api", 450 * _MB), ("web", 50 * _MB), ("report", None)):
        labels = {
            "job": "cadvisor",
            "instance": "web",
            "name": f"shop-{service}-1",
            "id": f"/docker/{service}",
            "image": f"shop/{service}:1",
            "container_label_com_docker_compose_project": "shop",
            "container_label_com_docker_compose_service": service,
        }
        series += [
            steady("container_start_time_seconds", now_s - 7000, now_s, **labels),
            steady("container_restarts_total", 0, now_s, **labels),
            steady("container_oom_killed", int(used is None), now_s, **labels),
        ]
        if used is None:
            series += [
                steady("container_state", 1, now_s, state="exited", **labels),
                steady("container_exit_code", 137, now_s, **labels),
            ]
        else:
            series += [
                steady("container_state", 1, now_s, state="running", **labels),
                steady("container_memory_working_set_bytes", used, now_s, **labels),
                steady("container_spec_memory_limit_bytes", _LIMIT, now_s, **labels),
                ramp("container_cpu_usage_seconds_total", 0.3, now_s, **labels),
            ]
    write(server, series, "container_state")

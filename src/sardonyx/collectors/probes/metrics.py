"""What the runner tells of itself."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram


class RunnerMetrics:
    """Counters and gauges of probing."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.checks = Counter("sardonyx_probe_checks", "Checks of monitors that ran.", ("outcome",), registry=registry)
        self.skipped = Counter(
            "sardonyx_probe_skipped_turns",
            "Turns of monitors left out: the check before was still running (busy), all places were taken (waiting), or the "
            "process had been stopped (missed).",
            ("reason",),
            registry=registry,
        )
        self.monitors = Gauge("sardonyx_probe_monitors", "Monitors that are checked from here.", registry=registry)
        self.running = Gauge("sardonyx_probe_running", "Checks on their way.", registry=registry)
        self.waiting = Gauge("sardonyx_probe_waiting", "Checks that wait for a place.", registry=registry)
        self.late = Histogram(
            "sardonyx_probe_late_seconds",
            "How long after its turn a check began.",
            buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
            registry=registry,
        )
        for outcome in ("up", "degraded", "down"):
            self.checks.labels(outcome)
        for reason in ("busy", "waiting", "missed"):
            self.skipped.labels(reason)

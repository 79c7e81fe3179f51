"""What reading logs counts of itself."""

from prometheus_client import CollectorRegistry, Counter, Gauge

SOURCES = ("files", "docker", "journald")


class LogMetrics:
    """Present at zero for every source from the start; `registry` holds nothing else."""

    def __init__(self, sources: tuple[str, ...] = SOURCES) -> None:
        self.registry = CollectorRegistry()
        self.lines = self._counter("lines", "Records handed on and safe.")
        self.bytes = self._counter("bytes", "Bytes read, headers of containers' lines included.")
        self.cut = self._counter("cut_lines", "Lines longer than 1 MiB, whose rest was left out.")
        self.cut_bytes = self._counter("cut_bytes", "What was left out of them.")
        self.rotations = self._counter("rotations", "Files renamed, truncated or deleted while they were read.")
        self.errors = self._counter("errors", "Failures to read; they are tried again.")
        self.waits = self._counter("waits", "Times reading had to wait because nothing more was taken.")
        self.reading = Gauge(
            "sardonyx_collector_logs_reading", "Files, containers or journals being read.", ["source"],
            registry=self.registry,
        )  # fmt: skip
        for source in sources:
            for family in (
                self.lines, self.bytes, self.cut, self.cut_bytes, self.rotations, self.errors, self.waits, self.reading,
            ):  # fmt: skip
                family.labels(source)

    def _counter(self, name: str, about: str) -> Counter:
        return Counter(f"sardonyx_collector_logs_{name}", about, ["source"], registry=self.registry)

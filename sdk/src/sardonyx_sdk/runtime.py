"""The life of the recorder in this process: configure, fork, flush, shut down."""

from __future__ import annotations

import atexit
import logging
import os
import threading
from collections.abc import Mapping, Sequence

from opentelemetry import _logs, metrics, trace

from . import durations, hooks, ids, json_logging
from .buffer import buffer
from .counts import Stats
from .loggers import LightLoggerProvider
from .masking import mask_text
from .meters import LightMeterProvider
from .outbox import Outbox
from .resource import build_resource
from .settings import LogMode, Settings, resolve
from .span import DEFAULT_SCOPE
from .tracing import LightTracerProvider
from .transport import Transport
from .worker import Worker

EXIT_SECONDS = 2.0


class Runtime:
    """What exists once per process while the SDK is configured."""

    def __init__(self) -> None:
        self.settings: Settings | None = None
        self.resource = b""
        self.worker: Worker | None = None
        self.tracers = LightTracerProvider()
        self.meters = LightMeterProvider()
        self.loggers = LightLoggerProvider()
        self._registered = False
        self._guard = threading.RLock()

    def start(self, settings: Settings) -> None:
        """Begin recording with these settings, ending what ran before."""
        with self._guard:
            if self.worker is not None:
                self.stop(EXIT_SECONDS)
            self.settings = settings
            buffer.sample_below = int(settings.sample * (1 << 64))
            buffer.sample_all = settings.sample == 1.0
            buffer.max_records, buffer.max_bytes = settings.max_records, settings.max_bytes
            buffer.wake_at = max(1, settings.max_records // 4)
            self.resource = build_resource(settings)
            self._start_worker(settings)
            self._register()
            buffer.on = True
            json_logging.install(settings)
            hooks.install(settings.instrument)

    def _start_worker(self, settings: Settings) -> None:
        transport = Transport(settings.endpoint, settings.headers, settings.compression, settings.timeout_seconds)
        outbox = Outbox(
            transport,
            lambda: self.resource,
            buffer.counts,
            max_bytes=settings.max_bytes,
            max_age_seconds=settings.max_age_seconds,
        )
        self.worker = Worker(buffer, outbox, settings, mask_text if settings.mask else None, self.encode_metrics)
        self.worker.start()

    def _register(self) -> None:
        if self._registered:
            return
        self._registered = True
        trace.set_tracer_provider(self.tracers)
        metrics.set_meter_provider(self.meters)
        _logs.set_logger_provider(self.loggers)

    def encode_metrics(self, start_ns: int, now_ns: int) -> list[tuple[bytes, bytes]]:
        """All metrics of this process as (scope, Metric field) pairs."""
        records = [(DEFAULT_SCOPE, data) for m in durations.ALL if (data := m.encode(start_ns, now_ns)) is not None]
        for meter in self.meters.meters():
            records.extend((meter.scope, data) for data in meter.encode(start_ns, now_ns))
        return records

    def stop(self, timeout: float) -> bool:
        """Stop recording and deliver what is left; returns whether the thread ended in time."""
        with self._guard:
            worker, self.worker = self.worker, None
            if worker is None:
                return True
            buffer.on = False
            hooks.uninstall()
            json_logging.uninstall()
            worker.stop(timeout)
            worker.join(timeout)
            if worker.is_alive():
                buffer.counts.drop("shutdown", len(buffer) + len(worker.outbox))
            buffer.clear()
            return not worker.is_alive()

    def after_fork(self) -> None:
        """A child sends only what it records itself: new buffer, ids, thread, connection and instance id."""
        self._guard = threading.RLock()
        ids.reseed()
        buffer.clear()
        buffer.counts.reset()
        for metric in durations.ALL:
            metric.reset()
        self.meters.reset()
        if self.worker is not None and self.settings is not None:
            self.resource = build_resource(self.settings)
            self._start_worker(self.settings)


runtime = Runtime()


def configure(
    service: str | None = None,
    *,
    endpoint: str | None = None,
    environment: str | None = None,
    version: str | None = None,
    headers: Mapping[str, str] | None = None,
    key: str | None = None,
    sample: float | None = None,
    log_level: str | int | None = None,
    instrument: str | Sequence[str] | None = None,
    logs: LogMode | None = None,
    mask: bool = True,
    compression: str | None = None,
    max_records: int = 16384,
    max_bytes: int = 16 << 20,
    interval_seconds: float = 1.0,
    metric_interval_seconds: float = 10.0,
    timeout_seconds: float = 10.0,
    max_age_seconds: float = 300.0,
) -> None:
    """Start recording; call once per process, as early as possible. Calling again reconfigures.

    Every argument may come from the environment instead (see `docs/sdk.md`). Raises `ValueError` for a wrong setting and
    nothing afterwards. With OTEL_SDK_DISABLED=true it does nothing. `logs`: "json" writes one JSON line per record to
    stdout and sends it, "otlp" only sends, "off" leaves logging alone.
    """
    settings = resolve(
        service=service,
        endpoint=endpoint,
        environment=environment,
        version=version,
        headers=headers,
        key=key,
        sample=sample,
        log_level=log_level,
        instrument=instrument,
        logs=logs,
        mask=mask,
        compression=compression,
        max_records=max_records,
        max_bytes=max_bytes,
        interval_seconds=interval_seconds,
        metric_interval_seconds=metric_interval_seconds,
        timeout_seconds=timeout_seconds,
        max_age_seconds=max_age_seconds,
    )
    if os.environ.get("OTEL_SDK_DISABLED", "").lower() == "true":
        return
    runtime.start(settings)


def flush(timeout: float = 5.0) -> bool:
    """Deliver everything recorded so far; False if `timeout` seconds were not enough. True when not configured."""
    worker = runtime.worker
    return worker.flush(timeout) if worker is not None else True


def shutdown(timeout: float = EXIT_SECONDS) -> bool:
    """Stop recording, restore logging and hooks, and deliver what is left within `timeout` seconds."""
    return runtime.stop(timeout)


def stats() -> Stats:
    """What happened so far: see `Stats`."""
    counts, worker = buffer.counts, runtime.worker
    return {
        "configured": buffer.on,
        "buffered": len(buffer),
        "queued_bytes": worker.outbox.bytes if worker is not None else 0,
        "dropped": dict(counts.dropped),
        "sent": dict(counts.sent),
        "rejected": counts.rejected,
        "errors": dict(counts.errors),
        "hook_errors": dict(counts.hook_errors),
    }


def _at_exit() -> None:
    logging.raiseExceptions = False  # streams may be gone; a last log line must not print a traceback
    runtime.stop(EXIT_SECONDS)


atexit.register(_at_exit)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=runtime.after_fork)

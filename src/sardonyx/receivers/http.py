"""Every receiver that speaks HTTP, on the main port."""

from fastapi import APIRouter

from sardonyx.receivers import elasticsearch, firehose, json_lines, log_batches, loki, otlp_http, remote_write
from sardonyx.receivers.body import BodyLimits
from sardonyx.receivers.lines_door import LinesDoor
from sardonyx.receivers.otlp_door import OtlpDoor
from sardonyx.receivers.remote_write import RemoteWriteDoor


def build(otlp: OtlpDoor, samples: RemoteWriteDoor, lines: LinesDoor, limits: BodyLimits) -> list[APIRouter]:
    """Their routers."""
    return [
        otlp_http.build_router(otlp, limits),
        remote_write.build_router(samples, limits),
        loki.build_router(lines, limits),
        elasticsearch.build_router(lines, limits),
        json_lines.build_router(lines, limits),
        firehose.build_router(lines, limits),
        log_batches.build_router(lines, limits),
    ]

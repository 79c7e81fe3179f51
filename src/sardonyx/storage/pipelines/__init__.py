"""How each stream's segments become rows: one module a signal, each a SELECT over the segment's bytes."""

from sardonyx.storage.pipelines import lines, logs, metrics, probe_results, remote_write, traces
from sardonyx.storage.pipelines.base import Masker, Pipeline
from sardonyx.storage.pipelines.log_handling import DEFAULT, LogHandling


def all_of(masker: Masker, handling: LogHandling = DEFAULT) -> tuple[Pipeline, ...]:
    """Every pipeline, with this masking and this handling of log records."""
    return (
        traces.pipeline(masker),
        logs.pipeline(masker, handling),
        lines.pipeline(masker, handling),
        metrics.pipeline(masker),
        remote_write.pipeline(masker),
        remote_write.known_pipeline(),
        probe_results.pipeline(),
    )

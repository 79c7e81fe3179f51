"""How each stream's segments become rows: one module a signal, each a SELECT over the segment's bytes."""

from sardonyx.storage.pipelines import lines, logs, metrics, remote_write, traces
from sardonyx.storage.pipelines.base import Masker, Pipeline


def all_of(masker: Masker) -> tuple[Pipeline, ...]:
    """Every pipeline, with this masking."""
    return (
        traces.pipeline(masker),
        logs.pipeline(masker),
        lines.pipeline(masker),
        metrics.pipeline(masker),
        remote_write.pipeline(masker),
        remote_write.known_pipeline(),
    )

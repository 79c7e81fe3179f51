"""OTLP metrics → metric_samples, metric_series, metric_metadata, exemplars and metric_histograms.

Translated to the Prometheus data model by the rules of `names`, `labels` and `kinds`; `docs/otlp-metrics.md` tells them.
"""

from collections.abc import Sequence
from functools import cache

from sardonyx.storage.engine import SegmentInsert
from sardonyx.storage.pipelines import otlp_proto as otlp
from sardonyx.storage.pipelines.base import Masker, Pipeline, Variants
from sardonyx.storage.pipelines.metrics import exemplars, histograms, metadata, samples, series
from sardonyx.storage.pipelines.metrics.kinds import Kind

STREAM = "otlp_metrics"

# Resource attributes that are labels of every series: what access scopes and dashboards filter by.
PROMOTE = ("service.name", "deployment.environment.name")

# What a segment may hold: the fields of the message Metric, and exemplars.
CONTENTS = frozenset({"gauge", "sum", "histogram", "exponential_histogram", "summary", "exemplars"})


def pipeline(masker: Masker, promote: Sequence[str] = PROMOTE) -> Pipeline:
    """The pipeline of accepted ExportMetricsServiceRequests."""

    @cache
    def variants(contents: frozenset[str]) -> Variants:
        depths = (otlp.SHALLOW, otlp.DEEP)
        return tuple(metrics_inserts(masker, contents, promote=promote, depth=depth) for depth in depths)

    return Pipeline(STREAM, variants(CONTENTS), lambda contents: variants(contents & CONTENTS))


def metrics_inserts(
    masker: Masker,
    contents: frozenset[str] = CONTENTS,
    *,
    promote: Sequence[str] = PROMOTE,
    depth: int = otlp.SHALLOW,
) -> tuple[SegmentInsert, ...]:
    """The inserts for segments that hold no more than `contents`. Samples come last: who sees one finds its series.

    Planning a statement costs more than a small segment's rows, so it pays to know what a segment does not hold.
    """

    def present(kinds: Sequence[Kind]) -> tuple[Kind, ...]:
        return tuple(kind for kind in kinds if kind.name in contents)

    def with_rows(kinds: Sequence[Kind]) -> tuple[Kind, ...]:
        # The statement is made for kinds that have rows: where none is present (exponential histograms have no samples), the
        # first, of which there will be none, stands in.
        found = present(kinds)
        return found if any(kind.rows for kind in found) else (kinds[0], *found)

    found = [series.insert(masker, depth, promote, with_rows(series.KINDS)), metadata.insert()]
    if "exponential_histogram" in contents:
        found.append(histograms.insert(masker, depth, promote))
    if "exemplars" in contents and present(exemplars.KINDS):
        found.append(exemplars.insert(masker, depth, promote, present(exemplars.KINDS)))
    found.append(samples.insert(masker, depth, promote, with_rows(samples.KINDS)))
    return tuple(found)

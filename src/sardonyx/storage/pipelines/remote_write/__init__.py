"""Remote write requests → metric_series, metric_metadata, metric_histograms, exemplars and metric_samples.

Two streams. `STREAM` holds WriteRequests of 1.0 (what came as 2.0, and what scrapes find, is written as such): series with
their labels, which the engine masks, hashes and registers. `KNOWN_STREAM` holds only (series id, time, value): samples of
series whose ids the receivers have learned from the engine (`ids`). Nearly everything is of the second kind once a sender has
been heard for a few seconds; it costs a tenth of the first, in bytes and in time.
"""

from functools import cache

from sardonyx.storage.engine import SegmentInsert
from sardonyx.storage.pipelines.base import Masker, Pipeline, Variants
from sardonyx.storage.pipelines.remote_write import exemplars, histograms, known, metadata, samples, series

STREAM = "remote_write"
KNOWN_STREAM = "known_samples"

# What a segment may hold.
CONTENTS = frozenset({"samples", "histograms", "exemplars", "metadata"})


def pipeline(masker: Masker) -> Pipeline:
    """The pipeline of accepted WriteRequests."""

    @cache
    def variants(contents: frozenset[str]) -> Variants:
        return (inserts(masker, contents),)

    return Pipeline(STREAM, variants(CONTENTS), lambda contents: variants(contents & CONTENTS))


def known_pipeline() -> Pipeline:
    """The pipeline of samples whose series are known."""
    return Pipeline(KNOWN_STREAM, ((known.insert(),),))


def inserts(masker: Masker, contents: frozenset[str] = CONTENTS) -> tuple[SegmentInsert, ...]:
    """The inserts for segments that hold no more than `contents`. Samples come last: who sees one finds its series."""
    found = []
    if contents & {"samples", "histograms"}:
        found.append(series.insert(masker, with_histograms="histograms" in contents))
    if "metadata" in contents:
        found.append(metadata.insert())
    if "histograms" in contents:
        found.append(histograms.insert(masker))
    if "exemplars" in contents:
        found.append(exemplars.insert(masker))
    if "samples" in contents:
        found.append(samples.insert(masker))
    return tuple(found)

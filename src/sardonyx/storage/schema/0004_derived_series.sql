-- Counters derived from the figures of spans and log records, by the time these were received.

-- Late data is found by the time it was received; what is merged is sorted by time, so few granules hold late rows.
ALTER TABLE span_metrics_10s ADD INDEX IF NOT EXISTS idx_received ReceivedTime TYPE minmax GRANULARITY 1;
ALTER TABLE log_counts_10s ADD INDEX IF NOT EXISTS idx_received ReceivedTime TYPE minmax GRANULARITY 1;

-- Every derived series' total at the end of each window: the next window's totals start from it. Series 0 is nobody's: it tells
-- how far the counting has come.
CREATE TABLE IF NOT EXISTS derived_totals
(
    Timestamp   DateTime CODEC(Delta(4), ZSTD(1)),
    SeriesId    UInt64 CODEC(ZSTD(1)),
    Value       Float64 CODEC(ZSTD(1)),
    ChangedAt   DateTime CODEC(Delta(4), ZSTD(1))  -- the last window that added to it
)
ENGINE = ReplacingMergeTree
PARTITION BY toDate(Timestamp)
ORDER BY (Timestamp, SeriesId)
TTL Timestamp + toIntervalHour(6)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1, ttl_only_drop_parts = 0;

CREATE MATERIALIZED VIEW IF NOT EXISTS derived_totals_mv TO metric_samples AS
SELECT SeriesId, toDateTime64(Timestamp, 3) AS Timestamp, Value FROM derived_totals WHERE SeriesId != 0;

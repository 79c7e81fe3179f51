-- Five-minute rollups of metric_samples, for ranges beyond its retention and for long steps.

-- A row tells of one series' samples in (Bucket - 5 min, Bucket]. Staleness markers are not counted; Ended: the last sample is one.
-- Statistics are of what a window function needs, so that windows of whole buckets come out as from the samples.
-- A bucket that was touched later is written again: of equal rows that of the latest RolledAt counts.
CREATE TABLE IF NOT EXISTS metric_rollups
(
    SeriesId   UInt64 CODEC(ZSTD(1)),
    Bucket     DateTime CODEC(DoubleDelta, ZSTD(1)),
    Samples    UInt32 CODEC(ZSTD(1)),
    FirstAfter UInt32 CODEC(ZSTD(1)),  -- milliseconds from Bucket - 5 min to the first sample
    LastAfter  UInt32 CODEC(ZSTD(1)),
    First      Float64 CODEC(Delta(8), ZSTD(1)),
    Last       Float64 CODEC(Delta(8), ZSTD(1)),
    MinBits    UInt64 CODEC(ZSTD(1)),  -- of numbers, NaN without any; XOR the bits of First, so 0 for a counter
    MaxBits    UInt64 CODEC(ZSTD(1)),  -- XOR the bits of Last
    Sum        Float64 CODEC(Delta(8), ZSTD(1)),
    Deviation  Float32 CODEC(ZSTD(1)),  -- sum of squared distances from the mean
    Lost       Float64 CODEC(ZSTD(1)),  -- sum of the values a counter fell from: increase = Last - First + Lost
    Resets     UInt32 CODEC(ZSTD(1)),
    Changes    UInt32 CODEC(ZSTD(1)),
    Ended      UInt8 CODEC(ZSTD(1)),
    RolledAt   DateTime CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree(RolledAt)
PARTITION BY toYYYYMM(Bucket)
ORDER BY (SeriesId, Bucket)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1, ttl_only_drop_parts = 1;

-- Which buckets have been rolled up, and when the samples for it were read.
CREATE TABLE IF NOT EXISTS metric_rolled_buckets
(
    Bucket   DateTime CODEC(DoubleDelta, ZSTD(1)),
    RolledAt SimpleAggregateFunction(max, DateTime64(3)) CODEC(ZSTD(1))
)
ENGINE = AggregatingMergeTree
ORDER BY Bucket
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1;

-- Buckets that samples arrived for more than a minute late, and when they last did: to be rolled up again, and no longer what
-- a cached result says.
CREATE TABLE IF NOT EXISTS metric_late_buckets
(
    Bucket    DateTime CODEC(DoubleDelta, ZSTD(1)),
    TouchedAt SimpleAggregateFunction(max, DateTime64(3)) CODEC(ZSTD(1))
)
ENGINE = AggregatingMergeTree
ORDER BY Bucket
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS metric_late_buckets_mv TO metric_late_buckets AS
SELECT toDateTime(intDiv(toUnixTimestamp64Milli(Timestamp) + 299999, 300000) * 300) AS Bucket, now64(3) AS TouchedAt
FROM metric_samples
WHERE Timestamp <= now64(3) - INTERVAL 60 SECOND
GROUP BY Bucket;

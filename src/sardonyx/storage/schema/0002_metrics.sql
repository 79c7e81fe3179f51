-- Metrics in the Prometheus data model: series (labels) apart from samples (values).

-- One row per series. Labels holds every label but __name__. SeriesId hashes the sorted label set, __name__ included.
CREATE TABLE IF NOT EXISTS metric_series
(
    MetricName  LowCardinality(String),
    SeriesId    UInt64,
    Labels      SimpleAggregateFunction(any, Map(String, String)) CODEC(ZSTD(1)),
    Temporality SimpleAggregateFunction(max, UInt8) DEFAULT 0,  -- 0 as Prometheus (cumulative or gauge), 1 OTLP delta kept as sent
    FirstSeen   SimpleAggregateFunction(min, DateTime64(3)) CODEC(ZSTD(1)),
    LastSeen    SimpleAggregateFunction(max, DateTime64(3)) CODEC(ZSTD(1)),

    INDEX idx_label_value mapValues(Labels) TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = AggregatingMergeTree
ORDER BY (MetricName, SeriesId)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1;

-- Staleness markers are stored with their exact bits, 0x7FF0000000000002. The series of a query lie apart, so small granules and
-- blocks read less beside them.
CREATE TABLE IF NOT EXISTS metric_samples
(
    SeriesId  UInt64 CODEC(ZSTD(1)),
    Timestamp DateTime64(3) CODEC(DoubleDelta, ZSTD(1)),
    Value     Float64 CODEC(Delta(8), ZSTD(1))
)
ENGINE = ReplacingMergeTree
PARTITION BY toDate(Timestamp)
ORDER BY (SeriesId, Timestamp)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1, ttl_only_drop_parts = 1,
    index_granularity = 2048, min_compress_block_size = 16384;

-- Exponential (native) histograms as OpenTelemetry sends them: bucket i of Positive covers (base^(offset+i), base^(offset+i+1)],
-- base = 2^(2^-Scale).
CREATE TABLE IF NOT EXISTS metric_histograms
(
    SeriesId       UInt64 CODEC(ZSTD(1)),
    Timestamp      DateTime64(3) CODEC(DoubleDelta, ZSTD(1)),
    Count          UInt64 CODEC(ZSTD(1)),
    Sum            Float64 CODEC(ZSTD(1)),
    Min            Nullable(Float64) CODEC(ZSTD(1)),
    Max            Nullable(Float64) CODEC(ZSTD(1)),
    Scale          Int16,
    ZeroThreshold  Float64 CODEC(ZSTD(1)),
    ZeroCount      UInt64 CODEC(ZSTD(1)),
    PositiveOffset Int32 CODEC(ZSTD(1)),
    PositiveCounts Array(UInt64) CODEC(ZSTD(1)),
    NegativeOffset Int32 CODEC(ZSTD(1)),
    NegativeCounts Array(UInt64) CODEC(ZSTD(1)),
    Stale          UInt8
)
ENGINE = ReplacingMergeTree
PARTITION BY toDate(Timestamp)
ORDER BY (SeriesId, Timestamp)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1, ttl_only_drop_parts = 1;

-- One row per metric family: what Prometheus' metadata endpoint answers.
CREATE TABLE IF NOT EXISTS metric_metadata
(
    Family   String,
    Type     SimpleAggregateFunction(anyLast, String),
    Unit     SimpleAggregateFunction(anyLast, String),
    Help     SimpleAggregateFunction(anyLast, String) CODEC(ZSTD(1)),
    LastSeen SimpleAggregateFunction(max, DateTime64(3))
)
ENGINE = AggregatingMergeTree
ORDER BY Family
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS exemplars
(
    SeriesId  UInt64 CODEC(ZSTD(1)),
    Timestamp DateTime64(3) CODEC(DoubleDelta, ZSTD(1)),
    Value     Float64 CODEC(ZSTD(1)),
    TraceId   String CODEC(ZSTD(1)),
    SpanId    String CODEC(ZSTD(1)),
    Labels    Map(LowCardinality(String), String) CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree
PARTITION BY toDate(Timestamp)
ORDER BY (SeriesId, Timestamp)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1, ttl_only_drop_parts = 1;

-- Checks of monitors.

-- One row per check and vantage point; the same check written twice counts once. Names, service and environment are the
-- monitor's at that time. Evidence is JSON (texts masked and cut), there where a check did not come out as up or as the one
-- before; Screenshot is a PNG.
CREATE TABLE IF NOT EXISTS probe_results
(
    MonitorId   LowCardinality(String) CODEC(ZSTD(1)),
    Time        DateTime64(3) CODEC(DoubleDelta, ZSTD(1)),
    Vantage     LowCardinality(String) CODEC(ZSTD(1)),
    MonitorName LowCardinality(String) CODEC(ZSTD(1)),
    Kind        LowCardinality(String) CODEC(ZSTD(1)),
    Target      LowCardinality(String) CODEC(ZSTD(1)),
    ServiceName LowCardinality(String) CODEC(ZSTD(1)),
    Environment LowCardinality(String) CODEC(ZSTD(1)),
    Outcome     LowCardinality(String) CODEC(ZSTD(1)),
    Reason      LowCardinality(String) CODEC(ZSTD(1)),
    Message     String CODEC(ZSTD(1)),
    Seconds     Float32 CODEC(ZSTD(1)),
    Phases      Map(LowCardinality(String), Float32) CODEC(ZSTD(1)),
    Figures     Map(LowCardinality(String), Float64) CODEC(ZSTD(1)),
    TraceId     String CODEC(ZSTD(1)),
    Evidence    String CODEC(ZSTD(3)),
    Screenshot  String CODEC(NONE),
    ReceivedAt  DateTime64(3) CODEC(DoubleDelta, ZSTD(1))
)
ENGINE = ReplacingMergeTree
PARTITION BY toDate(Time)
ORDER BY (MonitorId, Time, Vantage)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1, ttl_only_drop_parts = 1;

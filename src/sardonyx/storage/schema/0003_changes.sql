-- What changed, and what tells a change: which service runs in which version and as which process.

-- One row per change; the same change written twice has the same Id and Time and counts once (readers take one row per
-- Id, merges leave one). Kinds and their attributes: see sardonyx/changes.
CREATE TABLE IF NOT EXISTS changes
(
    Id              String CODEC(ZSTD(1)),
    Time            DateTime64(3) CODEC(DoubleDelta, ZSTD(1)),
    RecordedAt      DateTime64(3) DEFAULT now64(3) CODEC(DoubleDelta, ZSTD(1)),
    Kind            LowCardinality(String) CODEC(ZSTD(1)),
    ServiceName     LowCardinality(String) CODEC(ZSTD(1)),
    Environment     LowCardinality(String) CODEC(ZSTD(1)),
    Title           String CODEC(ZSTD(1)),
    Version         String CODEC(ZSTD(1)),
    PreviousVersion String CODEC(ZSTD(1)),
    Attributes      Map(LowCardinality(String), String) CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(Time)
ORDER BY (Time, Id)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1, ttl_only_drop_parts = 1;

-- Each version and instance (service.instance.id, may be empty) of a service, and when its first and its latest record was
-- made. Kept for good: a row is what keeps a version from being new a second time.
CREATE TABLE IF NOT EXISTS service_instances
(
    ServiceName    LowCardinality(String) CODEC(ZSTD(1)),
    Environment    LowCardinality(String) CODEC(ZSTD(1)),
    ServiceVersion LowCardinality(String) CODEC(ZSTD(1)),
    Instance       String CODEC(ZSTD(1)),
    FirstSeen      SimpleAggregateFunction(min, DateTime64(3)) CODEC(ZSTD(1)),
    LastSeen       SimpleAggregateFunction(max, DateTime64(3)) CODEC(ZSTD(1))
)
ENGINE = AggregatingMergeTree
ORDER BY (ServiceName, Environment, ServiceVersion, Instance)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1;

-- Which templates the log messages of each service are made from, and since when.

-- A template is a message with its variable parts replaced (sardonyx/query/patterns/template.py); no message itself is kept here. First is its first record's time
-- and that record's version; Noticed: it was new to a service that was known for a while. The row of TemplateHash 0 tells up to
-- which time of receipt records have been looked at.
CREATE TABLE IF NOT EXISTS log_patterns
(
    ServiceName  LowCardinality(String) CODEC(ZSTD(1)),
    Environment  LowCardinality(String) CODEC(ZSTD(1)),
    TemplateHash UInt64 CODEC(ZSTD(1)),
    Template     SimpleAggregateFunction(any, String) CODEC(ZSTD(1)),
    First        SimpleAggregateFunction(min, Tuple(At DateTime64(3), Version String)) CODEC(ZSTD(1)),
    LastSeen     SimpleAggregateFunction(max, DateTime64(3)) CODEC(ZSTD(1)),
    Severity     SimpleAggregateFunction(max, UInt8) CODEC(ZSTD(1)),
    Records      SimpleAggregateFunction(sum, UInt64) CODEC(ZSTD(1)),
    Bytes        SimpleAggregateFunction(sum, UInt64) CODEC(ZSTD(1)),
    Noticed      SimpleAggregateFunction(max, UInt8) CODEC(ZSTD(1))
)
ENGINE = AggregatingMergeTree
ORDER BY (ServiceName, Environment, TemplateHash)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1;

-- What becomes of log records: which are kept, which a rule leaves out, and how many of each source.

-- Every insert of log records goes through here: a record is kept in otel_logs unless a rule left it out, and counted either way.
-- One insert, so that both happen or neither; repeated, it changes nothing (views keep their deduplication behind a Null table).
CREATE TABLE IF NOT EXISTS otel_logs_in
(
    Timestamp          DateTime64(9),
    TraceId            String,
    SpanId             String,
    TraceFlags         UInt8,
    SeverityText       LowCardinality(String),
    SeverityNumber     UInt8,
    ServiceName        LowCardinality(String),
    Body               String,
    ResourceSchemaUrl  LowCardinality(String),
    ResourceAttributes Map(LowCardinality(String), String),
    ScopeSchemaUrl     LowCardinality(String),
    ScopeName          LowCardinality(String),
    ScopeVersion       LowCardinality(String),
    ScopeAttributes    Map(LowCardinality(String), String),
    LogAttributes      Map(LowCardinality(String), String),
    EventName          LowCardinality(String),
    Environment        LowCardinality(String),
    ServiceVersion     LowCardinality(String),
    UserId             String,
    RequestId          String,
    ReceivedAt         DateTime64(3),
    Receiver           LowCardinality(String),  -- which protocol it came by
    Source             LowCardinality(String),  -- the ingest key's name, or the address
    Host               LowCardinality(String),
    Outcome            LowCardinality(String),  -- stored, dropped or sampled
    Rule               LowCardinality(String),  -- which rule left it out
    Bytes              UInt64,
    Late               UInt8,                   -- received long after it happened
    Unparsed           UInt8                    -- begins like JSON and is none
)
ENGINE = Null;

CREATE MATERIALIZED VIEW IF NOT EXISTS otel_logs_in_mv TO otel_logs AS
SELECT
    Timestamp, TraceId, SpanId, TraceFlags, SeverityText, SeverityNumber, ServiceName, Body, ResourceSchemaUrl,
    ResourceAttributes, ScopeSchemaUrl, ScopeName, ScopeVersion, ScopeAttributes, LogAttributes, EventName, Environment,
    ServiceVersion, UserId, RequestId, ReceivedAt
FROM otel_logs_in
WHERE Outcome = 'stored';

-- By our clock. Records with an outcome are counted here, those that the receivers took in log_received_10s: they must agree.
CREATE TABLE IF NOT EXISTS log_sources_10s
(
    ReceivedTime DateTime CODEC(Delta(4), ZSTD(1)),
    Receiver     LowCardinality(String) CODEC(ZSTD(1)),
    Source       LowCardinality(String) CODEC(ZSTD(1)),
    ServiceName  LowCardinality(String) CODEC(ZSTD(1)),
    Environment  LowCardinality(String) CODEC(ZSTD(1)),
    Host         LowCardinality(String) CODEC(ZSTD(1)),
    Outcome      LowCardinality(String) CODEC(ZSTD(1)),
    Rule         LowCardinality(String) CODEC(ZSTD(1)),
    Records      SimpleAggregateFunction(sum, UInt64) CODEC(ZSTD(1)),
    Bytes        SimpleAggregateFunction(sum, UInt64) CODEC(ZSTD(1)),
    Late         SimpleAggregateFunction(sum, UInt64) CODEC(ZSTD(1)),
    Unparsed     SimpleAggregateFunction(sum, UInt64) CODEC(ZSTD(1))
)
ENGINE = AggregatingMergeTree
PARTITION BY toDate(ReceivedTime)
ORDER BY (ReceivedTime, Receiver, Source, ServiceName, Environment, Host, Outcome, Rule)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1, ttl_only_drop_parts = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS log_sources_10s_mv TO log_sources_10s AS
SELECT
    toStartOfInterval(toDateTime(ReceivedAt), INTERVAL 10 SECOND) AS ReceivedTime,
    Receiver, Source, ServiceName, Environment, Host, Outcome, Rule,
    count() AS Records, sum(Bytes) AS Bytes, sum(Late) AS Late, sum(Unparsed) AS Unparsed
FROM otel_logs_in
GROUP BY ReceivedTime, Receiver, Source, ServiceName, Environment, Host, Outcome, Rule;

-- What the receivers say they took and what they refused of it, as it lay in the journal.
CREATE TABLE IF NOT EXISTS log_received_10s
(
    ReceivedTime DateTime CODEC(Delta(4), ZSTD(1)),
    Receiver     LowCardinality(String) CODEC(ZSTD(1)),
    Source       LowCardinality(String) CODEC(ZSTD(1)),
    Records      SimpleAggregateFunction(sum, UInt64) CODEC(ZSTD(1)),
    Rejected     SimpleAggregateFunction(sum, UInt64) CODEC(ZSTD(1))
)
ENGINE = AggregatingMergeTree
PARTITION BY toDate(ReceivedTime)
ORDER BY (ReceivedTime, Receiver, Source)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1, ttl_only_drop_parts = 1;

-- What was found looking over stored records afterwards: received again, or missing by their sources' own numbers. A minute is
-- looked over once and written under its own number, so that a look repeated changes nothing.
CREATE TABLE IF NOT EXISTS log_findings_1m
(
    ReceivedTime DateTime CODEC(Delta(4), ZSTD(1)),
    ServiceName  LowCardinality(String) CODEC(ZSTD(1)),
    Environment  LowCardinality(String) CODEC(ZSTD(1)),
    Host         LowCardinality(String) CODEC(ZSTD(1)),
    Duplicates   UInt64 CODEC(ZSTD(1)),
    Missing      UInt64 CODEC(ZSTD(1)),
    LookedAt     DateTime CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree(LookedAt)
PARTITION BY toDate(ReceivedTime)
ORDER BY (ReceivedTime, ServiceName, Environment, Host)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1, ttl_only_drop_parts = 1;

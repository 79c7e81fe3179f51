-- Logs, traces and what is derived from them on the way in.
--
-- The columns of otel_logs, otel_traces and otel_traces_trace_id_ts up to the line "ours" are those of the OpenTelemetry
-- Collector's ClickHouse exporter, so that collectors may write here directly and existing tools can read. Every column of
-- ours therefore has a default.
--
-- One statement ends with a semicolon at the end of a line. Retention (TTL) and tiers are applied from the
-- configuration by storage/retention.py. Every table, also the targets of materialized views, keeps a deduplication
-- window: a segment that is inserted again after a crash changes nothing.

CREATE TABLE IF NOT EXISTS otel_logs
(
    Timestamp          DateTime64(9) CODEC(Delta(8), ZSTD(1)),
    TraceId            String CODEC(ZSTD(1)),
    SpanId             String CODEC(ZSTD(1)),
    TraceFlags         UInt8,
    SeverityText       LowCardinality(String) CODEC(ZSTD(1)),
    SeverityNumber     UInt8,
    ServiceName        LowCardinality(String) CODEC(ZSTD(1)),
    Body               String CODEC(ZSTD(1)),
    ResourceSchemaUrl  LowCardinality(String) CODEC(ZSTD(1)),
    ResourceAttributes Map(LowCardinality(String), String) CODEC(ZSTD(1)),
    ScopeSchemaUrl     LowCardinality(String) CODEC(ZSTD(1)),
    ScopeName          LowCardinality(String) CODEC(ZSTD(1)),
    ScopeVersion       LowCardinality(String) CODEC(ZSTD(1)),
    ScopeAttributes    Map(LowCardinality(String), String) CODEC(ZSTD(1)),
    LogAttributes      Map(LowCardinality(String), String) CODEC(ZSTD(1)),
    EventName          LowCardinality(String) CODEC(ZSTD(1)),
    TimestampTime      DateTime ALIAS toDateTime(Timestamp),
    -- ours
    Environment        LowCardinality(String) DEFAULT ResourceAttributes['deployment.environment.name'] CODEC(ZSTD(1)),
    ServiceVersion     LowCardinality(String) DEFAULT ResourceAttributes['service.version'] CODEC(ZSTD(1)),
    UserId             String DEFAULT LogAttributes['user.id'] CODEC(ZSTD(1)),
    RequestId          String DEFAULT LogAttributes['request.id'] CODEC(ZSTD(1)),
    ReceivedAt         DateTime64(3) DEFAULT now64(3) CODEC(DoubleDelta, ZSTD(1)),

    INDEX idx_body Body TYPE text(tokenizer = 'splitByNonAlpha', preprocessor = lower(Body)),
    INDEX idx_trace_id TraceId TYPE bloom_filter(0.001) GRANULARITY 1,
    INDEX idx_user_id UserId TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX idx_request_id RequestId TYPE bloom_filter(0.001) GRANULARITY 1,
    INDEX idx_log_attr_key mapKeys(LogAttributes) TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX idx_log_attr_value mapValues(LogAttributes) TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX idx_res_attr_key mapKeys(ResourceAttributes) TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX idx_res_attr_value mapValues(ResourceAttributes) TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX idx_severity SeverityNumber TYPE minmax GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toDate(Timestamp)
ORDER BY (toStartOfFiveMinutes(toDateTime(Timestamp)), ServiceName, Timestamp)
SETTINGS index_granularity = 1024, non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1, ttl_only_drop_parts = 1;

CREATE TABLE IF NOT EXISTS otel_traces
(
    Timestamp          DateTime64(9) CODEC(Delta(8), ZSTD(1)),
    TraceId            String CODEC(ZSTD(1)),
    SpanId             String CODEC(ZSTD(1)),
    ParentSpanId       String CODEC(ZSTD(1)),
    TraceState         String CODEC(ZSTD(1)),
    SpanName           LowCardinality(String) CODEC(ZSTD(1)),
    SpanKind           LowCardinality(String) CODEC(ZSTD(1)),
    ServiceName        LowCardinality(String) CODEC(ZSTD(1)),
    ResourceAttributes Map(LowCardinality(String), String) CODEC(ZSTD(1)),
    ScopeName          LowCardinality(String) CODEC(ZSTD(1)),
    ScopeVersion       LowCardinality(String) CODEC(ZSTD(1)),
    SpanAttributes     Map(LowCardinality(String), String) CODEC(ZSTD(1)),
    Duration           UInt64 CODEC(ZSTD(1)),
    StatusCode         LowCardinality(String) CODEC(ZSTD(1)),
    StatusMessage      String CODEC(ZSTD(1)),
    Events             Nested (Timestamp DateTime64(9), Name LowCardinality(String), Attributes Map(LowCardinality(String), String)) CODEC(ZSTD(1)),
    Links              Nested (TraceId String, SpanId String, TraceState String, Attributes Map(LowCardinality(String), String)) CODEC(ZSTD(1)),
    -- ours
    Environment        LowCardinality(String) DEFAULT ResourceAttributes['deployment.environment.name'] CODEC(ZSTD(1)),
    ServiceVersion     LowCardinality(String) DEFAULT ResourceAttributes['service.version'] CODEC(ZSTD(1)),
    UserId             String DEFAULT SpanAttributes['user.id'] CODEC(ZSTD(1)),
    RequestId          String DEFAULT SpanAttributes['request.id'] CODEC(ZSTD(1)),
    ReceivedAt         DateTime64(3) DEFAULT now64(3) CODEC(DoubleDelta, ZSTD(1)),

    INDEX idx_trace_id TraceId TYPE bloom_filter(0.001) GRANULARITY 1,
    INDEX idx_span_name SpanName TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX idx_user_id UserId TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX idx_request_id RequestId TYPE bloom_filter(0.001) GRANULARITY 1,
    INDEX idx_span_attr_key mapKeys(SpanAttributes) TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX idx_span_attr_value mapValues(SpanAttributes) TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX idx_res_attr_key mapKeys(ResourceAttributes) TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX idx_res_attr_value mapValues(ResourceAttributes) TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX idx_duration Duration TYPE minmax GRANULARITY 1,
    INDEX idx_status StatusCode TYPE set(4) GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toDate(Timestamp)
ORDER BY (toStartOfFiveMinutes(toDateTime(Timestamp)), ServiceName, SpanName, Timestamp)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1, ttl_only_drop_parts = 1;

-- Which seconds a trace lies in: a look-up by id reads minutes instead of the whole retention.
CREATE TABLE IF NOT EXISTS otel_traces_trace_id_ts
(
    TraceId String CODEC(ZSTD(1)),
    Start   DateTime CODEC(Delta(4), ZSTD(1)),
    End     DateTime CODEC(Delta(4), ZSTD(1)),
    INDEX idx_trace_id TraceId TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toDate(Start)
ORDER BY (TraceId, Start)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1, ttl_only_drop_parts = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS otel_traces_trace_id_ts_mv TO otel_traces_trace_id_ts AS
SELECT TraceId, toDateTime(min(Timestamp)) AS Start, toDateTime(max(Timestamp)) AS End
FROM otel_traces
WHERE TraceId != ''
GROUP BY TraceId;

-- RED figures. One row per duration bucket: bucket b holds durations in [2^(b/8), 2^((b+1)/8)) ns, 9 % wide; quantiles
-- come from these rows (measured faster than stored quantile states). Time is the span's start, ReceivedTime our clock:
-- charts group by the first, the derived counters by the second.
CREATE TABLE IF NOT EXISTS span_metrics_10s
(
    Time           DateTime CODEC(Delta(4), ZSTD(1)),
    ReceivedTime   DateTime CODEC(Delta(4), ZSTD(1)),
    ServiceName    LowCardinality(String) CODEC(ZSTD(1)),
    SpanName       LowCardinality(String) CODEC(ZSTD(1)),
    SpanKind       LowCardinality(String) CODEC(ZSTD(1)),
    StatusCode     LowCardinality(String) CODEC(ZSTD(1)),
    Environment    LowCardinality(String) CODEC(ZSTD(1)),
    ServiceVersion LowCardinality(String) CODEC(ZSTD(1)),
    IsRoot         UInt8,
    Bucket         Int16,
    Calls          SimpleAggregateFunction(sum, UInt64) CODEC(ZSTD(1)),
    DurationSum    SimpleAggregateFunction(sum, UInt64) CODEC(ZSTD(1))
)
ENGINE = AggregatingMergeTree
PARTITION BY toDate(Time)
ORDER BY (Time, ServiceName, SpanName, SpanKind, StatusCode, Environment, ServiceVersion, IsRoot, ReceivedTime, Bucket)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1, ttl_only_drop_parts = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS span_metrics_10s_mv TO span_metrics_10s AS
SELECT
    toStartOfInterval(toDateTime(Timestamp), INTERVAL 10 SECOND) AS Time,
    toStartOfInterval(toDateTime(ReceivedAt), INTERVAL 10 SECOND) AS ReceivedTime,
    ServiceName, SpanName, SpanKind, StatusCode, Environment, ServiceVersion,
    toUInt8(ParentSpanId = '') AS IsRoot,
    toInt16(floor(log2(greatest(Duration, 1)) * 8)) AS Bucket,
    count() AS Calls,
    sum(Duration) AS DurationSum
FROM otel_traces
GROUP BY Time, ReceivedTime, ServiceName, SpanName, SpanKind, StatusCode, Environment, ServiceVersion, IsRoot, Bucket;

CREATE TABLE IF NOT EXISTS log_counts_10s
(
    Time         DateTime CODEC(Delta(4), ZSTD(1)),
    ReceivedTime DateTime CODEC(Delta(4), ZSTD(1)),
    ServiceName  LowCardinality(String) CODEC(ZSTD(1)),
    Environment  LowCardinality(String) CODEC(ZSTD(1)),
    Level        LowCardinality(String) CODEC(ZSTD(1)),
    Records      SimpleAggregateFunction(sum, UInt64) CODEC(ZSTD(1)),
    Bytes        SimpleAggregateFunction(sum, UInt64) CODEC(ZSTD(1))
)
ENGINE = AggregatingMergeTree
PARTITION BY toDate(Time)
ORDER BY (Time, ServiceName, Environment, Level, ReceivedTime)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1, ttl_only_drop_parts = 1;

-- Level is the OpenTelemetry severity range, spelt as people spell it: TRACE, DEBUG, INFO, WARN, ERROR, FATAL or ''.
CREATE MATERIALIZED VIEW IF NOT EXISTS log_counts_10s_mv TO log_counts_10s AS
SELECT
    toStartOfInterval(toDateTime(Timestamp), INTERVAL 10 SECOND) AS Time,
    toStartOfInterval(toDateTime(ReceivedAt), INTERVAL 10 SECOND) AS ReceivedTime,
    ServiceName, Environment,
    multiIf(SeverityNumber = 0, '', SeverityNumber < 5, 'TRACE', SeverityNumber < 9, 'DEBUG', SeverityNumber < 13, 'INFO',
            SeverityNumber < 17, 'WARN', SeverityNumber < 21, 'ERROR', 'FATAL') AS Level,
    count() AS Records,
    sum(length(Body)) AS Bytes
FROM otel_logs
GROUP BY Time, ReceivedTime, ServiceName, Environment, Level;

-- What Prometheus' native histograms have and OpenTelemetry's have not. Rows from before have none of it.
-- ResetHint: 0 unknown, 1 counter reset, 2 none, 3 gauge. CustomBounds are those of Scale -53: bucket i ends at CustomBounds[i + 1],
-- the last one at +Inf. FloatCounts, of float histograms: count, zero count, positive and negative buckets, unrounded.
ALTER TABLE metric_histograms
    ADD COLUMN IF NOT EXISTS ResetHint UInt8 DEFAULT 0 CODEC(ZSTD(1)),
    ADD COLUMN IF NOT EXISTS CustomBounds Array(Float64) CODEC(ZSTD(1)),
    ADD COLUMN IF NOT EXISTS FloatCounts Array(Float64) CODEC(ZSTD(1));

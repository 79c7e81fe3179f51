"""The account of log records as series: by source, by rule, by receiver."""

from sardonyx.collectors.derived.labels import WINDOW, labels

DROPPED, SAMPLED = "sardonyx_logs_dropped_total", "sardonyx_logs_sampled_total"
STORED, LATE, UNPARSED = (
    f"sardonyx_log_source_{what}_total" for what in ("stored_records", "late_records", "unparsed_records")
)
DUPLICATES, MISSING = "sardonyx_log_source_duplicate_records_total", "sardonyx_log_source_missing_records_total"
ACCEPTED, REJECTED = "sardonyx_log_receiver_accepted_records_total", "sardonyx_log_receiver_rejected_records_total"

HELP = {
    DROPPED: "Log records that a rule left out, by service.",
    SAMPLED: "Log records left out to keep a share, by rule and service.",
    STORED: "Log records stored, by receiver, source, service and host.",
    LATE: "Log records received long after they happened.",
    UNPARSED: "Lines that begin like JSON and are none.",
    DUPLICATES: "Log records received again.",
    MISSING: "Log records missing by the numbers their source gives them.",
    ACCEPTED: "Log records as the receivers counted them: stored, dropped and sampled ones together must be as many.",
    REJECTED: "Log records the receivers left out of deliveries.",
}


def added_sql() -> tuple[str, ...]:
    """SELECTs of name, label_set and added, as `families.added_sql` unites them."""
    return _outcomes(), _received(), _findings()


def _outcomes() -> str:
    source = labels(
        receiver="Receiver",
        source="Source",
        service_name="ServiceName",
        deployment_environment_name="Environment",
        host="Host",
    )
    rule = labels(rule="Rule", service_name="ServiceName", deployment_environment_name="Environment")
    return f"""
SELECT row.1 AS name, row.2 AS label_set, toFloat64(sum(row.3)) AS added
FROM (
  SELECT Outcome, arrayJoin(arrayFilter(r -> r.3 > 0, [
    (multiIf(Outcome = 'dropped', '{DROPPED}', Outcome = 'sampled', '{SAMPLED}', '{STORED}'),
     if(Outcome = 'stored', {source}, {rule}), Records),
    ('{LATE}', {source}, Late), ('{UNPARSED}', {source}, Unparsed)])) AS row
  FROM log_sources_10s
  WHERE {WINDOW}
)
GROUP BY name, label_set"""


def _received() -> str:
    way = labels(receiver="Receiver", source="Source")
    return f"""
SELECT row.1 AS name, row.2 AS label_set, toFloat64(sum(row.3)) AS added
FROM (
  SELECT arrayJoin(arrayFilter(r -> r.3 > 0, [('{ACCEPTED}', {way}, Records), ('{REJECTED}', {way}, Rejected)])) AS row
  FROM log_received_10s
  WHERE {WINDOW}
)
GROUP BY name, label_set"""


def _findings() -> str:
    origin = labels(service_name="ServiceName", deployment_environment_name="Environment", host="Host")
    return f"""
SELECT row.1 AS name, row.2 AS label_set, toFloat64(sum(row.3)) AS added
FROM (
  SELECT arrayJoin(arrayFilter(r -> r.3 > 0, [('{DUPLICATES}', {origin}, Duplicates), ('{MISSING}', {origin}, Missing)])) AS row
  FROM log_findings_1m
  WHERE LookedAt >= {{after:DateTime}} AND LookedAt < {{until:DateTime}}
    AND ReceivedTime >= {{after:DateTime}} - toIntervalHour(2)
)
GROUP BY name, label_set"""

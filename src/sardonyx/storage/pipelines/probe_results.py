"""Results of checks → probe_results. The journal's message is ours:

Results  1 repeated Result results
Result   1 string monitor_id, 2 sfixed64 at_ms, 3 string vantage, 4 string name, 5 string kind, 6 string target, 7 string service,
         8 string environment, 9 string outcome, 10 string reason, 11 string message, 12 double seconds, 13 repeated Figure phases,
         14 repeated Figure figures, 15 string trace_id, 16 string evidence (JSON, masked), 17 bytes screenshot
Figure   1 string name, 2 double value
"""

from sardonyx.storage.engine import SegmentInsert
from sardonyx.storage.pipelines import otlp_proto
from sardonyx.storage.pipelines.base import Pipeline

STREAM = "probe_results"
TABLE = "probe_results"

# The pages have the last results from memory: planning fewer inserts is worth more than having them in the engine sooner.
_GATHER_SECONDS = 10.0

_PROTO = f"""syntax = "proto3";
message Figure {{ string name=1; double value=2; }}
message Result {{ string monitor_id=1; sfixed64 at_ms=2; string vantage=3; string name=4; string kind=5; string target=6;
 string service=7; string environment=8; string outcome=9; string reason=10; string message=11; double seconds=12;
 repeated Figure phases=13; repeated Figure figures=14; string trace_id=15; string evidence=16; bytes screenshot=17; }}
message Results {{ repeated Result results=1; {otlp_proto.JOURNAL_FIELDS_PROTO} }}"""
_FIGURES = "Array(Tuple(name String, value Float64))"
_STRUCTURE = (
    "results Array(Tuple(monitor_id String, at_ms Int64, vantage String, name String, kind String, target String, "
    "service String, environment String, outcome String, reason String, message String, seconds Float64, "
    f"phases {_FIGURES}, figures {_FIGURES}, trace_id String, evidence String, screenshot String)), "
    f"{otlp_proto.JOURNAL_FIELDS_TYPE}"
)
_COLUMNS = {
    "MonitorId": "r.monitor_id",
    "Time": "fromUnixTimestamp64Milli(r.at_ms)",
    "Vantage": "r.vantage",
    "MonitorName": "r.name",
    "Kind": "r.kind",
    "Target": "r.target",
    "ServiceName": "r.service",
    "Environment": "r.environment",
    "Outcome": "r.outcome",
    "Reason": "r.reason",
    "Message": "r.message",
    "Seconds": "r.seconds",
    "Phases": "CAST(r.phases, 'Map(LowCardinality(String), Float32)')",
    "Figures": "CAST(r.figures, 'Map(LowCardinality(String), Float64)')",
    "TraceId": "r.trace_id",
    "Evidence": "r.evidence",
    "Screenshot": "r.screenshot",
    "ReceivedAt": "fromUnixTimestamp64Milli(toInt64(received_at_ns / 1000000))",
}


def pipeline() -> Pipeline:
    """The pipeline of results; what people may read in them was masked before."""
    insert = SegmentInsert(
        table=TABLE,
        columns=tuple(_COLUMNS),
        select=f"SELECT {', '.join(f'{sql} AS {name}' for name, sql in _COLUMNS.items())} "
        "FROM (SELECT received_at_ns, arrayJoin(results) AS r FROM {source})",
        structure=_STRUCTURE,
        format="Protobuf",
        settings=otlp_proto.read_settings(_PROTO, "Results"),
    )
    return Pipeline(STREAM, ((insert,),), gather_seconds=_GATHER_SECONDS)

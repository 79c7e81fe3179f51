"""What both pipelines of log records do beside reading them: rules of one's own, and keeping account.

Both insert into otel_logs_in, whose views keep a record or not and count it by source (`schema/0007_log_sources.sql`). What the
receivers counted goes from the same segment to log_received_10s by a statement of its own, so that the two can be compared.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sardonyx.processors.parsing.keeping import KEEP_ALL, Facts, Keeping
from sardonyx.processors.parsing.rules import ParseRule
from sardonyx.storage.engine import SegmentInsert
from sardonyx.storage.pipelines import otlp_proto as otlp

TABLE = "otel_logs_in"

MAX_FIELDS = 512
"""Attributes of a record; those beyond are left out, and how many stands in FIELDS_LEFT_OUT."""
FIELDS_LEFT_OUT = "sardonyx.fields_left_out"

_RECEIVED = "toStartOfInterval(toDateTime(intDiv(received_at_ns, 1000000000)), INTERVAL 10 SECOND)"


@dataclass(frozen=True, slots=True)
class LogHandling:
    """Rules, and after which time between happening and being received a record is late."""

    parse_rules: tuple[ParseRule, ...] = ()
    keeping: Keeping = KEEP_ALL
    late_after: timedelta = timedelta(minutes=5)

    def judged(self, select: str, facts: Facts, cleared: Mapping[str, str]) -> str:
        """A SELECT of every column of the subquery `select`, and `verdict` if there are rules.

        What is left out needs no masking: the columns `cleared` get these empty values. `size` tells the body's length before.
        """
        if not self.keeping:
            return select
        emptied = ", ".join(f"if(verdict = 0, {name}, {empty}) AS {name}" for name, empty in cleared.items())
        judged = f"SELECT *, {self.keeping.verdict(facts)} AS verdict FROM ({select})"
        return f"SELECT * REPLACE ({emptied}) FROM ({judged})"

    def columns(self, *, time: str, host: str, size: str, unparsed: str) -> dict[str, str]:
        """SQL for the columns of otel_logs_in that keep account, by name."""
        late_ns = int(self.late_after.total_seconds()) * 1_000_000_000
        outcome, rule = "'stored'", "''"
        if self.keeping:
            outcome, rule = (
                f"arrayElement({names}, verdict + 1)" for names in (self.keeping.outcomes, self.keeping.names)
            )
        return {
            "Receiver": "receiver",
            "Source": "source",
            "Host": host,
            "Outcome": outcome,
            "Rule": rule,
            "Bytes": f"toUInt64({size})",
            "Late": f"toUInt8({time} + {late_ns} < received_at_ns)",
            "Unparsed": unparsed,
        }


DEFAULT = LogHandling()


@dataclass(frozen=True, slots=True)
class FieldLimit:
    """Whether more than MAX_FIELDS are left out. Where not, a record with more throws: it is read again by a variant that does,
    so that no other pays for it."""

    applies: bool

    def guard(self, count: str) -> str:
        """SQL that is true, or throws (code 395) where the limit does not apply and there are too many fields."""
        return "1" if self.applies else f"throwIf({count} > {MAX_FIELDS}) = 0"

    def applied(self, pairs: str, none: str) -> str:
        """SQL for the array `pairs`, within the limit with one more that tells how many were left out; `none` is an empty one."""
        if not self.applies:
            return pairs
        more = f"[('{FIELDS_LEFT_OUT}', toString(length(x) - {MAX_FIELDS}))]"
        kept = f"arrayConcat(arraySlice(x, 1, {MAX_FIELDS}), if(length(x) > {MAX_FIELDS}, {more}, {none}))"
        return f"arrayMap(x -> {kept}, [{pairs}])[1]"


FIELD_LIMITS = (FieldLimit(applies=False), FieldLimit(applies=True))


def received_insert() -> SegmentInsert:
    """What the receivers counted. It comes after the records: a batch that is refused is not counted here."""
    return SegmentInsert(
        table="log_received_10s",
        columns=("ReceivedTime", "Receiver", "Source", "Records", "Rejected"),
        select=(
            f"SELECT {_RECEIVED} AS Time, receiver, source, sum(toUInt64(records)), sum(toUInt64(rejected)) FROM {{source}} "
            "GROUP BY Time, receiver, source"
        ),
        structure="received_at_ns UInt64, source String, receiver String, records UInt32, rejected UInt32",
        format="Protobuf",
        settings=otlp.read_settings(
            'syntax = "proto3";\nmessage Received { fixed64 received_at_ns=1000; string source=1001; string receiver=1003; '
            "fixed32 records=1004; fixed32 rejected=1005; }",
            "Received",
        ),
    )

"""What a pipeline is: how sealed segments of one stream become rows."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from sardonyx.storage.engine import SegmentInsert

# ClickHouse: FUNCTION_THROW_IF_VALUE_IS_NON_ZERO, raised by `otlp_proto.deep_guard`.
TOO_DEEP_CODE = 395


class Masker(Protocol):
    """The masking processor, as SQL fragments around expressions of ours."""

    def sql_text(self, expr: str) -> str:
        """A String expression, masked."""

    def sql_array(self, expr: str) -> str:
        """An Array(String) expression, each element masked; several texts at once are planned once."""

    def sql_map(self, expr: str, *, service: str | None = None) -> str:
        """A Map(LowCardinality(String), String) expression, masked. `service` is the service it is of, where that is known."""


Variants = tuple[tuple[SegmentInsert, ...], ...]


@dataclass(frozen=True, slots=True)
class Pipeline:
    """All inserts of one stream, in order; each fills one table.

    `stream` names the journal's stream. `variants` are readings of the same bytes, cheapest first: when one throws
    TOO_DEEP_CODE (nothing is inserted then), the next is used. `narrowed`, where there is one, gives the variants for
    segments that hold no more than the named contents: planning a statement costs more than a small segment's rows.
    `gather_seconds`: while the engine keeps up, a segment may gather so long, if that is longer than others do.
    """

    stream: str
    variants: Variants
    narrowed: Callable[[frozenset[str]], Variants] | None = None
    gather_seconds: float = 0.0

    def for_contents(self, contents: frozenset[str] | None) -> Variants:
        """The variants for a segment's contents; None is unknown, so all of them."""
        if contents is None or self.narrowed is None:
            return self.variants
        return self.narrowed(contents)


def sane_time(nanoseconds: str, received: str) -> str:
    """SQL for a UInt64 of nanoseconds that is plausible: within 400 days before and one day after `received`.

    Clocks run wrong; a record from 1970 or 2100 would open a partition of its own and be expired, or never. Without AND:
    a chain of comparisons makes the engine's planner hash everything below it, which takes longer than all the rest.
    """
    low, high = f"{received} - 34560000000000000", f"{received} + 86400000000000"
    return f"multiIf({nanoseconds} < {low}, {received}, {nanoseconds} > {high}, {received}, {nanoseconds})"


# Where a record's own time was not plausible, it is kept in this attribute.
ORIGINAL_TIME_ATTRIBUTE = "sardonyx.original_time_unix_nano"

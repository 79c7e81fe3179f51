"""Times of points and exemplars, in SQL."""


def sane_time(nanoseconds: str, received: str) -> str:
    """SQL for a UInt64 of nanoseconds that is plausible: as `pipelines.base.sane_time`, without AND.

    A comparison chain makes the engine's planner hash everything below it, which takes longer than all the rest here.
    """
    low, high = f"{received} - 34560000000000000", f"{received} + 86400000000000"
    return f"multiIf({nanoseconds} < {low}, {received}, {nanoseconds} > {high}, {received}, {nanoseconds})"


def to_datetime(nanoseconds: str) -> str:
    """SQL for the DateTime64(3) of a UInt64 of nanoseconds."""
    return f"fromUnixTimestamp64Milli(toInt64(intDiv({nanoseconds}, 1000000)))"

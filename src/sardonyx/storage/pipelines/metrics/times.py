"""Times of points and exemplars, in SQL."""


def to_datetime(nanoseconds: str) -> str:
    """SQL for the DateTime64(3) of a UInt64 of nanoseconds."""
    return f"fromUnixTimestamp64Milli(toInt64(intDiv({nanoseconds}, 1000000)))"

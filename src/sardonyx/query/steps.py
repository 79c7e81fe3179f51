"""Widths of buckets over time that people can read off an axis."""

from sardonyx.query.time_range import TimeRange

_STEPS = (
    1, 2, 5, 10, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800, 2592000
)  # fmt: skip
MAX_BUCKETS = 1000


def nice_step(time_range: TimeRange, buckets: int, *, at_least: int = 1) -> int:
    """The narrowest step in seconds that cuts the range into at most about `buckets` pieces."""
    for step in _STEPS:
        if step >= at_least and time_range.seconds / step <= buckets:
            return step
    return _STEPS[-1]

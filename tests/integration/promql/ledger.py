"""Where we differ from Prometheus 2.42, on purpose: expression → why. A difference that is gone fails like a new one."""

RENAMED = {"holt_winters": "double_exponential_smoothing"}
"""Functions whose names changed in Prometheus 3."""

_CLAMP = "3.x looks whether the series could have begun inside the window after the gap to its start, 2.42 before"
_ATAN2 = "2.42 forgets to drop the metric's name after atan2"
_ALONE = "the deviation of one NaN or infinity alone is NaN since 3.0, 0 in 2.42"
_MOVING = "2.42 moves the window of an @ modifier with the steps when other arguments depend on them"
_DIGITS = "sums that cancel all their digits, or leave the range of floats; upstream adds with compensation"
_SLOPE = "values of 10 digits over times of 13: we centre both, upstream the times only"
_NOISE = "counts the falls of slopes that are zero but for their last digit"

DIFFERENCES: dict[str, str] = {
    "rate(temperature[10m] offset 4m)": _CLAMP,
    "increase(temperature[10m] offset 4m)": _CLAMP,
    "odd atan2 2": _ATAN2,
    "0 atan2 odd": _ATAN2,
    "temperature atan2 temperature offset 5m": _ATAN2,
    "restarted atan2 restarted": _ATAN2,
    "stddev by (kind) (odd)": _ALONE,
    "stdvar by (kind) (odd)": _ALONE,
    "predict_linear(temperature[10m] @ NOON, 600)": _MOVING,
    "quantile_over_time(scalar(late), temperature[5m] @ NOON)": _MOVING,
    "rate(huge[5m])": _DIGITS,
    "increase(huge[5m])": _DIGITS,
    "sum_over_time(huge[5m])": _DIGITS,
    "avg_over_time(huge[5m])": _DIGITS,
    "stddev_over_time(huge[5m])": _DIGITS,
    "stdvar_over_time(huge[5m])": _DIGITS,
    "deriv(clock[10m])": _SLOPE,
    "(clamp(sqrt(sparse), -1, 30)) or (resets((deriv((resets(up[2m]))[15m:] offset 7s))[5m:] offset 7s))": _NOISE,
}

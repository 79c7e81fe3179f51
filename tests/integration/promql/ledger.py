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

# Of native histograms, which were new in 2.42.
_BY_LOGARITHM = (
    "3.x spreads the observations of an exponential bucket over the logarithm of their values, 2.42 over the values"
)
_FIRST_BUCKET = "2.42 divides by the count of an empty bucket for the quantile 0"
_FORGOTTEN = "2.42 loses the histogram and answers a float 0"
_BEFORE_RESET = (
    "3.x does not look at the buckets of a first sample right before a reset, 2.42 takes the coarsest of all"
)
_BELOW_ZERO = "3.x extrapolates no histogram's count below zero"

HISTOGRAM_DIFFERENCES: dict[str, str] = {
    **{f"histogram_quantile({q}, {of})": _BY_LOGARITHM for q in (0.1, 0.5, 0.9, 0.99) for of in ("took", "signed")},
    **{f"histogram_quantile({q}, sum(rate(took[5m])))": _BY_LOGARITHM for q in (0.5, 0.95)},
    **{f"histogram_fraction(-0.1, 0.1, {of})": _BY_LOGARITHM for of in ("took", "signed")},
    **{f"histogram_quantile(0, {of})": _FIRST_BUCKET for of in ("took", "signed")},
    "last_over_time(queue[5m])": _FORGOTTEN,
    "last_over_time(turning[5m])": _FORGOTTEN,
    "last_over_time(took[5m:1m])": _FORGOTTEN,
    'label_replace(took, "to", "$1", "job", "(.*)")': _FORGOTTEN,
    'label_join(took, "x", "-", "job")': _FORGOTTEN,
    "rate(changing[5m])": _BEFORE_RESET,
    "increase(changing[10m])": _BEFORE_RESET,
    "increase(changing[1h])": _BELOW_ZERO,
}

DIFFERENCES: dict[str, str] = {
    **HISTOGRAM_DIFFERENCES,
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

"""What both sides are asked about native histograms: what Prometheus 2.42 knew of them. `NOON` is an instant amid the data."""

HISTOGRAM_EXPRESSIONS = (
    # Selected as they are.
    "took", "signed", "queue", "changing", "restarting", "turning", "empty", "around_zero",
    '{__name__=~"took|signed"}', 'took{job="api"} offset 5m', "took @ NOON", "restarting offset 90s",
    "took[2m]", "turning[11m]", "restarting[20m]", "queue[1m] offset 3m", "signed[3m:1m]",
    # How they change.
    "rate(took[5m])", "increase(took[5m])", "rate(took[20m])", "increase(took[45s])", "rate(signed[10m])",
    "rate(changing[5m])", "increase(changing[10m])", "increase(changing[1h])", "rate(restarting[20m])",
    "rate(turning[5m])", "increase(turning[11m])", "rate(empty[5m])", "increase(around_zero[5m])", "delta(queue[5m])",
    "delta(queue[20m] offset 4m)", "rate(took[5m] @ NOON)", "rate(took[5m] offset -5m)", "rate(took[10m:30s])",
    "increase(sum by (job) (took)[20m:1m])", "rate(sum(signed)[20m:1m])",
    # Added up.
    "sum(took)", "sum by (job) (took)", "sum without (instance) (took)", "sum(signed)", "sum by (job) (signed)",
    "sum(queue)", "sum by (job) (rate(took[5m]))", "sum(rate(signed[10m]))", "sum(changing)",
    'sum({__name__=~"took|signed"})', "sum(turning)", "count(took)", "count by (job) (signed)", "group(took)",
    "took + took", "took + on (job, instance) (took offset 5m)", "signed + ignoring (job) group_left () sum(signed)",
    'signed{job="api"} + ignoring (job) signed{job="web"}', 'signed{job="batch"} + ignoring (job) signed{job="web"}',
    # Looked into.
    "histogram_count(took)", "histogram_sum(took)", "histogram_count(rate(took[5m]))", "histogram_sum(sum(queue))",
    "histogram_sum(rate(took[5m])) / histogram_count(rate(took[5m]))", "histogram_count(turning)", "histogram_count(empty)",
    *(f"histogram_quantile({q}, {of})" for q in (0, 0.1, 0.5, 0.9, 0.99, 1, -1, 2, "NaN")
      for of in ("took", "signed", "around_zero", "empty")),
    *(f"histogram_quantile({q}, sum(rate(took[5m])))" for q in (0.5, 0.95)),
    *(f"histogram_fraction({low}, {high}, {of})" for low, high in (
        (0, 1), ("-Inf", 0), ("-1", 0.5), (0.125, "Inf"), ("NaN", 1), (1, 0), ("-Inf", "Inf"), (0.25, 0.5), (-0.1, 0.1),
    ) for of in ("took", "signed", "around_zero", "empty")),
    # Counted, and taken along by what cares for labels only.
    "count_over_time(took[5m])", "count_over_time(turning[11m])", "present_over_time(restarting[10m])", "absent(took)",
    "absent(nothing)", "absent_over_time(took[5m])", "timestamp(took)", "last_over_time(queue[5m])",
    "last_over_time(turning[5m])", 'label_replace(took, "to", "$1", "job", "(.*)")', 'label_join(took, "x", "-", "job")',
    "took and on (job) up", "took unless signed", 'took and took{job="api"}', 'took{job="api"} or took{job="web"}',
    "took or signed", "histogram_count(took) > 600", "took and histogram_count(took) > 600",
    "last_over_time(took[5m:1m])", "count_over_time(took[5m:30s])",
)  # fmt: skip

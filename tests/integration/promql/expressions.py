"""What both sides are asked: by family, chosen by hand, and a seeded generator. `NOON` stands for an instant amid the data."""

import random
from collections.abc import Iterable
from itertools import chain


def _all(*groups: Iterable[str]) -> tuple[str, ...]:
    return tuple(chain.from_iterable(groups))


FAMILIES: dict[str, tuple[str, ...]] = {
    "literals": (
        "1", "-1^2", "2^3^2", "1 + 2 * 3 % 4", "0/0", "1/0", "-1/0", "5 % 0", "-7 % 3", "1 > bool 2", "1 == bool 1",
        "Inf", "NaN", "0x1F", "1e3", "time()", "pi()", "-time()", '"text"', "vector(1)", "vector(time())", "scalar(vector(3))",
        "3 atan2 4", "(1 + 1) ^ -1", "vector(2) ^ vector(3)", "time() - 1 >= bool time()",
    ),
    "selectors": (
        "up", "requests_total", '{__name__="up"}', '{__name__=~"up|late"}', '{__name__=~"la.*"}', 'up{job="api"}',
        'up{job!="api"}', 'up{job=~"a.*"}', 'up{job!~"a.*"}', 'up{nothing=""}', 'up{job=""}', 'up{nothing!=""}',
        'up{nothing!="x"}', 'up{job=~".*"}', 'up{job=~".+"}', 'up{job=~"api|web"}', 'up{job!~"api|nix"}', 'up{job=~"ap"}',
        'texts{text="quo\\"te"}', 'texts{text="back\\\\slash"}', 'texts{text=~"na.ve"}', 'texts{text=~"(?i)PLAIN"}',
        'texts{text!~"p.*|1."}', 'texts{text=""}', 'texts{text=~"|plain"}', "up offset 5m", "up offset -5m",
        "late", "ended", "restarted", "odd", "sparse", "nothing_at_all", "restarted offset 90s",
        "up @ NOON", "up @ start()", "up @ end()", "up @ NOON offset 2m", "up offset 2m @ end()",
        "ended @ NOON offset 55m", "temperature @ start() - temperature",
    ),
    "ranges": (
        "up[2m]", "restarted[30m]", "odd[3m]", "ended[1h]", "up[1m] offset 3m", "up[5m:1m]", "odd[5m:30s]",
        "rate(requests_total[5m])[10m:1m]", "up[3m] @ NOON", "sum(up)[5m:1m] offset 1m", "vector(1)[3m:]",
        "nothing_at_all[5m]",
    ),
    "counters": _all((
        f"{name}({series}[{window}]{tail})"
        for name in ("rate", "increase", "delta", "irate", "idelta", "resets", "changes")
        for series, window, tail in (
            ("requests_total", "5m", ""), ("requests_total", "45s", ""), ("temperature", "10m", " offset 4m"),
            ("restarted", "20m", ""), ("odd", "5m", ""), ("sparse", "15m", ""), ("late", "10m", ""), ("huge", "5m", ""),
        )
    ), ("rate(late_total[10m])", "increase(requests_total[1h])", "rate(requests_total[5m] @ end())",
         "rate(requests_total[5m] @ NOON offset 1m)", "rate(nothing_at_all[5m])", "rate(ended[5m])",
         "rate(requests_total[5m] offset -5m)")),
    "over time": _all((
        f"{name}_over_time({series}[{window}])"
        for name in ("sum", "avg", "min", "max", "count", "last", "present", "stddev", "stdvar")
        for series, window in (("temperature", "5m"), ("odd", "5m"), ("huge", "5m"), ("restarted", "20m"))
    ), (
        f"quantile_over_time({q}, {series}[5m])"
        for q in ("0", "0.5", "0.95", "1", "-1", "2", "NaN", "scalar(odd{kind='zero'})")
        for series in ("temperature", "odd")
    ), ("avg_over_time(constant[1h])", "stddev_over_time(constant[1h])", "sum_over_time(odd{kind='nan'}[10m])")),
    "trends": (
        "deriv(temperature[10m])", "deriv(requests_total[5m])", "deriv(constant[10m])", "deriv(clock[10m])",
        "deriv(odd[10m])", "predict_linear(temperature[10m], 3600)", "predict_linear(temperature[10m] offset 3m, 600)",
        "predict_linear(constant[10m], 60)", "predict_linear(requests_total[1h], -600)", "predict_linear(odd[10m], 5)",
        "predict_linear(temperature[10m] @ NOON, 600)", "quantile_over_time(scalar(late), temperature[5m] @ NOON)",
        "predict_linear(sparse[30m], time() - NOON)",
        "holt_winters(temperature[10m], 0.5, 0.5)", "holt_winters(requests_total[5m], 0.1, 0.9)",
        "holt_winters(odd[5m], 0.3, 0.3)", "holt_winters(sparse[30m], 0.5, 0.1)",
    ),
    "subqueries": (
        "max_over_time(rate(requests_total[5m])[30m:1m])", "avg_over_time(up[10m:])", "min_over_time(temperature[10m:30s])",
        "rate(requests_total[10m:30s])", "increase(sum(requests_total)[20m:1m])", "sum_over_time(vector(1)[10m:1m])",
        "count_over_time(restarted[20m:15s])", "last_over_time(ended[10m:1m])", "deriv(sum(temperature)[15m:1m])",
        "quantile_over_time(0.9, avg by (job) (temperature)[15m:1m])", "avg_over_time(time()[5m:1m])",
        "max_over_time(sum_over_time(up[3m])[10m:1m])", "max_over_time(max_over_time(up[5m:1m])[10m:2m])",
        "sum_over_time(up[10m:1m] offset 5m)", "sum_over_time((up offset 3m)[10m:1m])", "sum_over_time(up[10m:1m] @ end())",
        "changes((up > 0)[20m:30s])", "absent_over_time(late[10m:1m])", "stddev_over_time((temperature * 2)[10m:1m])",
        "sum_over_time((up @ start())[5m:1m])", "min_over_time(timestamp(up)[5m:1m])",
    ),
    "functions": _all((
        f"{name}({series})"
        for name in ("abs", "ceil", "floor", "exp", "ln", "log2", "log10", "sqrt", "sgn", "sin", "cos", "tan", "asin",
                     "acos", "atan", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "deg", "rad", "round")
        for series in ("odd", "restarted", "huge")
    ), (
        f"{name}({argument})"
        for name in ("minute", "hour", "day_of_week", "day_of_month", "day_of_year", "days_in_month", "month", "year")
        for argument in ("", "clock", "temperature * 1e7")
    ), (
        "round(temperature, 5)", "round(temperature, 0.1)", "round(odd, 0.5)", "round(temperature, -3)",
        "clamp(temperature, 30, 60)", "clamp(temperature, 60, 30)", "clamp_min(odd, 0)", "clamp_max(odd, 0)",
        "clamp(odd, -1, 1)", "clamp_min(temperature, scalar(constant))", "clamp_max(temperature, NaN)",
        "clamp(temperature, NaN, 3)", "timestamp(up)", "timestamp(up offset 5m)", "timestamp(up + 0)", "timestamp(sum(up))",
        "timestamp(up @ start())", "timestamp(timestamp(up))", "timestamp(vector(1))",
        "scalar(up)", "scalar(constant)", "scalar(late)", "vector(scalar(odd{kind='nan'}))",
        "absent(up)", "absent(nothing_at_all)", 'absent(nix{a="b",c=~"d"})', 'absent(nix{a="b",a="c"})', "absent(late)",
        "absent(sum(nix))", 'absent({job="nix"})', "absent(ended)", 'absent(nix{a=""})', "absent(up > 5)",
        'absent_over_time(nix{a="b"}[5m])', "absent_over_time(late[10m])", "absent_over_time(restarted[3m])",
        "absent_over_time(up[5m])", "sort(temperature)", "sort_desc(odd)",
    )),
    "labels": (
        'label_replace(up, "host", "$1", "instance", "(.*):.*")', 'label_replace(up, "job", "", "job", ".*")',
        'label_replace(up, "x", "${1}-$2", "instance", "(a|b):(.*)")', 'label_replace(up, "x", "y", "nothing", "")',
        'label_replace(up, "x", "$1$1", "job", "a(.)i")', 'label_replace(up, "x", "$name", "job", "(?P<name>.).*")',
        'label_replace(texts, "t", "[$1]", "text", "(.*)e")', 'label_replace(up, "__name__", "$1_new", "__name__", "(.*)")',
        'label_replace(up, "x", "$$1", "job", "(.*)")', 'label_replace(up, "x", "v", "job", "nomatch")',
        'label_replace(rate(requests_total[5m]), "x", "$0", "code", "2.*")',
        'label_replace(texts, "t", "$1|$2", "text", "(two)?.*?(words)?")',
        'label_join(up, "x", "-", "job", "instance")', 'label_join(up, "x", "", "nothing")', 'label_join(up, "job", ",", "job")',
        'label_join(up, "x", "-")', 'label_join(texts, "both", "/", "text", "n", "missing")',
    ),
    "aggregations": _all((
        f"{op}{by} ({series})"
        for op in ("sum", "avg", "min", "max", "count", "group", "stddev", "stdvar")
        for by, series in (
            (" by (job)", "temperature"), (" without (instance)", "requests_total"), ("", "odd"), ("", "nothing_at_all"),
            (" by (job)", "rate(requests_total[5m])"), (" by (kind)", "odd"), ("", "huge"),
        )
    ), (
        "sum by () (up)", "sum without () (up)", "sum by (__name__, job) ({__name__=~'up|late'})", "sum by (nothing) (up)",
        "topk(2, temperature)", "topk by (job) (1, temperature)", "bottomk(3, temperature)", "topk(0, up)", "topk(-1, up)",
        "topk(100, temperature)", "bottomk without (instance) (1, requests_total)", "topk(2, odd)", "bottomk(2, odd)",
        "topk(scalar(count(late)), temperature)", "topk(1.9, temperature)",
        "quantile(0.5, temperature)", "quantile by (job) (0.9, temperature)", "quantile(-1, up)", "quantile(2, up)",
        "quantile(NaN, up)", "quantile(0.3, odd)", "quantile(scalar(up{instance='a:80',job='api'}), temperature)",
        'count_values("value", up)', 'count_values by (job) ("v", up)', 'count_values without (instance) ("job", up)',
        'count_values("v", odd)', 'count_values("v", temperature > 1000)',
        "sum(sum by (job) (up))", "avg(restarted)", "count(up == 1)", "max by (job) (sum by (job, code) (requests_total))",
        "sum by (job) (increase(requests_total[10m] offset 5m))", "count by (job) (rate(requests_total[45s]))",
        "avg without (code) (irate(requests_total[2m]))", "min by (code) (delta(temperature[5m]))",
        "count(count_over_time(restarted[20m]))", "sum(sum_over_time(odd[5m]))", "max(max_over_time(odd[5m]))",
        "min(min_over_time(odd[5m]))", "avg(avg_over_time(odd[5m]))", "sum by (job) (rate(requests_total[5m] @ end()))",
    )),
    "operators": _all((
        f"{left} {op} {right}"
        for op in ("+", "-", "*", "/", "%", "^", "atan2", "==", "!=", ">", "<", ">=", "<=", "== bool", "> bool")
        for left, right in (("odd", "2"), ("0", "odd"), ("temperature", "temperature offset 5m"), ("restarted", "restarted"))
    ), (
        "temperature + on (job, instance) up", "up * ignoring (unit) temperature", "up / on (job) group_left sum by (job) (up)",
        "up * on (job) group_left (version) build_info", "build_info * on (job) group_right (version) up",
        "sum by (job) (up) * on (job) group_right () up", "up == on (job, instance) up", "temperature > ignoring (unit) up",
        "requests_total / ignoring (code) group_left sum without (code) (requests_total)",
        "up * on (job) group_left (nothing) build_info", "temperature > bool on (job, instance) up",
        "up * on (job) group_left (job) build_info", "late + on () group_right () up", "restarted * on (instance) up{job='api'}",
        "up > on (job) group_left (version) (build_info - 1)", "-temperature", "-up ^ 2", "+up", "- - late",
        "up and temperature", "up and on (job, instance) temperature", "up and on (job) late", "up unless on (job) late",
        "up or temperature", "up or on (job) temperature", "late or ended", "up or vector(1)", "vector(1) or up",
        "up unless ignoring (unit) temperature", "up and ignoring (instance) build_info", "(up == 0) or (up == 1)",
        "up unless up", "ended or on () late", "restarted and late", "restarted or on (instance) up{job='web'}",
        "up{job='api'} + up{job='web'}", "sum(up) + sum(temperature)", "sum(up) / count(up) * 100", "1 - avg(up)",
        "up == 1 and on (job) temperature > 50", "temperature * 2 + 1 > 100 or temperature", "2 ^ temperature",
        "temperature > 40 < 60", "odd == odd", "odd != odd", "up * 0 == 0",
    )),
    "histograms": _all((
        f"histogram_quantile({q}, {inner})"
        for q in ("0", "0.5", "0.9", "0.99", "1", "-0.5", "1.5", "NaN")
        for inner in ("latency_bucket", "rate(latency_bucket[5m])", "sum by (le) (rate(latency_bucket[10m]))")
    ), (
        "histogram_quantile(0.5, up)", "histogram_quantile(0.9, nothing_at_all)",
        'histogram_quantile(0.5, latency_bucket{le!="+Inf"})', 'histogram_quantile(0.5, latency_bucket{le="+Inf"})',
        "histogram_quantile(scalar(quantile(0.5, up)), latency_bucket)",
        "histogram_quantile(0.9, label_replace(latency_bucket, 'le', 'x', 'le', '1.0'))",
        "sum(rate(latency_sum[5m])) / sum(rate(latency_count[5m]))",
        "histogram_quantile(0.5, -latency_bucket)", "histogram_quantile(0.5, latency_bucket * 0)",
    )),
}  # fmt: skip

ERRORS: tuple[str, ...] = (
    "", "up{", "up[5m", "sum(", "1 +", "up[5m] + 1", "rate(up)", "nosuchfunction(up)", "{}", '{job=~".*"}', '{x!="a"}',
    "up offset", "up[0s]", "sum by job (up)", "topk(up)", "sum(1)", "abs(1)", "vector(up)", "scalar(1)", "up and 1",
    "1 and 1", "1 == 1", "up + bool up", "up{job=~'('}", "up == on (job) group_left on (x) up", "up[5m][5m]", "up[5m:1m",
    'up{job="a"', "rate(up[5m], 1)", "clamp(up, 1)", "-'text'", "'a' + 'b'", "up on (job) up", "sum(up) by (job) without (x)",
    "up and on (job) group_left up", "up * on (job) group_left (job) up", "group_left", "up up", "up{job='a'} {x='b'}",
    "1 offset 5m", "(up + up) offset 5m", "up[5m] offset", "@", "up @", "up @ foo()", 'label_join(up)', "up{1='a'}",
    "temperature * on (job) up", "up * on (job) build_info", "up + on (job) up", "build_info * on () group_left up",
    "up * on () group_left build_info", "up == on (job) up",
    'label_replace(up, "x", "y", "job", "(")', 'label_replace(up, "instance", "same", "job", ".*")',
    'label_replace(up, "", "y", "job", ".*")', 'label_join(up, "", "-", "job")', 'label_join(up, "instance", "-", "job")',
    'count_values("", up)', "topk(NaN, up)", "topk(1e300, up)", "holt_winters(temperature[5m], 1.5, 0.5)",
    "holt_winters(temperature[5m], 0.5, 0)", "{__name__=~'up|late',job='api'} * 2", "abs({__name__=~'up|late',job='api'})",
    "-{__name__=~'up|late',job='api'}", "rate({__name__=~'up|late',job='api'}[5m])",
    "sum_over_time({__name__=~'up|late',job='api',instance!~'.+'}[5m]) + on () group_left () up", "up[5m]", "'text'",
)  # fmt: skip

SAME_WORDS: tuple[str, ...] = (
    'late * on (job) up{job="api",instance!="c:80"}', 'up{job="api",instance!="c:80"} * on (job) group_right () late',
    'up{job="api"} * on (job) late', 'late - on () up{job="api",instance!="c:80"}',
    'label_replace(up, "instance", "same", "job", ".*")', "-{__name__=~'up|late',job='api'}",
    'label_replace(up, "x", "y", "job", "(")',
)  # fmt: skip
"""Errors of the data, whose text has no order of series in it but that of a pair."""

_SERIES = ("up", "temperature", "requests_total", "restarted", "late", "ended", "sparse", 'requests_total{job="api"}',
           'temperature{job!="batch"}', "latency_count", "constant")  # fmt: skip
# Where a counter is far from zero, both versions extrapolate alike.
_COUNTERS = ("requests_total", "latency_count", "constant", 'requests_total{code="200"}')
_WINDOWS = ("45s", "2m", "5m", "10m", "30m")
_RANGED = ("delta", "irate", "idelta", "changes", "resets", "deriv", "sum_over_time", "avg_over_time",
           "min_over_time", "max_over_time", "count_over_time", "last_over_time", "stddev_over_time",
           "present_over_time")  # fmt: skip
_LABELS = ("job", "instance", "code", "unit")


def generated(count: int, seed: int = 15) -> list[str]:
    """`count` different expressions, always the same ones."""
    rng = random.Random(seed)
    found: dict[str, None] = {}
    while len(found) < count:
        found[_vector(rng, 3)] = None
    return list(found)


def _vector(rng: random.Random, depth: int) -> str:
    kinds = ["ranged", "aggregation", "arithmetic", "matched", "set", "call", "subquery"]
    if depth <= 0:
        kinds = ["selector", "ranged"]
    match rng.choice(kinds):
        case "selector":
            return rng.choice(_SERIES) + rng.choice(["", "", "", " offset 3m", " @ end()"])
        case "ranged":
            counter = rng.random() < 0.4
            name = rng.choice(("rate", "increase") if counter else _RANGED)
            series = rng.choice(_COUNTERS if counter else _SERIES)
            return f"{name}({series}[{rng.choice(_WINDOWS)}]{rng.choice(['', '', ' offset 90s'])})"
        case "aggregation":
            op = rng.choice(["sum", "avg", "min", "max", "count", "stddev", "group", "topk", "quantile"])
            by = rng.choice(["", " by", " without"])
            chosen = f"{by} ({', '.join(rng.sample(_LABELS, rng.randint(0, 2)))})" if by else ""
            param = {"topk": "2, ", "quantile": "0.7, "}.get(op, "")
            # Equal values have no order to choose by; these have none.
            inner = rng.choice(("temperature", "requests_total", "late")) if op == "topk" else _vector(rng, depth - 1)
            return f"{op}{chosen} ({param}{inner})"
        case "arithmetic":
            op = rng.choice(["+", "-", "*", "/", "%", "> bool", ">", "<", "!="])
            sides = [f"({_vector(rng, depth - 1)})", rng.choice(["2", "0.5", "40", "-1", "scalar(constant)"])]
            rng.shuffle(sides)
            return f" {op} ".join(sides)
        case "matched":
            op, how = rng.choice(["+", "-", "*", "/", ">"]), f"on ({', '.join(rng.sample(_LABELS, rng.randint(1, 2)))})"
            group = rng.choice(["", " group_left", " group_right"])
            left, right = (f"({_vector(rng, depth - 1)})" for _ in range(2))
            if group:
                grouped = f"sum by ({how[4:-1]}) ({_vector(rng, depth - 1)})"
                left, right = (left, grouped) if group == " group_left" else (grouped, right)
            return f"{left} {op} {how}{group} {right}"
        case "set":
            how = rng.choice(["", " on (job)", " ignoring (unit, code)"])
            return f"({_vector(rng, depth - 1)}) {rng.choice(['and', 'or', 'unless'])}{how} ({_vector(rng, depth - 1)})"
        case "call":
            return rng.choice(["abs({})", "ceil({})", "sqrt({})", "clamp({}, -1, 30)", "round({}, 0.25)", "-({})", "sort({})",
                               "timestamp({})", "absent({})"]).format(_vector(rng, depth - 1))  # fmt: skip
        case _:
            # With this offset no window of a subquery in a subquery begins at one of its steps.
            window = f"[{rng.choice(['5m', '15m'])}:{rng.choice(['30s', '1m', ''])}] offset 7s"
            return f"{rng.choice(_RANGED)}(({_vector(rng, depth - 1)}){window})"

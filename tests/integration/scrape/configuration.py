"""A `prometheus.yml` with everything in it that changes labels, and the pages its targets show."""

import time
from dataclasses import dataclass

from tests.support.exposition_server import OPENMETRICS, TEXT

CONFIGURATION = r"""
global:
  scrape_interval: 1s
  scrape_timeout: 900ms
  external_labels: {cluster: nowhere}
scrape_configs:
  - job_name: plain
    static_configs:
      - targets: ['ADDRESS']
        labels: {dc: eu, empty: ''}

  - job_name: honest
    metrics_path: /clash
    static_configs: [{targets: ['ADDRESS'], labels: {zone: a}}]
  - job_name: honoured
    honor_labels: true
    metrics_path: /clash
    static_configs: [{targets: ['ADDRESS'], labels: {zone: a}}]

  - job_name: timed
    metrics_path: /timed
    static_configs: [{targets: ['ADDRESS']}]
  - job_name: untimed
    honor_timestamps: false
    metrics_path: /timed
    static_configs: [{targets: ['ADDRESS']}]

  - job_name: relabelled
    static_configs:
      - targets: ['ADDRESS', 'ADDRESS/ignored', 'drop-me:1', 'keep-equal:2', 'odd host/x:3']
        labels:
          __meta_kubernetes_pod_label_app: shop
          __meta_kubernetes_pod_label_tier: web
          team: Red
          where: 'ADDRESS'
      - targets: ['ADDRESS']
        labels: {team: Blue, where: 'ADDRESS', __metrics_path__: /other}
    params: {module: [one, three], 'x y': ['a&b']}
    relabel_configs:
      - {source_labels: [__address__], regex: 'drop-me:.*', action: drop}
      - {source_labels: [__address__], regex: '(.*)/ignored', target_label: __tmp_ignored, replacement: '$1'}
      - {source_labels: [__tmp_ignored], regex: '.+', action: drop}
      - {source_labels: [__address__], target_label: where, action: keepequal}
      - {regex: '__meta_kubernetes_pod_label_(.+)', action: labelmap, replacement: 'k8s_${1}'}
      - {source_labels: [team], target_label: team, action: lowercase}
      - {source_labels: [team], target_label: shout, action: uppercase}
      - source_labels: [__address__, team]
        separator: '@'
        regex: '([^:]+):(\d+)@(.*)'
        target_label: '${3}_port'
        replacement: 'p$2-$0-$$-$9-${3}x'
      - {source_labels: [team], modulus: 1000, target_label: __tmp_shard, action: hashmod}
      - {source_labels: [__tmp_shard], target_label: shard}
      - {source_labels: [__scrape_interval__, __scrape_timeout__], target_label: pace}
      - {regex: 'k8s_tier', action: labeldrop}
      - {source_labels: [__param_module], target_label: module}
      - {source_labels: [nothing], target_label: fixed, replacement: constant}
      - {source_labels: [team], regex: nomatch, target_label: never, replacement: x}
      - {target_label: where, replacement: ''}

  - job_name: paced
    static_configs: [{targets: ['ADDRESS'], labels: {__scrape_interval__: 1500ms, __scrape_timeout__: 1s}}]
    relabel_configs:
      - {target_label: instance, replacement: renamed}

  - job_name: trimmed
    metrics_path: /many
    static_configs: [{targets: ['ADDRESS']}]
    metric_relabel_configs:
      - {source_labels: [__name__], regex: 'many_(dropped|gone)_.*', action: drop}
      - {source_labels: [__name__], regex: 'many_(.*)_total', target_label: __name__, replacement: 'few_${1}'}
      - {regex: 'noise.*', action: labeldrop}
      - {source_labels: [path], regex: '/api/([^/]+)/\d+', target_label: route, replacement: '/api/$1/:id'}
      - {source_labels: [code], regex: '(\d)..', target_label: class, replacement: '${1}xx'}
      - {source_labels: [method, code], target_label: __tmp_both}
      - {source_labels: [__tmp_both], regex: 'DELETE;.*', action: drop}
      - {regex: '__tmp_both', action: labeldrop}
      - {source_labels: [method], target_label: wanted, action: dropequal}
      - {source_labels: [instance], target_label: instance, regex: '([^:]+):.*', replacement: '$1'}
  - job_name: kept
    metrics_path: /many
    static_configs: [{targets: ['ADDRESS']}]
    metric_relabel_configs:
      - {regex: '__name__|instance|job|code|method', action: labelkeep}

  - {job_name: too_many, metrics_path: /many, sample_limit: 3, static_configs: [{targets: ['ADDRESS']}]}
  - {job_name: enough, metrics_path: /many, sample_limit: 9, static_configs: [{targets: ['ADDRESS']}]}
  - {job_name: wide, metrics_path: /many, label_limit: 5, static_configs: [{targets: ['ADDRESS']}]}
  - {job_name: long_names, metrics_path: /many, label_name_length_limit: 5, static_configs: [{targets: ['ADDRESS']}]}
  - {job_name: long_values, metrics_path: /many, label_value_length_limit: 18, static_configs: [{targets: ['ADDRESS']}]}
  - {job_name: big, metrics_path: /many, body_size_limit: 100B, static_configs: [{targets: ['ADDRESS']}]}
  - {job_name: crowd, target_limit: 1, static_configs: [{targets: ['ADDRESS', 'ADDRESS'], labels: {a: b}}, {targets: ['ADDRESS']}]}

  - {job_name: changing, metrics_path: /changing, static_configs: [{targets: ['ADDRESS']}]}
  - {job_name: broken, metrics_path: /broken, static_configs: [{targets: ['ADDRESS']}]}
  - {job_name: failing, metrics_path: /failing, static_configs: [{targets: ['ADDRESS']}]}
  - {job_name: missing, metrics_path: /missing, static_configs: [{targets: ['ADDRESS']}]}
  - {job_name: empty, metrics_path: /empty, static_configs: [{targets: ['ADDRESS']}]}
  - {job_name: hex, metrics_path: /hex, static_configs: [{targets: ['ADDRESS']}]}
  - {job_name: open, metrics_path: /open, static_configs: [{targets: ['ADDRESS']}]}
  - {job_name: open_broken, metrics_path: /open_broken, static_configs: [{targets: ['ADDRESS']}]}
  - job_name: files
    file_sd_configs: [{files: ['targets/*.json', 'targets/*.yml'], refresh_interval: 1s}]
    relabel_configs:
      - {source_labels: [__meta_filepath], regex: '.*/(.*)', target_label: file}
"""

FILES = {
    "targets/one.json": '[{"targets": ["ADDRESS"], "labels": {"from": "json", "n": "1"}}]',
    "targets/two.yml": "- targets: ['ADDRESS']\n  labels: {from: yml}\n",
}

_RICH = r"""# HELP plain A gauge with "quotes", a \\ and a\nnew line.
# TYPE plain gauge
plain 1
plain{a="b"} 2.5e-3
plain{a="é ü 日本",b="with \"quotes\" and \\ and\nline"} -0
plain{a="",c="x"} 7
plain  {  a = "blanks" , }   8
plain{le="+Inf",}	9
odd_values{v="nan"} NaN
odd_values{v="inf"} +Inf
odd_values{v="-inf"} -Inf
odd_values{v="big"} 1.7976931348623157e+308
odd_values{v="tiny"} 5e-324
odd_values{v="plus"} +12
odd_values{v="dot"} .5
odd_values{v="int"} 9007199254740993
# an ordinary comment

#comment
twice{a="1"} 1
twice{a="1"} 2
with:colon_total 3
# TYPE latency histogram
latency_bucket{le="0.1"} 1
latency_bucket{le="+Inf"} 3
latency_sum 4.25
latency_count 3
"""
_CLASH = """up{other="1"} 5
up{job="own",instance="own"} 6
m{job="pushed",instance="",zone="b",exported_zone="c"} 1
m{exported_job="x",exported_exported_job="y",job="z"} 2
m{zone=""} 3
"""
_MANY = (
    "".join(
        f'many_requests_total{{method="{method}",code="{code}",path="/api/items/{number}",noise_a="x",noise="y"}} {number}\n'
        for number, (method, code) in enumerate([("GET", 200), ("GET", 404), ("POST", 503), ("DELETE", 200)])
    )
    + 'many_dropped_total 1\nmany_gone_x{a="1"} 2\nmany_other{wanted="GET",method="GET"} 3\nmany_more{method="PUT"} 4\n'
)
_OPEN = """# TYPE requests counter
# HELP requests How many.
requests_total{code="200"} 5 # {trace_id="abc"} 0.5
requests_created{code="200"} 1700000000.5
# TYPE wait_seconds histogram
# UNIT wait_seconds seconds
wait_seconds_bucket{le="1.0"} 1 # {trace_id="x",span_id="y"} 0.25 1700000000.25
wait_seconds_bucket{le="+Inf"} 2
wait_seconds_count 2
wait_seconds_sum 1.5
# TYPE build info
build_info{version="1"} 1
# EOF
"""


@dataclass(frozen=True, slots=True)
class PageOf:
    """What a path answers in the first and in the second half of the test."""

    first: str
    second: str
    content_type: str = TEXT
    status: tuple[int, int] = (200, 200)


def pages() -> dict[str, PageOf]:
    """Every path but /missing."""
    recently = int(time.time() * 1000) - 20_000
    timed = f'timed{{a="1"}} 1 {recently}\ntimed{{a="2"}} 2\ntimed{{a="3"}} 3 {recently + 1000}\n'
    return {
        "/metrics": PageOf(_RICH, _RICH),
        "/other": PageOf("other 1\n", "other 1\n"),
        "/clash": PageOf(_CLASH, _CLASH),
        "/timed": PageOf(timed, "timed 1\n"),
        "/many": PageOf(_MANY, _MANY),
        "/changing": PageOf('c{a="1"} 1\nc{a="2"} 2\nc{a="3"} 3\n', 'c{a="2"} 2\nc{a="4"} 4\n'),
        "/broken": PageOf("b 1\nb2 2\n", "b 1\nb2 2\nb{ 3\nb4 4\n"),
        "/failing": PageOf("f 1\n", "f 1\n", status=(200, 500)),
        "/empty": PageOf("", ""),
        "/open": PageOf(_OPEN, _OPEN, OPENMETRICS),
        "/hex": PageOf("hex 0x1p-2\n", "hex 1\n"),
        "/open_broken": PageOf(_OPEN, _OPEN.replace("# EOF\n", ""), OPENMETRICS),
    }

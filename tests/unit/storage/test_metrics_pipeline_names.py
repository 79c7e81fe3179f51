"""Names of metrics and labels, as OpenTelemetry's become Prometheus'."""

from pathlib import Path
from typing import Any

import pytest
from opentelemetry.proto.common.v1.common_pb2 import KeyValue

from sardonyx.storage.embedded import EmbeddedEngine
from sardonyx.storage.pipelines import metrics
from tests.support.otlp import key_values
from tests.unit.storage.segments import NoMasking
from tests.unit.storage.stored_metrics import NOW, counter, gauge, keep, number, request, samples_of, series_of

GAUGES = {
    ("plain", ""): "plain",
    ("http.server.duration", "ms"): "http_server_duration_milliseconds",
    ("response_time_seconds", "s"): "response_time_seconds",
    ("process.seconds.in.queue", "s"): "process_seconds_in_queue",
    ("memory.usage", "By"): "memory_usage_bytes",
    ("memory.limit", "GiBy"): "memory_limit_gibibytes",
    ("uptime", "d"): "uptime_days",
    ("load", "%"): "load_percent",
    ("cpu", "1"): "cpu_ratio",
    ("cpu.ratio", "1"): "cpu_ratio",
    ("ratio.of.cpu", "1"): "of_cpu_ratio",
    ("speed", "m/s"): "speed_meters_per_second",
    ("speed_km_per_hour", "km/h"): "speed_km_per_hour",
    ("throughput.bytes", "By/s"): "throughput_bytes_per_second",
    ("throughput", "By/s"): "throughput_bytes_per_second",
    ("rate", "1/s"): "rate_per_second",
    ("queue.size", "{item}"): "queue_size",
    ("queue.bytes", "By/{item}"): "queue_bytes",
    ("consumed", "{item}/min"): "consumed_per_min",
    ("custom", "custom_unit"): "custom_custom_unit",
    ("a_custom_unit", "custom_unit"): "a_custom_unit",
    ("odd", "unit@with#special/chars"): "odd_unit_with_special_per_chars",
    ("spaced", " s "): "spaced_seconds",
    ("slash", "/"): "slash",
    ("wide__under___scores_", "unit__wide"): "wide_under_scores_unit_wide",
    ("_leading.trailing.", ""): "leading_trailing",
    ("2xx.responses", ""): "_2xx_responses",
    ("colon:kept", ""): "colon:kept",
    ("größe.日本", "By"): "gr_e_bytes",
    ("quote'\\back", ""): "quote_back",
    ("total", ""): "total",
}
COUNTERS = {
    ("requests", ""): "requests_total",
    ("requests_total", ""): "requests_total",
    ("total.requests", ""): "requests_total",
    ("items", "1"): "items_total",
    ("cpu.time", "s"): "cpu_time_seconds_total",
    ("cpu_seconds_total", "s"): "cpu_seconds_total",
    ("http.requests", "{request}/s"): "http_requests_per_second_total",
}
UP_DOWN = {("size", "1"): "size", ("in.use", "By"): "in_use_bytes"}


async def test_metric_names_get_their_unit_and_type_once(engine: EmbeddedEngine, tmp_path: Path) -> None:
    sent = [
        *(gauge(name, 1, unit=unit, labels={"case": f"gauge {name} {unit}"}) for name, unit in GAUGES),
        *(counter(name, 1, unit=unit, labels={"case": f"counter {name} {unit}"}) for name, unit in COUNTERS),
        *(number("sum", name, 1, unit=unit, labels={"case": f"sum {name} {unit}"}) for name, unit in UP_DOWN),
    ]
    await keep(engine, tmp_path, request(*sent))
    stored = {row["Labels"]["case"]: row["MetricName"] for row in (await series_of(engine)).values()}
    assert stored == {
        f"{kind} {name} {unit}": expected
        for kind, cases in (("gauge", GAUGES), ("counter", COUNTERS), ("sum", UP_DOWN))
        for (name, unit), expected in cases.items()
    }


async def test_metrics_without_any_name_are_left_out(engine: EmbeddedEngine, tmp_path: Path) -> None:
    await keep(
        engine, tmp_path, request(gauge("", 1), gauge("@#$%", 2), gauge("日本", 3, unit="{x}"), gauge("kept", 4))
    )
    assert set(await samples_of(engine)) == {"kept{}"}


async def labels_of(engine: EmbeddedEngine, folder: Path, pairs: list[KeyValue], **resource: Any) -> dict[str, str]:
    metric = gauge("g", 1.0)
    metric.gauge.data_points[0].attributes.extend(pairs)
    await keep(engine, folder, request(metric, resource=resource))
    (labels,) = [row["Labels"] for row in (await series_of(engine)).values() if row["MetricName"] == "g"]
    assert isinstance(labels, dict)
    return labels


async def test_label_names_are_made_valid(engine: EmbeddedEngine, tmp_path: Path) -> None:
    sent = {
        "http.method": "a", "1st": "b", "_hidden": "c", "__reserved": "d", "Ünï": "e", "x:y-z": "f", "日本": "g", "_": "h",
        "ok_1": "i", "it's \\ \"quoted\"": "j",
    }  # fmt: skip
    assert await labels_of(engine, tmp_path, key_values(sent)) == {
        "http_method": "a", "key_1st": "b", "key_hidden": "c", "__reserved": "d", "key_n_": "e", "x_y_z": "f", "__": "g",
        "key_": "h", "ok_1": "i", "it_s____quoted_": "j",
    }  # fmt: skip


async def test_labels_without_name_or_value_and_a_second_name_are_left_out(
    engine: EmbeddedEngine, tmp_path: Path
) -> None:
    sent = [
        *key_values({"": "x", "empty": "", "unset": None, "__name__": "other", "kept": "y"}),
        KeyValue(key="no_value"),
    ]
    assert await labels_of(engine, tmp_path, sent) == {"kept": "y"}


async def test_attributes_of_the_same_label_name_are_joined_in_the_order_of_their_keys(
    engine: EmbeddedEngine, tmp_path: Path
) -> None:
    sent = [
        *key_values({"a_b": "3", "a.b": "2", "a-b": "1", "z": "9"}),
        *key_values({"k": "v2"}),
        *key_values({"k": "v1"}),
    ]
    assert await labels_of(engine, tmp_path, sent) == {"a_b": "1;2;3", "z": "9", "k": "v1;v2"}


async def test_the_resource_names_the_target_and_loses_nothing_to_points(
    engine: EmbeddedEngine, tmp_path: Path
) -> None:
    resource = {
        "service.name": "cart", "service.instance.id": "i-1", "deployment.environment.name": "prod", "host.name": "h",
    }  # fmt: skip
    sent = key_values({"job": "mine", "instance": "mine", "service.name": "mine", "other": "x"})
    assert await labels_of(engine, tmp_path, sent, **resource) == {
        "job": "cart", "instance": "i-1", "service_name": "mine", "deployment_environment_name": "prod", "other": "x",
    }  # fmt: skip


async def test_other_resource_attributes_can_be_promoted(engine: EmbeddedEngine, tmp_path: Path) -> None:
    pipeline = metrics.pipeline(NoMasking(), promote=("host.name", "k8s.pod-name", "absent"))
    message = request(gauge("g", 1.0), resource={"service.name": "s", "host.name": "h", "k8s.pod-name": "p"})
    await keep(engine, tmp_path, message, pipeline=pipeline)
    assert 'g{host_name="h",job="s",k8s_pod_name="p"}' in await series_of(engine)


async def test_the_scope_is_told_by_labels(engine: EmbeddedEngine, tmp_path: Path) -> None:
    message = request(gauge("g", 1.0, labels={"otel.scope.name": "forged", "otel_scope_name": "forged"}))
    scope = message.resource_metrics[0].scope_metrics[0]
    scope.schema_url = "https://example.test/1"
    scope.scope.name, scope.scope.version = "my.lib", "1.2"
    scope.scope.attributes.extend(key_values({"short.name": "x", "level": 3}))
    await keep(engine, tmp_path, message)
    assert [row["Labels"] for row in (await series_of(engine)).values()] == [
        {
            "otel_scope_name": "my.lib",
            "otel_scope_version": "1.2",
            "otel_scope_schema_url": "https://example.test/1",
            "otel_scope_short_name": "x",
            "otel_scope_level": "3",
        }
    ]


SCALARS = {
    "s": "text", "yes": True, "no": False, "int": -42, "big": 2**63 - 1, "zero": 0, "half": 0.5, "one": 1.0,
    "raw": b"\x00\xff",
}  # fmt: skip
SCALAR_TEXTS = {
    "s": "text", "yes": "true", "no": "false", "int": "-42", "big": str(2**63 - 1), "zero": "0", "half": "0.5", "one": "1",
    "raw": "AP8=",
}  # fmt: skip


async def test_values_of_every_kind_become_text(engine: EmbeddedEngine, tmp_path: Path) -> None:
    assert await labels_of(engine, tmp_path, key_values(SCALARS)) == SCALAR_TEXTS


async def test_nested_values_become_json(engine: EmbeddedEngine, tmp_path: Path) -> None:
    nested = {"list": ["x", 1, True], "map": {"a": 1, "b": ["c"]}, "none": [], "nothing": {}}
    texts = {"list": '["x",1,true]', "map": '{"a":1,"b":["c"]}', "none": "[]", "nothing": "{}"}
    assert await labels_of(engine, tmp_path, key_values({**SCALARS, **nested})) == {**SCALAR_TEXTS, **texts}


@pytest.mark.parametrize("place", ["resource", "scope", "exemplar"])
async def test_nested_values_elsewhere_are_read_too(engine: EmbeddedEngine, tmp_path: Path, place: str) -> None:
    deep = key_values({"deep": {"a": ["b", {"c": 1}]}})
    metric = counter("c", 1)
    message = request(metric, resource={"service.name": "s"})
    group = message.resource_metrics[0]
    if place == "resource":
        group.resource.attributes.extend(deep)
    elif place == "scope":
        group.scope_metrics[0].scope.attributes.extend(deep)
    else:
        point = group.scope_metrics[0].metrics[0].sum.data_points[0]
        point.exemplars.add(time_unix_nano=NOW, as_int=1, filtered_attributes=deep)
    await keep(engine, tmp_path, message)
    found = [row["Labels"] for row in (await series_of(engine)).values()]
    found += [row["Labels"] for row in await engine.rows("SELECT Labels FROM exemplars")]
    name = "otel_scope_deep" if place == "scope" else "deep"
    assert [labels[name] for labels in found if name in labels] == ['{"a":["b",{"c":1}]}']
    assert len(await samples_of(engine)) == 1 + (place == "resource")


class HideSecrets:
    def sql_text(self, expr: str) -> str:
        return f"replaceAll({expr}, 'secret', '***')"

    def sql_map(self, expr: str, *, service: str | None = None) -> str:
        return f"mapApply((k, v) -> (k, replaceAll(v, 'secret', '***')), {expr})"


async def test_values_are_masked_before_they_identify_a_series(engine: EmbeddedEngine, tmp_path: Path) -> None:
    metric = counter("c", 1, labels={"user": "secret-1"})
    metric.sum.data_points[0].exemplars.add(
        time_unix_nano=NOW, as_int=1, filtered_attributes=key_values({"token": "secret-2"})
    )
    message = request(metric, resource={"service.name": "secret-3", "host.name": "secret-4"})
    message.resource_metrics[0].scope_metrics[0].scope.name = "secret-5"
    await keep(engine, tmp_path, message, masker=HideSecrets())
    assert set(await samples_of(engine)) == {
        'c_total{job="***-3",otel_scope_name="***-5",service_name="***-3",user="***-1"}',
        'target_info{host_name="***-4",job="***-3"}',
    }
    assert await engine.rows("SELECT Labels FROM exemplars") == [{"Labels": {"token": "***-2"}}]

"""Pinned keys: what a sender may name, and what is named for him."""

from collections.abc import Mapping
from typing import Any

import pytest
from google.protobuf.message import Message

from sardonyx.access.principal import Principal
from sardonyx.receivers.otlp_decode import LOGS, METRICS, TRACES, Decoded, Signal, parse_protobuf
from sardonyx.receivers.pins import Pins
from sardonyx.receivers.remote_write_check import Faults
from sardonyx.receivers.remote_write_decode import Sorted, parse_1, sort
from sardonyx.receivers.remote_write_messages import TimeSeries
from sardonyx.receivers.remote_write_pins import pinned
from tests.support.otlp import key_values, make_logs, make_spans
from tests.support.remote_write import Series, series, write_1
from tests.unit.storage.stored_metrics import gauge, request

NOW = 1_795_000_000_000


def pins(services: list[str] | None = None, environments: list[str] | None = None) -> Pins:
    def scope(names: list[str] | None) -> frozenset[str] | None:
        return None if names is None else frozenset(names)

    nobody: frozenset[str] = frozenset()
    found = Pins.of(Principal("ingest", "k", "key", nobody, nobody, scope(services), scope(environments)))
    assert found is not None
    return found


def send(signal: Signal, message: Message, bound: Pins) -> Decoded:
    parsed = parse_protobuf(signal, message.SerializeToString())
    parsed.pin(bound)
    return parsed.decoded()


def resources(signal: Signal, decoded: Decoded) -> list[dict[str, str]]:
    message: Any = parse_protobuf(signal, decoded.payload)
    return [{pair.key: pair.value.string_value for pair in found.resource.attributes} for found in message.resources]


def test_a_principal_without_a_scope_is_bound_to_nothing() -> None:
    assert Pins.of(Principal("ingest", "k", "key", frozenset(), frozenset())) is None


@pytest.mark.parametrize("signal", [LOGS, TRACES, METRICS], ids=lambda signal: signal.name)
def test_what_names_another_service_is_left_out_and_told(signal: Signal) -> None:
    message = signal.request()
    for service in ("shop", "bank", "shop"):
        made = {
            "logs": lambda name: make_logs(["a", "b"], service=name),
            "traces": lambda name: make_spans(["a", "b"], service=name),
            "metrics": lambda name: request(gauge("g", 1, 2), resource={"service.name": name}),
        }[signal.name](service)
        message.MergeFrom(made)  # type: ignore[arg-type]
    decoded = send(signal, message, pins(["shop", "cart"]))
    assert (decoded.records, decoded.rejected) == (4, 2)
    assert decoded.message == "the service 'bank' is not one of those this key may send for: cart, shop"
    assert [found["service.name"] for found in resources(signal, decoded)] == ["shop", "shop"]


@pytest.mark.parametrize(
    ("attributes", "bound", "named"),
    [
        ({}, pins(["shop"]), {"service.name": "shop"}),
        ({"service.name": ""}, pins(["shop"]), {"service.name": "shop"}),
        ({}, pins(["shop"], ["prod"]), {"service.name": "shop", "deployment.environment.name": "prod"}),
        ({"env": "prod"}, pins(None, ["prod"]), {"env": "prod"}),
        ({"deployment.environment": "prod", "env": "test"}, pins(None, ["prod", "test"]), None),
    ],
    ids=["nothing", "empty", "both", "older name", "two allowed"],
)
def test_what_is_not_named_is_named_when_there_is_only_one(
    attributes: Mapping[str, str], bound: Pins, named: Mapping[str, str] | None
) -> None:
    message = make_logs(["a"])
    del message.resource_logs[0].resource.attributes[:]
    message.resource_logs[0].resource.attributes.extend(key_values(attributes))
    decoded = send(LOGS, message, bound)
    assert decoded.rejected == 0
    assert resources(LOGS, decoded) == [attributes if named is None else named]


@pytest.mark.parametrize(
    ("attributes", "words"),
    [
        ({}, "no service is named, one of those this key may send for: cart, shop"),
        ({"service.name": 7}, "the service is no text: int_value: 7"),
        ({"service.name": ["shop"]}, "the service is no text"),
    ],
    ids=["nothing", "number", "list"],
)
def test_what_can_not_be_told_is_refused(attributes: Mapping[str, Any], words: str) -> None:
    message = make_logs(["a"])
    del message.resource_logs[0].resource.attributes[:]
    message.resource_logs[0].resource.attributes.extend(key_values(attributes))
    decoded = send(LOGS, message, pins(["shop", "cart"]))
    assert (decoded.records, decoded.rejected) == (0, 1)
    assert words in decoded.message


def test_a_name_given_twice_must_be_right_both_times() -> None:
    message = make_logs(["a"])
    message.resource_logs[0].resource.attributes.extend(key_values({"service.name": "bank"}))
    assert send(LOGS, message, pins(["shop"])).rejected == 1


@pytest.mark.parametrize("key", ["service.name", "service_name", "service-name", "service/name"])
def test_a_data_point_can_not_name_what_its_resource_may_not(key: str) -> None:
    points = [gauge("g", 1, labels={key: value}) for value in ("bank", "shop")]
    decoded = send(METRICS, request(*points, resource={"service.name": "shop"}), pins(["shop"]))
    assert (decoded.records, decoded.rejected) == (1, 1)


@pytest.mark.parametrize(("value", "rejected"), [("", 0), (5, 1), (["shop"], 1), (None, 0)])
def test_a_data_points_name_must_be_a_text_or_nothing(value: Any, rejected: int) -> None:
    message = request(gauge("g", 1, labels={"service.name": value}), resource={"service.name": "shop"})
    assert send(METRICS, message, pins(["shop"])).rejected == rejected


def test_no_names_at_all_allow_nothing() -> None:
    decoded = send(LOGS, make_logs(["a"]), pins([]))
    assert decoded.message == "the service 'shop' is not one of those this key may send for: none"


def write(bound: Pins, *items: Series) -> Sorted:
    faults = Faults()
    return sort(pinned(parse_1(write_1(items)), bound, faults), {}, NOW, faults)


def test_series_of_another_service_are_left_out_and_told() -> None:
    found = write(pins(["shop"]), series("up", 1, NOW, service_name="bank"), series("up", 1, NOW, service_name="shop"))
    assert len(found.others) == 1
    assert str(found.faults) == (
        "the service 'bank' is not one of those this key may send for: shop, "
        'got {__name__="up", service_name="bank"} (1 in all)'
    )


def test_series_that_name_nothing_get_what_their_key_is_pinned_to() -> None:
    (other,) = write(pins(["shop"], ["prod"]), series("up", 1, NOW, job="a")).others
    assert dict(other.pairs) == {
        "__name__": "up",
        "job": "a",
        "service_name": "shop",
        "deployment_environment_name": "prod",
    }
    assert other.key is not None
    labels = TimeSeries.FromString(other.key).labels
    assert {(label.name, label.value) for label in labels} == set(other.pairs)


def test_a_label_value_that_looks_like_a_label_names_nothing() -> None:
    fake = "\x0a\x14\x0a\x0cservice_name\x12\x04shop"
    found = write(pins(["shop", "cart"]), series("up", 1, NOW, a=fake))
    assert found.others == []
    assert "no service is named" in str(found.faults)

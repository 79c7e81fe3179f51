"""`sardonyx demo fault` and `status` against a running demo."""

from collections.abc import Iterator

import httpx
import pytest
from typer.testing import CliRunner, Result

from sardonyx.cli import demo
from sardonyx.cli.errors import CommandError
from tests.integration.demo.collector import Collector
from tests.integration.demo.platform import Platform

ERROR = 2


def run(platform: Platform, *words: str) -> Result:
    return CliRunner().invoke(demo.app, [*words, "--data", str(platform.data)])


@pytest.fixture(autouse=True)
def _well_afterwards(platform: Platform) -> Iterator[None]:
    yield
    for service in platform.services:
        assert run(platform, "fault", service, "off").output == f"{service}: none\n"


def test_errors_reach_the_person_and_the_collector(platform: Platform, collector: Collector) -> None:
    assert run(platform, "fault", "onyx-core", "errors=1").output == "onyx-core: errors=1\n"
    with platform.visitor() as alice:
        assert alice.chat("req-fault-1").status_code == 502

    spans = collector.trace_of("req-fault-1")
    (failed,) = [span for span in spans if span.item.name == "POST /answer"]
    assert failed.item.status.code == ERROR
    assert [event.name for event in failed.item.events] == ["exception"]
    collector.wait_for(
        lambda: (
            {"suna", "onyx-core"}
            == {x.service for x in collector.logs if x.trace_id == failed.trace_id and x.item.severity_text == "ERROR"}
        )
    )


def test_off_ends_the_errors(platform: Platform) -> None:
    run(platform, "fault", "onyx-core", "errors=1")
    run(platform, "fault", "onyx-core", "off")
    with platform.visitor() as alice:
        assert alice.chat("req-off-1").status_code == 200


def test_latency_and_slow_queries_show_in_the_spans_they_hit(platform: Platform, collector: Collector) -> None:
    run(platform, "fault", "onyx-core", "latency=300ms", "slow_query=400ms")
    with platform.visitor() as alice:
        assert alice.chat("req-slow-1", "What blocks a release, and who rates answers?").status_code == 200
    spans = collector.trace_of("req-slow-1")

    def milliseconds(name: str) -> float:
        (span,) = [span for span in spans if span.item.name == name]
        return (span.item.end_time_unix_nano - span.item.start_time_unix_nano) / 1e6

    assert milliseconds("SELECT documents") >= 400
    assert milliseconds("POST /answer") >= 700
    collector.wait_for(lambda: any("slow query: SELECT" in log.item.body.string_value for log in collector.logs))


def test_ready_says_no_while_told_to(platform: Platform) -> None:
    ready = f"{platform.url('agent-exec')}/ready"
    assert httpx.get(ready).status_code == 200
    run(platform, "fault", "agent-exec", "ready=no")
    assert httpx.get(ready).status_code == 503
    assert httpx.get(f"{platform.url('agent-exec')}/live").status_code == 200


def test_unknown_service_is_answered_with_the_known_ones(platform: Platform) -> None:
    answer = run(platform, "fault", "qdrant", "errors=1")
    assert isinstance(answer.exception, CommandError)
    assert str(answer.exception) == "'qdrant' is no service of the demo (allowed: suna, onyx-core, agent-exec)"


def test_every_mistake_is_named_and_nothing_is_set(platform: Platform) -> None:
    answer = run(platform, "fault", "suna", "latency=1s", "eror=0.5", "errors=2")
    assert isinstance(answer.exception, CommandError)
    assert "did you mean errors?" in str(answer.exception)
    assert "errors takes a share from 0 to 1" in str(answer.exception)
    assert "suna 1.4.2" in run(platform, "status").output.splitlines()[0]
    assert "faults: none" in run(platform, "status").output.splitlines()[0]


def test_status_without_a_demo_says_how_to_start_one(platform: Platform, tmp_path: object) -> None:
    answer = CliRunner().invoke(demo.app, ["status", "--data", str(tmp_path)])
    assert str(answer.exception) == demo.NOT_RUNNING


def test_faults_need_the_token_of_the_address_book(platform: Platform) -> None:
    answer = httpx.post(f"{platform.url('suna')}/_demo/fault", json={"errors": 1})
    assert answer.status_code == 403

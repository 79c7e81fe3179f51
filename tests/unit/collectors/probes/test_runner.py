"""Checks run at their turns, one of a monitor at a time, whatever targets, clocks and people do."""

import asyncio
from itertools import pairwise

import pytest

from sardonyx.collectors.probes.result import ProbeResult
from sardonyx.collectors.probes.schedule import Cadence
from sardonyx.collectors.probes.scheduled import Scheduled, retry_seconds
from sardonyx.config.checks import HeartbeatCheck
from sardonyx.config.monitors import Monitor
from tests.unit.collectors.probes.fake_time import Bench, monitor, settled


def gaps(times: list[float]) -> list[float]:
    return [round(later - earlier, 3) for earlier, later in pairwise(times)]


async def test_turns_keep_their_cadence_however_long_checks_take(bench: Bench) -> None:
    bench.takes = {"slow": 3.7}
    async with bench.runner().running() as runner:
        runner.apply([monitor("slow"), monitor("quick")])
        await bench.time.pass_by(200)
    for name in ("slow", "quick"):
        assert set(gaps(bench.begun_at(name))[1:]) == {10.0}
        assert len(bench.begun_at(name)) >= 19


async def test_a_new_monitor_is_looked_at_soon_even_if_its_interval_is_a_day(bench: Bench) -> None:
    async with bench.runner().running() as runner:
        runner.apply([monitor("daily", "1d")])
        await bench.time.pass_by(10)
        assert len(bench.begun_at("daily")) == 1
        await bench.time.pass_by(1.6 * 86_400)
    assert 2 <= len(bench.begun_at("daily")) <= 3


async def test_a_thousand_monitors_are_spread_over_their_interval(bench: Bench) -> None:
    async with bench.runner().running() as runner:
        runner.apply([monitor(f"m{number}") for number in range(1000)])
        await bench.time.pass_by(30)
    in_one_second = [0] * 30
    for _, at in bench.begun:
        in_one_second[min(29, int(at - 1000))] += 1
    assert max(in_one_second[20:]) < 200
    assert min(in_one_second[20:]) > 50


async def test_a_hanging_target_never_piles_up(bench: Bench) -> None:
    bench.takes = {"hangs": 35.0}
    async with bench.runner().running() as runner:
        runner.apply([monitor("hangs", timeout="40s")])
        await bench.time.pass_by(100)
    assert bench.most_at_once == 1
    assert set(gaps(bench.begun_at("hangs"))[1:]) == {40.0}
    assert bench.skipped("busy") >= 6


async def test_places_are_bounded_and_who_waits_is_next(bench: Bench) -> None:
    bench.takes = {f"m{number}": 0.9 for number in range(20)}
    async with bench.runner(at_once=4).running() as runner:
        runner.apply([monitor(f"m{number}") for number in range(20)])
        await bench.time.pass_by(60)
    assert bench.most_at_once == 4
    counts = {name: len(bench.begun_at(name)) for name in bench.takes}
    assert set(counts.values()) <= {5, 6, 7}


async def test_targets_that_hang_leave_half_of_the_places_to_others(bench: Bench) -> None:
    bench.takes = {f"hangs{number}": 9.0 for number in range(50)}
    hanging = [monitor(name) for name in bench.takes]
    async with bench.runner(at_once=10).running() as runner:
        runner.apply(hanging)
        await bench.time.pass_by(60)
        runner.apply([*hanging, monitor("quick", "1s")])
        await bench.time.pass_by(30)
    assert bench.most_at_once <= 10
    assert len(bench.begun_at("quick")) >= 29
    assert bench.skipped("waiting") > 0


async def test_after_the_process_was_stopped_missed_turns_are_skipped_not_made_up_for(bench: Bench) -> None:
    async with bench.runner().running() as runner:
        runner.apply([monitor(f"m{number}") for number in range(200)])
        await bench.time.pass_by(20)
        before = len(bench.begun)
        await bench.time.stand_still(300)
        at_once = len(bench.begun) - before
        await bench.time.pass_by(10.5)
    assert at_once < 80
    assert {name for name, at in bench.begun if at > 1310} == {f"m{number}" for number in range(200)}
    assert bench.skipped("missed") > 5000


async def test_a_first_look_that_was_missed_is_made_up_for(bench: Bench) -> None:
    async with bench.runner().running() as runner:
        runner.apply([monitor(f"m{number}", "1d") for number in range(50)])
        await bench.time.stand_still(60)
        assert bench.begun == []
        await bench.time.pass_by(10)
    assert {name for name, _ in bench.begun} == {f"m{number}" for number in range(50)}


async def test_after_a_failure_the_sink_may_have_it_looked_at_sooner(bench: Bench) -> None:
    bench.comes_out = {"fails": "down"}

    async def sink(scheduled: Scheduled, result: ProbeResult) -> float | None:
        return retry_seconds(scheduled.monitor) if result.outcome == "down" else None

    async with bench.runner(sink).running() as runner:
        runner.apply([monitor("fails", "30s", retry_interval="4s")])
        await bench.time.pass_by(60)
        between = gaps(bench.begun_at("fails"))
        assert max(between) == 4.0
        assert between.count(4.0) >= 10
        bench.comes_out = {}
        await bench.time.pass_by(300)
    assert set(gaps(bench.begun_at("fails"))[-5:]) == {30.0}


async def test_an_answer_longer_than_the_interval_does_not_delay_the_turns(bench: Bench) -> None:
    async def sink(*_: object) -> float | None:
        return 100.0

    async with bench.runner(sink).running() as runner:
        runner.apply([monitor("one")])
        await bench.time.pass_by(100)
    assert set(gaps(bench.begun_at("one"))[1:]) == {10.0}


async def test_unchanged_monitors_go_on_while_others_come_change_and_go(bench: Bench) -> None:
    kept, changed, gone = monitor("kept"), monitor("changed"), monitor("gone")
    async with bench.runner().running() as runner:
        runner.apply([kept, changed, gone])
        await bench.time.pass_by(40)
        renamed = Scheduled("kept", kept.monitor.model_copy(update={"description": "another", "severity": "info"}))
        runner.apply([renamed, monitor("changed", "2s")])
        await bench.time.pass_by(40)
    assert set(gaps(bench.begun_at("kept"))[1:]) == {10.0}
    assert set(gaps(bench.begun_at("changed"))[-10:]) == {2.0}
    assert max(bench.begun_at("gone")) <= 1040


async def test_a_check_on_its_way_is_broken_off_when_its_monitor_goes(bench: Bench) -> None:
    bench.takes = {"one": 30.0}
    async with bench.runner().running() as runner:
        runner.apply([monitor("one", timeout="40s")])
        await bench.time.pass_by(11)
        assert bench.at_once == 1
        asked = asyncio.create_task(runner.run_now("one"))
        await settled()
        runner.apply([])
        await settled()
        assert bench.at_once == 0
        with pytest.raises(LookupError, match="changed or deleted"):
            await asked
    assert bench.results == []


async def test_paused_passive_and_foreign_monitors_are_not_checked(bench: Bench) -> None:
    passive = Monitor(name="beat", check=HeartbeatCheck())
    async with bench.runner().running() as runner:
        runner.apply(
            [
                monitor("paused", enabled=False),
                monitor("elsewhere", vantage_points=["agent-1"]),
                Scheduled("beat", passive),
            ]
        )
        await bench.time.pass_by(100)
        assert runner.monitors == 0
        assert (await runner.run_now("paused")).outcome == "up"
    assert [name for name, _ in bench.begun] == ["paused"]


async def test_who_asks_for_a_check_gets_the_one_on_its_way(bench: Bench) -> None:
    bench.takes = {"one": 2.0}
    async with bench.runner().running() as runner:
        runner.apply([monitor("one", "1d")])
        asked = [asyncio.create_task(runner.run_now("one")) for _ in range(3)]
        await bench.time.pass_by(3)
        found = [await each for each in asked]
    assert len(bench.results) == 1
    assert all(each is bench.results[0] for each in found)


async def test_a_check_that_is_asked_for_needs_no_free_place(bench: Bench) -> None:
    bench.takes = {"hangs": 20.0}
    async with bench.runner(at_once=1).running() as runner:
        runner.apply([monitor("hangs", timeout="30s"), monitor("other", "1d")])
        await bench.time.pass_by(10)
        assert (await runner.run_now("other")).monitor_id == "other"
        assert bench.at_once == 1


async def test_unknown_monitors_are_refused(bench: Bench) -> None:
    async with bench.runner().running() as runner:
        with pytest.raises(KeyError):
            await runner.run_now("nobody")


async def test_faults_of_a_kind_or_of_the_sink_end_nothing(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object) -> ProbeResult:
        raise RuntimeError("boom")

    async def refusing(_: Scheduled, result: ProbeResult) -> float | None:
        bench.results.append(result)
        raise ValueError("no")

    monkeypatch.setattr("sardonyx.collectors.probes.runner.probe_of", lambda _: broken)
    async with bench.runner(refusing).running() as runner:
        runner.apply([monitor("one")])
        await bench.time.pass_by(40)
    assert len(bench.results) >= 3
    assert {(each.outcome, each.reason) for each in bench.results} == {("down", "other")}
    assert "boom" in bench.results[0].message


async def test_a_kind_whose_parts_are_not_installed_is_unsupported(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(_: object) -> object:
        raise ModuleNotFoundError("No module named 'grpc'")

    monkeypatch.setattr("sardonyx.collectors.probes.runner.probe_of", missing)
    result = await bench.runner().check(monitor("one"))
    assert (result.outcome, result.reason) == ("down", "unsupported")
    assert "grpc" in result.message


async def test_a_kind_that_tells_by_itself_can_not_be_checked() -> None:
    passive = Scheduled("beat", Monitor(name="beat", check=HeartbeatCheck()))
    with pytest.raises(LookupError, match="tells by itself"):
        await Bench().runner().check(passive)


async def test_when_it_stops_nothing_is_left_running(bench: Bench) -> None:
    bench.takes = {f"m{number}": 60.0 for number in range(20)}
    async with bench.runner(at_once=5).running() as runner:
        runner.apply([monitor(name, timeout="60s") for name in bench.takes])
        await bench.time.pass_by(11)
        assert bench.at_once == 5
    assert bench.at_once == 0
    begun = len(bench.begun)
    await bench.time.pass_by(100)
    assert len(bench.begun) == begun


def test_a_turn_is_always_behind_the_moment_and_on_the_grid() -> None:
    cadence = Cadence.of("one", 0.3)
    moment = 0.0
    for _ in range(1000):
        due = cadence.after(moment)
        assert moment < due <= moment + 0.3 + 1e-6
        moment = due
    assert abs((moment - cadence.share * 0.3) / 0.3 - round((moment - cadence.share * 0.3) / 0.3)) < 1e-6


def test_without_a_setting_a_failure_is_looked_at_again_after_a_third_of_the_interval() -> None:
    assert retry_seconds(monitor("one", "30s").monitor) == 10
    assert retry_seconds(monitor("one", "2s").monitor) == 1
    assert retry_seconds(monitor("one", "30s", retry_interval="5s").monitor) == 5

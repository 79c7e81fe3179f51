"""What checks came to, asked through the routes, over the real engine: from memory at first, then as it is stored."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from sardonyx.access.principal import Principal
from sardonyx.collectors.probes.result import ConditionResult, Evidence, ProbeResult
from sardonyx.collectors.probes.results import ResultWriter
from sardonyx.collectors.probes.scheduled import Scheduled
from sardonyx.config.checks import HttpCheck
from sardonyx.config.monitors import Monitor
from sardonyx.health.api_results import build_router
from sardonyx.journal.journal import Journal
from sardonyx.processors.masking import Masker
from sardonyx.query.probes.latency import step_for
from sardonyx.query.probes.results import Before
from sardonyx.query.time_range import NS, TimeRange
from sardonyx.receivers.intake import Intake
from sardonyx.receivers.sample_writer import SampleWriter
from sardonyx.sources import intake as ways_in
from sardonyx.storage.engine import Engine
from sardonyx.storage.pipelines import probe_results
from tests.support.callers import CALLER, client, make_app
from tests.support.metrics_in import metrics_in
from tests.unit.storage.segments import load, write_payload

START = 1_795_000_000_000
READER = replace(CALLER, permissions=frozenset({"monitors:read"}))
PICTURE = b"\x89PNG\r\n\x1a\n" + b"\0" * 8
SHOP = Scheduled("shop", Monitor(name="Shop", check=HttpCheck(url="http://shop/"), service="shop", environment="prod"))
BARE = Scheduled("bare", Monitor(name="Bare", check=HttpCheck(url="http://bare/")))


def result(number: int, outcome: str = "up", vantage: str = "here", **options: Any) -> ProbeResult:
    return ProbeResult(
        "shop", START + number * 1000, outcome, vantage=vantage, seconds=number / 100,  # type: ignore[arg-type]
        phases={"connect": 0.01, "transfer": 0.02}, figures={"http_status_code": 200}, **options,
    )  # fmt: skip


FAILED = result(
    50, "down", reason="condition", message="status == 200: 503", trace_id="a" * 32,
    evidence=Evidence(
        "status == 200: 503", (("Server", "x"),), "sorry", ("10.0.0.1",), "10.0.0.1",
        (ConditionResult("status == 200", held=False, seen="503"),), ("one",), PICTURE,
    ),
)  # fmt: skip


class Asked:
    """The routes over a writer of results."""

    def __init__(self, engine: Engine, results: ResultWriter, intake: Intake) -> None:
        self.engine = engine
        self.intake = intake
        self.results = results
        self.journal = intake.journal

    def as_(self, principal: Principal = READER) -> httpx.AsyncClient:
        known = {"shop": SHOP, "bare": BARE}
        return client(make_app(build_router(self.engine, self.results, known.get), principal))

    async def get(self, path: str, principal: Principal = READER, **params: Any) -> httpx.Response:
        asked = {"start": START, "end": START + 100_000, **params}
        async with self.as_(principal) as http:
            return await http.get(f"/rest/health/monitors/{path}", params=asked)


@asynccontextmanager
async def asking(engine: Engine, folder: Path) -> AsyncIterator[Asked]:
    async with metrics_in(engine, folder) as inside:
        journal = Journal(folder / "results", folder / "refused", engine, [probe_results.pipeline()])
        await journal.open()
        intake = Intake(journal, inside.intake.metrics)
        samples = SampleWriter(inside.intake, inside.known, name="monitors")
        results = ResultWriter(intake, samples, Masker.off(), inside.registry)
        try:
            yield Asked(engine, results, intake)
        finally:
            await journal.close()


async def test_results_page_by_page_from_memory_and_from_the_engine(engine: Engine, tmp_path: Path) -> None:
    async with asking(engine, tmp_path) as asked:
        for number in range(30):
            asked.results.add(SHOP, result(number, vantage="here" if number % 3 else "agent-1"))
        await asked.results.flush()
        await asked.journal.drained()
        for number in range(30, 50):
            asked.results.add(SHOP, result(number))
        asked.results.add(SHOP, FAILED)
        pages, cursor = [], ""
        while cursor is not None:
            answer = (await asked.get("shop/results", limit=20, cursor=cursor)).json()
            pages.append([one["at"] for one in answer["results"]])
            cursor = answer["cursor"]
        seen = [at for page in pages for at in page]
        assert [len(page) for page in pages] == [20, 20, 11]
        assert seen == sorted(set(seen), reverse=True)
        down = (await asked.get("shop/results", outcome="down")).json()["results"]
        assert [one["message"] for one in down] == ["status == 200: 503"]
        assert (await asked.get("bare/results")).json() == {"results": [], "more": False, "cursor": None}
        assert (await asked.get("shop/results", cursor="nonsense")).status_code == 400


async def test_a_stored_failure_has_its_evidence_and_picture(engine: Engine, tmp_path: Path) -> None:
    async with asking(engine, tmp_path) as asked:
        asked.results.add(SHOP, FAILED)
        fresh = (await asked.get("shop/results")).json()["results"]
        picture = await asked.get("shop/screenshot", at=FAILED.at_ms)
        await asked.results.flush()
        await asked.journal.close()
        asked.results.forget_stored()
        assert asked.results.recent("shop") == []
        assert (await asked.get("shop/results")).json()["results"] == [
            {**fresh[0], "seconds": pytest.approx(0.5), "phases": pytest.approx({"connect": 0.01, "transfer": 0.02})}
        ]
        assert fresh[0]["evidence"]["conditions"] == [
            {"text": "status == 200", "held": False, "seen": "503", "degrades": False}
        ]
        url = fresh[0]["evidence"]["screenshot_url"]
        async with asked.as_() as http:
            stored = await http.get(url)
        assert picture.content == stored.content == PICTURE
        assert stored.headers["content-type"] == "image/png"
        assert (await asked.get("shop/screenshot", at=START)).status_code == 404


async def test_they_are_a_signal_of_their_own_among_the_ways_in(engine: Engine, tmp_path: Path) -> None:
    async with asking(engine, tmp_path) as asked:
        asked.results.add(SHOP, FAILED)
        await asked.results.flush()
        taken = {(one.receiver, one.signal): one.accepted_records for one in ways_in.receivers(asked.intake.metrics)}
        assert taken["monitors", "checks"] == 1
        assert [one.signal for one in ways_in.streams(asked.journal)] == ["checks"]


async def test_latency_leaves_failures_out_and_counts_them(engine: Engine, tmp_path: Path) -> None:
    async with asking(engine, tmp_path) as asked:
        for number in [*range(1, 20), 1, 2]:
            asked.results.add(SHOP, result(number))
        asked.results.add(SHOP, FAILED)
        await asked.results.flush()
        await asked.journal.close()
        found = (await asked.get("shop/latency", step=10)).json()
        first, second = START // 1000, START // 1000 + 10
        assert [point[0] for point in found["points"]] == [first, second]
        assert found["points"][0][1:] == pytest.approx([0.05, 0.086, 0.09], abs=1e-3)
        assert found["failures"] == [[START // 1000 + 50, 1]]
        assert {one["name"]: one["points"][0] for one in found["phases"]} == {
            "connect": [first, pytest.approx(0.01)],
            "transfer": [first, pytest.approx(0.02)],
        }


async def test_only_monitors_within_the_scope_are_shown(engine: Engine, tmp_path: Path) -> None:
    async with asking(engine, tmp_path) as asked:
        asked.results.add(SHOP, FAILED)
        for principal, status in (
            (replace(READER, services=frozenset({"shop"})), 200),
            (replace(READER, services=frozenset({"cart"})), 404),
            (replace(READER, environments=frozenset({"staging"})), 404),
        ):
            for what in ("results", "latency", "screenshot"):
                answer = await asked.get(f"shop/{what}", principal, at=FAILED.at_ms)
                assert answer.status_code == status
        assert (await asked.get("bare/results", replace(READER, services=frozenset({""})))).status_code == 404
        assert (await asked.get("nobody/results")).status_code == 404
        assert (await asked.get("shop/results", replace(READER, permissions=frozenset()))).status_code == 403


async def test_the_same_result_written_twice_is_shown_once(engine: Engine, tmp_path: Path) -> None:
    from sardonyx.collectors.probes.kept import kept, payload

    written = payload([kept(SHOP, FAILED, Masker.off())])
    for _ in range(2):
        segment = write_payload(tmp_path, written, received_at_ns=START * 10**6)
        await load(engine, probe_results.pipeline(), segment)
    async with asking(engine, tmp_path) as asked:
        assert len((await asked.get("shop/results")).json()["results"]) == 1
        assert (await asked.get("shop/latency", step=10)).json()["failures"] == [[START // 1000 + 50, 1]]


@pytest.mark.parametrize(
    ("hours", "wanted", "step"), [(1, None, 30), (24, None, 600), (2160, None, 43200), (1, 5, 5), (24, 1, 60)]
)
def test_steps_suit_the_range(hours: int, wanted: int | None, step: int) -> None:
    assert step_for(TimeRange(0, hours * 3600 * NS), wanted) == step


@pytest.mark.parametrize("cursor", ["", "x/here", "12", "1" * 16 + "/here", "-1/here"])
def test_a_cursor_that_is_none_is_refused(cursor: str) -> None:
    with pytest.raises(ValueError, match="cursor"):
        Before.of(cursor)

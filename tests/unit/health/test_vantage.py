"""Vantage points: what they are given, whose they are, and that each batch of results counts once."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest
import zstandard
from fastapi import FastAPI
from prometheus_client import CollectorRegistry

from sardonyx.access import tokens
from sardonyx.access.principal import SYSTEM, Principal
from sardonyx.collectors.probes.result import ConditionResult, Evidence, ProbeResult
from sardonyx.collectors.probes.results import ResultWriter
from sardonyx.collectors.probes.scheduled import Scheduled
from sardonyx.collectors.probes.wire import WireError, decode_monitors, decode_results, encode_results
from sardonyx.config.checks import HttpCheck, TcpCheck
from sardonyx.config.monitors import Monitor
from sardonyx.health.vantage.api import build_router
from sardonyx.health.vantage.service import Vantages
from sardonyx.journal.marks import Marks
from sardonyx.processors.masking import Masker
from sardonyx.state import Database
from tests.support.callers import CALLER, client, make_app
from tests.unit.collectors.probes.test_results import Door, Samples

NOW = 1_795_000_000.0
READER = replace(CALLER, permissions=frozenset({"monitors:read", "monitors:write"}))


def key(name: str, **options: object) -> Principal:
    permissions = frozenset({"ingest:write"})
    return replace(Principal("ingest", name, name, frozenset(), permissions), **options)  # type: ignore[arg-type]


def watched(name: str, *vantage_points: str, service: str = "", token: str = "", enabled: bool = True) -> Scheduled:
    check = HttpCheck.model_validate({"url": f"http://{name}/", "bearer_token": token})
    points = vantage_points or ("here",)
    monitor = Monitor(name=name, check=check, vantage_points=points, service=service, enabled=enabled)
    return Scheduled(name, monitor)


class KeptMarks(Marks):
    """Marks as the journal has them."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    def get(self, key: str) -> str | None:
        return self.kept.get(key)


class MarkingDoor(Door):
    """An intake that notes marks as the journal does."""

    def __init__(self, marks: KeptMarks) -> None:
        super().__init__()
        self._marks = marks

    async def accept(self, *arguments: object, marks: object = None) -> None:
        await super().accept(*arguments)  # type: ignore[arg-type]
        self._marks.kept.update(marks or {})  # type: ignore[call-overload]


@dataclass
class Server:
    """The routes, what they stored, and what they told the state machine."""

    db: Database
    monitors: Sequence[Scheduled]
    told: list[ProbeResult] = field(default_factory=list)
    marks: KeptMarks = field(default_factory=KeptMarks)

    def __post_init__(self) -> None:
        self.door = MarkingDoor(self.marks)
        writer = ResultWriter(self.door, Samples(), Masker.build(hash_key=b"k" * 32), CollectorRegistry())  # type: ignore[arg-type]
        self.vantages = Vantages(
            self.db, lambda: self.monitors, writer, self.observe, self.marks, clock=lambda: NOW
        )  # fmt: skip

    async def observe(self, _: Scheduled, result: ProbeResult) -> float | None:
        self.told.append(result)
        return None

    def app(self, principal: Principal) -> FastAPI:
        return make_app(build_router(self.vantages), principal)

    async def given(self, name: str, principal: Principal, etag: str = "") -> tuple[int, list[Scheduled], str]:
        async with client(self.app(principal)) as http:
            answer = await http.get(f"/rest/health/vantage/{name}", headers={"If-None-Match": etag})
        monitors = decode_monitors(answer.content)[0] if answer.status_code == 200 else []
        return answer.status_code, monitors, answer.headers.get("ETag", "")

    async def post(
        self, name: str, batch: str, results: Sequence[ProbeResult], principal: Principal | None = None
    ) -> tuple[int, dict[str, object]]:
        headers = {"X-Sardonyx-Batch": batch, "Content-Encoding": "zstd", "Content-Type": "application/json"}
        body = zstandard.ZstdCompressor().compress(encode_results(results))
        async with client(self.app(principal or key("k"))) as http:
            answer = await http.post(f"/rest/health/vantage/{name}/results", content=body, headers=headers)
        return answer.status_code, answer.json()


def seen(monitor: str, seconds_ago: float = 1.0, **options: object) -> ProbeResult:
    made = ProbeResult(monitor, int((NOW - seconds_ago) * 1000), "up", vantage="forged")
    return replace(made, **options)  # type: ignore[arg-type]


@pytest.fixture
def state_url(tmp_path: object) -> str:
    return f"sqlite+aiosqlite:///{tmp_path}/state.db"


async def test_an_agent_gets_the_monitors_that_name_it_with_their_secrets_and_no_others(db: Database) -> None:
    server = Server(
        db,
        [
            watched("a", "here", "web-1", token="s3cr3t"),
            watched("b"),
            watched("c", "web-1", enabled=False),
            watched("d", "web-2"),
        ],
    )
    status, monitors, etag = await server.given("web-1", key("k"))
    assert (status, [one.id for one in monitors]) == (200, ["a"])
    check = monitors[0].monitor.check
    assert isinstance(check, HttpCheck)
    assert check.bearer_token.get_secret_value() == "s3cr3t"
    assert monitors[0].monitor == server.monitors[0].monitor
    assert (await server.given("web-1", key("k"), etag))[0] == 304
    server.monitors = [*server.monitors, watched("e", "web-1")]
    status, monitors, newer = await server.given("web-1", key("k"), etag)
    assert (status, [one.id for one in monitors]) == (200, ["a", "e"])
    assert newer != etag


async def test_a_key_of_some_services_gets_their_monitors_only(db: Database) -> None:
    server = Server(
        db, [watched("a", "web-1", service="shop"), watched("b", "web-1", service="cart"), watched("c", "web-1")]
    )
    _, monitors, _ = await server.given("web-1", key("k", services=frozenset({"shop"})))
    assert [one.id for one in monitors] == ["a"]
    await server.post("web-1", "s/1", [seen("a"), seen("b")], key("k", services=frozenset({"shop"})))
    assert [one.monitor_id for one in server.told] == ["a"]


async def test_a_name_belongs_to_the_first_key_until_it_is_revoked_or_released(db: Database) -> None:
    server = Server(db, [watched("a", "web-1", token="s3cr3t")])
    made = [await tokens.create_ingest_key(db, name=name, actor=SYSTEM) for name in ("first", "second", "third")]
    first, second, third = [key(one.id) for one in made]
    assert (await server.given("web-1", first))[0] == 200
    assert (await server.given("web-1", second))[0] == 403
    assert (await server.post("web-1", "s/1", [seen("a")], second))[0] == 403
    await tokens.revoke_token(db, first.id, kind="ingest", actor=SYSTEM)
    assert (await server.given("web-1", second))[0] == 200
    assert (await server.given("web-1", third))[0] == 403
    async with client(server.app(READER)) as http:
        assert (await http.delete("/rest/health/vantages/web-1")).status_code == 204
        assert (await http.delete("/rest/health/vantages/web-1")).status_code == 404
    assert (await server.given("web-1", third))[0] == 200


async def test_results_are_stored_and_told_once_in_order(db: Database) -> None:
    server = Server(db, [watched("a", "web-1"), watched("b", "here")])
    batch = [seen("a", 3), seen("b", 3), seen("a", 2, outcome="down"), seen("gone")]
    assert await server.post("web-1", "sender/1", batch) == (200, {"accepted": 2, "before": False})
    assert await server.post("web-1", "sender/1", batch) == (200, {"accepted": 0, "before": True})
    assert [(one.monitor_id, one.outcome, one.vantage) for one in server.told] == [
        ("a", "up", "web-1"),
        ("a", "down", "web-1"),
    ]
    assert server.door.records() == 2
    assert await server.post("web-1", "sender/2", [seen("a", 1)]) == (200, {"accepted": 1, "before": False})


async def test_what_is_told_of_a_result_is_masked_as_what_is_stored(db: Database) -> None:
    server = Server(db, [watched("a", "web-1")])
    await server.post("web-1", "s/1", [seen("a", outcome="down", message="no mail for jane.doe@example.com")])
    (told,) = server.told
    assert "jane.doe" not in told.message
    assert told.message.startswith("no mail for ")


async def test_what_waited_long_for_the_server_is_stored_but_no_news(db: Database) -> None:
    server = Server(db, [watched("a", "web-1")])
    old = [seen("a", 7200, outcome="down"), seen("a", 30 * 86_400), seen("a", -7200)]
    assert await server.post("web-1", "s/1", [*old, seen("a", 20)]) == (200, {"accepted": 2, "before": False})
    assert [one.outcome for one in server.told] == ["up"]


async def test_a_full_journal_has_the_batch_sent_again(db: Database) -> None:
    server = Server(db, [watched("a", "web-1")])
    server.door.journal.full = True
    assert (await server.post("web-1", "s/1", [seen("a")]))[0] == 503
    assert server.told == []
    server.door.journal.full = False
    assert await server.post("web-1", "s/1", [seen("a")]) == (200, {"accepted": 1, "before": False})


async def test_vantage_points_are_those_named_and_those_heard_of(db: Database) -> None:
    server = Server(db, [watched("a", "here", "web-1", service="shop"), watched("b", "web-2")])
    await server.given("web-1", key("k"))
    await server.given("idle", key("k"))
    async with client(server.app(READER)) as http:
        found = (await http.get("/rest/health/vantages")).json()["vantages"]
    assert [(one["name"], one["is_here"], one["monitors"], one["last_seen"] is None) for one in found] == [
        ("here", True, 1, True),
        ("idle", False, 0, False),
        ("web-1", False, 1, False),
        ("web-2", False, 1, True),
    ]
    at = datetime.fromisoformat(found[1]["last_seen"])
    assert abs((datetime.now(UTC) - at).total_seconds()) < 600
    async with client(server.app(replace(READER, services=frozenset({"shop"})))) as http:
        found = (await http.get("/rest/health/vantages")).json()["vantages"]
    assert {one["name"]: one["monitors"] for one in found} == {"here": 1, "idle": 0, "web-1": 1, "web-2": 0}


async def test_bodies_that_are_none_are_refused(db: Database) -> None:
    server = Server(db, [watched("a", "web-1")])
    for body, headers, status in (
        (b"{}", {"X-Sardonyx-Batch": "s/1"}, 400),
        (b'{"results":[{"monitor_id":"a","at_ms":1,"outcome":"sideways"}]}', {"X-Sardonyx-Batch": "s/1"}, 400),
        (b"\xff", {"X-Sardonyx-Batch": "s/1"}, 400),
        (b"x", {"X-Sardonyx-Batch": "s/1", "Content-Encoding": "zstd"}, 400),
        (b"x", {"X-Sardonyx-Batch": "s/1", "Content-Encoding": "br"}, 415),
        (b'{"results":[]}', {"X-Sardonyx-Batch": "nonsense"}, 422),
        (b'{"results":[]}', {}, 422),
    ):
        async with client(server.app(key("k"))) as http:
            answer = await http.post("/rest/health/vantage/web-1/results", content=body, headers=headers)
        assert answer.status_code == status, (body, answer.text)


def test_results_travel_whole() -> None:
    result = ProbeResult(
        "a", 5, "down", "condition", "no", 0.5, "web-1", {"connect": 0.1}, {"http_status_code": 500.0}, {"role": "primary"},
        "ab", Evidence("m", (("A", "b"),), "body", ("1.2.3.4",), "1.2.3.4", (ConditionResult("x", held=False),), ("s",), b"\x89\0"),
    )  # fmt: skip
    assert decode_results(encode_results([result, ProbeResult("b", 6, "up")])) == [result, ProbeResult("b", 6, "up")]
    with pytest.raises(WireError):
        decode_results(b"[]")


def test_monitors_of_a_newer_server_are_named_and_left_out() -> None:
    monitor = Monitor(name="t", check=TcpCheck(host="h", port=1)).model_dump(mode="json")
    body = {
        "monitors": [{"id": "1", "monitor": {**monitor, "check": {"kind": "quantum"}}}, {"id": "2", "monitor": monitor}]
    }
    monitors, unknown = decode_monitors(json.dumps(body).encode())
    assert ([one.id for one in monitors], unknown) == (["2"], ["1"])

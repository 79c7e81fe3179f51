"""The cold tier in an S3-compatible store, spoken to by the real engine; the store is a stand-in."""

import json
import subprocess
from pathlib import Path
from typing import Any

from tests.support.child import start
from tests.support.s3_stand_in import s3_stand_in

CREATE = (
    "!CREATE TABLE t (T DateTime, s String) ENGINE = MergeTree PARTITION BY toDate(T) ORDER BY T "
    "TTL T + INTERVAL 1 DAY TO VOLUME 'cold'"
)
INSERT = "!INSERT INTO t SELECT now() - INTERVAL {days} DAY, toString(number) FROM numbers(1000)"
DISKS = (
    "SELECT disk_name, sum(rows) AS n FROM system.parts WHERE table = 't' AND active GROUP BY disk_name ORDER BY ALL"
)
SUM = "SELECT sum(toUInt64(s)) AS total FROM t"


def ask(folder: Path, endpoint: str, *statements: str) -> list[Any]:
    arguments = (str(folder), "0", *([endpoint] if endpoint else []))
    with start("tests.support.engine_child", *arguments, stdin=subprocess.PIPE) as child:
        out, _ = child.communicate("\n".join(statements), timeout=60)
    return [json.loads(line) for line in out.splitlines()]


def test_old_rows_lie_in_the_store_are_read_from_it_and_leave_it_with_their_table(tmp_path: Path) -> None:
    with s3_stand_in() as store:
        endpoint = f"{store.url}/bucket/cold"
        answers = ask(tmp_path, endpoint, CREATE, INSERT.format(days=0), INSERT.format(days=3), DISKS)
        assert answers[-1] == [{"disk_name": "cold", "n": 1000}, {"disk_name": "default", "n": 1000}]
        assert all(name.startswith("/bucket/cold/") for name in store.objects)
        assert len(store.objects) > 3
        # After a restart too; a folder instead of the store is refused while records lie there.
        assert ask(tmp_path, endpoint, SUM) == [[{"total": 999_000}]]
        ((kind, message),) = ask(tmp_path, "", SUM)
        assert kind == "EngineUnavailable"
        assert "engine.cold_store" in message
        assert (tmp_path / "engine.xml").stat().st_mode & 0o777 == 0o600
        ask(tmp_path, endpoint, "!DROP TABLE t SYNC")
        assert store.objects == {}
        assert store.refused == []

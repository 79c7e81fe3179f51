"""An engine in a process of its own, so that these tests may run beside those that hold one in this process."""

import base64
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from sardonyx.processors.masking import Masker


class MaskingEngine:
    """Runs a masker's SQL over many texts or maps in one statement."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def select(self, sql: str, rows: Sequence[object], structure: str) -> list[list[object]]:
        """Rows of `sql`, in which `{given}` is the table of `rows`. Raises AssertionError with the engine's message."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"sql": sql, "rows": rows, "structure": structure}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, "the engine's process has ended"
        reply = json.loads(line)
        assert "error" not in reply, reply["error"]
        text = base64.b64decode(reply["answer"]).decode()
        return [json.loads(row) for row in text.split("\n") if row]

    def mask_bytes(self, masker: Masker, texts: Sequence[bytes]) -> list[bytes]:
        """Each text as `sql_text` masks it."""
        rows = [[position, text.hex()] for position, text in enumerate(texts)]
        sql = f"SELECT i, hex({masker.sql_text('t')}) FROM (SELECT i, unhex(h) AS t FROM {{given}}) ORDER BY i"
        return [bytes.fromhex(str(row[1])) for row in self.select(sql, rows, "i UInt64, h String")]

    def mask_texts(self, masker: Masker, texts: Sequence[str]) -> list[str]:
        """Each text as `sql_text` masks it."""
        return [masked.decode() for masked in self.mask_bytes(masker, [text.encode() for text in texts])]

    def mask_array(self, masker: Masker, texts: Sequence[str]) -> list[str]:
        """The texts, as one array, as `sql_array` masks it."""
        sql = f"SELECT {masker.sql_array('t')} FROM {{given}}"
        ((masked,),) = self.select(sql, [[list(texts)]], "t Array(String)")
        assert isinstance(masked, list)
        return [str(text) for text in masked]

    def mask_maps(self, masker: Masker, maps: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
        """Each map as `sql_map` masks it; the type is checked too."""
        kind = "Map(LowCardinality(String), String)"
        sql = f"SELECT i, toTypeName(o), o FROM (SELECT i, {masker.sql_map('m')} AS o FROM {{given}}) ORDER BY i"
        rows = self.select(sql, [[i, dict(m)] for i, m in enumerate(maps)], f"i UInt64, m {kind}")
        assert {row[1] for row in rows} <= {kind}
        return [row[2] for row in rows]  # type: ignore[misc]


@pytest.fixture(scope="session")
def masking_engine() -> Iterator[MaskingEngine]:
    loop = Path(__file__).with_name("engine_loop.py")
    process = subprocess.Popen([sys.executable, str(loop)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin is not None
    assert process.stdout is not None
    yield MaskingEngine(process)
    process.stdin.close()
    assert process.wait(timeout=30) == 0
    process.stdout.close()

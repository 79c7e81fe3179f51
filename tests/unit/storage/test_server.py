"""The server engine's settings and texts; its behaviour is in tests/contract/engines."""

import zlib
from pathlib import Path
from typing import Any

import pytest
import zstandard

from sardonyx.storage import segment_body
from sardonyx.storage.errors import EngineUnavailable
from sardonyx.storage.server import _bound, _check_version
from sardonyx.storage.server_options import ServerOptions


class Everything(dict[str, Any]):
    """The settings of a server that knows every name."""

    def __contains__(self, name: object) -> bool:
        return True


def test_inserts_wait_for_the_table() -> None:
    assert ServerOptions().write_settings(Everything()) == {"async_insert": 0}


def test_inserts_into_a_cluster_wait_for_the_shards_and_a_quorum() -> None:
    settings = ServerOptions(cluster="c", insert_quorum="2").write_settings(Everything())
    assert settings["distributed_foreground_insert"] == 1
    assert settings["insert_quorum"] == "2"


def test_segments_keep_their_token_on_every_release() -> None:
    settings = ServerOptions().once_settings(Everything())
    assert settings["insert_deduplicate"] == 1
    assert settings["deduplicate_insert_select"] == "enable_even_for_bad_queries"


def test_a_server_is_never_sent_a_setting_it_does_not_know() -> None:
    known: dict[str, Any] = {"session_timezone": None, "insert_deduplicate": None}
    options = ServerOptions(cluster="c", query_memory_bytes=1)
    assert options.session_settings(known) == {"session_timezone": "UTC"}
    assert options.write_settings(known) == {}
    assert options.once_settings(known) == {"insert_deduplicate": 1}


@pytest.mark.parametrize("switch", ["enable", "allow_experimental"])
def test_the_time_series_functions_are_switched_on_by_either_name(switch: str) -> None:
    name = f"{switch}_time_series_aggregate_functions"
    known: dict[str, Any] = {name: None}
    assert ServerOptions().session_settings(known) == {name: 1}


@pytest.mark.parametrize(
    ("host", "forced", "compresses"),
    [
        ("127.0.0.1", None, False),
        ("localhost", None, False),
        ("::1", None, False),
        ("clickhouse.example", None, True),
        ("10.0.0.7", None, True),
        ("127.0.0.1", True, True),
        ("10.0.0.7", False, False),
    ],
)
def test_segments_are_compressed_for_the_network_only(host: str, forced: bool | None, compresses: bool) -> None:
    assert ServerOptions(host=host, compress_inserts=forced).compresses is compresses


@pytest.mark.parametrize("version", ["26.2.1.1", "26.10.3.4", "27.1.1.1"])
def test_a_version_with_text_indexes_is_accepted(version: str) -> None:
    _check_version(version)


@pytest.mark.parametrize("version", ["26.1.9.9", "25.12.1.1", "9.99"])
def test_an_older_version_is_refused_with_both_numbers(version: str) -> None:
    with pytest.raises(EngineUnavailable, match=rf"{version}.*26\.2"):
        _check_version(version)


def test_only_values_the_statement_names_are_bound() -> None:
    bound = _bound("SELECT {a:String}", {"a": "x\t", "b": 1})
    assert bound is not None
    assert {name: str(value) for name, value in bound.items()} == {"a": "x\\t"}
    assert _bound("SELECT 1 LIKE '%'", {"b": 1}) is None
    assert _bound("SELECT 1", None) is None


@pytest.mark.parametrize("compress", [False, True])
async def test_a_body_is_the_statement_a_line_end_and_the_file(tmp_path: Path, compress: bool) -> None:
    segment = tmp_path / "1.seg"
    data = b"\n\r " + bytes(range(256)) * 20_000
    segment.write_bytes(data)
    body = b"".join([piece async for piece in segment_body.pieces("INSERT …", segment, compress=compress)])
    if compress:
        assert len(body) < len(data) // 10
        body = zstandard.ZstdDecompressor().decompressobj().decompress(body)
    assert zlib.crc32(body) == zlib.crc32("INSERT …\n".encode() + data)

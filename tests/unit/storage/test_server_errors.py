"""What the HTTP client raises, and what a stream may end with, as errors of ours."""

import aiohttp
import pytest
from clickhouse_connect.driver.exceptions import DatabaseError, OperationalError, ProgrammingError

from sardonyx.storage.errors import (
    EngineBusy,
    EngineUnavailable,
    QueryCancelled,
    QueryError,
    QueryMemory,
    QueryTimeout,
    StorageError,
    StorageFull,
)
from sardonyx.storage.server_errors import ExceptionTail, from_client


def answered(code: int, text: str) -> DatabaseError:
    message = f"Received ClickHouse exception, code: {code}, server response: {text} (for url http://h:8123)"
    return DatabaseError(message, code=code)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (62, QueryError),
        (159, QueryTimeout),
        (241, QueryMemory),
        (394, QueryCancelled),
        (243, StorageFull),
        (202, EngineBusy),
        (252, EngineUnavailable),
        (285, EngineUnavailable),
        (319, EngineUnavailable),
        (516, EngineUnavailable),
        (999, EngineUnavailable),
    ],
)
def test_a_code_becomes_its_error(code: int, kind: type[StorageError]) -> None:
    error = from_client(answered(code, f"Code: {code}. DB::Exception: why. (NAME) (version 26.2.1.1)"))
    assert type(error) is kind
    assert str(error).startswith(f"Code: {code}. DB::Exception: why.")
    assert "http://h" not in str(error)


def test_a_code_without_text_is_kept() -> None:
    error = from_client(DatabaseError("Received ClickHouse exception, code: 47", code=47))
    assert isinstance(error, QueryError)
    assert error.code == 47


@pytest.mark.parametrize(
    "error",
    [
        DatabaseError("HTTP driver received HTTP status 404, server response: <html>Code 62</html> (for url http://h)"),
        DatabaseError("HTTP driver received HTTP status 401 (for url http://h)"),
        OperationalError("HTTP driver received HTTP status 503, server response: <html></html> (for url http://h)"),
        OperationalError("Network Error: Cannot connect to host"),
        ProgrammingError("Client session is unavailable."),
        aiohttp.ClientPayloadError("Response payload is not completed"),
        ConnectionResetError("reset"),
        TimeoutError(),
    ],
    ids=str,
)
def test_without_an_engines_code_nothing_is_held_against_the_statement(error: Exception) -> None:
    mapped = from_client(error)
    assert type(mapped) is EngineUnavailable
    assert mapped.transient


MESSAGE = "Code: 395. DB::Exception: Value passed to 'throwIf' is non-zero. (FUNCTION_THROW_IF) (version 26.2.1.1)"
TAG = "PU1FNUFH98abcdef"


def block(message: str = MESSAGE, *, tag: str = TAG, end_tag: str = TAG) -> bytes:
    return f"\r\n__exception__\r\n{tag}\r\n{message}\n{len(message) + 1} {end_tag}\r\n__exception__\r\n".encode()


def read(data: bytes, size: int) -> bytes:
    tail = ExceptionTail()
    out = b"".join(tail.feed(data[start : start + size]) for start in range(0, len(data), size))
    return out + tail.end()


SIZES = [1, 2, 7, 1000, 10**6]
DATA = b"some\tdata\r\n" * 20_000


@pytest.mark.parametrize("size", SIZES[2:])
def test_plain_data_passes_whole(size: int) -> None:
    assert read(DATA, size) == DATA


@pytest.mark.parametrize("size", SIZES)
def test_the_exception_at_the_end_is_raised_and_not_passed_on(size: int) -> None:
    tail = ExceptionTail()
    data = b"1\t2\n" * 300 + block()
    passed = b"".join(tail.feed(data[start : start + size]) for start in range(0, len(data), size))
    with pytest.raises(QueryError) as caught:
        tail.end()
    assert caught.value.code == 395
    assert passed == b"1\t2\n" * 300


def test_the_longest_exception_is_recognised() -> None:
    with pytest.raises(QueryError):
        read(b"x" * 100_000 + block("Code: 47. " + "y" * (16 << 10)), 4096)


@pytest.mark.parametrize(
    "data",
    [
        block() + b"more",
        block(end_tag="another0another0"),
        block()[:-10],
        b"__exception__\r\n",
        b"\r\n__exception__\r\n" * 3,
        block() + b"x" * 100_000,
        block("Code: 47. " + "y" * 50_000),
        b"",
    ],
    ids=range(8),
)
@pytest.mark.parametrize("size", SIZES[2:])
def test_what_only_looks_like_an_exception_is_data(data: bytes, size: int) -> None:
    assert read(data, size) == data


def test_data_is_passed_on_at_once() -> None:
    tail = ExceptionTail()
    assert len(tail.feed(b"x" * 100)) > 80

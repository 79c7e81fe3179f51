"""The guard: what may be called, and that what was checked is what is connected to."""

import socket

import aiohttp
import pytest

from sardonyx.config.sections import OutgoingSettings
from sardonyx.outgoing.guard import Forbidden, Guard
from sardonyx.outgoing.names import Addresses, Names
from tests.support.raw_server import answering, http, talking


class _Rebinding(Names):
    """A name that is harmless when first asked for, and not any more when asked again."""

    def __init__(self, *answers: str) -> None:
        super().__init__(1)
        self.answers = list(answers)

    async def of(self, host: str, port: int, timeout: float) -> Addresses:
        address = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return Addresses(((socket.AF_INET, (address, port)),), 0.0)


def _guard(names: Names | None = None, **settings: tuple[str, ...]) -> Guard:
    return Guard.of(OutgoingSettings(**settings), names or Names(1))


@pytest.mark.parametrize(
    "address",
    ["169.254.169.254", "fe80::1", "fe80::1%lo", "224.0.0.1", "ff02::1", "0.0.0.0", "::", "255.255.255.255",
     "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::1", "fd00:ec2::254", "100.100.100.200", "nonsense"],
)  # fmt: skip
def test_refused(address: str) -> None:
    with pytest.raises(Forbidden):
        _guard().check(address)


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "::1", "10.0.0.7", "192.168.1.1", "203.0.113.5", "2001:db8::1", "fd12::1"]
)
def test_allowed(address: str) -> None:
    _guard().check(address)


def test_settings_deny_and_allow() -> None:
    guard = _guard(deny=("10.0.0.0/8",), allow=("10.1.0.0/16", "169.254.10.0/24"))
    guard.check("10.1.2.3")
    guard.check("169.254.10.1")
    with pytest.raises(Forbidden, match=r"10\.2\.0\.1 may not be called \(outgoing\.deny has 10\.0\.0\.0/8\)"):
        guard.check("10.2.0.1")
    with pytest.raises(ValueError, match="must be networks or addresses such as"):
        _guard(deny=("ten",))


async def test_only_what_may_be_called_of_a_names_addresses_is_left() -> None:
    class Both(Names):
        async def of(self, host: str, port: int, timeout: float) -> Addresses:
            return Addresses(tuple((socket.AF_INET, (one, port)) for one in ("169.254.169.254", "127.0.0.1")), 0.0)

    known = await _guard(Both(1)).addresses("both.invalid", 80, 1)
    assert [address[0] for _, address in known.found] == ["127.0.0.1"]


async def test_a_session_reaches_what_is_allowed_only_redirects_and_literals_included() -> None:
    guard = _guard()
    async with talking(answering(http())) as port, guard.session(5) as session:
        async with session.get(f"http://127.0.0.1:{port}/") as answer:
            assert await answer.text() == "ok"
        with pytest.raises(Forbidden):
            await session.get("http://169.254.169.254/")
    away = answering(http(b"", "302 Found", "Location: http://0.0.0.0:1/\r\n"))
    async with talking(away) as port, guard.session(5) as session:
        with pytest.raises(Forbidden):
            await session.get(f"http://127.0.0.1:{port}/")
    guard.close()


async def test_a_name_that_changes_after_the_check_is_of_no_use() -> None:
    guard = _guard(_Rebinding("127.0.0.1", "169.254.169.254"))
    async with talking(answering(http())) as port, guard.session(5) as session:
        async with session.get(f"http://rebind.invalid:{port}/") as answer:
            assert answer.status == 200
        with pytest.raises((Forbidden, aiohttp.ClientError)):
            await session.get(f"http://rebind.invalid:{port}/")


async def test_names_are_asked_for_once_at_a_time_and_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def look_up(host: str, port: int, *_: object, **__: object) -> list[tuple[object, ...]]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("192.0.2.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    names = Names(2, keep_seconds=60)
    first = await names.of("a.invalid", 80, 1)
    assert await names.of("a.invalid", 80, 1) == first
    literal = await names.of("::1", 80, 1)
    names.close()
    assert asked == ["a.invalid"]
    assert literal.found[0][1][0] == "::1"

"""Docker's json-file lines and Kubernetes' (CRI), unwrapped: their times, streams, split lines and tracebacks."""

import json
import random

import pytest

from sardonyx.collectors.logs.files.origin import origin_of
from sardonyx.collectors.logs.files.wrapping import Bare, nanoseconds, wrapping_of
from sardonyx.collectors.logs.joining import Origin
from sardonyx.collectors.logs.multiline import splitter
from sardonyx.config.sections import LogFileSettings
from sardonyx.receivers.lines import encoded
from tests.unit.collectors.logs.kept import texts

NS = 1_795_428_000_000_000_000


def _docker(text: str, second: int, stream: str = "stdout") -> bytes:
    return json.dumps({"log": text, "stream": stream, "time": f"2026-11-23T10:00:0{second}.5Z"}).encode() + b"\n"


def _cri(text: str, second: int, tag: str = "F") -> bytes:
    return f"2026-11-23T10:00:0{second}.500000000Z stderr {tag} {text}\n".encode()


DOCKER = b"".join(
    _docker(text, second)
    for second, text in enumerate(
        ("one é\n", "long ", "line\n", "Traceback (most recent call last):\n", "  File\n", "E: x\n")
    )
)
CRI = b"".join(
    (
        _cri("one é", 0), _cri("long ", 1, "P"), _cri("line", 2), _cri("Traceback (most recent call last):", 3),
        _cri("  File", 4), _cri("E: x", 5),
    )
)  # fmt: skip


@pytest.mark.parametrize(("block", "stream"), [(DOCKER, "stdout"), (CRI, "stderr")], ids=["docker", "cri"])
def test_lines_are_unwrapped_and_joined(block: bytes, stream: str) -> None:
    (group,) = wrapping_of(block).groups(block, splitter("auto"), Origin({"a": "b"}))
    assert texts(group) == ["one é", "long line", "Traceback (most recent call last):\n  File\nE: x"]
    assert [line.time_unix_nano - NS for line in group.lines] == [500_000_000, 1_500_000_000, 3_500_000_000]
    assert {line.attributes["log.iostream"] for line in group.lines} == {stream}


@pytest.mark.parametrize("block", [DOCKER, CRI], ids=["docker", "cri"])
def test_what_may_go_on_is_left_where_it_lies(block: bytes) -> None:
    wrapping, lines = wrapping_of(block), block.split(b"\n")[:-1]
    starts = [len(b"".join(line + b"\n" for line in lines[:count])) for count in range(7)]
    ends = {count: wrapping.last(block[: starts[count]], splitter("auto")) for count in range(1, 7)}
    assert ends == {1: 0, 2: starts[0], 3: starts[1], 4: starts[3], 5: starts[3], 6: starts[3]}
    assert wrapping.last(block[: starts[2]], splitter("none")) == starts[1], "its rest comes"


def test_a_broken_line_among_wrapped_ones_stays_as_it_is() -> None:
    block = _docker("a\n", 0) + b'{"log":"half\n' + _docker("b\n", 1)
    (group,) = wrapping_of(block).groups(block, splitter("auto"), Origin())
    assert texts(group) == ["a", '{"log":"half', "b"]


@pytest.mark.parametrize(
    "line", [b"plain text\n", b'{"level":"info","msg":"json"}\n', b"2026-11-23T10:00:00Z INFO not cri\n", b"\n", b"",
     b'{"log":"x","x":' + b"[" * 100_000],
    ids=["text", "json", "time", "blank", "empty", "deep"],
)  # fmt: skip
def test_other_lines_are_bare(line: bytes) -> None:
    assert isinstance(wrapping_of(line), Bare)


@pytest.mark.parametrize(
    ("time", "ns"),
    [("2026-11-23T10:00:00Z", NS), ("2026-11-23T11:00:00.000000001+01:00", NS + 1), ("2026-11-23T10:00:00.5Z", NS + 500_000_000),
     ("yesterday", 0), ("", 0), ("2026-02-31T10:00:00Z", 0), ("2026-11-23T10:00:00+99:99", 0)],
    ids=["whole", "zone", "half", "words", "empty", "no-such-day", "no-such-zone"],
)  # fmt: skip
def test_times_are_read_to_the_nanosecond(time: str, ns: int) -> None:
    assert nanoseconds(time) == ns


def test_a_path_tells_pods_and_containers() -> None:
    rule = LogFileSettings(path="*", environment="prod")
    pod = origin_of(f"/var/log/containers/web-7d_shop_api-{'a' * 64}.log", rule, "n1").resource
    assert pod == {
        "host.name": "n1", "k8s.pod.name": "web-7d", "k8s.namespace.name": "shop", "k8s.container.name": "api",
        "service.name": "api", "deployment.environment.name": "prod",
    }  # fmt: skip
    assert origin_of("/var/log/pods/shop_web-7d_uid/api/0.log", rule, "n1").resource == pod
    container = origin_of(f"/var/lib/docker/containers/{'b' * 64}/{'b' * 64}-json.log", rule, "n1").resource
    assert container["container.id"] == "b" * 64
    assert origin_of("/var/log/nginx/access.log", rule, "n1").resource["program"] == "access"


@pytest.mark.parametrize("block", [DOCKER, CRI], ids=["docker", "cri"])
def test_damaged_lines_never_stop_the_reading(block: bytes) -> None:
    rng = random.Random(11)
    wrapping = wrapping_of(block)
    for _ in range(400):
        damaged = bytearray(block * 3)
        for _ in range(rng.randrange(1, 20)):
            damaged[rng.randrange(len(damaged))] = rng.randrange(256)
        text = bytes(damaged) + b"\n"
        last = wrapping.last(text, splitter("auto"))
        assert 0 <= last <= len(text)
        groups = wrapping.groups(text, splitter("auto"), Origin())
        encoded(groups).decode("latin-1")
        assert all(line.text.isascii() or bytes(line.text).decode() for group in groups for line in group.lines)


def test_the_end_of_a_large_block_tells_where_its_last_event_begins() -> None:
    block = b"".join(_docker(f"{number} {'x' * 50}\n", 1) for number in range(1000))
    open_event = (
        block
        + _docker("Traceback (most recent call last):\n", 2)
        + b"".join(_docker("  File\n", 3) for _ in range(2000))
    )
    assert wrapping_of(block).last(open_event, splitter("auto")) == len(block)

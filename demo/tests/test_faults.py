import pytest

from sardonyx_demo.faults import FaultError, Faults, describe, parse


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["errors=0.3", "latency=800ms"], Faults(errors=0.3, latency_ms=800)),
        (["errors=30%"], Faults(errors=0.3)),
        (["slow_query=1.5s"], Faults(slow_query_ms=1500)),
        (["leak=1MiB"], Faults(leak_bytes=1 << 20)),
        (["leak=500kB"], Faults(leak_bytes=500_000)),
        (["ready=no"], Faults(ready=False)),
        (["off"], Faults()),
    ],
)
def test_understands(words: list[str], expected: Faults) -> None:
    assert parse(words) == expected


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["errors=1.5"], "'errors=1.5': errors takes a share from 0 to 1, or 0% to 100%"),
        (["errors=nan"], "'errors=nan': errors takes a share from 0 to 1, or 0% to 100%"),
        (["errors"], "'errors': errors takes a share from 0 to 1, or 0% to 100%"),
        (["latency=800"], "'latency=800': latency takes a duration up to 60s, such as 800ms"),
        (["latency=2h"], "'latency=2h': latency takes a duration up to 60s, such as 800ms"),
        (["latency=61s"], "'latency=61s': latency takes a duration up to 60s, such as 800ms"),
        (["ready=maybe"], "'ready=maybe': ready takes yes or no"),
        (
            ["latncy=1s"],
            "'latncy' is no fault; did you mean latency? "
            "(allowed: off, or errors=…, latency=…, slow_query=…, leak=…, ready=…)",
        ),
        ([], "say what is wrong: off, or errors=…, latency=…, slow_query=…, leak=…, ready=…"),
    ],
)
def test_refuses_naming_what_is_allowed(words: list[str], message: str) -> None:
    with pytest.raises(FaultError) as refusal:
        parse(words)
    assert str(refusal.value) == message


def test_names_all_mistakes_at_once() -> None:
    with pytest.raises(FaultError) as refusal:
        parse(["errors=2", "off", "leak=1GiB"])
    assert len(str(refusal.value).splitlines()) == 3


def test_description_can_be_read_back() -> None:
    faults = Faults(errors=0.25, latency_ms=800, slow_query_ms=10, leak_bytes=4096, ready=False)
    assert parse(describe(faults).split()) == faults
    assert describe(Faults()) == "none"

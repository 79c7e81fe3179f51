"""How peers are spelt, and which are probed."""

import pytest

from sardonyx.collectors.network.peers import wanted
from sardonyx.config import Settings
from sardonyx.config.peers import Peer, parse

SPELLINGS = {
    "named_tcp": ("db=10.0.0.5:5432", Peer("db", "tcp", "10.0.0.5", 5432)),
    "unnamed_tcp": ("db.internal:5432", Peer("db.internal:5432", "tcp", "db.internal", 5432)),
    "ipv6": ("six=[::1]:80", Peer("six", "tcp", "::1", 80)),
    "https": ("web=https://a.example/x?b=c", Peer("web", "http", "a.example", 443, "https://a.example/x?b=c")),
    "unnamed_http": ("http://a.example:8080/?b=c", Peer("a.example:8080", "http", "a.example", 8080, "http://a.example:8080/?b=c")),
    "icmp": ("gate=icmp://10.0.0.1", Peer("gate", "icmp", "10.0.0.1")),
}  # fmt: skip


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_peer_is_what_its_spelling_says(spelling: str) -> None:
    text, peer = SPELLINGS[spelling]
    assert parse(text) == peer


@pytest.mark.parametrize(
    "text", ["db", "db=", "db=host", "a=host:99999", "a=icmp://h:1", "a=udp://h:1", "a=https://u:p@h/", "a=h:1/x"]
)
def test_another_spelling_is_refused_with_what_is_allowed(text: str) -> None:
    with pytest.raises(ValueError, match="NAME=HOST:PORT"):
        parse(text)


def _peers(**network: object) -> list[str]:
    collectors = {"postgres": ["postgresql://u:secret@db:5432/x"], "nginx": ["http://web/status"], "network": network}
    settings = Settings.model_validate({"collectors": collectors})
    return [f"{peer.protocol} {peer.name} {peer.wanted}" for peer in wanted(settings.collectors)]


def test_servers_of_collectors_are_probed_and_all_are_pinged_once() -> None:
    found = _peers(peers=["a=h:1", "a=icmp://h"])
    assert found == [
        "tcp a True", "icmp a True", "tcp db:5432 True", "tcp web:80 True", "icmp db:5432 False", "icmp web:80 False",
    ]  # fmt: skip


def test_databases_and_pings_can_be_left_out() -> None:
    assert _peers(databases=False, icmp=False) == []
    assert _peers(databases=False, icmp=False, peers=["h:1"]) == ["tcp h:1 True"]

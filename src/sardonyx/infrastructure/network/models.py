"""Answers of /rest/infrastructure/network. Times are seconds, sizes bytes; ratios lie between 0 and 1."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

NodeKind = Literal["server", "agent", "peer", "service"]
"""`server`: this Sardonyx. `agent`: a host with `sardonyx agent`. `peer`: something that is probed. `service`: seen in traces."""

Protocol = Literal["tcp", "http", "icmp"]
BandwidthState = Literal["waiting", "running", "done", "failed"]
"""`waiting`: for the agent to fetch it. `failed`: the agent didn't come, or the test broke; `error` says which."""


class NodeAnswer(BaseModel):
    """A row and a column of the matrix. One name is one node: a peer named like a service is that service."""

    name: str
    kinds: list[NodeKind]
    version: str | None = Field(description="Of an agent.")
    bandwidth: bool = Field(description="An agent that is there: a bandwidth test can be started with it.")


class ProbeAnswer(BaseModel):
    """What probes of one protocol found over the range."""

    protocol: Protocol
    up: bool | None = Field(description="Whether the newest pass had an answer; null when there was no pass of late.")
    rtt_median_seconds: float | None = Field(description="Of all answers; null when there was none.")
    rtt_p95_seconds: float | None = Field(description="Mean of the 95th percentiles of five minutes each.")
    rtt_min_seconds: float | None
    jitter_seconds: float | None = Field(description="Mean difference between one answer's time and the next one's.")
    dns_seconds: float | None = Field(description="Mean time to look the name up; null for an address.")
    loss_ratio: float | None = Field(description="Probes without an answer / probes sent.")
    sent: int
    lost: int
    failures: dict[str, int] = Field(
        description="Lost probes by reason: dns, refused, timeout, unreachable, reset, tls, status, other."
    )
    retransmits: int | None = Field(description="TCP segments the kernel sent again on the probes' connections.")
    kernel_rtt_seconds: float | None = Field(description="Round trip as the kernel measured it (TCP_INFO), newest.")
    last_seen: datetime = Field(description="The newest sample within the range.")


class TrafficAnswer(BaseModel):
    """Calls from one service to another, as their spans tell. Network time is what the caller's span takes longer than the
    answering one: the way there and back, connecting, and waiting before the answering service begins."""

    calls_per_second: float
    network_p50_seconds: float
    network_p95_seconds: float
    duration_p50_seconds: float = Field(description="Of the whole call, as the caller saw it.")
    error_ratio: float
    out_bytes_per_second: float | None = Field(description="Request bodies; null when no span tells their size.")
    in_bytes_per_second: float | None = Field(description="Response bodies; null when no span tells their size.")
    calls: int = Field(description="Calls looked at: a sample where there are many.")
    last_seen: datetime


class BandwidthAnswer(BaseModel):
    """The newest bandwidth test within the range; upload goes from source to target."""

    at: datetime
    upload_bytes_per_second: float | None
    download_bytes_per_second: float | None


class PairAnswer(BaseModel):
    """One direction between two nodes. At least one of probes, traffic and bandwidth is there."""

    source: str
    target: str
    probes: list[ProbeAnswer]
    traffic: TrafficAnswer | None
    bandwidth: BandwidthAnswer | None


class InterfaceAnswer(BaseModel):
    """What all interfaces of a host (loopback left out) moved, and what went wrong on them."""

    host: str
    job: str
    receive_bytes_per_second: float
    transmit_bytes_per_second: float
    errors_per_second: float = Field(description="Receive and transmit errors.")
    drops_per_second: float
    retransmit_ratio: float | None = Field(description="TCP segments sent again / segments sent.")


class NetworkAnswer(BaseModel):
    """The matrix. Figures are of the range; nodes and pairs are in order of their names."""

    start: datetime
    end: datetime
    nodes: list[NodeAnswer]
    pairs: list[PairAnswer]
    hosts: list[InterfaceAnswer]
    sampled: int = Field(description="Traffic is learnt from one trace in this many; rates are estimated from that.")
    problems: list[str] = Field(description="What could not be measured or asked, and what to do.")
    more: int = Field(description="Pairs left out because there are too many.")


class BandwidthWish(BaseModel):
    """Which agent shall test the bandwidth to this server and back."""

    agent: str = Field(min_length=1, max_length=200)
    seconds: float = Field(2.0, ge=0.2, le=10.0, description="The longest each direction may take.")
    max_bytes: int = Field(32 << 20, ge=1 << 16, le=256 << 20, description="The most each direction may move.")


class BandwidthTest(BaseModel):
    """One test, now or before; figures are null until it is done."""

    id: str
    agent: str
    state: BandwidthState
    seconds: float
    max_bytes: int
    started_by: str
    created_at: datetime
    upload_bytes_per_second: float | None
    download_bytes_per_second: float | None
    upload_bytes: int
    download_bytes: int
    error: str


class BandwidthTests(BaseModel):
    """The newest first; forgotten when the server stops (figures stay as series)."""

    items: list[BandwidthTest]


class BandwidthClaim(BaseModel):
    """An agent asking whether there is a test for it; `start`: make one now."""

    agent: str = Field(min_length=1, max_length=200)
    start: bool = False
    seconds: float = Field(2.0, ge=0.2, le=10.0)
    max_bytes: int = Field(32 << 20, ge=1 << 16, le=256 << 20)


class BandwidthClaimed(BaseModel):
    """The test to run now, if there is one."""

    test: BandwidthTest | None


class BandwidthResult(BaseModel):
    """What the agent measured; null for a direction that broke, `error` then says why."""

    upload_bytes_per_second: float | None = Field(None, ge=0, le=1e15)
    download_bytes_per_second: float | None = Field(None, ge=0, le=1e15)
    upload_bytes: int = Field(0, ge=0, le=1 << 40)
    download_bytes: int = Field(0, ge=0, le=1 << 40)
    error: str = Field("", max_length=500)


class BandwidthReceived(BaseModel):
    """How many bytes of an upload came."""

    bytes: int

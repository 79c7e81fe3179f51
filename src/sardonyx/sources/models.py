"""Answers of /rest/sources: what arrives, through which door, and what waits. Null: not known."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

Signal = Literal["traces", "logs", "metrics", "checks"]


class Arrival(BaseModel):
    """One signal of one service over the range. Times of traces and logs are exact to ten seconds.

    Records are spans, log records or samples. Where there are too many samples to count, those of a part of the series
    are counted and the rest is estimated; a service of which that part has none is listed with nulls.
    """

    signal: Signal
    service: str = Field(description="Empty: its records name none.")
    first_seen: datetime | None = Field(description="By the records' own clock, within the range.")
    last_seen: datetime | None = Field(description="By the records' own clock, within the range.")
    last_received: datetime | None = Field(description="By our clock. Not known for metrics.")
    age_seconds: float | None = Field(description="From last_seen to now.")
    records: int | None
    records_per_minute: float | None = Field(description="Over the whole range.")
    series: int | None = Field(description="Metrics only: series with samples in the range.")
    estimated: bool = Field(description="Records and series are estimated.")


class Refusal(BaseModel):
    """Requests refused for one reason: the kind of error, as the receivers count it."""

    reason: str
    requests: int


class ReceiverFigures(BaseModel):
    """What one protocol took and refused of one signal since the start. A receiver nobody used is not listed."""

    receiver: str
    signal: str
    accepted_records: int
    accepted_bytes: int = Field(description="Decompressed.")
    rejected_records: int = Field(description="Left out of requests that were accepted.")
    refused_requests: int
    refusals: list[Refusal]


class StreamFigures(BaseModel):
    """One stream of the journal since the start: everything of a kind, whichever receiver took it."""

    stream: str
    signal: Signal
    accepted_batches: int
    accepted_records: int
    accepted_bytes: int
    refused_batches: int = Field(description="Told to come back later.")
    last_received: datetime | None
    waiting_bytes: int
    waiting_segments: int = Field(description="Sealed; bytes count the open one too.")
    waiting_seconds: float = Field(description="Age of the oldest sealed batch that is not in the engine.")
    flush_lag_seconds: float | None = Field(description="From acceptance to searchable, for the last segment.")
    quarantined_segments: int = Field(description="Since the start.")
    last_error: str | None


class QuarantinedSegment(BaseModel):
    """Batches the engine refused."""

    stream: str
    segment: str
    bytes: int
    error: str
    at: str


class JournalFigures(BaseModel):
    """What is safe on disk and not yet in the engine, over all streams."""

    waiting_bytes: int
    waiting_segments: int
    oldest_seconds: float
    full: bool = Field(description="Senders are being told to wait.")
    quarantined: int = Field(description="Segments in the quarantine now, older runs' too.")
    quarantine: list[QuarantinedSegment] = Field(description="The newest; empty for callers who do not see everything.")


class SourcesResponse(BaseModel):
    """What arrives. Arrivals are those the caller may see; receivers, streams and journal are the whole server's."""

    started_at: datetime = Field(description="Receivers and streams count from here.")
    arrivals: list[Arrival]
    receivers: list[ReceiverFigures]
    streams: list[StreamFigures]
    journal: JournalFigures
    notices: list[str]

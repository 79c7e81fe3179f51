"""Answers of /rest/logs/sources: the account of log records."""

from datetime import UTC, datetime

from pydantic import BaseModel, Field

from sardonyx.logs.sources import Account, SourceAccount, WayAccount


class LogSource(BaseModel):
    """Records of one service, environment and host that came one way."""

    source: str = Field(description="The ingest key's name, else the sender's address.")
    receiver: str = Field(description="The protocol they came by.")
    service: str
    environment: str
    host: str
    last_seen: datetime | None = Field(description="By our clock, to ten seconds.")
    received: int = Field(description="Stored, dropped, sampled and rejected.")
    stored: int
    bytes: int = Field(description="Of bodies (OTLP) or lines (all others), as they came.")
    late: int = Field(description="Received `logs.late_after` or more after they happened.")
    duplicates: int = Field(description="Received again: same service, time and body. Stored all the same.")
    gaps: int = Field(description="Missing by the source's own numbers.")
    rejected: int = Field(
        description="Left out of deliveries by the receiver. They belong to no service: of the sources that came one way, the "
        "one with the most records shows them."
    )
    dropped: dict[str, int] = Field(description="By rule.")
    sampled: dict[str, int] = Field(description="Left out to keep a share, by rule.")
    parse_failures: int = Field(description="Lines that begin like JSON and are none. Stored as text.")
    masked: int | None = Field(None, description="Records in which something was masked. Null: not known.")


class LogWay(BaseModel):
    """What one receiver counted from one sender, beside what became of it."""

    receiver: str
    source: str
    accepted: int
    rejected: int
    outcomes: int = Field(description="Stored, dropped or sampled.")
    difference: int = Field(description="Accepted without an outcome, and not waiting: lost.")


class LogBalance(BaseModel):
    """received = stored + dropped + sampled + rejected + waiting + quarantined + difference."""

    received: int
    stored: int
    dropped: int
    sampled: int
    rejected: int
    waiting: int = Field(description="In the journal, now.")
    quarantined: int = Field(description="Refused by the engine and kept aside, now.")
    difference: int


class LogSourcesResponse(BaseModel):
    """The account of what was received in the range. `ways` is empty for who may not see all services."""

    sources: list[LogSource]
    sources_total: int
    ways: list[LogWay]
    balance: LogBalance


def answer(account: Account) -> LogSourcesResponse:
    """The account as it is sent."""
    rejected = _shown_rejected(account)
    sources = [_source(source, rejected.pop(id(source), 0)) for source in account.sources]
    known = {source.way for source in account.sources}
    sources += [_nameless(way) for way in account.ways if way.rejected and way.way not in known]
    stored = sum(source.stored for source in account.sources)
    dropped = sum(sum(source.dropped.values()) for source in account.sources)
    sampled = sum(sum(source.sampled.values()) for source in account.sources)
    refused = sum(way.rejected for way in account.ways)
    parts = (stored, dropped, sampled, refused, account.waiting, account.quarantined, account.difference)
    return LogSourcesResponse(
        sources=sources,
        sources_total=account.sources_total,
        ways=[_way(way) for way in account.ways],
        balance=LogBalance(
            received=sum(parts),
            stored=stored,
            dropped=dropped,
            sampled=sampled,
            rejected=refused,
            waiting=account.waiting,
            quarantined=account.quarantined,
            difference=account.difference,
        ),
    )


def _shown_rejected(account: Account) -> dict[int, int]:
    """What a way rejected, by the identity of the source that shows it: its first, for they are ordered."""
    left = {way.way: way.rejected for way in account.ways}
    return {id(source): left.pop(source.way) for source in account.sources if source.way in left}


def _source(source: SourceAccount, rejected: int) -> LogSource:
    return LogSource(
        source=source.way.source,
        receiver=source.way.receiver,
        service=source.origin.service,
        environment=source.origin.environment,
        host=source.origin.host,
        last_seen=_moment(source.last_seen_s),
        received=source.received + rejected,
        stored=source.stored,
        bytes=source.bytes,
        late=source.late,
        duplicates=source.duplicates,
        gaps=source.missing,
        rejected=rejected,
        dropped=source.dropped,
        sampled=source.sampled,
        parse_failures=source.unparsed,
    )


def _nameless(way: WayAccount) -> LogSource:
    return LogSource(
        source=way.way.source, receiver=way.way.receiver, service="", environment="", host="",
        last_seen=_moment(way.last_seen_s), received=way.rejected, stored=0, bytes=0, late=0, duplicates=0, gaps=0,
        rejected=way.rejected, dropped={}, sampled={}, parse_failures=0,
    )  # fmt: skip


def _way(way: WayAccount) -> LogWay:
    return LogWay(
        receiver=way.way.receiver,
        source=way.way.source,
        accepted=way.accepted,
        rejected=way.rejected,
        outcomes=way.outcomes,
        difference=way.difference,
    )


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)

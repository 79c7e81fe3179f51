"""Answers of /rest/storage. Null: not known."""

import datetime as dt
from typing import Literal

from pydantic import BaseModel, Field

StoredSignal = Literal["traces", "logs", "metrics", "changes", "checks", "other"]


class Retention(BaseModel):
    """How long rows are kept, in days, as the engine is told to."""

    hot_days: float | None = Field(description="Then rows move to the cold tier. Null: they do not move.")
    cold_days: float | None = Field(description="How long they stay there. Null: there is no cold tier.")
    total_days: float | None = Field(description="Then rows are deleted. Null: never.")


class DayStorage(BaseModel):
    """What the rows of one day (UTC, by the records' own clock) take on disk."""

    day: dt.date
    rows: int
    bytes: int


class TableStorage(BaseModel):
    """A table of the engine."""

    table: str
    signal: StoredSignal
    rows: int
    bytes: int = Field(description="On disk, indexes included.")
    uncompressed_bytes: int
    cold_bytes: int = Field(description="Of `bytes`, in the cold tier.")
    oldest: dt.datetime | None
    newest: dt.datetime | None
    retention: Retention
    days: list[DayStorage] = Field(description="The last days, oldest first. Empty for tables not kept by day.")


class SignalStorage(BaseModel):
    """All tables of a signal together."""

    signal: StoredSignal
    rows: int
    bytes: int
    uncompressed_bytes: int
    oldest: dt.datetime | None
    newest: dt.datetime | None
    days: list[DayStorage]


class Disk(BaseModel):
    """A file system's size, and what is free of it for us."""

    total_bytes: int
    free_bytes: int


class Forecast(BaseModel):
    """Where the tables are heading: their mean of up to seven whole days goes on, and retention deletes.

    `days_until_full`: until inserts are refused, which the embedded engine does a little before the disk is full. Null when
    there is no whole day to go by, and when retention stops the growth before: then `fits` is true. `settles_at_bytes`
    is what all tables will take by then; null when one has no retention.
    """

    bytes_per_day: float | None
    settles_at_bytes: int | None
    days_until_full: float | None
    fits: bool | None


class StorageResponse(BaseModel):
    """What is stored, how long it stays, and when the disk is full."""

    engine: Literal["embedded", "server"]
    tables: list[TableStorage]
    signals: list[SignalStorage]
    rows: int
    bytes: int
    uncompressed_bytes: int
    data_disk: Disk | None = Field(description="Of the data folder: journal, state, and the embedded engine.")
    engine_disk: Disk | None = Field(description="Of the engine: the data folder's, or that of the server.")
    journal_bytes: int
    forecast: Forecast

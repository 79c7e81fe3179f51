"""Asks one PostgreSQL server, read-only and with a short statement timeout. What it may not ask is told by name.

A user with the role `pg_monitor` sees everything:
    CREATE USER sardonyx PASSWORD '…'; GRANT pg_monitor TO sardonyx;
"""

import math
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import asyncpg

from sardonyx.collectors.page import Family, Page
from sardonyx.collectors.postgres.questions import QUESTIONS, SETTINGS, Question
from sardonyx.collectors.postgres.settings_page import add_settings

_ADVICE = (
    "CREATE USER sardonyx PASSWORD '…'; GRANT pg_monitor TO sardonyx; and name the server in collectors.postgres as "
    "postgresql://sardonyx:…@HOST:PORT/DATABASE"
)
_LOST = (OSError, asyncpg.InterfaceError, asyncpg.PostgresConnectionError, TimeoutError)
_REFUSALS = (
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.InsufficientPrivilegeError,
)


class PostgresCollector:
    """One server, seen from one of its databases. `problems` names what the last page had to leave out.

    `refused`: it answers, but doesn't let us in as who we are.
    """

    def __init__(self, url: str, *, timeout_seconds: float = 5.0) -> None:
        self._url = url
        self._timeout = timeout_seconds
        self._connection: asyncpg.Connection[asyncpg.Record] | None = None
        self.problems: tuple[str, ...] = ()
        self.refused = False

    async def page(self) -> bytes:
        """The server's page. One that can't be asked has only `pg_up 0`."""
        page = Page()
        up = page.gauge("pg_up", "1 when the server answers.")
        try:
            connection = await self._connected()
            version = connection.get_server_version().major
            extensions = {row["extname"] for row in await connection.fetch("SELECT extname FROM pg_extension")}
        except (*_LOST, asyncpg.PostgresError) as error:
            await self.close()
            self.refused = isinstance(error, _REFUSALS)
            told = str(error) or type(error).__name__
            self.problems = (f"postgresql: {told}{f': {_ADVICE}' if self.refused else ''}",)
            up.add(0)
            return page.encoded()
        self.refused = False
        up.add(1)
        problems: list[str] = []
        families: _Families = {}
        for question in QUESTIONS:
            if question.versions[0] <= version < question.versions[1]:
                if question.extension and question.extension not in extensions:
                    problems.append(f"postgresql: {question.name}: CREATE EXTENSION {question.extension} to see it")
                    continue
                problems += await _asked(connection, question, families)
        problems += await _asked_settings(connection, page)
        for name, (about, falls, samples) in families.items():
            _write(page.gauge(name, about) if falls else page.counter(name, about), samples)
        self.problems = tuple(problems)
        if connection.is_closed():
            await self.close()
        return page.encoded()

    async def close(self) -> None:
        """Let go of the connection."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.terminate()

    async def _connected(self) -> "asyncpg.Connection[asyncpg.Record]":
        if self._connection is None or self._connection.is_closed():
            self._connection = await asyncpg.connect(
                self._url,
                timeout=self._timeout,
                command_timeout=self._timeout,
                statement_cache_size=0,  # poolers in front of the server keep no statements
                server_settings={"application_name": "sardonyx"},
            )
            milliseconds = int(self._timeout * 1000)
            await self._connection.execute(
                f"SET default_transaction_read_only = on; SET statement_timeout = {milliseconds}"
            )
        return self._connection


_Families = dict[str, tuple[str, bool, list[tuple[float, dict[str, str]]]]]


async def _asked(
    connection: "asyncpg.Connection[asyncpg.Record]", question: Question, families: _Families
) -> list[str]:
    try:
        rows = await connection.fetch(question.sql)
    except asyncpg.InsufficientPrivilegeError as error:
        return [f"postgresql: {question.name}: {error}: GRANT pg_monitor TO the user to see it"]
    except (*_LOST, asyncpg.PostgresError) as error:
        return [f"postgresql: {question.name}: {error or type(error).__name__}"]
    _collect(question, rows, families)
    return []


async def _asked_settings(connection: "asyncpg.Connection[asyncpg.Record]", page: Page) -> list[str]:
    try:
        add_settings(page, await connection.fetch(SETTINGS))
    except (*_LOST, asyncpg.PostgresError) as error:
        return [f"postgresql: settings: {error or type(error).__name__}"]
    return []


def _collect(question: Question, rows: Iterable[Mapping[str, Any]], families: _Families) -> None:
    for row in rows:
        labels = {label: str(row[label] or "") for label in question.labels}
        for column, value in row.items():
            if column not in question.labels:
                falls = question.all_gauges or column in question.gauges
                name = question.prefix if column == "value" else f"{question.prefix}_{column}"
                _, _, samples = families.setdefault(name, (question.about, falls, []))
                samples.append((_number(value), labels))


def _write(family: Family, samples: Iterable[tuple[float, dict[str, str]]]) -> None:
    for value, labels in samples:
        family.add_labelled(value, labels)


def _number(value: int | float | Decimal | None) -> float:
    return math.nan if value is None else float(value)

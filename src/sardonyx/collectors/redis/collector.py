"""Asks one Redis server: INFO, the slow log, and a few settings. Reads only; what it may not ask is told by name.

The server needs to let its user run `+info +slowlog|len +slowlog|get +config|get +ping`, nothing else.
"""

from typing import Any

import redis.asyncio
from redis.exceptions import AuthenticationError, NoPermissionError, RedisError, ResponseError

from sardonyx.collectors.page import Page
from sardonyx.collectors.redis.figures import COUNTER, FIGURES, INFO_LABELS, SETTINGS

_MICRO, _MILLI = 1e6, 1e3
_ADVICE = (
    "ACL SETUSER sardonyx on >… +info +ping +client +hello +slowlog|len +slowlog|get +config|get and name the server in "
    "collectors.redis as redis://sardonyx:…@HOST:PORT"
)
_REFUSALS = (AuthenticationError, NoPermissionError)
_COMMAND, _ERROR, _LATENCY = "cmdstat_", "errorstat_", "latency_percentiles_usec_"


class RedisCollector:
    """One server. `problems` names what the last page had to leave out; `refused`: it answers, but doesn't let us in."""

    def __init__(self, url: str, *, timeout_seconds: float = 5.0) -> None:
        self._client: redis.asyncio.Redis = redis.asyncio.Redis.from_url(
            url, socket_timeout=timeout_seconds, socket_connect_timeout=timeout_seconds, decode_responses=True
        )
        self.problems: tuple[str, ...] = ()
        self.refused = False

    async def page(self) -> bytes:
        """The server's page. One that can't be asked has only `redis_up 0`."""
        page, problems = Page(), list[str]()
        up = page.gauge("redis_up", "1 when the server answers.")
        try:
            info: dict[str, Any] = await self._client.info("everything")
        except (RedisError, OSError) as error:
            self.refused = isinstance(error, _REFUSALS)
            self.problems = (f"redis: {error}{f': {_ADVICE}' if self.refused else ''}",)
            up.add(0)
            return page.encoded()
        self.refused = False
        up.add(1)
        _add_info(page, info)
        _add_databases(page, info)
        _add_commands(page, info)
        _add_replication(page, info)
        for add in (self._add_slow_log, self._add_settings):
            try:
                await add(page)
            except NoPermissionError as error:
                problems.append(f"redis: the user lacks a permission: {error}")
            except ResponseError as error:  # a managed server without CONFIG or SLOWLOG
                problems.append(f"redis: {error}")
        self.problems = tuple(problems)
        return page.encoded()

    async def close(self) -> None:
        """Let go of the connections."""
        await self._client.aclose()

    async def _add_slow_log(self, page: Page) -> None:
        length = await self._client.slowlog_len()
        newest: list[dict[str, Any]] = await self._client.slowlog_get(1)
        page.gauge("redis_slowlog_length", "Entries of the slow log.").add(int(length))
        last_id = page.gauge("redis_slowlog_last_id", "Number of the newest entry of the slow log.")
        last_id.add(int(newest[0]["id"]) if newest else 0)
        last = page.gauge("redis_last_slow_execution_duration_seconds", "Seconds the newest slow command took.")
        last.add(int(newest[0]["duration"]) / _MICRO if newest else 0)

    async def _add_settings(self, page: Page) -> None:
        for name, family in SETTINGS.items():
            found = await self._client.config_get(name)
            if value := found.get(name):
                page.gauge(family, f"The setting {name}.").add(float(value))


def _add_info(page: Page, info: dict[str, Any]) -> None:
    for line, figure in FIGURES.items():
        if line in info:
            family = (page.counter if figure.kind == COUNTER else page.gauge)(figure.family, figure.about)
            family.add(figure.value(info[line]))
    started = page.gauge("redis_start_time_seconds", "When the server started.")
    started.add(int(info["server_time_usec"]) // int(_MICRO) - int(info["uptime_in_seconds"]))
    about = page.gauge("redis_instance_info", "What the server is.")
    about.add_labelled(1, {label: str(info[label]) for label in INFO_LABELS if label in info})


def _add_databases(page: Page, info: dict[str, Any]) -> None:
    databases = {name: said for name, said in info.items() if name[:2] == "db" and name[2:].isdigit()}
    for key, name, about, unit in (
        ("keys", "redis_db_keys", "Keys of the database.", 1.0),
        ("expires", "redis_db_keys_expiring", "Keys that will expire.", 1.0),
        ("avg_ttl", "redis_db_avg_ttl_seconds", "Average time to live.", _MILLI),
    ):
        family = page.gauge(name, about)
        for database, said in databases.items():
            if key in said:
                family.add(said[key] / unit, db=database)


def _add_commands(page: Page, info: dict[str, Any]) -> None:
    commands = {name.removeprefix(_COMMAND): said for name, said in info.items() if name.startswith(_COMMAND)}
    for key, name, about, unit in (
        ("calls", "redis_commands_total", "Calls of the command.", 1.0),
        ("usec", "redis_commands_duration_seconds_total", "Seconds spent in the command.", _MICRO),
        ("rejected_calls", "redis_commands_rejected_calls_total", "Calls refused before they ran.", 1.0),
        ("failed_calls", "redis_commands_failed_calls_total", "Calls that failed.", 1.0),
    ):
        told = {command: said[key] for command, said in commands.items() if key in said}
        if told:
            family = page.counter(name, about)
            for command, count in told.items():
                family.add(count / unit, cmd=command)
    _add_latencies(page, info, commands)
    errors = {name.removeprefix(_ERROR): said for name, said in info.items() if name.startswith(_ERROR)}
    if errors:
        family = page.counter("redis_errors_total", "Errors answered, by kind.")
        for kind, said in errors.items():
            family.add(said["count"], err=kind)


def _add_latencies(page: Page, info: dict[str, Any], commands: dict[str, dict[str, Any]]) -> None:
    latencies = {name.removeprefix(_LATENCY): said for name, said in info.items() if name.startswith(_LATENCY)}
    if not latencies:
        return
    family = page.summary("redis_latency_percentiles_usec", "Microseconds a call of the command took.")
    for command, said in latencies.items():
        for percentile, microseconds in said.items():
            family.add(float(microseconds), cmd=command, quantile=percentile.removeprefix("p"))
        if command in commands:
            family.part("_sum").add(float(commands[command]["usec"]), cmd=command)
            family.part("_count").add(float(commands[command]["calls"]), cmd=command)


def _add_replication(page: Page, info: dict[str, Any]) -> None:
    if "master_link_status" in info:
        labels = {"master_host": str(info.get("master_host", "")), "master_port": str(info.get("master_port", ""))}
        link = page.gauge("redis_master_link_up", "1 while the primary is heard.")
        link.add_labelled(int(info["master_link_status"] == "up"), labels)
    replicas = [said for name, said in info.items() if name[:5] == "slave" and name[5:].isdigit()]
    if replicas:
        offset = page.gauge("redis_connected_slave_offset_bytes", "The offset the replica has acknowledged.")
        for said in replicas:
            offset.add_labelled(float(said["offset"]), _replica(said))
        lag = page.gauge("redis_connected_slave_lag_seconds", "Seconds since the replica acknowledged.")
        for said in replicas:
            lag.add_labelled(float(said["lag"]), _replica(said))


def _replica(said: dict[str, Any]) -> dict[str, str]:
    return {"slave_ip": str(said["ip"]), "slave_port": str(said["port"]), "slave_state": str(said["state"])}

"""Asks one Qdrant server for all there is to see with a read-only key; what it may not ask is told by name.

One pass asks for the list of collections, the server's own `/metrics`, at most a few dozen collections, and at most a few
queries, one at a time. Of many collections the others keep what they said last, until it is their turn. Telemetry, which costs
the server most, is asked every minute.
"""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from sardonyx.collectors.page import Page
from sardonyx.collectors.qdrant import probe
from sardonyx.collectors.qdrant.api import QdrantApi, QdrantError
from sardonyx.collectors.qdrant.collection import collection_samples, optimizer_error, vectors_of
from sardonyx.collectors.qdrant.families import NAMES, Sample, write
from sardonyx.collectors.qdrant.telemetry import DETAILS, cluster_samples, telemetry_samples
from sardonyx.collectors.qdrant.turns import Turns

MAX_COLLECTIONS = 200
"""Collections with series of their own, the first by name."""
ASKED_IN_A_PASS = 50
PROBED_IN_A_PASS = 10

_AT_ONCE = 4
_TELEMETRY_SECONDS = 60.0
_DETAILS_SECONDS, _PROBES_SECONDS = 3.0, 2.5
_KEY = "give it a read-only key (service.read_only_api_key) as http://:KEY@HOST:6333"
_VERSION = re.compile(r"(\d+)\.(\d+)")
_LATEST = (1, 1000)

_Samples = dict[str, list[Sample]]


class QdrantCollector:
    """One server. `problems` names what the last page had to leave out; `refused`: it answers, but not with our key."""

    def __init__(self, url: str, *, timeout_seconds: float = 2.5, clock: Callable[[], float] = time.monotonic) -> None:
        self._api = QdrantApi(url, timeout_seconds=timeout_seconds)
        self._clock = clock
        self._version: tuple[int, ...] = _LATEST
        self._about: list[Sample] = []
        self._infos: dict[str, Mapping[str, Any]] = {}
        self._probes: _Samples = {}
        self._telemetry: list[Sample] = []
        self._telemetry_problem = ""
        self._telemetry_at = -_TELEMETRY_SECONDS
        self._asked, self._probed = Turns(ASKED_IN_A_PASS), Turns(PROBED_IN_A_PASS)
        self.problems: tuple[str, ...] = ()
        self.refused = False

    async def page(self) -> bytes:
        """The server's page. One that can't be asked has only `qdrant_up 0`."""
        page = Page()
        up = page.gauge("qdrant_up", "1 when the server answers.")
        try:
            names = await self._names()
            await self._learn_version()
        except QdrantError as error:
            self._forget()
            self.refused = error.refused
            self.problems = (f"qdrant: {error}{f': {_KEY}' if error.refused else ''}",)
            up.add(0)
            return page.encoded()
        self.refused = False
        up.add(1)
        problems: list[str] = []
        if len(names) > MAX_COLLECTIONS:
            problems.append(f"qdrant: {len(names)} collections, only the first {MAX_COLLECTIONS} by name are collected")
        shown = names[:MAX_COLLECTIONS]
        own, cluster, *told = await asyncio.gather(
            self._own_metrics(), self._cluster(), self._collections(shown), self._ask_telemetry(frozenset(shown))
        )
        samples = [*self._about, ("qdrant_collections", len(names), {}), *cluster[0], *self._telemetry]
        for name in shown:
            samples += collection_samples(name, self._infos[name]) if name in self._infos else ()
        problems += [*own[1], *cluster[1], *(problem for each in told for problem in each)]
        problems += await self._ask_probes(shown)
        samples += [sample for name in shown for sample in self._probes.get(name, ())]
        write(page, samples)
        self.problems = tuple(dict.fromkeys(problems))
        return page.encoded() + own[0].encode()

    async def close(self) -> None:
        """Let go of the connections."""
        await self._api.close()

    async def _names(self) -> list[str]:
        found = await self._api.get("collections")
        try:
            return sorted(str(each["name"]) for each in found["collections"])
        except (KeyError, TypeError):
            raise QdrantError("/collections: the answer is no list of collections") from None

    async def _learn_version(self) -> None:
        """Once until the server has been away; a proxy that hides `/` makes it the latest."""
        if self._about:
            return
        try:
            told = str((await self._api.get("")).get("version", ""))
        except (QdrantError, AttributeError):
            told = ""
        found = _VERSION.match(told)
        self._version = (int(found[1]), int(found[2])) if found else _LATEST
        self._about = [("qdrant_version_info", 1, {"version": told})]

    async def _own_metrics(self) -> tuple[str, list[str]]:
        """The server's page. With `service.metrics_prefix: qdrant_` families may have our names: ours count."""
        try:
            text = await self._api.text("metrics")
        except QdrantError as error:
            return "", [_problem(error, "a key for all collections sees it")]
        if "qdrant_" in text:
            text = "\n".join([line for line in text.splitlines() if _family(line) not in _OURS])
        return text.rstrip("\n") + "\n", []

    async def _cluster(self) -> tuple[list[Sample], list[str]]:
        try:
            return list(cluster_samples(await self._api.get("cluster"))), []
        except QdrantError as error:
            return [], [_problem(error, "a key for all collections sees it")]

    async def _collections(self, shown: list[str]) -> list[str]:
        """Ask for those whose turn it is."""
        asked = self._asked.next(shown)
        kept = frozenset(shown).difference(asked)
        self._infos = {name: info for name, info in self._infos.items() if name in kept}
        problems: list[str] = []
        gate = asyncio.Semaphore(_AT_ONCE)

        async def look(name: str) -> None:
            async with gate:
                try:
                    self._infos[name] = await self._api.get("collections", name)
                except QdrantError as error:
                    if error.status != 404:  # dropped meanwhile
                        problems.append(_problem(error, "the key may not see the collection"))
                    return
            if said := optimizer_error(self._infos[name]):
                problems.append(f"qdrant: collection {name}: the optimiser stopped: {said}")

        return await _within(_DETAILS_SECONDS, [look(name) for name in asked], problems)

    async def _ask_telemetry(self, shown: frozenset[str]) -> list[str]:
        if self._clock() - self._telemetry_at >= _TELEMETRY_SECONDS:
            self._telemetry_at, self._telemetry_problem = self._clock(), ""
            try:
                told = await self._api.get("telemetry", details_level=DETAILS)
                self._telemetry = list(telemetry_samples(told, shown))
            except QdrantError as error:
                self._telemetry, self._telemetry_problem = [], _problem(error, "a read-only key sees it")
        self._telemetry = [sample for sample in self._telemetry if sample[2]["collection"] in shown]
        return [self._telemetry_problem] if self._telemetry_problem else []

    async def _ask_probes(self, shown: list[str]) -> list[str]:
        """Query those whose turn it is, one after the other."""
        known = [name for name in shown if name in self._infos]
        chosen = self._probed.next(known)
        kept = frozenset(known).difference(chosen)
        self._probes = {name: told for name, told in self._probes.items() if name in kept}
        problems: list[str] = []

        async def each_in_turn() -> None:
            for name in chosen:
                try:
                    what = probe.question(vectors_of(self._infos[name]), self._version)
                except probe.CannotAsk as reason:
                    skipped = {"collection": name, "reason": str(reason)}
                    self._probes[name] = [("qdrant_probe_skipped", 1, skipped)]
                    continue
                self._probes[name], error = await probe.ask(self._api, name, what)
                if error is not None:
                    problems.append(_problem(error, "the key may not search the collection"))

        return await _within(_PROBES_SECONDS, [each_in_turn()], problems)

    def _forget(self) -> None:
        """The server is away: what it said is no longer so, and it may come back as another version."""
        self._about, self._telemetry, self._infos, self._probes = [], [], {}, {}
        self._telemetry_at = -_TELEMETRY_SECONDS


_OURS = frozenset(NAMES) | {"qdrant_up"}


def _family(line: str) -> str:
    """The family a line of a page is about."""
    return (
        line.split(" ", 3)[2]
        if line.startswith("# ") and line.count(" ") > 1
        else re.split(r"[{ ]", line, maxsplit=1)[0]
    )


def _problem(error: QdrantError, hint: str) -> str:
    return f"qdrant: {error}{f': {hint}' if error.refused else ''}"


async def _within(seconds: float, work: list[Awaitable[None]], problems: list[str]) -> list[str]:
    """Do as much of it as there is time for; the problems, with that too much was left."""
    try:
        async with asyncio.timeout(seconds):
            await asyncio.gather(*work)
    except TimeoutError:
        problems.append(f"qdrant: the server is too slow: after {seconds:g} s some collections were left out")
    return problems

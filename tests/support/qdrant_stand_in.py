"""A stand-in for Qdrant's REST API, as version 1.7 or 1.17 answers: the documents' shapes, the keys, the paths there are.

No Qdrant server can be had where these tests run. Shapes: Qdrant's API reference of both versions.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

OLD, NEW = "1.7.4", "1.17.0"
KEY, NARROW_KEY = "read-only-key", "key-of-docs-only"

_OLD_METRICS = """# HELP app_info information about qdrant server
# TYPE app_info counter
app_info{name="qdrant",version="1.7.4"} 1
# HELP collections_total number of collections
# TYPE collections_total gauge
collections_total 1
# HELP rest_responses_total total number of responses
# TYPE rest_responses_total counter
rest_responses_total{method="GET",endpoint="/collections",status="200"} 7
"""
_NEW_METRICS = """# HELP app_info information about qdrant server
# TYPE app_info gauge
app_info{name="qdrant",version="1.17.0"} 1
# HELP collections_total number of collections
# TYPE collections_total gauge
collections_total 1
# HELP collection_points approximate amount of points per collection
# TYPE collection_points gauge
collection_points{id="docs"} 1000
# HELP rest_responses_duration_seconds response duration histogram
# TYPE rest_responses_duration_seconds histogram
rest_responses_duration_seconds_bucket{method="POST",endpoint="/collections/{name}/points/query",status="200",le="0.005"} 3
rest_responses_duration_seconds_bucket{method="POST",endpoint="/collections/{name}/points/query",status="200",le="+Inf"} 4
rest_responses_duration_seconds_sum{method="POST",endpoint="/collections/{name}/points/query",status="200"} 0.25
rest_responses_duration_seconds_count{method="POST",endpoint="/collections/{name}/points/query",status="200"} 4
# HELP memory_resident_bytes Maximum number of bytes in physically resident data pages mapped
# TYPE memory_resident_bytes gauge
memory_resident_bytes 123456
"""


class QdrantStandIn:
    """What it knows: `collections` by name. `key`, when set, is asked for; paths in `hanging` never answer."""

    def __init__(self, version: str = NEW, key: str = "") -> None:
        self.version = version
        self.key = key
        self.collections: dict[str, dict[str, Any]] = {}
        self.telemetry: dict[str, dict[str, Any]] = {}
        self.cluster: dict[str, Any] = {"status": "disabled"}
        self.metrics = _OLD_METRICS if version == OLD else _NEW_METRICS
        self.hanging: set[str] = set()
        self.requests: list[str] = []
        self.questions: list[Any] = []
        self.at_once = self.most_queries_at_once = 0
        self._released = asyncio.Event()

    def add(self, name: str, vectors: dict[str, Any] | None = None, **info: Any) -> None:
        """A collection of a thousand points in two shards, with a vector of four dimensions where nothing else is said."""
        params = {"vectors": {"size": 4, "distance": "Cosine"} if vectors is None else vectors, "shard_number": 2}
        params |= info.pop("params", {})
        told = {
            "status": "green", "optimizer_status": "ok", "indexed_vectors_count": 800, "points_count": 1000,
            "segments_count": 8, "config": {"params": params}, "payload_schema": {"city": {"data_type": "keyword", "points": 5}},
        }  # fmt: skip
        self.collections[name] = told | ({"vectors_count": 1000} if self.version == OLD else {}) | info
        self.telemetry[name] = {"id": name, "init_time_ms": 3, "shards": [self._shard(number) for number in range(2)]}

    def _shard(self, number: int) -> dict[str, Any]:
        info: dict[str, Any] = {
            "segment_type": "indexed", "num_vectors": 250, "num_points": 250, "num_deleted_vectors": 5,
            "ram_usage_bytes": 0, "disk_usage_bytes": 0,
        }  # fmt: skip
        optimizations: dict[str, Any] = {"count": 3}
        local: dict[str, Any] = {"variant_name": "local shard"}
        if self.version == NEW:
            info |= {"vectors_size_bytes": 4000, "payloads_size_bytes": 100}
            optimizations |= {"fail_count": 1, "total_duration_micros": 1_500_000}
            local["update_queue"] = {"length": 2}
        local["segments"] = [{"info": info}, {"info": info}]
        local["optimizations"] = {"status": "ok", "optimizations": optimizations}
        return {"id": number, "local": local, "remote": [], "replicate_states": {"11": "Active", "12": "Dead"}}

    @asynccontextmanager
    async def running(self, port: int = 0, tls: ssl.SSLContext | None = None) -> AsyncIterator[str]:
        """Serve on loopback; yields the address without a key."""
        app = web.Application(middlewares=[self._door])
        app.router.add_get("/", self._root)
        app.router.add_get("/metrics", self._metrics)
        app.router.add_get("/collections", self._list)
        app.router.add_get("/collections/{name}", self._collection)
        app.router.add_get("/readyz", self._ready)
        app.router.add_get("/telemetry", self._telemetry)
        app.router.add_get("/cluster", self._cluster)
        app.router.add_post("/collections/{name}/points/{what}", self._points)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", port, reuse_address=True, ssl_context=tls)
        await site.start()
        try:
            yield f"http{'s' if tls else ''}://127.0.0.1:{runner.addresses[0][1]}"
        finally:
            self._released.set()
            await runner.cleanup()
            self._released.clear()

    @web.middleware
    async def _door(self, request: web.Request, handler: Any) -> web.StreamResponse:
        self.requests.append(request.path)
        if request.path in self.hanging:
            await self._released.wait()
        given = request.headers.get("api-key", "")
        if self.key and request.path not in ("/", "/readyz"):
            if given not in (self.key, NARROW_KEY):
                return _error(403 if self.version == OLD else 401, "Invalid api-key")
            if given == NARROW_KEY and request.path in ("/metrics", "/cluster"):
                return _error(403, "Forbidden: Global access is required")
        answer: web.StreamResponse = await handler(request)
        return answer

    async def _ready(self, _: web.Request) -> web.Response:
        return web.Response(text="all shards are ready")

    async def _root(self, _: web.Request) -> web.Response:
        return web.json_response({"title": "qdrant - vector search engine", "version": self.version})

    async def _metrics(self, _: web.Request) -> web.Response:
        return web.Response(text=self.metrics, content_type="text/plain")

    async def _list(self, _: web.Request) -> web.Response:
        return _result({"collections": [{"name": name} for name in self.collections]})

    async def _collection(self, request: web.Request) -> web.Response:
        return self._known(request, self.collections.get(request.match_info["name"]))

    async def _telemetry(self, request: web.Request) -> web.Response:
        assert request.query["details_level"] == "4"
        return _result({"collections": {"number_of_collections": 1, "collections": list(self.telemetry.values())}})

    async def _cluster(self, _: web.Request) -> web.Response:
        return _result(self.cluster)

    async def _points(self, request: web.Request) -> web.Response:
        self.at_once += 1
        self.most_queries_at_once = max(self.at_once, self.most_queries_at_once)
        self.questions.append(await request.json())
        await asyncio.sleep(0)
        self.at_once -= 1
        if request.match_info["what"] not in _PATHS[self.version]:
            return web.Response(status=404)
        return self._known(request, [])

    def _known(self, request: web.Request, found: Any) -> web.Response:
        name = request.match_info["name"]
        if found is None or name not in self.collections:
            return _error(404, f"Not found: Collection `{name}` doesn't exist!")
        return _result(found)


_PATHS: dict[str, Iterable[str]] = {OLD: ("search",), NEW: ("search", "query")}


def _result(found: Any) -> web.Response:
    return web.json_response({"result": found, "status": "ok", "time": 1e-5})


def _error(status: int, words: str) -> web.Response:
    return web.json_response({"status": {"error": words}, "time": 0.0}, status=status)

"""Full-text search over the documents: SQLite FTS5 with BM25, behind a small cache."""

import logging
import re
from collections import OrderedDict
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from opentelemetry import metrics, trace
from sardonyx_sdk import traced

from sardonyx_demo.database import Database
from sardonyx_demo.onyx_core.corpus import Document, documents

log = logging.getLogger(__name__)
SCHEMA = "CREATE VIRTUAL TABLE IF NOT EXISTS documents USING fts5 (title, text, tokenize = 'porter unicode61')"
DATA_SOURCE = "handbook"
HANDBOOK_DOCUMENTS = sum(1 for _ in documents())
MOST_ADDED = 1000
_CACHED = 64
_RATIO_OVER = 100
_LOW_RATIO = 0.35
_INSERT = "INSERT INTO documents (title, text) VALUES (?, ?)"
_TERM = re.compile(r"\w{2,40}")
_MOST_TERMS = 24


@dataclass(frozen=True, slots=True)
class Hit:
    """A document that matches; the score is BM25's, higher is better."""

    id: int
    title: str
    text: str
    score: float


class Index:
    """The documents."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._cache: OrderedDict[tuple[str, int], list[Hit]] = OrderedDict()
        self._lookups = self._found = 0
        meter = metrics.get_meter(__name__)
        self._counted = meter.create_counter("search.cache.lookups", "{lookup}", "Cache look-ups by result.")
        self._hits = meter.create_histogram("search.results", "{document}", "Documents found by a search.")

    @traced("fill the index")
    async def fill(self) -> None:
        """Add the handbook if this is a new file."""
        if not await self._database.rows("SELECT documents", "SELECT 1 FROM documents LIMIT 1"):
            await self._database.write_many("INSERT documents", _INSERT, list(documents()))

    async def add(self, document: Document) -> int:
        """Add a document; the oldest of those added make room, the handbook stays. Returns how many there are."""
        await self._database.write("INSERT documents", _INSERT, document)
        await self._database.write(
            "DELETE documents",
            "DELETE FROM documents WHERE rowid > ? AND rowid <= (SELECT max(rowid) FROM documents) - ?",
            (HANDBOOK_DOCUMENTS, MOST_ADDED),
        )
        self._cache.clear()
        counted = await self._database.rows("SELECT documents", "SELECT count(*) FROM documents")
        return int(counted[0][0])

    async def search(self, query: str, limit: int) -> list[Hit]:
        """The best documents for a query, under a span after the GenAI retrieval convention."""
        attributes: dict[str, str | int] = {
            "gen_ai.operation.name": "retrieval",
            "gen_ai.data_source.id": DATA_SOURCE,
            "gen_ai.retrieval.top_k": limit,
            "gen_ai.retrieval.query.text": query[:500],
        }
        with trace.get_tracer(__name__).start_as_current_span(
            f"retrieval {DATA_SOURCE}", attributes=attributes
        ) as span:
            key = (" ".join(_TERM.findall(query.lower())), limit)
            cached = self._cache.get(key)
            span.set_attribute("search.cache.hit", cached is not None)
            self._note(cached is not None)
            hits = await self._match(*key) if cached is None else cached
            span.set_attribute("search.results", len(hits))
        self._hits.record(len(hits))
        if not hits:
            log.warning("no document matches the query", extra={"search.query": query[:200]})
        return hits

    async def _match(self, terms: str, limit: int) -> list[Hit]:
        words = terms.split()[:_MOST_TERMS]
        if not words:
            return []
        found = await self._database.rows(
            "SELECT documents",
            "SELECT rowid AS id, title, text, -bm25(documents, 4.0, 1.0) AS score FROM documents "
            "WHERE documents MATCH ? ORDER BY score DESC LIMIT ?",
            (" OR ".join(f'"{word}"' for word in words), limit),
        )
        hits = [Hit(row["id"], row["title"], row["text"], round(row["score"], 4)) for row in found]
        self._cache[terms, limit] = hits
        if len(self._cache) > _CACHED:
            self._cache.popitem(last=False)
        return hits

    def _note(self, hit: bool) -> None:
        self._counted.add(1, {"result": "hit" if hit else "miss"})
        self._lookups += 1
        self._found += hit
        if self._lookups == _RATIO_OVER:
            ratio = self._found / self._lookups
            if ratio < _LOW_RATIO:
                log.warning("search cache hit ratio is %d %% over %d look-ups", ratio * 100, self._lookups)
            self._lookups = self._found = 0


def as_json(hits: list[Hit]) -> list[dict[str, Any]]:
    """Hits as the API returns them."""
    return [asdict(hit) for hit in hits]


def open_database(path: Path, delay_ms: Any) -> Database:
    """Onyx Core's file."""
    return Database(path, SCHEMA, delay_ms)

import logging

import pytest

from sardonyx_demo.onyx_core import index as index_module
from sardonyx_demo.onyx_core.corpus import Document
from sardonyx_demo.onyx_core.index import HANDBOOK_DOCUMENTS, Index


async def test_best_document_comes_first(index: Index) -> None:
    hits = await index.search("who approves a rollback of deployments?", 5)
    assert hits[0].title.startswith("Deployments")
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


@pytest.mark.parametrize("query", ['"', "NEAR(a b)", "title:x OR *", "') --", "???", "a" * 500])
async def test_query_is_never_read_as_search_syntax(index: Index, query: str) -> None:
    assert len(await index.search(query, 5)) <= 5


async def test_new_document_is_found_although_the_answer_was_cached(index: Index) -> None:
    assert await index.search("frobnication", 5) == []
    await index.add(Document("Frobnication", "How to frobnicate."))
    assert [hit.title for hit in await index.search("frobnication", 5)] == ["Frobnication"]


async def test_added_documents_make_room_but_the_handbook_stays(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_module, "MOST_ADDED", 3)
    totals = [await index.add(Document(f"Note {number}", "text")) for number in range(6)]
    assert totals == [HANDBOOK_DOCUMENTS + kept for kept in (1, 2, 3, 3, 3, 3)]
    assert [hit.title for hit in await index.search("note 0", 1)] != ["Note 0"]


async def test_search_without_result_is_a_warning(index: Index, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        await index.search("qzxv", 5)
    assert "no document matches the query" in caplog.text

"""What scrapes come to: samples, ends of series, reports, limits."""

import numpy as np
import pytest

from sardonyx.collectors.scrape.errors import RefusedPage
from sardonyx.collectors.scrape.ledger import Scrape
from sardonyx.collectors.scrape.report import Report
from tests.unit.collectors.scrape.pages import NOW, Book, shown

pytest.importorskip("re2", reason="google-re2 is needed")

SECOND = 1000


def test_a_page_becomes_samples() -> None:
    book = Book()
    scrape = book.take('a 1\nb{c="d"} 2\n')
    assert book.stored(scrape) == {"a{}": 1.0, 'b{c="d"}': 2.0}
    assert (scrape.scraped, scrape.kept, scrape.added) == (2, 2, 2)
    assert set(scrape.times_ms.tolist()) == {NOW}


def test_the_next_page_may_be_in_another_order_and_have_other_lines() -> None:
    book = Book()
    book.take("a 1\nb 2\n")
    scrape = book.take("b 3\nc 4\na 5\n")
    assert book.stored(scrape) == {"a{}": 5.0, "b{}": 3.0, "c{}": 4.0}
    assert scrape.added == 1


def test_the_same_lines_with_other_values_are_read_right() -> None:
    book = Book()
    book.take("a 1\nb 2\n")
    assert book.stored(book.take("a NaN\nb -Inf\n"))["b{}"] == -np.inf
    assert book.stored(book.take("a 7\nb 1e3\n")) == {"a{}": 7.0, "b{}": 1000.0}


def test_a_series_that_vanishes_ends_once() -> None:
    book = Book()
    book.take("a 1\nb 2\n")
    assert book.stored(book.take("a 1\n")) == {"a{}": 1.0, "b{}": "ended"}
    assert book.stored(book.take("a 1\n")) == {"a{}": 1.0}
    assert book.take("a 1\nb 2\n").added == 1


def test_a_failed_scrape_ends_all_series_and_adds_none_when_they_are_back() -> None:
    book = Book()
    book.take("a 1\nb 2\n")
    assert book.stored(book.ledger.lose(NOW)) == {"a{}": "ended", "b{}": "ended"}
    assert book.stored(book.ledger.lose(NOW)) == {}
    assert book.take("a 1\nb 2\n").added == 0


def test_a_page_with_one_bad_line_is_refused_as_a_whole_and_nothing_is_lost_by_it() -> None:
    book = Book()
    book.take("a 1\nb 2\n")
    with pytest.raises(RefusedPage, match="line 4: expected a sample") as refused:
        book.take("# HELP a x\na 1\nc 3\nd{ 2\nb 2\n")
    assert (refused.value.scraped, refused.value.kept) == (2, 2)
    assert book.stored(book.take("a 1\n")) == {"a{}": 1.0, "b{}": "ended"}


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("a 1\nb x\n", "line 2: expected a number, got 'x'"),
        ("a +nan\n", "line 1: expected a number, got '\\+nan'"),
        ("a 1_000\n", "line 1: expected a number"),
        ("a ١\n", "line 1: expected a number"),
        ("# TYPE a odd\na 1\n", "line 1: invalid metric type 'odd'"),
        ("a 1\n<html>\n", "line 2: expected a sample"),
        ('a{b="1",b="2"} 1\n', "line 1: a label name occurs twice"),
        ("a 1 1.5\n", "line 1: expected a time in whole milliseconds"),
    ],
)
def test_says_which_line_is_wrong(page: str, words: str) -> None:
    for first in ("", "a 1\nb 2\n"):  # the quick way knows the lines, the slow one does not
        book = Book()
        book.take(first)
        with pytest.raises(RefusedPage, match=words):
            book.take(page)


def test_of_a_series_that_occurs_twice_the_first_counts() -> None:
    book = Book()
    scrape = book.take('a{x="1"} 1\nb 5\na{x="1"} 2\na{ x="1" } 3\n')
    assert book.stored(scrape) == {'a{x="1"}': 1.0, "b{}": 5.0}
    assert (scrape.scraped, scrape.kept, scrape.duplicates) == (4, 4, 2)


def test_series_that_become_one_by_relabelling_are_one() -> None:
    book = Book(metric_relabel_configs=[{"regex": "x", "action": "labeldrop"}])
    scrape = book.take('a{x="1"} 1\na{x="2"} 2\n')
    assert book.stored(scrape) == {"a{}": 1.0}
    assert book.stored(book.take('a{x="2"} 3\n')) == {"a{}": 3.0}


def test_lines_with_a_time_of_their_own_are_stored_at_it_and_do_not_end() -> None:
    book = Book()
    scrape = book.take(f"a 1 {NOW - SECOND}\nb 2\n")
    assert sorted(scrape.times_ms.tolist()) == [NOW - SECOND, NOW]
    assert book.stored(book.take("c 1\n")) == {"c{}": 1.0, "b{}": "ended"}


def test_times_are_quick_to_read_too_and_may_come_and_go() -> None:
    book = Book()
    book.take("a 1\nb 2\n")
    for _ in range(2):
        scrape = book.take(f"a 3 {NOW - SECOND}\nb 4\n")
        assert dict(zip(scrape.values.tolist(), scrape.times_ms.tolist(), strict=True))[3.0] == NOW - SECOND
    assert set(book.take("a 1\nb 2\n").times_ms.tolist()) == {NOW}


def test_one_series_may_have_several_times_on_a_page() -> None:
    book = Book()
    scrape = book.take(f"a 1 {NOW - SECOND}\na 2 {NOW}\na 3 {NOW}\n")
    assert sorted(zip(scrape.values.tolist(), scrape.times_ms.tolist(), strict=True)) == [(1, NOW - SECOND), (2, NOW)]
    assert scrape.duplicates == 1


def test_their_ends_are_marked_where_asked_for() -> None:
    book = Book(track_timestamps_staleness=True)
    book.take(f"a 1 {NOW - SECOND}\n")
    assert book.stored(book.take("b 1\n")) == {"b{}": 1.0, "a{}": "ended"}


def test_times_are_ignored_where_they_are_not_honoured() -> None:
    scrape = Book(honor_timestamps=False).take(f"a 1 {NOW - SECOND}\n")
    assert scrape.times_ms.tolist() == [NOW]


def test_a_time_far_ahead_is_left_out() -> None:
    book = Book()
    scrape = book.take(f"a 1 {NOW + 3_600_000}\nb 2\n")
    assert book.stored(scrape) == {"b{}": 2.0}
    assert scrape.ahead == 1


def test_labels_of_the_target_win_and_the_others_are_moved() -> None:
    book = Book()
    scrape = book.take('a{instance="mine",exported_instance="old"} 1\n')
    (labels,) = [dict(book.ledger._book.pairs(int(slot))) for slot in scrape.slots]
    assert labels == {
        "__name__": "a",
        "instance": "a:1",
        "exported_instance": "old",
        "exported_exported_instance": "mine",
    }


def test_honoured_labels_win_and_an_empty_one_takes_the_targets_away() -> None:
    book = Book(honor_labels=True)
    scrape = book.take('a{instance="mine"} 1\nb{instance=""} 2\nc 3\n')
    found = [dict(book.ledger._book.pairs(int(slot))).get("instance") for slot in scrape.slots]
    assert found == ["mine", None, "a:1"]


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"sample_limit": 2}, "sample_limit exceeded: 3 samples after relabelling, the limit is 2"),
        ({"label_limit": 2}, "label_limit exceeded: b has 3 labels, the limit is 2"),
        ({"label_name_length_limit": 10}, "label_name_length_limit exceeded: long_label_name"),
        ({"label_value_length_limit": 3}, "label_value_length_limit exceeded: long_label_name"),
    ],
)
def test_beyond_a_limit_the_whole_page_is_refused_and_the_culprit_named(settings: dict[str, int], words: str) -> None:
    with pytest.raises(RefusedPage, match=words):
        Book(**settings).take('a 1\nb{long_label_name="four"} 2\nc 3\n')


def test_the_sample_limit_counts_what_relabelling_leaves() -> None:
    rules = [{"source_labels": ["__name__"], "regex": "noise_.*", "action": "drop"}]
    book = Book(sample_limit=1, metric_relabel_configs=rules)
    scrape = book.take("noise_a 1\na 2\nnoise_b 3\n")
    assert (scrape.scraped, scrape.kept) == (3, 1)


def test_the_report_tells_of_the_scrape_and_wins_over_a_page_that_claims_its_name() -> None:
    book = Book(extra_scrape_metrics=True, sample_limit=9)
    scrape = book.take("up 5\n")
    columns = book.ledger.columns(scrape, Report(False, 0.5, 1, 1, 1, 77), NOW, 10.0, {})
    assert shown(columns) == {
        "up{}": 0.0,
        "scrape_duration_seconds{}": 0.5,
        "scrape_samples_scraped{}": 1.0,
        "scrape_samples_post_metric_relabeling{}": 1.0,
        "scrape_series_added{}": 1.0,
        "scrape_timeout_seconds{}": 10.0,
        "scrape_sample_limit{}": 9.0,
        "scrape_body_size_bytes{}": 77.0,
    }


def test_at_the_end_all_series_end_but_those_that_others_go_on_sending() -> None:
    book = Book()
    book.stored(book.take("a 1\nb 2\n"))
    a_key, *others = book.ledger.live_keys()
    assert len(others) == 1 + 5
    ended = shown(book.ledger.end(NOW, {}, frozenset([a_key])))
    assert set(ended.values()) == {"ended"}
    assert {"b{}", "up{}", "scrape_duration_seconds{}"} < set(ended)
    assert "a{}" not in ended


def test_exemplars_are_stored_once() -> None:
    book = Book()
    page = 'a_bucket{le="1"} 5 # {trace_id="ab"} 0.5 1.5\nb_total 1 # {trace_id="cd"} 2\n# EOF\n'
    first, second = (book.take(page, NOW + step, openmetrics=True) for step in (0, SECOND))
    assert [(each.labels, each.value, each.at_ms) for each in first.exemplars] == [
        ((("trace_id", "ab"),), 0.5, 1500),
        ((("trace_id", "cd"),), 2.0, NOW),
    ]
    assert dict(first.exemplars[0].series)["__name__"] == "a_bucket"
    assert second.exemplars == []
    assert len(book.take(page.replace("ab", "xy"), openmetrics=True).exemplars) == 1


def test_metadata_is_told_when_it_is_new_has_changed_or_is_old() -> None:
    book = Book()
    page = "# TYPE a counter\n# HELP a words\n# TYPE b gauge\na 1\nb 2\n"
    assert [family.family for family in book.take(page).metadata] == ["a", "b"]
    assert book.take(page).metadata == []
    assert [family.help for family in book.take(page.replace("words", "others")).metadata] == ["others"]
    assert len(book.take(page, NOW + 3_600_000).metadata) == 2


def test_names_that_change_all_the_time_do_not_fill_the_memory() -> None:
    book = Book()
    for step in range(40):
        lines = "".join(f'request{{id="{step * 1000 + number}"}} 1\n' for number in range(100))
        scrape = book.take(f"steady 1\n{lines}")
    assert len(book.ledger._book) < 1500
    assert len(book.ledger._book.slots) < 1500
    values = book.stored(scrape)
    assert values["steady{}"] == 1.0
    assert list(values.values()).count("ended") == 100


def test_ids_are_used_once_known_and_forgotten_with_their_generation() -> None:
    book = Book()
    nothing = Report(up=True, seconds=0.0)

    def ids(known: dict[bytes, int]) -> list[int]:
        scrape = book.take("a 1\n")
        return book.ledger.columns(scrape, nothing, NOW, 10.0, known).ids.tolist()[:1]

    assert ids({}) == [0]
    young = {book.ledger.live_keys()[0]: 42}
    assert (ids(young), ids(young), ids({})) == ([42], [42], [0])


def test_an_empty_page_is_a_page() -> None:
    book = Book()
    book.take("a 1\n")
    assert book.stored(book.take("")) == {"a{}": "ended"}
    assert Scrape.nothing().slots.size == 0

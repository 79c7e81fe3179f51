"""When a disk is full."""

import pytest

from sardonyx.sources.forecast import Growth, forecast


@pytest.mark.parametrize(
    ("tables", "free", "days"),
    [
        pytest.param([Growth(0, 10, None)], 100, 10, id="grows for good"),
        pytest.param([Growth(0, 10, 20)], 100, 10, id="full before retention holds it"),
        pytest.param([Growth(0, 10, 5)], 100, None, id="retention holds it"),
        pytest.param([Growth(0, 10, 5), Growth(0, 10, None)], 200, 15, id="one held, one not"),
        pytest.param([Growth(0, 10, 0), Growth(0, 1, 0)], 0, None, id="nothing grows any more"),
        pytest.param([Growth(0, 10, None)], 0, 0, id="full already"),
        pytest.param([Growth(0, 0.0, None)], 100, None, id="empty days"),
        pytest.param([Growth(7, None, None), Growth(0, 10, None)], 100, 10, id="one without whole days"),
    ],
)
def test_days_until_full(tables: list[Growth], free: int, days: float | None) -> None:
    found = forecast(tables, free)
    assert (found.days_until_full, found.fits) == (days, days is None)


def test_tables_settle_at_what_retention_lets_them_have() -> None:
    found = forecast([Growth(100, 10, 5), Growth(7, None, None)], None)
    assert (found.bytes_per_day, found.settles_at_bytes) == (10, 157)
    assert (found.days_until_full, found.fits) == (None, None)


def test_a_table_without_retention_never_settles() -> None:
    assert forecast([Growth(100, 10, None), Growth(1, 1, 1)], 10**6).settles_at_bytes is None


def test_without_a_whole_day_nothing_is_known() -> None:
    found = forecast([Growth(100, None, 5)], 10**6)
    assert set(found.model_dump().values()) == {None}

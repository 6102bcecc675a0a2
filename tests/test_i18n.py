"""Days are said as they are here, whatever the hour in Greenwich."""

from datetime import UTC, date, datetime

import pytest

from portal import i18n


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (date(2026, 9, 21), "9月21日（周一）"),
        (datetime(2026, 9, 20, 15, 59, tzinfo=UTC), "9月20日（周日）"),
        (datetime(2026, 9, 20, 16, 0, tzinfo=UTC), "9月21日（周一）"),
        (datetime(2025, 12, 31, 23, 0, tzinfo=UTC), "1月1日（周四）"),
        (datetime(2025, 12, 31, 15, 0, tzinfo=UTC), "2025年12月31日（周三）"),
    ],
)
def test_an_instant_is_said_by_the_day_on_which_it_falls_here(app, value, said):
    with app.test_request_context("/?lang=zh"):
        assert i18n.day(value) == said

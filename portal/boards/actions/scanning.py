"""Scans are counted: gathered in memory, then added to the hours, days and months of boards."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from portal import clock, counting
from portal.boards.models import BoardDay, BoardHour, BoardMonth
from portal.boards.queries import ids_of_codes
from portal.db import count_up_many

SCANS = "scans"

Scan = tuple[str, date, int, bool]  # a board's code, the day and hour, from a phone or not


def count_scan(code: str, *, is_phone: bool, now: datetime) -> None:
    """Count that a board's page was opened from outside; nothing is written now."""
    local = now.astimezone(clock.LOCAL)
    counting.count(SCANS, (code.upper(), local.date(), local.hour, is_phone))


@counting.written_by(SCANS)
def add_scans(counts: Mapping[Scan, int]) -> None:
    """Add gathered scans to the hours, days and months of their boards."""
    ids = ids_of_codes({code for code, *_when in counts})
    hours, days, months = Counter[Any](), Counter[Any](), Counter[Any]()
    for (code, day, hour, is_phone), count in counts.items():
        if board := ids.get(code):
            hours[board, day, hour, is_phone] += count
            days[board, day, is_phone] += count
            months[board, day.replace(day=1), is_phone] += count
    for model, rows in ((BoardHour, hours), (BoardDay, days), (BoardMonth, months)):
        if rows:
            count_up_many(model, "count", rows)

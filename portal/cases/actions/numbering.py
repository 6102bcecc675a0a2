"""What every new case gets: the day's next number, and the secrets by which it is followed."""

import secrets
from datetime import date

from portal.cases.models import DayCount
from portal.cases.rules import case_number
from portal.db import count_up


def next_number(day: date) -> str:
    """Take the day's next number; that day's counter is held until the commit."""
    return case_number(day, count_up(DayCount, "last", day=day))


def new_secrets() -> dict[str, str]:
    """Return a secret link's token and a short PIN for those who lose the link."""
    return {"follow_token": secrets.token_urlsafe(16), "pin": f"{secrets.randbelow(10**6):06}"}

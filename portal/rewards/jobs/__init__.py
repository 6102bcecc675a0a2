"""What happens with rewards later, by subject: each puts its jobs on the timetable."""

from portal.rewards.jobs.book import prove_book
from portal.rewards.jobs.points import award_points, freeze_stars, try_rules
from portal.rewards.jobs.signals import notice_signals

__all__ = ["award_points", "freeze_stars", "notice_signals", "prove_book", "try_rules"]

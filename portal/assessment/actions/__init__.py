"""What is done with figures: recount a grid's month whole, tell who leads."""

from portal.assessment.actions.counting import recount, recount_month, recount_months
from portal.assessment.actions.digest import tell_leader

__all__ = ["recount", "recount_month", "recount_months", "tell_leader"]

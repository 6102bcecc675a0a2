"""What is done with figures: recount a grid's month whole."""

from portal.assessment.actions.counting import recount, recount_month
from portal.assessment.actions.digest import tell_leader

__all__ = ["recount", "recount_month", "tell_leader"]
from portal.assessment.actions.counting import recount_months

__all__ = ["recount", "recount_month", "recount_months"]

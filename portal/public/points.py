"""How volunteers' points and stars are counted, for everybody, with objections as totals."""

from flask import render_template

from portal import clock
from portal.access import open_to_all
from portal.offline import Keep, kept_offline
from portal.policy.queries import policy_on
from portal.public import blueprint as public
from portal.rewards.queries import objection_totals


@public.get("/points")
@open_to_all
@kept_offline(Keep.OPEN)
def show_points() -> str:
    """Show the rules of the day in plain words, and what objections came to."""
    return render_template(
        "public/points.html",
        policy=policy_on(clock.today()),
        totals=objection_totals(),
        today=clock.today(),
    )

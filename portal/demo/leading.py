"""How volunteers are led in the demonstration: a finished trial of rules, and thanks."""

from datetime import datetime, timedelta

from portal import clock
from portal.accounts.queries import holders, person_by_login, posts_of
from portal.accounts.rules import Role
from portal.db import db
from portal.grids.queries import areas_within
from portal.grids.rules import DISTRICT
from portal.rewards.actions import ask_trial, send_thanks, try_next
from portal.volunteers.queries import volunteers_in

TRIED = {"star_points": [50, 110, 220, 380, 600], "verification_points": 5}
TRIED_AGO, AHEAD = timedelta(days=3), timedelta(days=30)
THANKED = 12


def make_leading(now: datetime) -> None:
    """Try milder thresholds on the last quarter, and let the community's clerk say thanks."""
    today = clock.day_of(now)
    if lead := next(iter(holders(Role.LEAD, DISTRICT, today)), None):
        trial = ask_trial(
            TRIED,
            from_day=today + AHEAD,
            reason="鼓励新加入的志愿者",
            request_key="demonstration-trial",
            by=lead,
            now=now - TRIED_AGO,
        )
        while try_next(trial, now=now - TRIED_AGO):
            db.session.flush()
    _say_thanks(now)


def _say_thanks(now: datetime) -> None:
    clerk = person_by_login("community")
    codes = [post.area_code for post in posts_of(clerk, clock.day_of(now))] if clerk else []
    areas = areas_within([code for code in codes if code])
    ids = {area.id for area in areas}
    ours = [one.person_id for one in volunteers_in(clock.day_of(now)) if one.community_id in ids]
    if clerk and ours:
        send_thanks(
            ours[:THANKED],
            area=areas[0],
            words="台风那几天多亏你们挨家提醒，辛苦了",
            request_key="demonstration-thanks",
            by=clerk,
            now=now - TRIED_AGO,
        )

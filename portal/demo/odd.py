"""What looks odd in the demonstration: a ride, a way that comes twice, a phone used by three.

The worker notes more of it in its first hour, by the same rules. One of them
somebody has looked at: it was quite right.
"""

from datetime import datetime, timedelta

from sqlalchemy import select

from portal import clock
from portal.accounts.actions import Visit, begin_session, sign_out
from portal.accounts.models import Person, SignIn
from portal.accounts.queries import person_by_login
from portal.accounts.rules import Device, SignInWay
from portal.db import db
from portal.grids.actions import Walked, log_patrol
from portal.grids.models import Grid, PatrolLog
from portal.grids.rules import Point
from portal.policy.queries import policy_on
from portal.rewards.actions import keep_signals, look_at
from portal.rewards.actions.spotting import in_visits, in_ways
from portal.rewards.models import FairSignal
from portal.rewards.queries import Policies, visits_since
from portal.rewards.rules import SignalKind
from portal.volunteers.models import Volunteer

PEOPLE = 3  # of whom it is told: none who can sign in
HERE = (120.193, 30.183)
STEP, SECONDS, POINTS = 0.00018, 15, 90  # of a way to the north: twenty metres in a quarter minute
RIDE = 3  # times as far in the same time
FOUND = "问过了：网格大，骑车巡查，路都走到了。以后记得在备注里写明。"


def make_odd(shown: Grid, now: datetime) -> None:
    """Let three volunteers of a grid do what looks odd; note it, and look at one of it."""
    rows = select(Volunteer).where(Volunteer.grid_id == shown.id).join(Volunteer.person)
    rows = rows.where(Person.login.is_(None)).order_by(Volunteer.person_id.desc()).limit(PEOPLE)
    people = [one.person for one in db.session.scalars(rows)]
    clerk = person_by_login("community")
    if len(people) < PEOPLE or clerk is None:
        return
    day = clock.start_of(clock.day_of(now) - timedelta(days=1))
    _share_phone(people, day + timedelta(hours=20))
    patrols = [
        _patrol(shown, people[0], day + timedelta(hours=9), _way(STEP * RIDE), now),
        _patrol(shown, people[1], day - timedelta(hours=14), _way(STEP), now),
        _patrol(shown, people[1], day + timedelta(hours=10), _way(STEP), now),
    ]
    policies = Policies()
    keep_signals(in_ways(patrols, policies), now=now)
    ridden = db.session.scalar(
        select(FairSignal).where(FairSignal.kind == SignalKind.TOO_FAST).limit(1)
    )
    if ridden:
        look_at(ridden, words=FOUND, by=clerk, now=now)
    keep_signals(in_visits(visits_since(day), policies), now=now)


def _patrol(grid: Grid, by: Person, begun: datetime, way: list[Point], now: datetime) -> PatrolLog:
    walked = Walked(started_at=begun, ended_at=begun + timedelta(minutes=25), route=way)
    key = f"odd-{by.number}-{begun:%Y%m%d%H}"
    return log_patrol(
        grid, walked, request_key=key, by=by, now=now, policy=policy_on(clock.day_of(begun))
    )


def _way(step: float) -> list[Point]:
    lon, lat = HERE
    return [(lon, round(lat + n * step, 5), n * SECONDS) for n in range(POINTS)]


def _share_phone(people: list[Person], began: datetime) -> None:
    visit, before = Visit("10.20.30.40", Device.PHONE), None
    for n, person in enumerate(people):
        at = began + timedelta(minutes=4 * n)
        if before:
            sign_out(before, now=at)
        session: SignIn = begin_session(person, SignInWay.PASSWORD, visit, now=at)
        db.session.flush()
        before = session.key

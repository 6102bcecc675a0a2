"""The demonstration's rounds: told as the actions would keep them, with something left to visit."""

from collections import Counter
from datetime import timedelta
from itertools import pairwise

from sqlalchemy import func, select

from portal import clock
from portal.accounts.queries import person_by_login
from portal.cases.queries import matters_called
from portal.db import db
from portal.demo.stage import shown_grid
from portal.grids import queries
from portal.grids.models import InfoCheck, InfoItem, PatrolLog, PatrolVisit, Place, PlaceMonth
from portal.grids.rules import Span
from portal.policy.queries import policy_on


def test_every_working_grid_has_places_and_some_wait_for_a_visit(told):
    today = clock.today()
    lines = queries.coverage_by_grid(person_by_login("dispatcher"), today.replace(day=1), today)

    assert all(line.places for line in lines)
    assert any(line.unvisited for line in lines)
    assert any(line.visited for line in lines)


def test_the_shown_grid_has_a_forgotten_place(told):
    today = clock.today()
    first = queries.coverage_of(shown_grid(), today.replace(day=1), today)[0]

    assert (first.visits, first.last_at) == (0, None)


def test_the_counted_months_are_what_the_patrols_say(told):
    said = Counter(
        (place, clock.month_of(begun))
        for place, begun in db.session.execute(
            select(PatrolVisit.place_id, PatrolLog.started_at).join(PatrolVisit.patrol)
        )
    )
    kept = db.session.execute(select(PlaceMonth.place_id, PlaceMonth.month, PlaceMonth.visits))

    assert {(place, month): visits for place, month, visits in kept} == said


def test_nobody_is_on_two_rounds_at_once_or_too_long(told):
    longest = timedelta(hours=policy_on(clock.today()).patrol_hours)
    spans: dict[int, list[Span]] = {}
    for log in db.session.scalars(select(PatrolLog).order_by(PatrolLog.started_at)):
        assert timedelta(0) < log.ended_at - log.started_at <= longest
        assert log.ended_at <= clock.now()
        spans.setdefault(log.person_id, []).append(Span(log.started_at, log.ended_at))

    for walked in spans.values():
        assert not any(a.overlaps(b) for a, b in pairwise(walked))


def test_records_are_of_matters_that_are_never_cases_and_each_was_looked_at(told):
    codes = set(db.session.scalars(select(InfoItem.matter_code)))

    assert all(matter.is_info for matter in matters_called(codes).values())
    assert set(matters_called(codes)) == codes
    counts = [db.session.scalar(select(func.count(model.id))) for model in (InfoItem, InfoCheck)]
    assert counts[0] == counts[1] > 0


def test_the_next_place_gets_a_number_of_its_own(told):
    place = db.session.scalars(select(Place).limit(1)).one()
    new = Place(grid_id=place.grid_id, kind=place.kind, name="新", name_en="New")
    new.started_on = clock.today()
    db.session.add(new)
    db.session.flush()

    assert new.id > 1

"""What is rare in the demonstration's year: each kind of it is there, and stands as it should."""

import pytest
from sqlalchemy import func, select

from portal import clock
from portal.accounts.queries import person_by_login
from portal.cases import queries
from portal.cases.models import Assist, Case, Meeting, MeetingUnit
from portal.cases.queries import Wanted, list_cases, list_meetings, saved_filters_of
from portal.cases.queries.duplicates import same_photos
from portal.cases.rules import CaseStatus, MeetingKind, Solved, Source, Step
from portal.cases.rules.together import are_over
from portal.db import db
from portal.demo.chance import Chance
from portal.demo.planting import KEY, sow
from portal.demo.scenes import SCENES, fitting
from portal.demo.stage import set_stage, shown_grid
from tests.conftest import NOW


def case(key: str) -> Case:
    return db.session.scalars(select(Case).where(Case.request_key == KEY + key)).one()


def found_by(login: str, **wanted: object) -> set[str]:
    page = list_cases(person_by_login(login), Wanted(**wanted), after_key=None, today=clock.today())
    return {one.number for one in page.cases}


def test_several_reporters_are_joined_and_one_is_parted_again(told):
    main, parted = case("heap-1"), case("heap-5")

    assert {one.request_key for one in main.merged} == {f"{KEY}heap-{n}" for n in (2, 3, 4)}
    assert parted.status is CaseStatus.REPORTED
    assert [event.step for event in parted.events] == [Step.REPORT, Step.MERGE, Step.UNMERGE]
    assert parted.number in found_by("dispatcher", statuses=(CaseStatus.REPORTED,))


def test_each_joined_resident_was_asked_once_about_the_main_case(told):
    main = case("lamp-1")
    asked = [rating for one in (main, *main.merged) for rating in one.ratings]

    assert len(asked) == 3
    assert [rating.solved for rating in asked] == [Solved.YES, Solved.YES, None]
    assert all(rating.main in {None, main} for rating in asked)
    assert queries.open_rating(case("lamp-3"), NOW)


def test_a_whole_has_parts_at_different_stages(told):
    whole = case("garage")

    assert whole.status is CaseStatus.SPLIT
    assert [part.status for part in whole.parts] == [
        CaseStatus.IN_HAND,
        CaseStatus.RESOLVED,
        CaseStatus.CLOSED,
        CaseStatus.DISPATCHED,
    ]
    assert len({part.unit_id for part in whole.parts}) == 4


def test_a_whole_closes_with_its_parts_and_another_is_late_as_one_of_its_own_is(told):
    closed, late = case("grill"), case("site")

    assert {one.status for one in (closed, *closed.parts)} == {CaseStatus.CLOSED}
    assert not are_over(part.status for part in late.parts)
    assert (late.is_overdue, late.parts[2].is_overdue) == (True, True)


@pytest.mark.parametrize(
    ("key", "other", "is_exact"),
    [
        pytest.param("corridor-2", "corridor-1", True, id="the very same"),
        pytest.param("cars-2", "cars-1", False, id="through a messenger"),
    ],
)
def test_a_photo_that_was_sent_before_is_known_again(told, key, other, is_exact):
    again = case(key)

    (found,) = same_photos(again, again.photos)

    assert (found.other.case, found.is_exact) == (case(other), is_exact)


def test_no_other_photo_is_taken_for_one_that_was_sent_before(told):
    doubles = {f"{KEY}{key}" for key in ("corridor-1", "corridor-2", "cars-1", "cars-2")}
    others = (one for one in db.session.scalars(select(Case)) if one.request_key not in doubles)

    assert not any(same_photos(one, one.photos) for one in others)


def test_a_second_unit_is_asked_in_and_others_have_done_their_part(told):
    waiting = db.session.scalars(select(Assist).where(Assist.answered_at.is_(None))).all()

    assert [one.case for one in waiting] == [case("canteen")]
    assert found_by("unit", view="help") == {case("canteen").number}
    assert db.session.scalar(select(func.count(Assist.id))) == 3


def test_a_consultation_gave_its_case_to_the_office_that_solved_it(told):
    smoke = case("smoke-1")
    (put,) = queries.meetings_of(smoke)

    assert put.meeting.kind is MeetingKind.CONSULTATION
    assert (put.unit.code, smoke.unit.code, smoke.level) == ("HBJ", "HBJ", 4)
    assert smoke.closed_by is Step.CONFIRM
    assert [one.came for one in put.meeting.units].count(False) == 1


def test_meetings_are_held_due_and_to_come_in_the_order_of_their_calling(told):
    meetings = list_meetings(person_by_login("dispatcher"), before=None, on=clock.today()).meetings
    called = [meeting.called_at for meeting in meetings]

    assert called == sorted(called, reverse=True)
    assert [meeting.held_at is not None for meeting in meetings].count(True) == 2
    assert [m.held_at is None and m.starts_at < NOW for m in meetings].count(True) == 1
    assert [m.starts_at > NOW for m in meetings].count(True) == 2
    assert db.session.scalar(select(func.count(MeetingUnit.id))) > 3 * len(meetings)


@pytest.mark.parametrize("login", ["street", "unit", "community"])
def test_those_around_the_shown_grid_find_meetings_that_concern_them(told, login):
    assert list_meetings(person_by_login(login), before=None, on=clock.today()).meetings


def test_what_a_meeting_decided_stands_in_each_case_that_was_open_then(told):
    for meeting in db.session.scalars(select(Meeting).where(Meeting.held_at.is_not(None))):
        for put in meeting.cases:
            settled = [event for event in put.case.events if event.step is Step.SETTLE]
            assert [event.note for event in settled] == [put.decision]


def test_lists_are_kept_and_shared_and_words_are_ready(told):
    day = clock.today()
    of_worker = saved_filters_of(person_by_login("worker"), day)
    garbage = case("heap-1")

    assert {saved.person_id == person_by_login("worker").id for saved in of_worker} == {True, False}
    assert len(saved_filters_of(person_by_login("unit"), day)) == 2
    assert len(saved_filters_of(person_by_login("dispatcher"), day)) == 4
    assert garbage.number in found_by("dispatcher", view="overdue")


def test_there_are_only_as_many_scenes_as_the_year_has_room_for():
    every = sum(scene.size for scene in SCENES)

    for cases in (0, 1, 20, 40):
        assert sum(scene.size for scene in fitting(cases)) <= cases / 2
    assert fitting(0) == []
    assert fitting(2 * every) == list(SCENES)


def test_the_same_seed_plants_the_same_reports(told):
    def planted(seed: int) -> list[object]:
        stage = set_stage(Chance(seed), shown_grid().code, clock.today())
        return [(life.case, life.photos, life.contact) for life in sow(stage, SCENES, seed, NOW)]

    assert planted(5) == planted(5)
    assert planted(5) != planted(6)
    assert {row[0]["source"] for row in planted(5)} == set(Source)

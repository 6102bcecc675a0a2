"""Looks are kept once, what could not be looked at is replaced, blind lists are compared."""

from datetime import timedelta

import pytest

from portal import clock
from portal.cases.models import Matter
from portal.db import db
from portal.errors import NotAcceptable, NotAllowedNow, NotFound
from portal.files import keep_photo
from portal.policy.queries import policy_on
from portal.supervision import actions, queries
from portal.supervision.models import Conflict
from portal.supervision.rules import Answer, CheckStatus, CouldNot, FrameKind, Odd, VisitState
from portal.supervision.rules.evidence import Position, Stamp
from tests.conftest import NOW
from tests.factories import a_case, a_grid, a_matter, a_patrol, a_photo, a_place, a_resolved_case
from tests.supervision.field_cast import (
    BEFORE,
    a_drawn_check,
    a_question,
    a_reserve,
    a_team,
    an_inspector,
    an_item,
    counted,
    items,
    number_of,
    subject_of,
)

DAY = timedelta(days=1)
THERE = Position(30.205, 120.205)
KEY = "a-form-of-its-own-{}"
Looked = actions.Looked


@pytest.fixture
def team(app):
    return a_team()


@pytest.fixture
def inspector(team):
    return an_inspector(team)


@pytest.fixture
def check(team):
    return a_drawn_check(team)


def look(item, by, key=1, looked=None, answers=(), now=NOW):
    looked = looked or Looked()
    given = {"request_key": KEY.format(key), "by": by, "now": now}
    return actions.keep_visit(subject_of(item), looked, answers, **given)


def give_up(item, by, reason, key=1, now=NOW):
    given = {
        "request_key": KEY.format(key),
        "by": by,
        "now": now,
        "policy": policy_on(clock.today()),
    }
    return actions.could_not_check(subject_of(item), Looked(), reason, **given)


# a look


def test_a_look_is_kept_with_its_answers_photos_time_and_place(check, inspector):
    case = a_case()
    case.lat, case.lon = THERE.lat, THERE.lon
    item, question = an_item(check, case, inspector), a_question()
    photo, at = keep_photo(a_photo(), most_bytes=10**6), NOW - timedelta(hours=1)
    near = Position(30.2054, 120.205)
    looked = Looked(at=at, place=near, words="还在", photos=[(photo, Stamp(at, near))])

    visit = look(item, inspector, looked=looked, answers=[(question, Answer.NO)])

    assert (visit.at, visit.came_at, visit.metres) == (at, NOW, 44)
    assert visit.answers == [[question.words, question.words_en, "no"]]
    [kept] = queries.visit_of(item).photos
    assert (kept.taken_at, kept.lat, kept.metres) == (at, near.lat, 44)
    assert item.state is VisitState.VISITED
    assert queries.oddities_of(visit, policy_on(clock.today())) == []


def test_the_same_worksheet_sent_twice_is_one_visit_and_another_one_is_refused(check, inspector):
    item = an_item(check, a_case(), inspector)

    assert look(item, inspector) is look(item, inspector)

    with pytest.raises(NotAllowedNow, match="kept already"):
        look(item, inspector, key=2)
    with pytest.raises(NotAcceptable):
        look(item, an_inspector(check.team))


def test_a_worksheet_that_comes_days_late_is_kept_and_says_so(check, inspector):
    item = an_item(check, a_case(), inspector)
    check.rounds[0].drawn_at = NOW - 20 * DAY

    visit = look(item, inspector, looked=Looked(at=NOW - 14 * DAY, place=THERE))

    assert visit.at == NOW - 14 * DAY
    assert queries.oddities_of(visit, policy_on(clock.today())) == [Odd.CAME_LATE]


@pytest.mark.parametrize(
    "said", [NOW - BEFORE - DAY, NOW + DAY], ids=["before the draw", "in the future"]
)
def test_a_phone_whose_clock_cannot_be_right_is_not_believed(check, inspector, said):
    item = an_item(check, a_case(), inspector)

    assert look(item, inspector, looked=Looked(at=said)).at == NOW


def test_weeks_late_is_too_late_where_the_check_is_closed(check, inspector):
    item = an_item(check, a_case(), inspector)
    check.status = CheckStatus.CLOSED

    with pytest.raises(NotAllowedNow, match="closed"):
        look(item, inspector)


# what could not be looked at


def test_a_locked_door_is_tried_on_two_days_and_then_the_next_ticket_stands_in(check, inspector):
    item, other = an_item(check, a_case(), inspector), a_case(grid=a_grid())
    later = a_case()
    a_reserve(check, later, 9)
    reserve = a_reserve(check, other, 8)

    give_up(item, inspector, CouldNot.LOCKED)
    give_up(item, inspector, CouldNot.NOBODY_IN, key=2)
    assert item.state is VisitState.TO_VISIT
    assert queries.replacement_of(item) is None

    give_up(item, inspector, CouldNot.LOCKED, key=3, now=NOW + DAY)

    new = queries.replacement_of(item)
    assert item.state is VisitState.COULD_NOT
    assert (new.number, new.source_id, new.rank) == (other.number, other.id, 8)
    assert (new.stratum, new.inspector_id, new.state) == ("s", inspector.id, VisitState.TO_VISIT)
    assert reserve.taken_at == NOW + DAY
    with pytest.raises(NotAllowedNow, match="given up"):
        look(item, inspector, key=4)


def test_a_reason_that_lasts_needs_no_second_day_and_replacements_follow_the_draw(check, inspector):
    one, two = (an_item(check, a_case(), inspector) for _ in range(2))
    tickets = [a_case(), a_case()]
    for rank, case in enumerate(tickets, 5):
        a_reserve(check, case, rank)

    give_up(two, inspector, CouldNot.BUILT_OVER)
    give_up(one, inspector, CouldNot.UNSAFE, key=2)

    assert queries.replacement_of(two).number == tickets[0].number
    assert queries.replacement_of(one).number == tickets[1].number
    again = give_up(one, inspector, CouldNot.UNSAFE, key=2)
    assert again.sampled is one
    assert len(items()) == 4


def test_a_ticket_that_a_further_round_has_drawn_is_passed_over(check, inspector):
    item, twice, free = an_item(check, a_case(), inspector), a_case(), a_case()
    for rank, case in enumerate((twice, free), 5):
        a_reserve(check, case, rank)
    an_item(check, twice, inspector)

    give_up(item, inspector, CouldNot.UNSAFE)

    assert queries.replacement_of(item).number == free.number


def test_a_stratum_without_tickets_and_what_was_only_added_have_no_replacement(check, inspector):
    added = an_item(check, a_case(), inspector, is_priority=True, round=None, stratum="", rank=None)
    give_up(added, inspector, CouldNot.NOT_FOUND)
    a_reserve(check, a_case(), 5).taken_at = NOW
    last = an_item(check, a_case(), inspector)
    give_up(last, inspector, CouldNot.NOT_FOUND, key=2)

    assert added.state is last.state is VisitState.COULD_NOT
    assert len(items()) == 2


def test_a_replacement_where_the_inspector_may_not_go_waits_for_the_lead(check, inspector):
    item, case = an_item(check, a_case(), inspector), a_case()
    a_reserve(check, case, 5)
    db.session.add(
        Conflict(
            team_id=check.team_id,
            person_id=inspector.id,
            area_code=case.grid.code,
            reason="亲属在此任职",
            started_on=clock.today(),
            by_id=inspector.id,
            at=NOW,
        )
    )

    give_up(item, inspector, CouldNot.NOT_FOUND)

    assert queries.replacement_of(item).inspector_id is None


@pytest.mark.parametrize("frame", [FrameKind.PATROLS, FrameKind.PLACES], ids=str)
def test_patrols_and_places_are_replaced_too(team, inspector, frame):
    check, grid = a_drawn_check(team, frame), a_grid()
    drawn, next_one = (
        (a_place(grid), a_place(grid))
        if frame is FrameKind.PLACES
        else (a_patrol(grid, inspector, begun=NOW - n * DAY) for n in (1, 2))
    )
    item = an_item(check, drawn, inspector)
    a_reserve(check, next_one, 3)

    give_up(item, inspector, CouldNot.UNSAFE)

    new = queries.replacement_of(item)
    assert (new.number, new.source_id, new.grid) == (number_of(next_one), next_one.id, grid)


# whose it is, and the way


def test_an_inspector_has_only_what_is_theirs_in_the_order_of_a_way(check, inspector, team):
    grid = a_grid()
    spots = {"far": 30.25, "start": 30.2, "near": 30.21}
    mine = {}
    for name, lat in spots.items():
        case = a_case(grid=grid)
        case.lat, case.lon = lat, 120.2
        mine[name] = an_item(check, case, inspector)
    theirs = an_item(check, a_case(), an_inspector(team))

    way = queries.way_through(queries.subjects_of(queries.items_to_visit(inspector)))

    assert [subject.sampled for subject, _leg in way] == [mine[n] for n in ("start", "near", "far")]
    assert [leg.metres for _subject, leg in way] == [None, 1112, 4448]
    with pytest.raises(NotFound):
        queries.own_item(inspector, theirs.id)


def test_a_check_list_asks_what_is_general_then_the_groups_then_the_matters(check, inspector):
    matter = a_matter(group_code="B3")
    own, group, general = (
        a_question(about) for about in (matter.code, "B3", FrameKind.CLOSED_CASES.value)
    )
    a_question("B2")
    ended = a_question("B3", "还有什么？")
    actions.end_question(ended, now=NOW)
    subject = subject_of(an_item(check, a_case(matter=matter), inspector))

    assert queries.questions_for(subject) == [general, group, own]
    with pytest.raises(NotAcceptable, match="asked already"):
        a_question("B3", group.words)


# blind visits


@pytest.fixture
def place_item(team, inspector):
    grid = a_grid()
    place = a_place(grid, lat=THERE.lat, lon=THERE.lon)
    return an_item(a_drawn_check(team, FrameKind.PLACES), place, inspector)


def note(item, by, matter, key=1, place=THERE, at=None):
    given = {"request_key": KEY.format(f"note-{key}"), "by": by, "now": NOW}
    looked = Looked(at=at, place=place, words="门口有一堆")
    return actions.note_problem(subject_of(item), matter, looked, **given)


def near(item, matter, **given):
    case = a_case(grid=item.grid, matter=matter, now=NOW - 3 * DAY, **given)
    case.lat, case.lon = THERE.lat, THERE.lon
    return case


def offered(problem):
    return [offer.case for offer in queries.offers_for(problem, policy_on(clock.today()))]


def test_nothing_is_compared_before_the_list_is_handed_in_and_nothing_noted_after_it(
    place_item, inspector
):
    matter = a_matter()
    problem = note(place_item, inspector, matter)
    assert note(place_item, inspector, matter) is problem

    with pytest.raises(NotAllowedNow, match="Hand in"):
        offered(problem)
    with pytest.raises(NotFound):
        queries.problem_of_team(inspector, problem.id)
    with pytest.raises(NotAllowedNow, match="you have looked"):
        give_up(place_item, inspector, CouldNot.WEATHER)

    visit = look(place_item, inspector)

    assert queries.visit_of(place_item) is visit
    assert offered(problem) == []
    with pytest.raises(NotAllowedNow):
        note(place_item, inspector, matter, key=2)
    with pytest.raises(NotAllowedNow, match="handed in"):
        actions.take_back(problem, now=NOW)


def test_what_was_taken_back_is_counted_nowhere(place_item, inspector):
    problem = note(place_item, inspector, a_matter())
    actions.take_back(problem, now=NOW)
    give_up(place_item, inspector, CouldNot.WEATHER)

    assert counted(place_item.check) == (0, 0, 0)


def test_open_and_lately_closed_reports_of_the_matter_are_offered_and_a_person_says_which(
    place_item, inspector
):
    matter, policy = a_matter(), policy_on(clock.today())
    open_case = near(place_item, matter)
    near(place_item, a_matter())
    closed = near(place_item, matter)
    closed.closed_at = NOW - DAY
    closed_long_ago = near(place_item, matter)
    closed_long_ago.closed_at = NOW - (policy.match_days + 1) * DAY
    far = near(place_item, matter)
    far.lat = 30.3
    db.session.flush()
    problem, other = (note(place_item, inspector, matter, key=n) for n in (1, 2))
    look(place_item, inspector)

    assert offered(problem) == [open_case, closed]
    offers = queries.offers_for(problem, policy)
    match = actions.confirm_match(problem, open_case, offers, by=inspector, now=NOW)

    assert (match.metres, match.days, match.offered) == (0, 3, 2)
    assert offered(other) == [closed], "no case is two problems of one visit"
    assert counted(place_item.check) == (2, 1, 1)
    nothing = queries.offers_for(other, policy)
    actions.confirm_match(other, None, nothing, by=inspector, now=NOW)
    assert counted(place_item.check) == (2, 1, 0)
    with pytest.raises(NotAcceptable):
        actions.confirm_match(other, far, nothing, by=inspector, now=NOW)


def test_a_match_that_is_said_again_is_a_new_row_and_the_last_one_counts(place_item, inspector):
    case = near(place_item, a_matter())
    problem = note(place_item, inspector, db.session.get_one(Matter, case.matter_id))
    look(place_item, inspector)
    offers = queries.offers_for(problem, policy_on(clock.today()))

    for chosen in (case, None):
        actions.confirm_match(problem, chosen, offers, by=inspector, now=NOW)

    db.session.refresh(problem)
    assert [match.case for match in problem.matches] == [case, None]
    assert problem.match.case is None
    assert counted(place_item.check) == (1, 0, 0)


def test_a_report_that_came_after_the_visit_does_not_count(place_item, inspector):
    matter = a_matter()
    problem = note(place_item, inspector, matter, at=NOW - DAY)
    look(place_item, inspector)
    late = a_resolved_case(grid=place_item.grid, matter=matter)
    late.lat, late.lon = THERE.lat, THERE.lon

    assert offered(problem) == []

"""A told year holds to the rules: nothing in it could not have happened."""

from collections import Counter
from datetime import timedelta

from sqlalchemy import func, select

from portal import clock, files
from portal.accounts.models import Post
from portal.accounts.queries import person_by_login
from portal.accounts.rules import Role
from portal.assessment.models import GridMonth
from portal.assessment.queries import count_cases
from portal.assessment.rules import NAMES, Counts
from portal.boards.models import Board
from portal.boards.rules import HangsAt
from portal.cases.models import Case, CaseEvent, Contact, DayCount, Photo, Rating
from portal.cases.queries import Wanted, all_matters, list_cases
from portal.cases.queries.campaigns import all_campaigns, progress_of
from portal.cases.rules import (
    BY_PARTS,
    MOVES,
    CaseStatus,
    Outcome,
    Solved,
    Source,
    Step,
    after,
    is_case_number,
    may_serve,
    needs_after_photo,
)
from portal.db import db
from portal.demo.august import august_before
from portal.demo.building import is_built, shown_board
from portal.demo.chance import Chance
from portal.demo.life import told as tell
from portal.demo.people import LOGINS, renew_passwords
from portal.demo.stage import set_stage, shown_grid
from portal.demo.story import whole_story
from portal.demo.year import lives
from portal.grids.models import Grid
from portal.policy.queries import policy_on, work_calendar
from tests.conftest import NOW
from tests.demo.conftest import CASES


def all_cases() -> list[Case]:
    return list(db.session.scalars(select(Case).order_by(Case.id)))


def test_there_are_as_many_cases_as_were_asked_for(told):
    assert told.cases == len(all_cases()) == CASES
    assert is_built()


def test_nothing_lies_in_the_future_and_everything_in_the_year(told):
    first, last = db.session.execute(
        select(func.min(Case.reported_at), func.max(CaseEvent.at)).join(CaseEvent.case)
    ).one()

    assert NOW - timedelta(days=366) < first
    assert last <= NOW
    assert db.session.scalar(select(func.max(Rating.answered_at))) <= NOW


def test_every_history_leads_to_where_its_case_stands(told):
    for case in all_cases():
        begin, *steps = case.events
        begun = Step.SPLIT if case.part_of_id else Step.REPORT
        assert (begin.step, begin.status) == (begun, CaseStatus.REPORTED)
        status = begin.status
        moves = {**MOVES, **BY_PARTS} if case.parts else MOVES
        for event in steps:
            status = status if is_of_another(event) else after(status, event.step, moves)
            assert event.status is status
        assert case.status is status
        assert [event.at for event in case.events] == sorted(event.at for event in case.events)
        assert begin.at == case.reported_at


def is_of_another(event: CaseEvent) -> bool:
    """Say whether a step only notes on the main case that a report came or went."""
    return event.step in {Step.MERGE, Step.UNMERGE} and is_case_number(event.note)


def test_closed_is_what_has_a_time_of_closing(told):
    for case in all_cases():
        assert (case.closed_at is None) == case.status.is_open
        assert (case.closed_by is None) == case.status.is_open
        asked_of_main = sum(rating.main_id is not None for rating in case.ratings)
        resolved = sum(event.step is Step.RESOLVE for event in case.events)
        assert case.round == resolved + asked_of_main


def test_every_date_is_the_policys_own(told):
    calendar, policy = work_calendar(), policy_on(clock.today())
    for case in all_cases():
        again = [event.at for event in case.events if is_back_at_triage(event)]
        began = clock.day_of(max([case.reported_at, *again]))
        assert case.triage_due_on == calendar.add(began, policy.triage_days)
        if case.parts:
            assert case.due_on == max(part.due_on for part in case.parts)
        elif case.due_on:
            days = policy.days_to_resolve(case.level)
            assert case.due_on == calendar.add(clock.day_of(case.dispatched_at), days)
        if case.resolved_at:
            assert case.was_in_time == (clock.day_of(case.resolved_at) <= case.due_on)


def is_back_at_triage(event: CaseEvent) -> bool:
    """Say whether a report waits for triage from then on: returned, or by itself again."""
    is_parted = event.step is Step.UNMERGE and not is_of_another(event)
    return is_parted or event.step is Step.RETURN


def test_open_cases_past_their_date_are_marked_and_no_others(told):
    today = clock.today()
    in_work = {CaseStatus.DISPATCHED, CaseStatus.IN_HAND}
    late = [c for c in all_cases() if c.status in in_work and c.due_on < today]

    assert all(case.is_overdue for case in late)
    for case in all_cases():
        if case.is_overdue:
            assert Step.EXPEDITE in [event.step for event in case.events]


def test_a_case_lies_with_a_unit_of_its_level(told):
    for case in all_cases():
        for event in case.events:
            if event.unit:
                assert may_serve(event.level, event.unit.kind)


def test_nobody_verifies_their_own_work(told):
    for case in all_cases():
        resolver = None
        for event in case.events:
            if event.step is Step.RESOLVE:
                resolver = event.by_id
            if event.step in {Step.VERIFY, Step.DISPUTE}:
                assert event.by_id not in {None, resolver}


def test_only_residents_are_asked_once_for_each_round(told):
    for case in all_cases():
        rounds = [rating.round for rating in case.ratings]
        is_asked = case.source is Source.RESIDENT and not case.part_of_id
        expected = list(range(1, case.round + 1)) if is_asked else []
        assert rounds == expected
        for rating in case.ratings:
            assert rating.answered_at is None or rating.asked_at < rating.answered_at
            assert rating.answered_at is None or rating.answered_at < rating.expires_at
            assert (rating.answered_at is None) == (rating.solved is None and rating.stars is None)
            if rating.solved in {Solved.NO, Solved.PARTLY}:
                assert (rating.main or case).reopened


def test_what_asks_for_a_photo_has_one(told):
    for case in all_cases():
        for event in case.events:
            if event.step is Step.RESOLVE:
                wants = needs_after_photo(event.outcome or Outcome.DONE, case.matter.evidence)
                assert bool(event.photos) == (wants and not case.parts)


def test_photos_can_be_looked_at(told):
    photo = db.session.scalars(select(Photo).limit(1)).one()

    assert files.read(photo.key).startswith(b"\xff\xd8")


def test_numbers_are_good_and_the_day_counts_go_on_from_them(told):
    days = Counter(clock.day_of(case.reported_at) for case in all_cases())
    kept = dict(db.session.execute(select(DayCount.day, DayCount.last)).all())

    assert all(is_case_number(case.number) for case in all_cases())
    assert kept == days


def test_the_figures_are_those_that_a_recount_finds(told):
    of_the_report = august_before(clock.today())  # kept as sums: there are no cases behind it
    kept = select(GridMonth).where(GridMonth.month != of_the_report)
    months = db.session.scalars(kept).all()
    recounted = {(row.grid_id, row.month): count_cases(row.grid_id, row.month) for row in months}

    reported = [case for case in all_cases() if not case.part_of_id]
    assert sum(row.reported for row in months) == len(reported) < CASES
    for row in months:
        assert Counts(*(getattr(row, name) for name in NAMES)) == recounted[row.grid_id, row.month]


def test_every_case_is_found_by_its_words(told):
    case = next(case for case in reversed(all_cases()) if case.words)
    dispatcher = person_by_login("dispatcher")

    found = list_cases(
        dispatcher, Wanted(view="all", words=case.words[:8]), after_key=None, today=clock.today()
    )

    assert case.id in [one.id for one in found.cases]


def test_every_grid_has_a_board_and_the_shown_one_has_something_to_show(told):
    shown = shown_board().grid_id

    at_its_best_place = Board.revoked_at.is_(None), Board.hangs_at == HangsAt.MOST_VISIBLE
    assert db.session.scalar(select(func.count(Board.id)).where(*at_its_best_place)) == 362
    assert len([case for case in all_cases() if case.grid_id == shown]) > 3 * CASES / 362


def test_new_rows_go_on_behind_the_told_ones(told):
    last = db.session.scalar(select(func.max(CaseEvent.id)))
    case = all_cases()[-1]
    db.session.add(
        CaseEvent(case=case, step=Step.REPORT, status=case.status, at=NOW, words="", note="")
    )
    db.session.flush()

    assert db.session.scalar(select(func.max(CaseEvent.id))) > last


def test_contacts_lead_to_nobody(told):
    for contact in db.session.scalars(select(Contact)):
        assert (contact.phone or "0571-0").startswith("0571-0")
        assert (contact.email or "@example.org").endswith("@example.org")


def test_there_is_one_login_for_each_role(told):
    assert {login.role for login in told.logins} == set(Role)
    assert len({login.password for login in told.logins}) == len(Role)


def test_whoever_signs_in_works_around_the_shown_board(told):
    grid = shown_grid()

    worker = person_by_login("worker")
    posts = {post.role: post for post in db.session.scalars(select(Post).join(Post.person))}

    assert worker.posts[0].area_code == grid.code
    assert posts[Role.ADMINISTRATOR].area_code == "330108"
    assert person_by_login("community").posts[0].area_code == grid.code[:12]


def test_every_login_opens_the_staff_door(told, demonstration):
    app, built = demonstration
    for login in built.logins:
        page = app.test_client().post(
            "/staff/sign-in", data={"login": login.login, "password": login.password}
        )
        assert page.status_code == 303, login.login


def test_new_passwords_take_the_place_of_the_old(told):
    renewed = renew_passwords(shown_grid())

    assert [login.login for login in renewed] == list(LOGINS)
    assert not {login.password for login in renewed} & {login.password for login in told.logins}


def test_the_same_seed_tells_the_same_year_and_another_one_another(told):
    def year(seed: int) -> list[object]:
        chance = Chance(seed)
        stage = set_stage(chance, shown_grid().code, clock.today())
        told_lives = (tell(life, whole_story) for life in lives(stage, chance, 60, NOW))
        return [(life.case, life.events, life.ratings) for life in told_lives]

    assert year(5) == year(5)
    assert year(5) != year(6)


def test_proportions_are_believable(told):
    chance = Chance(3)
    stage = set_stage(chance, shown_grid().code, clock.today())
    year = [tell(life, whole_story) for life in lives(stage, chance, 6000, NOW)]
    statuses = Counter(life.case["status"] for life in year)
    levels = Counter(life.case["level"] for life in year)
    ratings = [rating for life in year for rating in life.ratings]
    stars = [rating["stars"] for rating in ratings if rating["stars"]]
    answered = [rating for rating in ratings if rating["answered_at"]]

    by_hand = {CaseStatus.PAUSED, CaseStatus.SPLIT, CaseStatus.MERGED}  # done by the real actions
    assert set(statuses) == set(CaseStatus) - by_hand
    assert 0.02 < statuses[CaseStatus.DECLINED] / 6000 < 0.1
    assert levels[1] + levels[2] > 6000 / 2 > levels[3] > levels[4] > 0
    assert 0.22 < len(answered) / len(ratings) < 0.36
    assert 3.7 < sum(stars) / len(stars) < 4.1
    assert any(life.case["reopened"] > 1 for life in year)
    in_time = [life.case["was_in_time"] for life in year if life.case["resolved_at"]]
    assert 0.85 < sum(in_time) / len(in_time) < 0.98


def test_private_matters_and_those_for_workers_only_are_reported_by_the_right_people(told):
    for case in all_cases():
        assert not case.matter.is_info
        assert case.source is Source.WORKER or case.matter.residents_may_report


def test_the_whole_list_of_matters_and_all_grids_are_there(told):
    assert len(all_matters()) == 127
    assert db.session.scalar(select(func.count(Grid.id))) == 362


def test_a_case_has_its_matter_as_the_list_had_it_on_its_day(told):
    """One edition was adopted in the year: some cases are of matters that read otherwise now."""
    ended = {case.matter.code for case in all_cases() if case.matter.ended_on}
    for case in all_cases():
        day, matter = clock.day_of(case.reported_at), case.matter
        assert matter.started_on <= day
        assert matter.ended_on is None or day < matter.ended_on
    assert "B226" in ended


def test_two_campaigns_have_found_something(told):
    running, over = sorted(all_campaigns(), key=lambda each: each.ends_on, reverse=True)

    assert over.ends_on < clock.day_of(NOW) < running.ends_on
    assert sum(progress_of(one, clock.day_of(NOW)).found for one in (running, over)) > 0

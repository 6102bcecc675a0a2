"""Builds the demonstration from nothing, step by step, saying how far it is."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from portal import clock
from portal.accounts.queries import holders, person_by_login
from portal.accounts.rules import Role
from portal.assessment.actions import recount_all
from portal.boards.actions import ensure_boards
from portal.boards.models import Board
from portal.cases.actions.telling import tell_reporter
from portal.cases.models import Case
from portal.cases.queries import Wanted, list_cases
from portal.db import db
from portal.demo.asking import ask_around
from portal.demo.assessing import make_periods
from portal.demo.august import make_august, publish_august
from portal.demo.boards import hang_boards
from portal.demo.chance import Chance
from portal.demo.findings import make_findings
from portal.demo.found_out import make_results
from portal.demo.joining import make_applications
from portal.demo.keeping import Album, keep_all
from portal.demo.leading import make_leading
from portal.demo.life import Life, told
from portal.demo.listing import make_campaigns, make_edition
from portal.demo.lists import make_imports
from portal.demo.looking import make_looks
from portal.demo.maps import make_maps
from portal.demo.odd import make_odd
from portal.demo.own_systems import make_systems
from portal.demo.own_tools import make_own_tools
from portal.demo.people import LOGINS, Login, make_clerks, make_logins
from portal.demo.pictures import make_album
from portal.demo.planting import sow
from portal.demo.play import is_of_a_scene, play
from portal.demo.publicity import make_publicity
from portal.demo.rewarding import make_rewards, set_amounts
from portal.demo.rounds import make_rounds
from portal.demo.routing import make_routes
from portal.demo.scanning import make_doubts, make_scans
from portal.demo.scenes import fitting
from portal.demo.sharing import make_partner
from portal.demo.stage import set_stage, shown_grid
from portal.demo.story import whole_story
from portal.demo.supervising import make_checks, make_team, plan_patrols
from portal.demo.telling import make_webhook
from portal.demo.training import make_training
from portal.demo.volunteers import make_points, make_volunteers
from portal.demo.year import DAYS, lives
from portal.district.loading import load_district, load_first_things
from portal.grids.rules import DISTRICT
from portal.jobs import JobRun, last_run
from portal.messages import notify

FINISHED = "demonstration"  # noted like a job: when it last ran to its end
NOTICES = 8  # for each login


@dataclass
class Built:
    """What a builder has to say when it is done."""

    cases: int = 0
    logins: list[Login] = field(default_factory=list)


def is_built() -> bool:
    """Say whether this database holds a demonstration that was built to its end."""
    return last_run(FINISHED) is not None


def build(cases: int, seed: int, built: Built) -> Iterator[tuple[str, int]]:
    """Build everything and say after each step what was done and how many cases it added."""
    now, chance = clock.now(), Chance(seed)
    today = clock.day_of(now)
    load_first_things(today)
    make_clerks(chance, today)
    db.session.commit()
    yield "calendar, matters and units", 0
    load_district(today)
    ensure_boards(DISTRICT, now=now - timedelta(days=DAYS))
    make_volunteers(Chance(seed), shown_grid(), cases, now)
    built.logins = _let_in(today)
    _route(now)
    make_rounds(Chance(seed), shown_grid(), now)
    _live_with_boards(seed, now)
    db.session.commit()
    yield "streets, grids, people and boards", 0
    album = make_album(chance)
    yield "pictures", 0
    yield from _tell_year(chance, album, cases, seed, built)
    _make_own(seed, now)
    _count(now, cases)
    _tell(Chance(seed), now)
    db.session.merge(JobRun(name=FINISHED, ran_at=clock.now()))
    db.session.commit()
    yield "figures", 0


def _tell_year(
    chance: Chance, album: Album, cases: int, seed: int, built: Built
) -> Iterator[tuple[str, int]]:
    """Tell the year in bulk, and let what is rare in it happen by the real actions."""
    now = clock.now()
    stage = set_stage(chance, shown_grid().code, clock.day_of(now))
    scenes = fitting(cases)
    parts = sum(scene.parts for scene in scenes)
    others = cases - sum(scene.size for scene in scenes)
    year = (
        told(life, Life.report if life.is_played else whole_story)
        for life in lives(stage, chance, others, now, sow(stage, scenes, seed, now))
    )
    for kept in keep_all(year, album, chance):
        built.cases += kept
        yield "a year of cases", kept
    for scene in scenes:
        play(scene, album, now)
    db.session.commit()
    built.cases += parts
    yield "difficult cases and meetings", parts


def _let_in(today: date) -> list[Login]:
    """Put the supervision team together, and let one person of each role sign in."""
    make_team(today)
    return make_logins(shown_grid(), today)


def _route(now: datetime) -> None:
    """Add the district's own rows to the routing table, its edition of the list, its campaigns."""
    if dispatcher := next(iter(holders(Role.DISPATCHER, DISTRICT, clock.day_of(now))), None):
        make_routes(dispatcher, now)
        make_edition(dispatcher, now)
        make_campaigns(dispatcher, clock.day_of(now))
        set_amounts(now)


def _live_with_boards(seed: int, now: datetime) -> None:
    """Print and hang the boards, scan them, doubt two, and apply from one."""
    hang_boards(Chance(seed), shown_grid(), now)
    make_scans(Chance(seed), shown_grid(), now)
    make_doubts(shown_grid(), now)
    make_applications(shown_grid(), now)


def _make_own(seed: int, now: datetime) -> None:
    """Let people have kept lists and words, told stories, taken courses, and earned rewards."""
    make_own_tools(now)
    make_publicity(Chance(seed), shown_grid(), now)
    make_training(Chance(seed), shown_grid(), now)
    make_odd(shown_grid(), now)
    make_points(now)
    make_rewards(shown_grid(), now)
    make_results(now)
    make_checks(shown_grid(), now)
    make_looks(shown_grid(), now)
    make_findings(now)
    plan_patrols(now)
    make_systems(now)


def _count(now: datetime, cases: int) -> None:
    """Count every month that the year touches, and publish those whose time has come."""
    recount_all(now=now)
    make_periods(now, cases)


def _remember(now: datetime) -> None:
    """Publish the August of the report, which lies before the year."""
    if lead := person_by_login("lead"):
        make_august(now)
        publish_august(lead, now)


def _tell(chance: Chance, now: datetime) -> None:
    """Put the newest open cases of those who can sign in on their pages; write to the reporters."""
    _remember(now)
    make_leading(now)
    make_webhook(now)
    make_maps(now)
    make_imports(now)
    make_partner(now)
    ask_around(chance, shown_grid(), now)
    today, written = clock.day_of(now), set()
    for login in LOGINS:
        person = person_by_login(login)
        if person is None:
            continue
        page = list_cases(person, Wanted(view="mine"), after_key=None, today=today)
        for case in page.cases[:NOTICES]:
            if is_of_a_scene(case):
                continue  # they were told at each step
            if case.due_on:
                kind = "overdue" if case.is_overdue else "dispatched"
                notify(person.id, kind, case_number=case.number, facts=str(case.due_on), now=now)
            if case.number not in written:
                _write_to_reporter(case)
            written.add(case.number)


def _write_to_reporter(case: Case) -> None:
    """Settle what a reporter was written; without a mail server the case says that it did not go.

    It is dated as of then, so that none of it waits for the morning.
    """
    for kind, at in (("received", case.reported_at), ("dispatched", case.dispatched_at)):
        if at:
            tell_reporter(case, kind, now=at)


def shown_board() -> Board:
    """Return the board to show first."""
    shown = shown_grid()
    return db.session.scalars(select(Board).where(Board.grid_id == shown.id)).one()


def count_kept() -> int:
    """Return how many cases there are."""
    return db.session.scalar(select(func.count(Case.id))) or 0

"""Training in the demonstration: a course that most have passed, a draft, meetings with lists."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import insert, or_, select

from portal import clock
from portal.accounts.models import Person
from portal.accounts.queries import person_by_login
from portal.db import db
from portal.demo.chance import Chance
from portal.demo.lessons import FIRE, STARTING, Draft
from portal.demo.people import LOGINS
from portal.demo.pictures import own_picture
from portal.grids.models import Appointment, Grid
from portal.grids.rules import DISTRICT
from portal.policy.queries import policy_on
from portal.training import actions
from portal.training.actions import LessonWritten, Planned
from portal.training.models import Course, CourseResult, Gathering
from portal.training.rules import valid_until, word_at

BEGAN, REQUIRED = timedelta(days=200), timedelta(days=120)  # ago
LATEST = 150  # days ago at which somebody passed, at most
LACKS = 0.12  # so many in a hundred have not passed
CODES = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CAME = 14


def make_training(chance: Chance, shown: Grid, now: datetime) -> None:
    """Make the courses, let people take them, and hold meetings."""
    maker, clerk = person_by_login("dispatcher"), person_by_login("community")
    if maker is None or clerk is None:
        return
    required = replace(STARTING.about, required_from=clock.day_of(now - REQUIRED))
    course = _written(replace(STARTING, about=required), maker, now - BEGAN)
    actions.publish(course, asks_again=False, by=maker, now=now - BEGAN)
    _written(FIRE, maker, now - timedelta(days=3))
    _take(course, now)
    people = _people_of(shown, clock.day_of(now))
    _gather(course, people[:CAME], shown, clerk, now)
    _pass(chance, course, now)


def _written(draft: Draft, by: Person, now: datetime) -> Course:
    course = actions.write_course(DISTRICT, draft.about, by=by, now=now)
    for each in draft.lessons:
        key = own_picture(*each.picture).key if each.picture else None
        written = LessonWritten(
            each.title, each.words, each.title_en, each.words_en, key, each.shows
        )
        actions.keep_lesson(course, written)
    for question in draft.questions:
        actions.keep_question(course, question)
    return course


def _take(course: Course, now: datetime) -> None:
    """Let those who can sign in take the course: the worker at the second try."""
    right = [
        {place for place, choice in enumerate(each.choices) if choice.is_right}
        for each in course.questions
    ]
    for n, login in enumerate(LOGINS):
        person, at = person_by_login(login), now - timedelta(days=60 + n)
        if person is None or login in {"admin", "unit", "inspector", "teamlead"}:
            continue  # they have still to take it
        tries = [[{0}] * len(right), right] if login == "worker" else [right]
        for nth, answers in enumerate(tries):
            actions.take(
                course,
                answers,
                request_key=f"demo-{login}-{nth}",
                by=person,
                now=at + timedelta(minutes=10 * nth),
                policy=policy_on(clock.day_of(at)),
            )


def _gather(course: Course, people: list[Person], shown: Grid, by: Person, now: datetime) -> None:
    """Hold a meeting that is over, call one to come, and have one running."""
    community = shown.code[:12]
    held = clock.start_of(clock.day_of(now - timedelta(days=8))) + timedelta(hours=14)
    past = _meeting("第三季度网格员集中培训", community, held, course, by)
    _let_in(past, people, held + timedelta(minutes=5))
    at = held + timedelta(minutes=9)
    if people:
        actions.enter_by_hand(past, people[-1], by=by, now=at)
    end = held + timedelta(hours=2)
    actions.close_list(past, by=by, now=end, policy=policy_on(clock.day_of(end)))
    soon = clock.start_of(clock.day_of(now + timedelta(days=2))) + timedelta(hours=14, minutes=30)
    _meeting("消防隐患现场教学", community, soon, None, by)
    today = clock.start_of(clock.day_of(now))
    begun = max(today, now - timedelta(minutes=20))
    until = min(today + timedelta(hours=23, minutes=59), begun + timedelta(minutes=90))
    running = _meeting("新加入志愿者见面会", community, begun, course, by, ends_at=until)
    _let_in(running, people[:5], begun + timedelta(minutes=3))


def _meeting(
    title: str,
    area_code: str,
    starts_at: datetime,
    course: Course | None,
    by: Person,
    *,
    ends_at: datetime | None = None,
) -> Gathering:
    until = ends_at or starts_at + timedelta(minutes=90)
    planned = Planned(title, "社区会议室", area_code, starts_at, until, course)
    return actions.call_gathering(planned, by=by, now=starts_at - timedelta(days=5))


def _let_in(gathering: Gathering, people: list[Person], at: datetime) -> None:
    policy = policy_on(clock.day_of(at))
    for n, person in enumerate(people[:-1]):
        moment = at + timedelta(seconds=20 * n)
        word = word_at(gathering.secret, moment, policy.list_code_minutes)
        actions.check_in(gathering, word, by=person, now=moment, policy=policy)


def _pass(chance: Chance, course: Course, now: datetime) -> None:
    """Let most of the others have passed some time ago: in bulk, for they are thousands."""
    today = clock.day_of(now)
    tried = select(CourseResult.person_id).where(CourseResult.course_id == course.id)
    rows = select(Appointment.person_id).where(Appointment.person_id.not_in(tried))
    rows = rows.where(or_(Appointment.ended_on.is_(None), Appointment.ended_on > today))
    numbers = db.session.scalars(rows.distinct().order_by(Appointment.person_id)).all()
    passing = [number for number in numbers if chance.random() >= LACKS]
    made = [_row(chance, course, number, today) for number in passing]
    if made:
        db.session.execute(insert(CourseResult), made)


def _row(chance: Chance, course: Course, person_id: int, today: date) -> dict[str, object]:
    day, asked = today - timedelta(days=chance.randint(1, LATEST)), len(course.questions)
    return {
        "code": "".join(chance.choice(CODES) for _ in range(10)),
        "person_id": person_id,
        "course_id": course.id,
        "day": day,
        "at": clock.start_of(day) + timedelta(hours=chance.randint(9, 20)),
        "nth": 1,
        "correct": asked - chance.randint(0, 1),
        "asked": asked,
        "wrong": "",
        "passed": True,
        "valid_until": valid_until(day, course.valid_months),
        "request_key": f"demo-{person_id}",
    }


def _people_of(shown: Grid, on: date) -> list[Person]:
    """Return who works in the grids of the shown community, but for those who can sign in."""
    rows = select(Person).join(Appointment, Appointment.person_id == Person.id)
    rows = rows.join(Grid, Grid.id == Appointment.grid_id).where(Person.login.is_(None))
    rows = rows.where(Grid.community_id == shown.community_id, Appointment.started_on <= on)
    rows = rows.where(or_(Appointment.ended_on.is_(None), Appointment.ended_on > on))
    return list(db.session.scalars(rows.distinct().order_by(Person.id)))

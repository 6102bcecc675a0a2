"""Plain functions that make valid things: a test states only what it is about."""

import io
from datetime import date, timedelta
from itertools import count
from typing import Any, TypeVar

from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from portal import clock
from portal.accounts.actions import set_password
from portal.accounts.models import Person, Post, SignIn, Unit
from portal.accounts.rules import Role, UnitKind
from portal.boards.models import Board
from portal.cases import actions
from portal.cases.models import Case, Matter
from portal.cases.rules import Outcome, Solved
from portal.db import db
from portal.files import keep_photo
from portal.grids import actions as grid_actions
from portal.grids.models import Appointment, Area, Grid, InfoItem, PatrolLog, Place
from portal.grids.rules import AreaKind, Duty, GridKind, PlaceKind
from portal.policy.queries import policy_on, work_calendar
from portal.publicity import actions as publicity
from portal.publicity.actions import Written
from portal.publicity.models import Story
from portal.rewards.models import StarRating
from portal.training import actions as training
from portal.training.actions import ChoiceWritten, LessonWritten, Planned, QuestionWritten
from portal.training.models import Course, CourseResult, Gathering
from portal.volunteers.models import Volunteer
from portal.volunteers.rules import VolunteerKind

Thing = TypeVar("Thing")
_n = count(1)
PASSWORD = "a good long password"
DISTRICT_CODE, STREET_CODE, COMMUNITY_CODE = "330108", "330108002", "330108002021"


def an_area(code: str = COMMUNITY_CODE) -> Area:
    """The area with this code and everything above it, made once."""
    codes = [code[:length] for length in (6, 9, 12) if length <= len(code)]
    known = {
        area.code: area for area in db.session.scalars(select(Area).where(Area.code.in_(codes)))
    }
    area = None
    for one in codes:
        area = known.get(one) or _new_area(one, area)
    assert area
    return area if code in known else _kept(area)


def _new_area(code: str, parent: Area | None) -> Area:
    kind = {6: AreaKind.DISTRICT, 9: AreaKind.STREET, 12: AreaKind.COMMUNITY}[len(code)]
    name, name_en = {
        AreaKind.DISTRICT: ("滨江区", "Binjiang District"),
        AreaKind.STREET: ("长河街道", "Changhe Subdistrict"),
        AreaKind.COMMUNITY: ("春江社区", "Chunjiang Community"),
    }[kind]
    return Area(code=code, kind=kind, name=name, name_en=name_en, parent=parent)


def a_grid(**given: Any) -> Grid:
    n = next(_n)
    community = given.pop("community", None) or an_area()
    defaults = {
        "code": f"{community.code}{n % 1000:03}",  # 15 digits however many tests ran before
        "name": f"{community.name}第{n}网格",
        "name_en": f"{community.name_en} Grid {n}",
        "kind": GridKind.RESIDENTIAL,
        "households": 412,
        "residents": 930,
        "scope": "东至江陵路，西至西兴路，南至滨康路，北至滨盛路",
        "outline": [[120.2, 30.2], [120.21, 30.2], [120.21, 30.21], [120.2, 30.21], [120.2, 30.2]],
    }
    return _kept(Grid(**defaults | {"community": community} | given))


def a_board(grid: Grid | None = None, **given: Any) -> Board:
    n = next(_n)
    defaults = {"code": f"T{n:05}", "number": f"BJ-{n:04}", "made_at": clock.now()}
    return _kept(Board(**defaults | {"grid": grid or a_grid()} | given))


def a_unit(**given: Any) -> Unit:
    n = next(_n)
    defaults = {
        "code": f"U{n}",
        "name": f"长河街道综合执法队{n}",
        "name_en": f"Changhe Law Enforcement Team {n}",
        "kind": UnitKind.STREET_TEAM,
        "platform": "综合执法",
        "area_code": STREET_CODE,
        "phone": "0571-00000000",
        "about": "占道经营、违法建设、施工管理",
    }
    return _kept(Unit(**defaults | given))


def a_person(**given: Any) -> Person:
    return _kept(_somebody(**given))


def _somebody(**given: Any) -> Person:
    n = next(_n)
    defaults = {"number": f"T{n:05}", "name": f"陈试{n}", "phone": f"0571-0{n:07}"}
    return Person(**defaults | given)


def an_appointment(grid: Grid, duty: Duty, **given: Any) -> Appointment:
    defaults = {"tasks": "日常巡查；走访居民", "started_on": date(2025, 9, 1)}
    person = given.pop("person", None) or a_person()
    return _kept(Appointment(**defaults | {"grid": grid, "duty": duty, "person": person} | given))


def a_clerk(
    role: Role, *, area_code: str | None = None, unit: Unit | None = None, **given: Any
) -> Person:
    """Somebody with a post: for an area, or for a unit."""
    person = _somebody(**given)
    _kept(
        Post(person=person, role=role, area_code=area_code, unit=unit, started_on=date(2025, 1, 1))
    )
    return person


def a_volunteer(grid: Grid | None = None, **given: Any) -> Person:
    """Somebody who has joined as a part-time grid worker and agreed to the rules."""
    grid = grid or a_grid()
    person = a_clerk(Role.VOLUNTEER, area_code=grid.code)
    defaults = {
        "kind": VolunteerKind.NEIGHBOUR,
        "community": grid.community,
        "started_on": date(2025, 1, 1),
        "agreed_at": clock.now(),
    }
    _kept(Volunteer(person=person, grid=grid, **defaults | given))
    return person


def a_matter(**given: Any) -> Matter:
    n = next(_n)
    defaults = {
        "code": f"T{n:03}",
        "category": "B",
        "category_name": "社区网格事项",
        "category_name_en": "Community grid matters",
        "group_code": "B2",
        "group_name": "网格事件类",
        "group_name_en": "Grid events",
        "name": "占道经营",
        "name_en": "Trading on the public way",
        "short_name": "",
        "short_name_en": "",
        "initials": "zdjy",
        "icon": "store",
        "platform": "综合执法",
        "level": 3,
        "days": 5,
        "department": "",
        "kind_of_unit": "综合执法中队",
        "evidence": "文字说明",
        "is_info": False,
        "residents_may_report": True,
        "is_private": False,
    }
    return _kept(Matter(**defaults | given))


def a_case(**given: Any) -> Case:
    """A case as a resident reports it."""
    now = given.pop("now", None) or clock.now()
    defaults: dict[str, Any] = {
        "request_key": f"request-{next(_n)}",
        "policy": policy_on(clock.day_of(now)),
        "calendar": work_calendar(),
    }
    grid, matter = given.pop("grid", None) or a_grid(), given.pop("matter", None) or a_matter()
    return actions.report(grid, matter, now=now, **defaults | given)


def a_dispatched_case(**given: Any) -> Case:
    """A case that a dispatcher has handed to a street team."""
    level, unit = given.pop("level", 3), given.pop("unit", None) or a_unit()
    case = a_case(**given)
    actions.dispatch(
        case,
        level=level,
        unit=unit,
        note="",
        by=a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE),
        now=given.get("now") or clock.now(),
        policy=policy_on(clock.today()),
        calendar=work_calendar(),
    )
    return case


def a_resolved_case(**given: Any) -> Case:
    """A case that its unit says is resolved; its reporter is being asked."""
    outcome, words = given.pop("outcome", Outcome.DONE), given.pop("words_back", "已清理干净")
    photos = given.pop("photos_back", [])
    by, case = given.pop("by", None), a_dispatched_case(**given)
    resolved(case, by=by, outcome=outcome, words=words, photos=photos)
    return case


def resolved(case: Case, *, by: Person | None = None, **given: Any) -> None:
    """Let a unit say that a case is resolved."""
    defaults: dict[str, Any] = {"outcome": Outcome.DONE, "words": "已清理干净", "photos": []}
    by = by or a_clerk(Role.UNIT_CLERK, unit=case.unit)
    policy = policy_on(clock.today())
    actions.resolve(case, by=by, policy=policy, **{"now": clock.now()} | defaults | given)


def a_photo(colour: str = "green", size: tuple[int, int] = (320, 240)) -> bytes:
    """A small JPEG."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return out.getvalue()


def a_busy_photo(size: tuple[int, int] = (4000, 3000)) -> bytes:
    """Twelve megapixels as hard to shrink as leaves and gravel: noise of all sizes."""
    picture = Image.effect_noise(size, 60)
    for grain in (5, 20, 80):
        coarse = Image.effect_noise((size[0] // grain, size[1] // grain), 90).resize(size)
        picture = Image.blend(picture, coarse, 0.5)
    out = io.BytesIO()
    Image.merge("RGB", [picture, picture.rotate(180), picture]).save(out, "JPEG", quality=80)
    return out.getvalue()


def somebody_at_the_door() -> Person:
    """A dispatcher who signs in as "lin" with PASSWORD."""
    person = a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)
    person.login = "lin"
    set_password(person, PASSWORD)
    db.session.flush()
    return person


def signed_in(client: FlaskClient, person: Person) -> None:
    """Give a browser a session of this person."""
    session = SignIn(
        key=f"key-{next(_n)}",
        person=person,
        started_at=clock.now(),
        from_address="127.0.0.1",
        second_at=clock.now(),  # whoever needs a second proof has given it
    )
    _kept(session)
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["seen"] = session.key, clock.now().timestamp()


def _kept(thing: Thing) -> Thing:
    db.session.add(thing)
    db.session.flush()  # gives it an id
    return thing


def a_place(grid: Grid, **given: Any) -> Place:
    """A place on a grid's round."""
    n = next(_n)
    defaults = {
        "kind": PlaceKind.PARK,
        "name": f"口袋公园{n}",
        "name_en": f"Pocket Park {n}",
        "started_on": date(2026, 1, 1),
    }
    return _kept(Place(**defaults | {"grid": grid} | given))


def a_patrol(grid: Grid, person: Person, **given: Any) -> PatrolLog:
    """A patrol that ended an hour ago, entered afterwards."""
    begun = given.pop("begun", None) or clock.now() - timedelta(hours=2)
    walked = grid_actions.Walked(
        started_at=begun,
        ended_at=begun + given.pop("lasted", timedelta(hours=1)),
        places=given.pop("places", ()),
        note=given.pop("note", ""),
        route=given.pop("route", ()),
        photos=given.pop("photos", ()),
    )
    defaults: dict[str, Any] = {
        "request_key": f"patrol-request-{next(_n)}",
        "by": person,
        "now": clock.now(),
        "policy": policy_on(clock.today()),
    }
    return grid_actions.log_patrol(grid, walked, **defaults | given)


def an_info_item(grid: Grid, person: Person, **given: Any) -> InfoItem:
    """Something that a grid keeps itself informed of."""
    n = next(_n)
    defaults: dict[str, Any] = {
        "matter_code": "B101",
        "subject": f"3幢2单元{n}室",
        "words": "出租，两人",
        "request_key": f"info-request-{n}",
        "by": person,
        "now": clock.now(),
    }
    return grid_actions.record_info(grid, **defaults | given)


def a_confirmed_case(**given: Any) -> Case:
    """A case whose reporter has said that it is solved; with photos from before and afterwards."""
    before, after = (keep_photo(a_photo(colour), most_bytes=10**6) for colour in ("red", "green"))
    given = {"photos": [before], "photos_back": [after]} | given
    case = a_resolved_case(**given)
    actions.say_solved(
        case.ratings[-1],
        Solved.YES,
        now=clock.now(),
        policy=policy_on(clock.today()),
        calendar=work_calendar(),
    )
    return case


def a_story(case: Case | None = None, **given: Any) -> Story:
    """A draft of a story, with both photos released."""
    grid = given.pop("grid", None)
    by = given.pop("by", None) or a_clerk(Role.COMMUNITY_CLERK, area_code=COMMUNITY_CODE)
    case = case or a_confirmed_case(**{"grid": grid} if grid else {})
    releaser = a_clerk(Role.STREET_CLERK, area_code=STREET_CODE)
    for photo in case.photos:
        publicity.release_photo(photo, nobody_is_seen=True, by=releaser, now=clock.now())
    db.session.flush()
    defaults: dict[str, Any] = {
        "title": "井盖换好了",
        "words": "邻居报了以后，当天下午就换上了新的。",
        "before_id": case.photos[0].id,
        "after_id": case.photos[-1].id,
    }
    return publicity.write_story(case, Written(**defaults | given), by=by, now=clock.now())


def a_released_story(**given: Any) -> Story:
    """A story that everybody may read."""
    story = a_story(**given)
    publicity.hand_in(story, by=story.steps[0].by, now=clock.now())
    db.session.flush()
    other = a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)
    publicity.release_story(story, seen=story.version, by=other, now=clock.now())
    db.session.flush()
    return story


def a_draft_course(**given: Any) -> Course:
    """A draft with one step and two questions, with one right answer and with two."""
    by = given.pop("by", None) or a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)
    area_code, now = given.pop("area_code", DISTRICT_CODE), given.pop("now", None) or clock.now()
    defaults: dict[str, Any] = {"title": f"上岗培训{next(_n)}", "words": "读一步，答两题。"}
    written = training.Written(**defaults | given)
    course = training.write_course(area_code, written, by=by, now=now)
    training.keep_lesson(course, LessonWritten("看见什么要报", "路灯不亮，井盖松动。"))
    one = (ChoiceWritten("路灯不亮", is_right=True), ChoiceWritten("邻居吵架"))
    two = (*one, ChoiceWritten("井盖松动", is_right=True))
    for choices in (one, two):
        training.keep_question(course, QuestionWritten("哪些要报？", choices, step=1))
    return course


RIGHT = [{0}, {0, 2}]  # the answers to its questions
WRONG = [{1}, {0, 1, 2}]


def a_course(**given: Any) -> Course:
    """A course that can be taken."""
    now = given.pop("now", None) or clock.now()
    asks_again = given.pop("asks_again", False)
    course = a_draft_course(now=now, **given)
    training.publish(course, asks_again=asks_again, by=course.made_by, now=now)
    return course


def a_result(person: Person, course: Course, answers: Any = RIGHT, **given: Any) -> CourseResult:
    """A try, right unless said otherwise."""
    now = given.pop("now", None) or clock.now()
    key = given.pop("request_key", None) or f"try-{next(_n)}"
    policy = policy_on(clock.day_of(now))
    return training.take(course, answers, request_key=key, by=person, now=now, policy=policy)


def a_gathering(**given: Any) -> Gathering:
    """A meeting that began ten minutes ago."""
    by = given.pop("by", None) or a_clerk(Role.COMMUNITY_CLERK, area_code=COMMUNITY_CODE)
    begun = given.pop("starts_at", None) or clock.now() - timedelta(minutes=10)
    defaults: dict[str, Any] = {
        "title": "集中培训",
        "place": "社区会议室",
        "area_code": COMMUNITY_CODE,
        "starts_at": begun,
        "ends_at": begun + timedelta(hours=1),
    }
    planned = Planned(**defaults | given)
    return training.call_gathering(planned, by=by, now=begun - timedelta(days=1))


def a_rating(stars: int = 3, **given: Any) -> StarRating:
    """A frozen rating of a quarter that is over."""
    defaults = {
        "quarter": date(2026, 4, 1),
        "points": 60 * stars,
        "judged": 20,
        "valid": 19,
        "had_fake": False,
        "is_trained": True,
        "policy_version": 0,
        "frozen_at": clock.now(),
    }
    person = given.pop("person", None) or a_person()
    community_id = (given.pop("community", None) or an_area()).id
    whose = {"person": person, "community_id": community_id, "stars": stars}
    return _kept(StarRating(**defaults | whose | given))

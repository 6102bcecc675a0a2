"""People go on with planted reports: each step at its hour, by the very actions of the portal."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TypedDict

from sqlalchemy import ColumnElement, and_, select

from portal import clock
from portal.accounts.models import Person, Unit
from portal.accounts.queries import holders, unit_by_code
from portal.accounts.rules import Role
from portal.cases import actions, queries
from portal.cases.actions.telling import tell_reporter
from portal.cases.models import Case, Meeting
from portal.cases.queries.matters import matter_by_code
from portal.cases.rules import IN_WORK, MeetingKind, Outcome, Solved, needs_after_photo
from portal.db import db
from portal.demo.keeping import Album, pictures_of
from portal.demo.planting import KEY, Scene, moment_of
from portal.files import Kept
from portal.grids.rules import DISTRICT
from portal.policy.queries import policy_on, work_calendar
from portal.policy.rules import Policy, WorkCalendar

MARKED_AFTER = timedelta(minutes=7)  # past midnight: when the worker finds what is late
COMMUNITY = "community"  # the unit of a case's own community
Part = tuple[str, int, str, str]  # a matter's code, a level, a unit, and what that should know
Decided = tuple[str, str]  # in words, and the unit that is to do it if that changes


def is_of_a_scene(case: Case) -> bool:
    """Say whether a case was planted, or is a part of one that was."""
    return case.part_of_id is not None or case.request_key.startswith(KEY)


def of_no_scene() -> ColumnElement[bool]:
    """Return the condition that a case is of the told year."""
    return and_(Case.part_of_id.is_(None), Case.request_key.not_like(f"{KEY}%"))


def play(scene: Scene, album: Album, now: datetime) -> None:
    """Let a scene happen, up to now."""
    stage = Play(album, now)
    for plant in scene.plants:
        case = stage.case(plant.key)
        tell_reporter(case, "received", now=case.reported_at)
    scene.happens(stage)
    stage.let_dates_pass(now)
    db.session.flush()


class Play:
    """One scene on its way: its cases by their keys, and the steps that people take with them."""

    def __init__(self, album: Album, now: datetime) -> None:
        self.album, self.now = album, now
        self.cases: dict[str, Case] = {}

    @contextmanager
    def at(self, ago: int, hour: str) -> Iterator[None]:
        """Hold the clock at an hour some working days ago; what passed its date by then is late."""
        moment = self.moment(ago, hour)
        self.let_dates_pass(moment)
        with clock.stopped_at(moment):
            yield
            db.session.flush()

    def moment(self, ago: int, hour: str) -> datetime:
        """Return an hour of the working day so many before today."""
        return moment_of(work_calendar(), clock.day_of(self.now), ago, hour)

    def let_dates_pass(self, until: datetime) -> None:
        """Expedite what passed its date, as the worker does just after midnight."""
        for case in self.cases.values():
            if case.status in IN_WORK and case.due_on and not case.is_overdue:
                passed = clock.start_of(case.due_on + timedelta(days=1))
                if passed <= until:
                    moment = min(passed + MARKED_AFTER, until)
                    with clock.stopped_at(moment):
                        actions.expedite(case, now=moment)

    def case(self, key: str) -> Case:
        """Return a case of this scene; `whole/2` is the second part of one."""
        if key not in self.cases:
            asked = select(Case).where(Case.request_key == KEY + key)
            self.cases[key] = db.session.scalars(asked).one()
        return self.cases[key]

    def dispatch(self, key: str, level: int, unit: str = "", note: str = "") -> None:
        """Dispatch it to its usual unit of a level, or to another one."""
        case = self.case(key)
        to = self._unit(unit, case) if unit else None
        to = to or queries.suggested_unit(case.matter, level, case.grid)
        by = self._centre() if level > 3 else self._room(case)
        if to and by:
            actions.dispatch(
                case, level=level, unit=to, note=note, by=by, now=clock.now(), **_rules()
            )

    def take(self, key: str, words: str) -> None:
        """Take it in hand."""
        case = self.case(key)
        actions.take(case, words=words, by=self._handler(case), now=clock.now())

    def answer(self, key: str, words: str) -> None:
        """Write to the reporter meanwhile."""
        case = self.case(key)
        actions.answer(case, words=words, by=self._handler(case), now=clock.now())

    def note(self, key: str, words: str) -> None:
        """Write a note to colleagues, from the street's command room."""
        case = self.case(key)
        actions.note(case, note=words, by=self._room(case), now=clock.now())

    def resolve(self, key: str, words: str, outcome: Outcome = Outcome.DONE) -> None:
        """Resolve it, with a photo where its matter asks for one."""
        case = self.case(key)
        photos: list[Kept] = []
        if needs_after_photo(outcome, case.matter.evidence):
            shown = pictures_of(self.album, case.matter.group_code, "after")[case.id % 7]
            photos = [Kept(shown.key, shown.width, shown.height)]
        actions.resolve(
            case,
            outcome=outcome,
            words=words,
            photos=photos,
            by=self._handler(case),
            now=clock.now(),
            policy=policy_on(clock.today()),
        )

    def verify(self, key: str, words: str) -> None:
        """Let the grid's worker look and find it solved."""
        case = self.case(key)
        worker = holders(Role.GRID_WORKER, case.grid.code, clock.today())[0]
        actions.verify(case, words=words, by=worker, now=clock.now())

    def rate(self, key: str, solved: Solved, stars: int, words: str = "") -> None:
        """Let the reporter answer what they are asked."""
        now = clock.now()
        if rating := queries.open_rating(self.case(key), now):
            actions.say_solved(rating, solved, now=now, **_rules())
            actions.give_stars(rating, stars, now=now)
            if words:
                actions.add_words(rating, words)

    def order(self, key: str, words: str, reply: str = "", *, minutes: int = 120) -> None:
        """Order its unit to hurry, from the command room; it answers some minutes later."""
        case, now = self.case(key), clock.now()
        given = actions.order(
            case,
            words=words,
            reply_by=queries.reply_by(clock.day_of(now), work_calendar()),
            by=self._room(case),
            now=now,
        )
        if reply:
            later = now + timedelta(minutes=minutes)
            actions.reply(given, words=reply, by=self._handler(case), now=later)

    def join(self, key: str, main: str, note: str = "") -> None:
        """Join a report to another one, by the command room."""
        case = self.case(key)
        policy = policy_on(clock.today())
        by = self._room(case)
        actions.merge(case, self.case(main), by=by, now=clock.now(), policy=policy, note=note)

    def say_same(self, key: str, main: str) -> None:
        """Let the reporter say that it is the same problem as another report."""
        policy = policy_on(clock.today())
        actions.join_on_word(self.case(key), self.case(main), now=clock.now(), policy=policy)

    def part(self, key: str, note: str) -> None:
        """Part a report again from the case it was joined to."""
        case = self.case(key)
        actions.unmerge(case, note=note, by=self._room(case), now=clock.now(), **_rules())

    def split(self, key: str, parts: Sequence[Part]) -> None:
        """Split it, by the command room; its parts are then called `key/1` and so on."""
        case = self.case(key)
        asked = [
            actions.PartAsked(matter, level, to, note)
            for code, level, unit, note in parts
            if (matter := matter_by_code(code)) and (to := self._unit(unit, case))
        ]
        actions.split(case, asked, by=self._room(case), now=clock.now(), **_rules())
        db.session.flush()
        for part in queries.parts_of(case):
            self.cases[f"{key}/{part.part}"] = part

    def ask_help(self, key: str, unit: str, words: str) -> None:
        """Ask a second unit in."""
        case = self.case(key)
        if second := self._unit(unit, case):
            by = self._handler(case)
            actions.ask_help(case, unit=second, words=words, by=by, now=clock.now())

    def help(self, key: str, unit: str, words: str) -> None:
        """Say what the second unit did."""
        case = self.case(key)
        if second := self._unit(unit, case):
            by = queries.people_of(second, clock.today())[0]
            actions.help_given(case, unit=second, words=words, photos=[], by=by, now=clock.now())

    def call(
        self,
        kind: MeetingKind,
        title: str,
        place: str,
        starts: tuple[int, str],
        units: Sequence[str],
        questions: Mapping[str, str],
    ) -> Meeting:
        """Call a meeting: a consultation from the centre, a joint one from the command room."""
        cases = [(self.case(key), asked) for key, asked in questions.items()]
        first = cases[0][0]
        is_joint = kind is MeetingKind.JOINT
        found = [self._unit(code, first) for code in units]
        return actions.call_meeting(
            kind,
            title,
            area_code=first.street.code if is_joint else DISTRICT,
            place=place,
            starts_at=self.moment(*starts),
            units=[unit for unit in found if unit],
            questions=cases,
            by=self._room(first) if is_joint else self._centre(),
            now=clock.now(),
        )

    def hold(
        self, meeting: Meeting, minutes: str, decided: Sequence[Decided], absent: Sequence[str] = ()
    ) -> None:
        """Keep the minutes of a meeting, with what was decided of each of its cases in turn."""
        decisions = {
            put.id: (words, self._unit(unit, put.case) if unit else None)
            for put, (words, unit) in zip(meeting.cases, decided, strict=True)
        }
        actions.keep_minutes(
            meeting,
            minutes=minutes,
            came={
                one.unit_id for one in meeting.units if one.unit.code.split("-")[0] not in absent
            },
            decisions=decisions,
            by=meeting.called_by,
            now=clock.now(),
            **_rules(),
        )

    def _unit(self, code: str, case: Case) -> Unit | None:
        """Return a department by its code, a unit of the case's street by how its code begins."""
        if code == COMMUNITY:
            return unit_by_code(case.community.code)
        return unit_by_code(f"{code}-{case.street.code}") or unit_by_code(code)

    def _centre(self) -> Person:
        return holders(Role.DISPATCHER, DISTRICT, clock.today())[0]

    def _room(self, case: Case) -> Person:
        return holders(Role.STREET_CLERK, case.street.code, clock.today())[0]

    def _handler(self, case: Case) -> Person:
        return queries.people_in_hand(case, clock.today())[0]


class _Rules(TypedDict):
    policy: Policy
    calendar: WorkCalendar


def _rules() -> _Rules:
    return {"policy": policy_on(clock.today()), "calendar": work_calendar()}

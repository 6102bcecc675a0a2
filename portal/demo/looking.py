"""Field work in the demonstration: an inspector has looked at some of what was drawn."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from portal import clock
from portal.accounts.models import Person
from portal.accounts.queries import person_by_login
from portal.cases.queries import matter_by_code
from portal.cases.rules.duplicates import Position
from portal.db import db
from portal.demo.pictures import own_picture
from portal.grids.models import Grid
from portal.policy.queries import policy_on
from portal.supervision import actions, queries
from portal.supervision.actions import Looked, Plan
from portal.supervision.models import Sampled, SpotCheck, TeamMember
from portal.supervision.queries import Subject
from portal.supervision.rules import Answer, CouldNot, FrameKind, Stamp, StrataBy

DAYS = timedelta(days=1)
SEEN = (("B207", "楼道里堆了三个纸箱"), ("B301", "井盖松动，踩上去响"), ("D202", "垃圾桶满了"))
WORDS = ("现场干净，问过门卫，近期没有再堆。", "清了一半，靠墙一侧还有。", "已修好，走过去平整。")
SAID = (Answer.YES, Answer.NO, Answer.YES, Answer.UNCLEAR)


def make_looks(shown: Grid, now: datetime) -> None:
    """Let whoever can sign in as an inspector look at places and at what else was drawn."""
    inspector = person_by_login("inspector")
    member = queries.membership_of(inspector, clock.day_of(now)) if inspector else None
    if inspector is None or member is None:
        return
    _check_places(member, shown, now)
    subjects = queries.subjects_of(queries.items_to_visit(inspector))
    places = [subject for subject in subjects if subject.frame is FrameKind.PLACES]
    others = [subject for subject in subjects if subject.frame is not FrameKind.PLACES]
    for n, subject in enumerate(places[:2]):
        _look_around(subject, inspector, now - timedelta(hours=5 + n), n)
    for n, subject in enumerate(others[: len(WORDS)]):
        _look(subject, inspector, now - timedelta(hours=2, minutes=20 * n), n)
    if others[len(WORDS) + 1 :]:
        _give_up(others[len(WORDS)], inspector, now - timedelta(hours=1))


def _check_places(member: TeamMember, shown: Grid, now: datetime) -> None:
    """Draw places of the community that is shown in the open; the inspector goes there."""
    lead = next((other.person for other in member.team.members if other.is_lead), None)
    if lead is None or lead is member.person:
        return
    day = clock.day_of(now)
    plan = Plan(
        frame=FrameKind.PLACES,
        area_code=shown.code[:12],
        period_from=day - 33 * DAYS,
        period_to=day - 4 * DAYS,
        strata_by=StrataBy.STREET,
        margin_permille=250,
    )
    begun = now - 3 * DAYS
    key = "demo-check-of-places"
    check = actions.plan_check(member.team, plan, request_key=key, by=lead, now=begun)
    gathered = actions.gather(check, on=day)
    if sum(gathered.counts.values()) < len(SEEN):
        return
    actions.freeze(check, gathered, by=lead, now=begun)
    actions.publish(check, seed_from="双色球下一期开奖号码", by=lead, now=begun)
    _draw(check, lead, member, now - 2 * DAYS)


def _draw(check: SpotCheck, lead: Person, member: TeamMember, at: datetime) -> None:
    seed = "09 15 22 28 30 33 07"
    actions.enter_seed(check, seed, by=lead, now=at)
    actions.confirm_seed(check, seed, by=member.person, now=at)
    drawn: Sequence[Sampled] = actions.draw_round(check, by=lead, now=at)
    db.session.flush()
    for street in sorted({item.street_code for item in drawn}):
        actions.assign_street(check, street, member, now=at)


def _look(subject: Subject, by: Person, at: datetime, n: int) -> None:
    asked = queries.questions_for(subject)
    answers = [(question, SAID[(n + k) % len(SAID)]) for k, question in enumerate(asked)]
    looked = _looked(subject, at, WORDS[n % len(WORDS)], f"look-{n}")
    actions.keep_visit(subject, looked, answers, request_key=f"demo-look-{n:08}", by=by, now=at)


def _give_up(subject: Subject, by: Person, at: datetime) -> None:
    actions.could_not_check(
        subject,
        Looked(at=at, place=subject.around, words="围挡封着，进不去。"),
        CouldNot.LOCKED,
        request_key="demo-could-not-look",
        by=by,
        now=at,
        policy=policy_on(clock.day_of(at)),
    )


def _look_around(subject: Subject, by: Person, at: datetime, n: int) -> None:
    """Note what is at a place, hand it in, and say of the first problem what it fits."""
    for k, (code, words) in enumerate(SEEN[n:]):
        if matter := matter_by_code(code):
            looked = _looked(subject, at, words, f"seen-{n}-{k}")
            key = f"demo-seen-{n}-{k}-0000"
            actions.note_problem(subject, matter, looked, request_key=key, by=by, now=at)
    done = at + timedelta(minutes=20)
    answers = [(question, Answer.YES) for question in queries.questions_for(subject)]
    looked = Looked(at=done, place=subject.position)
    key = f"demo-handed-in-{n}"
    visit = actions.keep_visit(subject, looked, answers, request_key=key, by=by, now=done)
    db.session.refresh(visit)
    if visit.problems:
        first = visit.problems[0]
        offers = queries.offers_for(first, policy_on(clock.day_of(done)))
        chosen = offers[0].case if offers else None
        actions.confirm_match(first, chosen, offers, by=by, now=done)


def _looked(subject: Subject, at: datetime, words: str, name: str) -> Looked:
    """Return a look from a few steps beside the place, with one photo."""
    here = subject.around
    place = Position(round(here.lat + 0.0002, 5), here.lon) if here else None
    group = subject.matter.group_code if subject.matter else "B2"
    photo = own_picture(name, group)
    return Looked(at=at, place=place, words=words, photos=[(photo, Stamp(at, place))])

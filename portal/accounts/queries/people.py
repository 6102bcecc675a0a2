"""What is asked about people and units."""

import hashlib
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import func, or_, select

from portal.accounts.models import NewsByMail, Person, Post, Sending, TypedForm, Unit
from portal.accounts.rules import OFFICES, SYSTEM, UNIT_DIGITS, Role, UnitKind, has_left
from portal.db import db
from portal.errors import N_, NotFound, NotYours
from portal.messages import Notice

TYPED_FOR = timedelta(days=1)  # so long is a form kept whose session ran out
COMMUNITY_DIGITS = 12  # the length of a community's code; a grid's is longer
NOTICES = 30  # on one page
MOST_AT_ONCE = 1000  # values in one question to the database


def typed_form_of(person: Person, now: datetime) -> TypedForm | None:
    """Return what somebody had typed when their session was over, for a day."""
    kept = db.session.get(TypedForm, person.id)
    return kept if kept and now - kept.kept_at <= TYPED_FOR else None


def sending_of(person: Person, key: str) -> Sending | None:
    """Return what became of a form from somebody's outbox, if it was taken before."""
    return db.session.get(Sending, (person.id, key), populate_existing=True)


def posts_of(person: Person, on: date) -> list[Post]:
    """Return the posts that a person holds on a day."""
    return [
        post
        for post in person.posts
        if post.started_on <= on and (post.ended_on is None or post.ended_on > on)
    ]


def works_for(post: Post, unit: Unit) -> bool:
    """Say whether a post is held for a unit, or for the office that a unit of its area is."""
    if post.unit_id is not None:
        return post.unit_id == unit.id
    return OFFICES.get(unit.kind) is post.role and post.area_code == unit.area_code


def area_codes_of(person: Person, on: date) -> list[str]:
    """Return the codes of the areas whose figures and boards concern somebody, each once.

    A grid's worker looks at the whole community; a unit's clerk at what the unit serves.
    """
    codes = (
        post.unit.area_code if post.unit else (post.area_code or "")[:COMMUNITY_DIGITS]
        for post in posts_of(person, on)
    )
    return sorted(set(codes))


def notices_of(person: Person, *, before: int | None) -> Sequence[Notice]:
    """Return a page of somebody's notices and the first of the next page, the newest first."""
    rows = select(Notice).where(Notice.person_id == person.id)
    if before is not None:
        rows = rows.where(Notice.id < before)
    return db.session.scalars(rows.order_by(Notice.id.desc()).limit(NOTICES + 1)).all()


def unread_notices(person: Person) -> int:
    """Return how many notices somebody has not read yet."""
    unread = select(func.count(Notice.id)).where(Notice.person_id == person.id)
    return db.session.scalar(unread.where(Notice.read_at.is_(None))) or 0


def holders(role: Role, area_code: str, on: date) -> list[Person]:
    """Return the people who hold a role for exactly this area on a day; other systems are none."""
    in_post = (
        select(Person)
        .join(Person.posts)
        .where(Post.role == role, Post.area_code == area_code, Post.started_on <= on)
        .where(or_(Post.ended_on.is_(None), Post.ended_on > on), Person.ended_on.is_(None))
        .where(Person.number.not_like(f"{SYSTEM}%"))
        .order_by(Person.id)
    )
    return list(db.session.scalars(in_post))


def clerks_of(unit: Unit, on: date) -> list[Person]:
    """Return the people who work for a unit on a day; other systems are none."""
    in_post = (
        select(Person)
        .join(Person.posts)
        .where(Post.unit_id == unit.id, Post.started_on <= on)
        .where(or_(Post.ended_on.is_(None), Post.ended_on > on), Person.ended_on.is_(None))
        .where(Person.number.not_like(f"{SYSTEM}%"))
        .order_by(Person.id)
    )
    return list(db.session.scalars(in_post))


def current_posts(role: Role, on: date) -> list[Post]:
    """Return every post of a role that has not ended by a day, also those still to begin."""
    held = select(Post).where(Post.role == role, or_(Post.ended_on.is_(None), Post.ended_on > on))
    return list(db.session.scalars(held.order_by(Post.id)))


def people_by_number(numbers: Collection[str]) -> dict[str, Person]:
    """Return the people with these staff numbers, by number; unknown numbers are left out."""
    wanted = sorted(numbers)
    found: dict[str, Person] = {}
    for start in range(0, len(wanted), MOST_AT_ONCE):
        some = select(Person).where(Person.number.in_(wanted[start : start + MOST_AT_ONCE]))
        found |= {person.number: person for person in db.session.scalars(some)}
    return found


def people_with(ids: Collection[int]) -> dict[int, Person]:
    """Return people by their key."""
    rows = select(Person).where(Person.id.in_(sorted(ids)))
    return {person.id: person for person in db.session.scalars(rows)} if ids else {}


def person_called(words: str) -> Person | None:
    """Return who has this staff number, or the first who has exactly this name."""
    is_it = or_(Person.number == words, Person.name == words)
    return db.session.scalar(select(Person).where(is_it).order_by(Person.id).limit(1))


def unit_by_code(code: str) -> Unit | None:
    """Return the unit with this code."""
    return db.session.scalar(select(Unit).where(Unit.code == code))


def units_around(area_codes: Collection[str]) -> list[Unit]:
    """Return the units that serve these areas, what lies in them or around them; ended ones too."""
    around = {code[:digits] for code in area_codes for digits in UNIT_DIGITS.values()}
    inside = (Unit.area_code.startswith(code, autoescape=True) for code in area_codes)
    served = or_(Unit.area_code.in_(around), *inside)
    return list(db.session.scalars(select(Unit).where(served).order_by(Unit.kind, Unit.code)))


def units_called(units: Iterable[Unit], asked: str) -> list[Unit]:
    """Return the units that a word finds: in a name, the code, the phone or the duties."""
    wanted = _plain(asked)
    return [unit for unit in units if wanted in _plain(" ".join(_words_of(unit)))]


def unit_in_reach(code: str, edited: Collection[str], *, to_edit: bool = False) -> Unit:
    """Return a unit that serves these areas; what lies beside them does not exist.

    A unit that serves more than these areas can be looked at and not edited. To
    edit it, two at once take turns, so that what is counted of it meanwhile holds.
    """
    unit = unit_by_code(code)
    if unit is None or not _nests(unit.area_code, edited):
        raise NotFound(N_("No such unit, or it is not yours to see. Choose one from the list."))
    if to_edit:
        if not is_unit_editable(unit, edited):
            raise NotYours(N_("This unit serves more than your area. Ask the command centre."))
        units_alike(unit, to_change=True)
    return unit


def is_unit_editable(unit: Unit, edited: Collection[str]) -> bool:
    """Say whether a unit serves nothing but areas that somebody may edit."""
    return any(unit.area_code.startswith(code) for code in edited)


def units_alike(unit: Unit, *, to_change: bool = False) -> list[Unit]:
    """Return the units of the same kind for the same area, itself too, ended or not.

    To change one of them, two at once take turns and see what the other did.
    """
    alike = select(Unit).where(Unit.kind == unit.kind, Unit.area_code == unit.area_code)
    alike = alike.order_by(Unit.id)
    if to_change:
        alike = alike.with_for_update().execution_options(populate_existing=True)
    return list(db.session.scalars(alike))


def is_only_one(unit: Unit, on: date) -> bool:
    """Say whether no other unit of its kind works for the area of a unit."""
    return all(one is unit or has_left(one.ended_on, on) for one in units_alike(unit))


def has_namesake(name: str, *, but: Unit | None = None) -> bool:
    """Say whether a working unit is called so already."""
    called = select(Unit.id).where(Unit.name == name, Unit.ended_on.is_(None))
    return db.session.scalar(called.where(Unit.id != but.id) if but else called) is not None


def mark_of(unit: Unit) -> str:
    """Return a mark that is another one as soon as anything about a unit has changed."""
    said = (unit.name, unit.name_en, unit.platform, unit.phone, unit.about, unit.ended_on)
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def units_below(area_code: str, *, but: UnitKind | None = None) -> list[Unit]:
    """Return the working units that serve an area or a part of it, but for one kind."""
    wanted = select(Unit).where(Unit.ended_on.is_(None))
    wanted = wanted.where(Unit.area_code.startswith(area_code, autoescape=True))
    if but:
        wanted = wanted.where(Unit.kind != but)
    return list(db.session.scalars(wanted.order_by(Unit.kind, Unit.code)))


def units_for(area_codes: list[str], kind: UnitKind | None = None) -> list[Unit]:
    """Return the working units that serve any of these areas, in a steady order."""
    wanted = select(Unit).where(Unit.area_code.in_(area_codes), Unit.ended_on.is_(None))
    if kind:
        wanted = wanted.where(Unit.kind == kind)
    return list(db.session.scalars(wanted.order_by(Unit.kind, Unit.code)))


def news_choice_of(person: Person) -> NewsByMail | None:
    """Return how somebody wants their notices by mail, or None: on their page only."""
    return db.session.get(NewsByMail, person.id)


def news_due(day: date, hour: int, most: int) -> Sequence[NewsByMail]:
    """Return whose mail of this day is due by this hour, held, without those just being changed."""
    due = (
        select(NewsByMail)
        .where(NewsByMail.sent_on < day, NewsByMail.hour <= hour)
        .order_by(NewsByMail.person_id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    return db.session.scalars(due).all()


def newest_notice(person: Person) -> int:
    """Return the number of the newest notice somebody has, 0 if they have none."""
    theirs = select(func.max(Notice.id)).where(Notice.person_id == person.id)
    return db.session.scalar(theirs) or 0


def untold_notices(person: Person, *, after: int, most: int) -> tuple[Sequence[Notice], int]:
    """Return somebody's newest unread notices since the last mail, and how many there are."""
    new = (Notice.person_id == person.id, Notice.id > after, Notice.read_at.is_(None))
    shown = select(Notice).where(*new).order_by(Notice.id.desc()).limit(most)
    how_many = db.session.scalar(select(func.count(Notice.id)).where(*new)) or 0
    return db.session.scalars(shown).all(), how_many


def _words_of(unit: Unit) -> tuple[str, ...]:
    return (unit.code, unit.name, unit.name_en, unit.platform, unit.phone, unit.about)


def _plain(words: str) -> str:
    return unicodedata.normalize("NFKC", words).casefold().replace(" ", "")


def _nests(area_code: str, codes: Collection[str]) -> bool:
    return any(area_code.startswith(code) or code.startswith(area_code) for code in codes)
